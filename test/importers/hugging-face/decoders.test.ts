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

/** Nemotron-NAS with these parts of each layer. */
function nas(layers: readonly (readonly [object, object])[], sizes: object = {}) {
  const config = {
    model_type: "nemotron-nas",
    architectures: ["DeciLMForCausalLM"],
    hidden_size: 96,
    intermediate_size: null,
    num_attention_heads: 6,
    num_key_value_heads: null,
    num_hidden_layers: layers.length,
    vocab_size: 640,
    ...sizes,
    block_configs: layers.map(([attention, ffn]) => ({
      attention: { no_op: false, replace_with_linear: false, sparsify: null, ...attention },
      ffn: { no_op: false, replace_with_linear: false, sparsify: null, ...ffn },
    })),
  };
  return fromConfig(config, { batch: 1, sequence: 128 });
}

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

  it("counts DBRX by the keys of its own names and says what clipping leaves out", () => {
    const graph = fromConfig(
      {
        model_type: "dbrx",
        d_model: 96,
        n_heads: 6,
        n_layers: 3,
        vocab_size: 640,
        max_seq_len: 256,
        attn_config: { clip_qkv: 8, kv_n_heads: 2, rope_theta: 500_000, model_type: "" },
        ffn_config: { ffn_hidden_size: 48, moe_num_experts: 8, moe_top_k: 3 },
      },
      { batch: 1, sequence: 128 },
    );
    // Measured with the library's own class, eager.
    expect(parameters(graph).value).toBe(531_360);
    expect(2 * forwardMac(graph).value).toBe(85_919_744);
    expect(graph.notCounted.map(({ name }) => name)).toEqual(["clip_qkv"]);
  });

  it("counts the layers of Nemotron-NAS one by one", () => {
    const graph = nas([
      [{ n_heads_in_group: 3 }, { ffn_mult: 2.625 }],
      [{ no_op: true }, { ffn_mult: 5.25 }],
      [{ replace_with_linear: true }, { replace_with_linear: true }],
      [{ n_heads_in_group: 6 }, { no_op: true }],
      [{ no_op: true }, { no_op: true }],
    ]);
    const [width, tokens] = [96, 128];
    // Widths of 168 and 336 features, each rounded up to whole 256s; keys of two heads and of one, 16 features each.
    const fed = 3 * width * (256 + 512);
    const seen = 4 * width ** 2 + 2 * width * (2 + 1) * 16;
    const matrices = fed + seen + 2 * width ** 2;
    const table = 640 * width;
    expect(parameters(graph).value).toBe(matrices + 2 * table + (6 + 1) * width);
    const scores = 2 * 2 * tokens ** 2 * width;
    const angles = tokens * 8;
    expect(forwardMac(graph).value).toBe(tokens * (matrices + table) + scores + angles);
    expect(graph.notCounted).toEqual([]);
  });

  it("counts Llama-3.3-Nemotron-Super-49B as published: 49.9 billion", () => {
    // How many layers in a row, whether they attend, and their multiple of the width.
    const runs = [
      ...[
        [1, 1, 2.625],
        [5, 1, 5.25],
        [2, 0, 2.625],
        [3, 1, 5.25],
        [1, 0, 3.28125],
        [30, 1, 5.25],
      ],
      ...[
        [1, 0, 1.3125],
        [2, 0, 2.625],
        [1, 0, 1.3125],
        [1, 0, 5.25],
        [1, 0, 1.3125],
        [1, 0, 2.625],
      ],
      ...[
        [3, 0, 1.3125],
        [1, 1, 5.25],
        [1, 0, 1.3125],
        [2, 0, 1],
        [1, 0, 1.3125],
        [3, 0, 1],
      ],
      ...[
        [2, 0, 1.3125],
        [2, 0, 0.5],
        [2, 0, 1],
        [2, 0, 0.5],
        [1, 0, 1],
        [2, 0, 0.5],
        [9, 1, 5.25],
      ],
    ] as const;
    const layers = runs.flatMap(([times, attends, ffn_mult]) =>
      Array.from({ length: times ?? 0 }, (): [object, object] => [
        attends === 1 ? { n_heads_in_group: 8 } : { no_op: true },
        { ffn_mult },
      ]),
    );
    expect(layers).toHaveLength(80);
    const graph = nas(layers, { hidden_size: 8192, num_attention_heads: 64, vocab_size: 128_256 });
    expect(parameters(graph).value / 1e9).toBeCloseTo(49.87, 2);
  });

  it("refuses layers of Nemotron-NAS that it does not know and names keys that it leaves out", () => {
    expect(() => nas([[{ mamba: { state_dim: 128 } }, { no_op: true }]])).toThrow(/mamba is not known/);
    expect(() => nas([[{ no_op: true }, {}]])).toThrow(/ffn_mult must be a number above 0/);
    expect(() => nas([[{ n_heads_in_group: 4 }, { no_op: true }]])).toThrow(/must divide the 6 heads/);
    const sink = { n_heads_in_group: 2, window_length: 16, num_sink_tokens: 4 };
    expect(nas([[sink, { no_op: true, novel: 3 }]]).notCounted.map(({ name }) => name)).toEqual([
      "block_configs[0].attention.num_sink_tokens",
      "block_configs[0].ffn.novel",
    ]);
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
