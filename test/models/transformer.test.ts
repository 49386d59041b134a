import { expect, test } from "vitest";
import {
  backwardFlop,
  byOperationClass,
  byStage,
  type DecoderOnlySpec,
  decoderOnly,
  encoderDecoder,
  forwardFlop,
  forwardFlopPerToken,
  forwardMac,
  languageModel,
  parameters,
  savedForBackward,
  transformerBase,
  transformerBig,
} from "../../src/models/index.js";

// PyTorch 1.13 on the CPU, measured as truth/measure_torch.py does: nn.Transformer, dropout 0, sequence first,
// vectors as data, batch 4: [parameters, forward FLOP, backward FLOP, kept bytes]. With batch_first=True PyTorch
// copies the memory once more for every decoder layer but the first (2 % more in the big model).
const vectors = { vocabulary: "none", batch: 4, finalNorms: true } as const;
test.each([
  [
    "big, 12 source and 20 target tokens",
    transformerBig({ ...vectors, sourceLength: 12, targetLength: 20 }),
    [176_361_472, 22_625_648_640, 44_445_990_912, 49_914_768],
  ],
  ["base, 20 tokens each", transformerBase(vectors), [44_140_544, 7_105_413_120, 13_959_168_000, 30_924_944]],
] as const)("nn.Transformer %s counts as PyTorch does", (_, graph, [params, forward, backward, kept]) => {
  expect(parameters(graph).value).toBe(params);
  expect(forwardFlop(graph).value).toBe(forward);
  expect(backwardFlop(graph).value).toBe(backward);
  expect(savedForBackward(graph).value).toBe(kept);
});

test("the big model at 20 tokens matches the measured row, forward and backward", () => {
  // torch-measured.json, transformer_big_s20 (dropout does not change products).
  expect(forwardFlop(transformerBig(vectors)).value).toBe(28_303_687_680);
  expect(backwardFlop(transformerBig(vectors)).value).toBe(55_600_742_400);
});

test("the worked example of an article, counted exactly, is 415 MFLOP for each token and not 310", () => {
  // By hand, MAC for each token: encoder 6 x (4 x 1024^2 + 2 x 20 x 1024 + 2 x 1024 x 4096) = 75,743,232;
  // decoder 6 x (8 x 1024^2 + 4 x 20 x 1024 + 2 x 1024 x 4096) = 101,154,816; output 1024 x 30,000 = 30,720,000.
  const graph = transformerBig({ vocabulary: 30_000, sourceLength: 20, targetLength: 20 });
  expect(forwardMac(graph).value).toBe(20 * (75_743_232 + 101_154_816 + 30_720_000));
  expect(forwardFlopPerToken(graph, 20).value).toBe(2 * 207_618_048);
});

test("cross-attention has target queries and source keys", () => {
  const macOf = (sourceLength: number, targetLength: number) =>
    forwardMac(transformerBig({ vocabulary: "none", sourceLength, targetLength })).value;
  // One more source token: 6 encoder layers of weights (4 d^2 + 2 d f), self-attention 2 d (21^2 - 20^2), and in
  // the decoder 6 x (2 d^2 for its key and value, 2 d x 30 for the 30 queries).
  const d = 1024;
  const encoder = 6 * (4 * d * d + 2 * d * 4096 + 2 * d * 41);
  const decoder = 6 * (2 * d * d + 2 * d * 30);
  expect(macOf(21, 30) - macOf(20, 30)).toBe(encoder + decoder);
});

test("tied tables count once", () => {
  const tied = parameters(transformerBig({ vocabulary: 30_000 })).value;
  const untied = parameters(transformerBig({ vocabulary: 30_000, tied: false })).value;
  expect(untied - tied).toBe(2 * 30_000 * 1024);
});

test("addition, normalisation and softmax are small beside the matrix products", () => {
  const classes = byOperationClass(transformerBig({ vocabulary: 30_000 }));
  const matrix = classes.get("matrix")?.value ?? 0;
  // 30 sublayer ends of 20 x 1024 elements: 7 and 1 operations each; scores 18 x 16 x 400 and 20 x 30,000 logits, 5 each.
  expect(classes.get("normalisation")?.value).toBe(30 * 20 * 1024 * 7);
  expect(classes.get("residual")?.value).toBe(30 * 20 * 1024);
  expect(classes.get("softmax")?.value).toBe(5 * (18 * 16 * 400 + 20 * 30_000));
  expect((30 * 20 * 1024 * 8) / matrix).toBeLessThan(0.001);
});

test("the stages of an encoder-decoder are its parts", () => {
  const stages = byStage(transformerBig());
  expect(stages.map(({ stage }) => stage)).toEqual(["embedding", "encoder", "decoder", "output"]);
  expect(stages.at(-1)?.parameters.value).toBe(0);
});

