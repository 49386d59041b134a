// Encoders, encoder-decoders and old decoders of text, with their heads: against classes of transformers 5.18 that were
// instantiated on small sizes, and one forward pass of 128 tokens (source and target alike) under FlopCounterMode.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { forwardMac, fromConfig, parameters, savedForBackward } from "../../../src/index.js";

interface Measured {
  readonly parameters: number;
  readonly flop: number;
  readonly config: Readonly<Record<string, unknown>>;
}

const file = join(import.meta.dirname, "..", "..", "fixtures", "text-models.json");
const measured = JSON.parse(readFileSync(file, "utf8")) as Readonly<Record<string, Measured>>;
const of = (config: Readonly<Record<string, unknown>>) => fromConfig(config, { sequence: 128 });

describe("a network of text from its config", () => {
  it.each(Object.entries(measured))("%s has the parameters and products of its class", (_, truth) => {
    const graph = of(truth.config);
    expect(parameters(graph).value).toBe(truth.parameters);
    expect(2 * forwardMac(graph).value).toBe(truth.flop);
    expect(savedForBackward(graph).value).toBeGreaterThan(0);
  });

  it("scales every count but the weights with the batch", () => {
    for (const name of ["DebertaV2ForMaskedLM", "MPNetForMaskedLM", "BartForConditionalGeneration"]) {
      const { config } = measured[name] ?? { config: {} };
      const counts = (batch: number) => fromConfig(config, { sequence: 32, batch });
      expect(parameters(counts(3)).value).toBe(parameters(counts(1)).value);
      const [one, three] = [forwardMac(counts(1)).value, forwardMac(counts(3)).value];
      // The rows of DeBERTa's relative positions are projected once for all sequences.
      expect(three / one).toBeGreaterThan(name.startsWith("Deberta") ? 2 : 2.999);
      expect(three / one).toBeLessThanOrEqual(3);
    }
  });
});

describe("a head by its class", () => {
  const small = { num_hidden_layers: 1, hidden_size: 48, num_attention_heads: 4, vocab_size: 100 };
  const bert = (name: string) => of({ model_type: "bert", ...small, architectures: [name] });

  it("that nobody knows is named, and never taken for another", () => {
    const names = ["BertForDreaming", "BertRewardModel", "BertForEntitySpanClassification"];
    for (const name of names)
      expect(bert(name).notCounted).toMatchObject([{ name: "architectures", what: `class ${name}` }]);
    const reward = of({ model_type: "llama", ...small, architectures: ["LlamaForRewardModel"] });
    expect(reward.notCounted).toMatchObject([{ what: "class LlamaForRewardModel" }]);
    const image = fromConfig({ model_type: "vit", architectures: ["ViTForMaskedImageModeling"] }, {});
    expect(image.notCounted).toMatchObject([{ what: "class ViTForMaskedImageModeling" }]);
  });

  it("has no pooler where the class has none", () => {
    const pools = (name: string) => bert(name).nodes.some((node) => node.name === "pooler");
    expect(pools("BertForTokenClassification")).toBe(false);
    expect(pools("BertForQuestionAnswering")).toBe(false);
    expect(pools("BertForMaskedLM")).toBe(false);
    expect(pools("BertForNextSentencePrediction")).toBe(true);
    expect(pools("BertModel")).toBe(true);
  });

  it("of a choice says that every ending is a sequence of its own", () => {
    expect(bert("BertForMultipleChoice").notCounted).toMatchObject([{ what: "choices of a question" }]);
  });

  it("of T5 with an output matrix of its own says that the newest class has none", () => {
    const flan = of({
      model_type: "t5",
      tie_word_embeddings: false,
      architectures: ["T5ForConditionalGeneration"],
    });
    expect(flan.notCounted).toMatchObject([{ name: "tie_word_embeddings" }]);
  });
});

describe("a text network", () => {
  const refused =
    (config: Readonly<Record<string, unknown>>, input = {}) =>
    () =>
      fromConfig(config, input);

  it("is refused where a table of positions is too short, or no fused kernel is offered", () => {
    expect(refused({ model_type: "distilbert" }, { sequence: 513 })).toThrow("at most 512 for its table");
    expect(refused({ model_type: "bart" }, { sequence: 1025 })).toThrow("at most 1024 for its table");
    expect(refused({ model_type: "mpnet" }, { sequence: 16, attention: "fused" })).toThrow(
      "step by step only",
    );
  });

  it("says where attention over blocks of a long text is counted over all of it", () => {
    const config = { model_type: "big_bird", num_hidden_layers: 1 };
    expect(fromConfig(config, { sequence: 704 }).notCounted).toEqual([]);
    expect(fromConfig(config, { sequence: 705 }).notCounted).toMatchObject([{ name: "attention_type" }]);
  });
});
