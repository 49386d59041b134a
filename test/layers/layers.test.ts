// The layers' own arithmetic: a course text's table, worked examples, shapes and errors.
import { expect, test } from "vitest";
import {
  activation,
  attention,
  averagePool,
  batchNorm,
  convolution,
  embedding,
  globalAveragePool,
  graphBuilder,
  type Layer,
  layerFormulas,
  layerGraph,
  layerNorm,
  linear,
  matmul,
  maxPool,
  positions,
  productOf,
  residualAdd,
  scale,
  softmax,
  view,
} from "../../src/layers/index.js";
import {
  backwardFlop,
  backwardMac,
  forwardBytes,
  forwardFlop,
  forwardMac,
  parameters,
} from "../../src/models/index.js";

const all = { counting: "all" } as const;
const flop = (layer: Layer) => forwardFlop(layerGraph(layer), all).value;
const mac = (layer: Layer) => forwardMac(layerGraph(layer)).value;

// Rows of a course text's table, with the inputs that claims.json gives them.
test.each([
  ["Fully Connected, 5 -> 7", linear({ input: [1, 5], outputFeatures: 7 }), 2 * 5 * 7],
  [
    "Conv2D 3 -> 4, k 3, on 5 x 6",
    convolution({ input: [1, 3, 5, 6], outputChannels: 4, kernel: 3, padding: 1 }),
    2 * 4 * 5 * 6 * 3 * 9,
  ],
  [
    "depthwise, 4 channels, k 3",
    convolution({ input: [1, 4, 5, 6], outputChannels: 4, kernel: 3, padding: 1, groups: 4 }),
    2 * 4 * 5 * 6 * 9,
  ],
  [
    "1 x 1 conv 3 -> 4",
    convolution({ input: [1, 3, 5, 6], outputChannels: 4, kernel: 1 }),
    2 * 4 * 5 * 6 * 3,
  ],
  ["BatchNorm 3 x 5 x 8", batchNorm({ input: [1, 3, 5, 8] }), 7 * 3 * 5 * 8],
  ["ReLU, 40", activation({ input: [40] }), 40],
  ["Softmax, 10 classes", softmax({ input: [1, 10] }), 50],
  ["Residual Addition, 40", residualAdd({ input: [40] }), 40],
  ["Max Pool k 3, 4 x 5 x 6 out", maxPool({ input: [1, 4, 15, 18], kernel: 3 }), 8 * 4 * 5 * 6],
  ["Global Average Pool 4 x 5 x 6", globalAveragePool({ input: [1, 4, 5, 6] }), 4 * 5 * 6],
  ["average pool k 2, 4 x 5 x 6 out", averagePool({ input: [1, 4, 10, 12], kernel: 2 }), 4 * 4 * 5 * 6],
] as const)("%s takes the table's operations", (_, layer, expected) => {
  expect(flop(layer)).toBe(expected);
});

test("the batch-norm example of a course text: 180 M forward, 257 M backward, 512 parameters, 1.2 % of its convolution", () => {
  // 32 x 56 x 56 = 100,352 positions of 256 channels.
  const graph = layerGraph(batchNorm({ input: [32, 256, 56, 56] }));
  expect(forwardFlop(graph, all).value).toBe(7 * 100_352 * 256);
  expect(backwardFlop(graph, all).value).toBe(10 * 100_352 * 256);
  expect(parameters(graph).value).toBe(512);
  const before = convolution({
    input: [32, 128, 56, 56],
    outputChannels: 256,
    kernel: 3,
    padding: 1,
    bias: false,
  });
  expect(parameters(layerGraph(before)).value).toBe(294_912);
  expect((7 * 100_352 * 256) / flop(before)).toBeCloseTo(0.003, 3);
});

test("attention is what the closed form of a published example gives at width 1024", () => {
  // 2 H (W (2D + N) + L (D + N) + N M) for each of 20 tokens, in MAC: 16 x (1024 x 192 + 20 x 128 + 64 x 1024).
  const builder = graphBuilder({ name: "attention", origin: "test" });
  const input = builder.input("x", [1, 20, 1024]);
  attention(builder.stage("a"), { name: "a", input, heads: 16, headDim: 64 });
  expect(forwardMac(builder.graph()).value).toBe(20 * 16 * (1024 * 192 + 20 * 128 + 64 * 1024));
});

test.each([
  // H' = floor((H - K + 2P) / S) + 1: (400 - 5 + 4) / 2 + 1 = 200, as in the recurrent example of Epoch's article.
  [{ input: [1, 5, 400, 400], kernel: 5, stride: 2, padding: 2 }, [200, 200]],
  [{ input: [1, 3, 224, 224], kernel: 7, stride: 2, padding: 3 }, [112, 112]],
  // Dilation 2 makes a kernel of 3 reach over 5: 10 - 5 + 1 = 6.
  [{ input: [1, 3, 10, 10], kernel: 3, dilation: 2 }, [6, 6]],
  [{ input: [1, 3, 10, 12], kernel: [3, 5], stride: [1, 2] }, [8, 4]],
] as const)("a convolution over %o puts out %o", (spec, size) => {
  expect(convolution({ ...spec, outputChannels: 2 }).output.slice(2)).toEqual(size);
});