// Parameters of instantiated Hugging Face models (truth/llm-params.json, evidence "instantiated").
const layerNormed = { norm: "layer", attentionBias: "all", ffnBias: true, gated: false } as const;
test.each([
  ["llama1-7b", 6_738_415_616, sizes(32, 4096, 32, 11_008, 32_000)],
  ["llama3-70b", 70_553_706_496, { ...sizes(80, 8192, 64, 28_672, 128_256), kvHeads: 8 }],
  ["llama3.2-1b", 1_235_814_400, { ...sizes(16, 2048, 32, 8192, 128_256), kvHeads: 8, tied: true }],
  ["codellama-34b", 33_743_970_304, { ...sizes(48, 8192, 64, 22_016, 32_000), kvHeads: 8 }],
  ["phi-4", 14_659_507_200, { ...sizes(40, 5120, 40, 17_920, 100_352), kvHeads: 10 }],
  [
    "qwen2.5-7b",
    7_615_616_512,
    { ...sizes(28, 3584, 28, 18_944, 152_064), kvHeads: 4, attentionBias: "qkv" },
  ],
  ["qwen3-8b", 8_190_735_360, { ...sizes(36, 4096, 32, 12_288, 151_936), kvHeads: 8, queryKeyNorm: true }],
  [
    "gemma-2b",
    2_506_172_416,
    { ...sizes(18, 2048, 8, 16_384, 256_000), kvHeads: 1, headDim: 256, tied: true },
  ],
  [
    "gemma2-27b",
    27_227_128_320,
    { ...sizes(46, 4608, 32, 36_864, 256_000), kvHeads: 16, headDim: 128, tied: true, postNorms: true },
  ],
  ["gpt2", 124_439_808, { ...sizes(12, 768, 12, 3072, 50_257), ...layerNormed, tied: true, positions: 1024 }],
  // OPT's table of positions has two rows more than positions.
  [
    "opt-125m",
    125_239_296,
    { ...sizes(12, 768, 12, 3072, 50_272), ...layerNormed, tied: true, positions: 2050 },
  ],
  ["pythia-410m", 405_334_016, { ...sizes(24, 1024, 16, 4096, 50_304), ...layerNormed }],
  [
    "bloom-560m",
    559_214_592,
    {
      ...sizes(24, 1024, 16, 4096, 250_880),
      ...layerNormed,
      tied: true,
      positions: "none",
      embeddingNorm: true,
    },
  ],
] as const satisfies readonly (readonly [string, number, DecoderOnlySpec])[])(
  "%s has %i parameters",
  (_, count, spec) => {
    expect(parameters(decoderOnly({ ...spec, sequence: 1 })).value).toBe(count);
  },
);

function sizes(layers: number, modelDim: number, heads: number, ffnDim: number, vocabulary: number) {
  return { layers, modelDim, heads, ffnDim, vocabulary, sequence: 1 };
}

test("a small Llama counts as its PyTorch module does", () => {
  // transformers-measured.json, llama-512-l4-mha-b2-s512-eager: 38,990,282,752 and 77,980,499,968 FLOP. The forward
  // has 32,768 more for the rotation angles (32 x 512 products), which do not depend on the input.
  const graph = decoderOnly({ ...sizes(4, 512, 8, 1408, 8000), sequence: 512, batch: 2 });
  expect(parameters(graph).value).toBe(21_041_664);
  expect(forwardFlop(graph).value).toBe(38_990_282_752 - 2 * 32 * 512);
  expect(backwardFlop(graph).value).toBe(77_980_499_968);
});

test("GPT-2 small counts as its PyTorch module does", () => {
  // transformers-measured.json, gpt2-small-b2-s256-eager.
  const graph = languageModel("gpt2", { batch: 2, sequence: 256 });
  expect(forwardFlop(graph).value).toBe(131_328_638_976);
  expect(backwardFlop(graph).value).toBe(262_657_277_952);
});

test("a causal mask leaves half of the attention products and nothing else", () => {
  const macOf = (mask: "full" | "causal") =>
    forwardMac(languageModel("llama-7b", { sequence: 2048, mask })).value;
  // 32 layers x 2 products x 2048^2 x 4096, halved.
  expect(macOf("full") - macOf("causal")).toBe(32 * 2048 ** 2 * 4096);
  expect(forwardMac(languageModel("llama-7b", { mask: "causal" })).derivation()).toMatchObject({
    kind: "sum",
  });
});

test("fewer key and value heads save their projections, not the products", () => {
  const macOf = (kvHeads: number) =>
    forwardMac(decoderOnly({ ...sizes(1, 512, 8, 1408, 8000), kvHeads, sequence: 10 })).value;
  // 6 heads of 64 fewer, in two projections of width 512, for 10 tokens.
  expect(macOf(8) - macOf(2)).toBe(2 * 10 * 512 * 6 * 64);
});

test("kept bytes of a language model count token numbers as 8 bytes", () => {
  const graph = decoderOnly({ ...sizes(1, 8, 1, 8, 16), sequence: 3 });
  const table = byStage(graph).find(({ stage }) => stage === "embedding");
  expect(table?.savedForBackward.value).toBe(3 * 8);
  expect(savedForBackward(graph).value).toBeGreaterThan(3 * 8);
});

test("specs are checked at the door", () => {
  expect(() => encoderDecoder({ modelDim: 100, heads: 16 })).toThrow(
    /heads must divide modelDim \(100\), got 16/,
  );
  expect(() => decoderOnly({ ...sizes(1, 100, 16, 8, 16) })).toThrow(
    /headDim must be a whole number.*got 6.25/,
  );
  expect(() => decoderOnly({ ...sizes(1, 64, 8, 8, 16), kvHeads: 3 })).toThrow(
    /layers\/attention: kvHeads must divide heads \(8\), got 3/,
  );
  expect(() => decoderOnly({ ...sizes(0, 64, 8, 8, 16) })).toThrow(/models\/language\/decoder-only: layers/);
});
