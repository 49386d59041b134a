// Hugging Face configs: parameters against models that the transformers library instantiated, and errors that help.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  activeParameters,
  fromConfig,
  parameters,
  parametersByPart,
  savedForBackward,
} from "../../src/index.js";

const fixtures = join(import.meta.dirname, "..", "fixtures");

interface Released {
  readonly parameters: number;
  readonly active?: number;
  readonly byPart?: Readonly<Record<string, number>>;
  readonly config: Readonly<Record<string, unknown>>;
}

const { models } = JSON.parse(readFileSync(join(fixtures, "configs.json"), "utf8")) as {
  models: Readonly<Record<string, Released>>;
};
const short = { sequence: 16 };
const of = (config: Readonly<Record<string, unknown>>) =>
  fromConfig(config, config.model_type === "vit" ? {} : short);

describe("a Hugging Face config", () => {
  it.each(Object.entries(models))("%s has exactly the parameters of its model class", (_, released) => {
    const graph = of(released.config);
    expect(parameters(graph).value).toBe(released.parameters);
    if (released.active !== undefined) expect(activeParameters(graph).value).toBe(released.active);
    const { byPart } = released;
    if (byPart === undefined) return;
    const parts = parametersByPart(graph);
    const found = { ...byPart };
    for (const key of Object.keys(byPart))
      found[key] = parts[key === "output_head" ? "outputHead" : (key as "mlp")].value;
    expect(found).toEqual(byPart);
  });

  it("takes the library's defaults for missing keys", () => {
    // GPT2LMHeadModel(GPT2Config()) and LlamaForCausalLM(LlamaConfig()) of transformers 5.18.
    expect(parameters(of({ model_type: "gpt2" })).value).toBe(124_439_808);
    expect(parameters(of({ model_type: "llama" })).value).toBe(6_738_415_616);
  });

  it("is read from a file, or from the folder that holds it, and gives the graph its name", () => {
    const file = fromConfig(join(fixtures, "configs", "llama3.2-1b.json"), short);
    expect([file.name, parameters(file).value]).toEqual(["llama3.2-1b", 1_235_814_400]);
    const folder = fromConfig(join(fixtures, "configs", "qwen3-8b"), short);
    expect([folder.name, parameters(folder).value]).toEqual(["qwen3-8b", 8_190_735_360]);
  });

  it("has the head that its architecture names", () => {
    const kinds = (architecture: string) =>
      of({ model_type: "llama", num_hidden_layers: 1, architectures: [architecture] })
        .nodes.filter(({ stage }) => stage === "output" || stage === "loss")
        .map(({ name }) => name);
    expect(kinds("LlamaModel")).toEqual(["norm"]);
    expect(kinds("LlamaForCausalLM")).toEqual(["norm", "output", "loss"]);
    expect(kinds("LlamaForSequenceClassification")).toEqual(["norm", "output", "output.position", "loss"]);
    const unknown = of({ model_type: "llama", num_hidden_layers: 1, architectures: ["LlamaForDreaming"] });
    expect(unknown.notCounted).toMatchObject([{ name: "architectures", what: "class LlamaForDreaming" }]);
  });

  it("names what it leaves out", () => {
    const left = (more: Readonly<Record<string, unknown>>) =>
      of({ model_type: "gpt2", n_layer: 1, ...more }).notCounted.map(({ name }) => name);
    expect(left({ bos_token_id: 1, rope_scaling: null, transformers_version: "5" })).toEqual([]);
    expect(left({ vision_config: {}, quantization_config: { bits: 4 }, wormholes: 3 })).toEqual([
      "quantization_config",
      "vision_config",
      "wormholes",
    ]);
  });

  it("halves what is kept as the format is halved, but for what stays in FP32", () => {
    const kept = (format: "fp32" | "bf16") =>
      savedForBackward(fromConfig({ model_type: "gpt2", n_layer: 1 }, { ...short, format })).value;
    expect(kept("bf16") / kept("fp32")).toBeGreaterThan(0.5);
    expect(kept("bf16") / kept("fp32")).toBeLessThan(1);
  });
});