test("a product of two activations has two gradients and no weights", () => {
  const layer = matmul({ left: [2, 8, 10, 64], right: [2, 2, 12, 64], transposeRight: true });
  expect(layer.output).toEqual([2, 8, 10, 12]);
  // 2 sequences x 8 heads x 10 x 64 x 12.
  expect(mac(layer)).toBe(122_880);
  expect(backwardMac(layerGraph(layer)).value).toBe(2 * 122_880);
  expect(backwardMac(layerGraph(layer, { data: true })).value).toBe(0);
  expect(mac(matmul({ left: [1, 1, 4, 8], right: [1, 1, 8, 4], mask: "causal" }))).toBe((4 * 8 * 4) / 2);
});

test("an embedding has parameters, and no multiply-accumulates", () => {
  const layer = embedding({ tokens: [2, 5], vocabulary: 100, modelDim: 16 });
  expect(parameters(layerGraph(layer)).value).toBe(1600);
  expect(mac(layer)).toBe(0);
  // Reads 10 token numbers and 10 rows of 16, writes 10 x 16, at 4 bytes.
  expect(forwardBytes(layerGraph(layer)).value).toBe(4 * (10 + 160 + 160));
});

test("ReLU over a million elements moves 8 MB: 0.125 FLOP/byte", () => {
  const graph = layerGraph(activation({ input: [1_000_000] }));
  expect(forwardBytes(graph).value).toBe(8_000_000);
  expect(forwardFlop(graph, all).value / forwardBytes(graph).value).toBe(0.125);
});

test("element-wise layers cost what their origin says", () => {
  expect(flop(productOf({ input: [40] }))).toBe(40);
  expect(flop(scale({ input: [40], by: "2" }))).toBe(40);
  expect(flop(positions({ input: [1, 4, 10], variant: "fixed" }))).toBe(40);
  expect(flop(positions({ input: [1, 4, 10], variant: "rotary" }))).toBe(120);
  expect(flop(activation({ input: [10], function: "silu" }))).toBe(50);
  expect(flop(layerNorm({ input: [4, 10] }))).toBe(280);
  expect(flop(layerNorm({ input: [4, 10], variant: "rms" }))).toBe(160);
  const learned = layerGraph(positions({ input: [1, 4, 10], variant: "learned", rows: 1024 }));
  expect(parameters(learned).value).toBe(10_240);
});

test("a formula's working names the sizes", () => {
  const quantity = forwardMac(layerGraph(linear({ input: [3, 5], outputFeatures: 7 })));
  expect(quantity.steps.map(({ value }) => value)).toEqual([3, 5, 7, 105, 105, 105]);
  expect(quantity.steps[3]?.tex).toContain("n_{\\mathrm{in}}");
  expect(quantity.unit).toBe("MAC");
});

test("every formula is listed once under an id of this folder", () => {
  const ids = layerFormulas.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^layers\./);
});

test.each([
  [
    () => convolution({ input: [1, 64, 8, 8], outputChannels: 64, kernel: 3, groups: 7 }),
    /layers\/convolution: groups must divide inputChannels \(64\), got 7; /,
  ],
  [
    () => convolution({ input: [1, 64, 8, 8], outputChannels: 60, kernel: 3, groups: 8 }),
    /groups must divide outputChannels \(60\), got 8/,
  ],
  [
    () => convolution({ input: [64, 8, 8], outputChannels: 6, kernel: 3 }),
    /must be \[batch, channels, height, width\], got \[64,8,8\]/,
  ],
  [
    () => convolution({ input: [1, 3, 4, 4], outputChannels: 6, kernel: 7 }),
    /kernel must fit into the padded input \(4 \+ 2 × 0\), got 7/,
  ],
  [
    () => convolution({ input: [1, 3, 4, 4], outputChannels: 6, kernel: [3, 3, 3] }),
    /kernel must be one number or 2/,
  ],
  [
    () => convolution({ input: [1, 3, 4, 4], outputChannels: 6, kernel: 3, stride: 0 }),
    /stride must be a whole number of at least 1, got 0/,
  ],
  [
    () => linear({ input: [3, 5], outputFeatures: Number.NaN }),
    /layers\/linear: outputFeatures must be a whole number.*NaN/,
  ],
  [() => linear({ input: [], outputFeatures: 3 }), /layers\/linear: input must be/],
  [() => batchNorm({ input: [3] }), /layers\/batch-norm: input must be \[batch, channels/],
  [
    () => activation({ input: [3], function: "gelo" as never }),
    /unknown function, got "gelo"; did you mean "gelu"/,
  ],
  [() => matmul({ left: [1, 2, 3, 4], right: [1, 2, 5, 6] }), /layers\/matmul: right must fit left/],
  [() => view({ input: [2, 3], output: [7] }), /layers\/view: output must have the 6 elements/],
  [
    () => positions({ input: [1, 4, 10], variant: "learned" }),
    /layers\/positions: rows must be a whole number/,
  ],
  [() => embedding({ tokens: [2, 5], vocabulary: -1, modelDim: 16 }), /vocabulary must be a whole number/],
] as const)("a mistaken spec is an error that says what to do: %#", (make, message) => {
  expect(make).toThrow(message);
});
