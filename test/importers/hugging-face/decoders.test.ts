// Decoders of many types against the transformers library: parameters by the class, FLOP by PyTorch's own counter.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { forwardMac, fromConfig, parameters } from "../../../src/index.js";

/** Small configs of our own sizes, measured with transformers 5.18 and torch 2.13 (eager attention, 128 tokens). */
interface Measured {
  readonly config: Readonly<Record<string, unknown>>;
  readonly parameters: number;
  readonly flop: number;
}

const file = new URL("../../fixtures/hugging-face/decoders.json", import.meta.url);
const measured: Readonly<Record<string, Measured>> = JSON.parse(readFileSync(file, "utf8"));

describe("decoders of the transformers library", () => {
  it.each(Object.entries(measured))("counts %s as the library builds and runs it", (_, one) => {
    const graph = fromConfig(one.config, { batch: 1, sequence: 128 });
    expect(parameters(graph).value).toBe(one.parameters);
    // Tables of rotary angles that a few types make more than once are left out: at most 0.003 % here.
    expect(Math.abs((2 * forwardMac(graph).value) / one.flop - 1)).toBeLessThan(5e-5);
    expect(graph.notCounted).toEqual([]);
  });

  it("scans twice as many tokens in twice as many chunks", () => {
    const config = measured.mamba2?.config ?? {};
    const mac = (sequence: number) => forwardMac(fromConfig(config, { batch: 1, sequence })).value;
    // All products grow with the tokens but those that carry states from chunk to chunk.
    expect(mac(256) / mac(128)).toBeGreaterThan(1.99);
    expect(mac(256) / mac(128)).toBeLessThan(2.1);
  });

  it("counts the transformer that layers of Zamba share once, and runs it in each", () => {
    const graph = fromConfig(measured.zamba2?.config ?? {}, { batch: 1, sequence: 128 });
    const owners = graph.nodes
      .filter(({ name }) => name.endsWith(".shared.query"))
      .map(({ sharesWeightsWith }) => sharesWeightsWith);
    expect(owners).toEqual([undefined, undefined, "layers.1.attention.shared.query"]);
    const adapters = graph.nodes.filter(({ name }) => name.endsWith(".adapters.query.down"));
    expect(adapters.map(({ sharesWeightsWith }) => sharesWeightsWith)).toEqual(owners.map(() => undefined));
  });

  it("refuses a Zamba2 whose adapters do not fit its heads, or whose layers no list names", () => {
    const config = measured.zamba2?.config ?? {};
    expect(() => fromConfig({ ...config, num_key_value_heads: 2 })).toThrow(
      /num_key_value_heads must be the 4/,
    );
    const { layers_block_type: _, ...bare } = config;
    expect(() => fromConfig(bare)).toThrow(/num_hidden_layers must be 54/);
  });

  it("runs every expert of Llama 4 over every token, as its class does, and says so", () => {
    const config = {
      model_type: "llama4_text",
      hidden_size: 64,
      num_hidden_layers: 2,
      num_attention_heads: 4,
      num_key_value_heads: 2,
      head_dim: 16,
      intermediate_size: 96,
      vocab_size: 320,
      num_local_experts: 4,
    };
    const graph = fromConfig(config, { batch: 1, sequence: 8 });
    const up = graph.nodes.find(({ name }) => name === "layers.0.mlp.experts.gate-up");
    expect(up?.layer.inputs).toEqual([[4 * 8, 64]]);
    expect(graph.notCounted.map(({ what }) => what)).toEqual(["routing"]);
  });
});
