// Mistaken specs of recurrent, expert, dropout, pooling and joining layers; and their small counts by hand.
import { expect, test } from "vitest";
import {
  activationFunctions,
  adaptiveAveragePool,
  attention,
  concatenation,
  convolution1d,
  depthwiseConvolution,
  dropout,
  embedding,
  expertLinear,
  feedForward,
  gatedFeedForwardParameters,
  gatedLinearUnit,
  graphBuilder,
  layerFormulas,
  layerGraph,
  mixtureOfExperts,
  outputProjection,
  recurrent,
  recurrentCell,
  recurrentParameters,
  transposedConvolution,
} from "../../src/layers/index.js";
import {
  forwardBytes,
  forwardFlop,
  forwardMac,
  parameters,
  savedForBackward,
} from "../../src/models/index.js";

const all = { counting: "all" } as const;

test("an LSTM has 4 ((N + M) M + M) parameters with one bias, as texts count", () => {
  // 4 x (64 x 32 + 32 x 32 + 32) = 12,416; PyTorch's second bias adds 128.
  const shape = { gates: 4, hiddenFeatures: 32, inputFeatures: 64, stateFeatures: 32 };
  expect(recurrentParameters({ ...shape, biasVectors: 1 }).value).toBe(12_416);
  const cell = (biases: "one" | "two") =>
    parameters(layerGraph(recurrentCell({ input: [1, 3, 64], cell: "lstm", hiddenFeatures: 32, biases })))
      .value;
  expect([cell("one"), cell("two")]).toEqual([12_416, 12_544]);
});

test("element-wise work of cells is counted apart from products", () => {
  // 2 sequences x 3 tokens x 5 hidden units: LSTM 30, GRU 21, RNN 6 each.
  const flop = (cell: "lstm" | "gru" | "rnn") => {
    const graph = layerGraph(recurrentCell({ input: [2, 3, 4], cell, hiddenFeatures: 5 }));
    return forwardFlop(graph, all).value - forwardFlop(graph).value;
  };
  expect([flop("lstm"), flop("gru"), flop("rnn")]).toEqual([30 * 30, 21 * 30, 6 * 30]);
});

test("the last token of a bidirectional network is [batch, directions x hidden]", () => {
  const builder = graphBuilder({ name: "classifier", origin: "test" });
  const input = builder.input("x", [2, 7, 4]);
  const spec = { name: "lstm", input, cell: "lstm", hiddenFeatures: 5, bidirectional: true } as const;
  expect(recurrent(builder.stage("lstm"), { ...spec, output: "last-token" }).shape).toEqual([2, 10]);
});

test("dropout keeps a byte for each value, or a bit, or nothing", () => {
  const kept = (spec: { mask?: "byte" | "bit" | "value"; rate?: number }) =>
    savedForBackward(layerGraph(dropout({ input: [4, 100], ...spec }))).value;
  expect([kept({}), kept({ mask: "bit" }), kept({ mask: "value" }), kept({ rate: 0 })]).toEqual([
    400, 50, 1600, 0,
  ]);
  // Random number, comparison, mask, scale: 4Bn of a course text, 4 x 32 x 4096 = 524,288.
  expect(forwardFlop(layerGraph(dropout({ input: [32, 4096] })), all).value).toBe(524_288);
});

test("a mixture of experts has the parameters of all and the work of those chosen", () => {
  const macOf = (activeExperts: number, experts: number) => {
    const builder = graphBuilder({ name: "moe", origin: "test" });
    const input = builder.input("x", [1, 10, 16]);
    mixtureOfExperts(builder.stage("moe"), {
      name: "moe",
      input,
      experts,
      activeExperts,
      expertDim: 8,
      sharedDim: 4,
    });
    return [parameters(builder.graph()).value, forwardMac(builder.graph()).value];
  };
  // Expert 16 x 8 + 8 + 8 x 16 + 16 = 280; shared 16 x 4 + 4 + 4 x 16 + 16 = 148; router 16 x experts.
  // Work: router 10 x 16 x experts, experts 10 x k x 2 x 16 x 8, shared 10 x 2 x 16 x 4.
  expect(macOf(2, 8)).toEqual([8 * 280 + 148 + 128, 10 * (128 + 2 * 256 + 128)]);
  expect(macOf(1, 4)).toEqual([4 * 280 + 148 + 64, 10 * (64 + 256 + 128)]);
});

test("few rows read few experts", () => {
  // 3 rows touch at most 3 of 8 experts of 4 x 5 weights: (3 x 4 + 3 x 20 + 3 x 5) x 4 bytes.
  const layer = expertLinear({ input: [3, 4], experts: 8, outputFeatures: 5, bias: false });
  expect(forwardBytes(layerGraph(layer)).value).toBe((12 + 60 + 15) * 4);
});