describe("a config that cannot be right", () => {
  const llama = (more: Readonly<Record<string, unknown>>) => () => of({ model_type: "llama", ...more });

  it("is told by its key", () => {
    expect(llama({ hidden_size: -4 })).toThrow(
      /config: hidden_size must be a whole number from 1 to 2147483647, got -4/,
    );
    expect(llama({ vocab_size: 1e30 })).toThrow(/config: vocab_size must be a whole number.*got 1e\+30/);
    expect(llama({ num_hidden_layers: 1e9 })).toThrow(
      /num_hidden_layers must be a whole number from 1 to 10000/,
    );
    expect(llama({ intermediate_size: "wide" })).toThrow(/intermediate_size must be.*got "wide"/);
    expect(llama({ num_key_value_heads: 5 })).toThrow(
      /num_key_value_heads must divide num_attention_heads \(32\), got 5/,
    );
    expect(llama({ hidden_size: 100, num_attention_heads: 7 })).toThrow(
      /hidden_size must be a multiple of the 7 heads/,
    );
    expect(llama({ attention_dropout: 2 })).toThrow(
      /attention_dropout must be at least 0 and below 1, got 2/,
    );
    expect(llama({ hidden_act: "silly" })).toThrow(
      /no activation that is known here, got "silly"; did you mean "silu"/,
    );
    expect(() => of({ model_type: "mixtral", num_experts_per_tok: 9 })).toThrow(
      /must be at most the 8 experts, got 9/,
    );
    expect(() => fromConfig({ model_type: "gpt2" }, { sequence: 4096 })).toThrow(
      /at most the 1024 rows.*got 4096/,
    );
    expect(() => fromConfig({ model_type: "bloom" }, { attention: "fused" })).toThrow(
      /step by step only, got attention "fused"/,
    );
    expect(() => fromConfig({ model_type: "llama" }, { resolution: 224 })).toThrow(
      /reads tokens and has no resolution, got 224/,
    );
    expect(() => fromConfig({ model_type: "vit" }, { sequence: 2 })).toThrow(
      /reads images and has no sequence, got 2/,
    );
  });

  it("is told by its file", () => {
    expect(() => fromConfig(join(fixtures, "nowhere.json"))).toThrow(
      /nowhere\.json: cannot be read \(ENOENT\)/,
    );
    expect(() => fromConfig(fixtures)).toThrow(/config\.json: cannot be read/);
    expect(() => fromConfig(join(import.meta.dirname, "hugging-face.test.ts"))).toThrow(/is not JSON/);
  });

  it("is told the roads that are open for an unknown type, and the types whose keys are like its own", () => {
    const own = { model_type: "lama", hidden_size: 8, intermediate_size: 8, num_hidden_layers: 1 };
    const keys = {
      num_attention_heads: 2,
      num_key_value_heads: 1,
      hidden_act: "silu",
      attention_bias: false,
    };
    const llama = { vocab_size: 9, tie_word_embeddings: false, attention_dropout: 0, mlp_bias: false };
    expect(() => fromConfig({ ...own, ...keys, ...llama, head_dim: 4 })).toThrow(
      /config: unknown model_type, got "lama"; export the network with torch\.export .*\.pt2.* most like those of \w+/,
    );
    expect(() => fromConfig({})).toThrow(/unknown model_type, got none/);
  });

  it("reads the words that Python writes for numbers that JSON lacks", () => {
    const llama =
      '{"model_type": "llama", "num_hidden_layers": 1, "time_step_limit": [0.0, Infinity], "x": "NaN"}';
    const graph = fromConfig(new TextEncoder().encode(llama));
    expect(graph.notCounted.map(({ name }) => name)).toEqual(["time_step_limit", "x"]);
  });
});
