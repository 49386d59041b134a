// llama.cpp's named mixtures against the sizes of files that are published, and methods by name.
import { describe, expect, it } from "vitest";
import { fromConfig, weightsByName } from "../../src/importers/index.js";

const llama = (hidden: number, wide: number, layers: number, heads: number, keys: number, words: number) => ({
  model_type: "llama",
  hidden_size: hidden,
  intermediate_size: wide,
  num_hidden_layers: layers,
  num_attention_heads: heads,
  num_key_value_heads: keys,
  vocab_size: words,
});
const models = {
  "Llama 2 7B": llama(4096, 11_008, 32, 32, 32, 32_000),
  "Llama 3 8B": llama(4096, 14_336, 32, 32, 8, 128_256),
  "Llama 3 70B": llama(8192, 28_672, 80, 64, 8, 128_256),
  "Mixtral 8x7B": { ...llama(4096, 14_336, 32, 32, 8, 32_000), model_type: "mixtral", num_local_experts: 8 },
} as const;

/** GB as the pages of the files print them: two places behind the point, a few MB of metadata among them. */
const published: readonly (readonly [keyof typeof models, Readonly<Record<string, number>>])[] = [
  [
    "Llama 2 7B",
    {
      q3_k_s: 2.95,
      q3_k_m: 3.3,
      q3_k_l: 3.6,
      q4_0: 3.83,
      q4_k_s: 3.86,
      q4_k_m: 4.08,
      q5_k_m: 4.78,
      q8_0: 7.16,
    },
  ],
  [
    "Llama 3 8B",
    {
      ...{ q8_0: 8.54, q6_k: 6.59, q5_k_m: 5.73, q5_k_s: 5.59, q4_k_m: 4.92, q4_k_s: 4.69, iq4_nl: 4.67 },
      ...{ iq4_xs: 4.44, q3_k_l: 4.32, q3_k_m: 4.01, iq3_m: 3.78, q3_k_s: 3.66, iq3_xs: 3.51, iq3_xxs: 3.27 },
      ...{ q2_k: 3.17, iq2_m: 2.94, iq2_s: 2.75, iq2_xs: 2.6, iq2_xxs: 2.39, iq1_m: 2.16, iq1_s: 2.01 },
    },
  ],
  [
    "Llama 3 70B",
    {
      q8_0: 74.97,
      q6_k: 57.88,
      q4_k_m: 42.52,
      q4_k_s: 40.34,
      iq4_xs: 37.9,
      q2_k: 26.37,
      iq2_xs: 21.14,
      iq1_s: 15.34,
    },
  ],
  ["Mixtral 8x7B", { q4_0: 26.44, q4_k_m: 28.45, q6_k: 38.38, q8_0: 49.62 }],
];

describe("llama.cpp's mixtures", () => {
  it.each(published)("of %s take what the published files do", (name, sizes) => {
    const graph = fromConfig(models[name], { sequence: 1 });
    for (const [mixture, gigabytes] of Object.entries(sizes)) {
      const { bytes } = weightsByName(mixture, graph);
      // the page's rounding and metadata of up to 8 MB
      expect(gigabytes - bytes.all.value / 1e9, mixture).toBeGreaterThan(-0.006);
      expect(gigabytes - bytes.all.value / 1e9, mixture).toBeLessThan(0.014);
    }
  });

  it("give types by tensor: output, table, every third layer's values and down-projections", () => {
    const { formats, name } = weightsByName("Q4_K_M", fromConfig(models["Llama 3 70B"], { sequence: 1 }));
    expect(name).toBe("GGUF Q4_K_M");
    // the shares of a file of that name
    expect(formats.map(({ format, parameters }) => [format, parameters])).toEqual([
      ["Q4_K", 59_435_384_832],
      ["Q6_K", 10_781_458_432],
      ["Q5_K", 335_544_320],
      ["F32", 1_318_912],
    ]);
  });

  it("fall back to smaller blocks where columns are not divided", () => {
    const odd = { ...models["Llama 3 8B"], hidden_size: 4128, num_attention_heads: 32, head_dim: 128 };
    const { formats } = weightsByName("q4_k_m", fromConfig(odd, { sequence: 1 }));
    expect(formats.map(({ format }) => format).sort()).toEqual(["F32", "Q4_K", "Q5_0", "Q6_K", "Q8_0"]);
  });

  it("are spelled as people spell them; an unknown name offers the nearest", () => {
    const graph = fromConfig(models["Llama 3 8B"], { sequence: 1 });
    const bytes = (name: string) => weightsByName(name, graph).bytes.all.value;
    expect(bytes("Q4_K_M")).toBe(bytes("gguf:q4-k-m"));
    expect(bytes("gptq-4bit-g128")).toBe(bytes("gptq"));
    expect(bytes("gptq-3bit-g64")).toBeLessThan(bytes("gptq"));
    expect(bytes("nf4-double")).toBeLessThan(bytes("nf4"));
    expect(() => bytes("q4_k_x")).toThrow(/unknown format, got "q4_k_x"; did you mean "q4_k_m"/);
    expect(() => bytes("gptq-0bit")).toThrow(/unknown format/);
  });
});