test("a gated feed-forward layer has three matrices", () => {
  const builder = graphBuilder({ name: "gated", origin: "test" });
  const input = builder.input("x", [1, 3, 16]);
  feedForward(builder.stage("f"), { name: "f", input, ffnDim: 24, gated: true, bias: false });
  expect(parameters(builder.graph()).value).toBe(3 * 16 * 24);
  expect(gatedFeedForwardParameters({ modelDim: 16, feedForwardDim: 24 }).value).toBe(3 * 16 * 24);
});

test("a tied output projection adds work and no parameters", () => {
  const builder = graphBuilder({ name: "head", origin: "test" });
  const tokens = builder.input("tokens", [1, 3], { bytesPerElement: 8 });
  const stage = builder.stage("all");
  const rows = stage.add("table", embedding({ tokens: [1, 3], vocabulary: 50, modelDim: 4 }), tokens);
  const logits = outputProjection(stage, { name: "out", input: rows, vocabulary: 50, tiedTo: "table" });
  expect(logits.shape).toEqual([1, 3, 50]);
  expect(parameters(builder.graph()).value).toBe(200);
  expect(forwardMac(builder.graph()).value).toBe(3 * 4 * 50);
});

test("concatenation moves bytes and computes nothing", () => {
  const layer = concatenation({
    inputs: [
      [2, 3, 4],
      [2, 5, 4],
    ],
    axis: 1,
  });
  expect(layer.output).toEqual([2, 8, 4]);
  expect(forwardFlop(layerGraph(layer), all).value).toBe(0);
  expect(forwardBytes(layerGraph(layer)).value).toBe((24 + 40 + 64) * 4);
});

test("a depthwise convolution has a filter for each channel", () => {
  const layer = depthwiseConvolution({ input: [1, 4, 7, 8], kernel: 3, bias: false });
  expect(parameters(layerGraph(layer)).value).toBe(4 * 9);
  expect(forwardMac(layerGraph(layer)).value).toBe(4 * 5 * 6 * 9);
});

test("every activation can gate", () => {
  for (const name of activationFunctions)
    expect(gatedLinearUnit({ input: [2, 6], function: name }).output).toEqual([2, 3]);
});

test("formulas of layers are listed once each", () => {
  expect(new Set(layerFormulas).size).toBe(layerFormulas.length);
  expect(layerFormulas.length).toBeGreaterThanOrEqual(60);
});

const lost = () => graphBuilder({ name: "x", origin: "test" });
test.each([
  [
    () => recurrentCell({ input: [1, 3, 4], cell: "ltsm" as never, hiddenFeatures: 5 }),
    /layers\/recurrent: unknown cell, got "ltsm"/,
  ],
  [
    () => recurrentCell({ input: [1, 3, 4], cell: "gru", hiddenFeatures: 5, projection: 2 }),
    /only an LSTM has a projection, got 2 for "gru"/,
  ],
  [
    () => recurrentCell({ input: [3, 4], cell: "gru", hiddenFeatures: 5 }),
    /must be \[batch, tokens, features\]/,
  ],
  [() => dropout({ input: [3], rate: 1 }), /layers\/dropout: rate must be at least 0 and below 1, got 1/],
  [() => gatedLinearUnit({ input: [2, 7] }), /the last size must be even.*got 7/],
  [() => concatenation({ inputs: [[2, 3]] }), /needs at least two inputs, got 1/],
  [
    () =>
      concatenation({
        inputs: [
          [2, 3],
          [4, 5],
        ],
      }),
    /inputs must agree but along dimension 1, got 2 × 3 and 4 × 5/,
  ],
  [
    () =>
      concatenation({
        inputs: [
          [2, 3],
          [2, 5],
        ],
        axis: 2,
      }),
    /axis must lie within 2 dimensions, got 2/,
  ],
  [
    () => convolution1d({ input: [1, 3, 4, 4], outputChannels: 2, kernel: 3 }),
    /must be \[batch, channels, length\]/,
  ],
  [
    () => transposedConvolution({ input: [1, 3, 2], outputChannels: 2, kernel: 2, padding: 3 }),
    /padding must leave some output, got 3 for an input of 2/,
  ],
  [
    () => adaptiveAveragePool({ input: [1, 3, 4, 4], outputSize: [2, 2, 2] }),
    /outputSize must be one number or 2/,
  ],
  [
    () =>
      mixtureOfExperts(lost().stage("m"), {
        name: "m",
        input: lost().input("x", [1, 2, 3]),
        experts: 2,
        activeExperts: 3,
        expertDim: 4,
      }),
    /activeExperts must be at most experts \(2\), got 3/,
  ],
  [
    () => {
      const builder = lost();
      const [input, memory] = [builder.input("x", [1, 4, 8]), builder.input("m", [1, 5, 8])];
      attention(builder.stage("a"), { name: "a", input, memory, heads: 2, headDim: 4, mask: { window: 2 } });
    },
    /a causal mask needs as many keys as queries \(4\), got 5/,
  ],
] as const)("a mistaken spec is an error that says what to do: %#", (make, message) => {
  expect(make).toThrow(message);
});
