// Recurrent, expert, separable and attention layers against PyTorch 1.13 on the CPU, measured as
// truth/measure_torch.py does: parameters, operations of products forward and backward, kept bytes, FP32, training.
import { expect, test } from "vitest";
import {
  adaptiveAveragePool,
  adaptiveMaxPool,
  attention,
  batchNorm,
  type CountedGraph,
  convolution,
  convolution1d,
  convolution3d,
  dropout,
  gatedLinearUnit,
  graphBuilder,
  groupNorm,
  instanceNorm,
  type Layer,
  layerGraph,
  mixtureOfExperts,
  type RecurrentSpec,
  recurrent,
  type Shape,
  type Stage,
  separableConvolution,
  type Tensor,
  transposedConvolution,
} from "../../src/layers/index.js";
import {
  backwardMatrixFlop,
  forwardMatrixFlop,
  parameters,
  savedForBackward,
  transformerBase,
  transformerBig,
} from "../../src/models/index.js";

type Measured = readonly [parameters: number, forward: number, backward: number, kept: number];

/** A graph over one input; `gradient` says that PyTorch's input had requires_grad on. */
function graphOf(input: Shape, build: (stage: Stage, x: Tensor) => Tensor, gradient = false): CountedGraph {
  const builder = graphBuilder({ name: "module", origin: "test" });
  build(builder.stage("all"), { ...builder.input("x", input), requiresGradient: gradient });
  return builder.graph();
}

const network = (input: Shape, spec: Omit<RecurrentSpec, "name" | "input">, gradient = false): CountedGraph =>
  graphOf(input, (stage, x) => recurrent(stage, { name: "rnn", input: x, ...spec }), gradient);
const data = (layer: Layer) => layerGraph(layer, { data: true });
const twoWays = { layers: 2, bidirectional: true } as const;

// torch-measured.json.
const truthRows: readonly (readonly [string, CountedGraph, Measured])[] = [
  [
    "lstm_256_512_t20",
    network([4, 20, 256], { cell: "lstm", hiddenFeatures: 512 }),
    [1_576_960, 251_658_240, 411_041_792, 1_228_800],
  ],
  [
    "lstm_2layer_bi_128_256_t16",
    network([4, 16, 128], { cell: "lstm", hiddenFeatures: 256, ...twoWays }),
    [2_367_488, 301_989_888, 562_036_736, 2_031_616],
  ],
  [
    "gru_256_512_t20",
    network([4, 20, 256], { cell: "gru", hiddenFeatures: 512 }),
    [1_182_720, 188_743_680, 308_281_344, 1_228_800],
  ],
  [
    "rnn_256_512_t20",
    network([4, 20, 256], { cell: "rnn", hiddenFeatures: 512 }),
    [394_240, 62_914_560, 102_760_448, 253_952],
  ],
  [
    "conv3d_5_16_k5_s2",
    data(convolution3d({ input: [1, 5, 16, 64, 64], outputChannels: 16, kernel: 5, stride: 2, padding: 2 })),
    [10_016, 163_840_000, 163_840_000, 1_310_720],
  ],
  [
    "convT_64_32_k4_s2",
    data(
      transposedConvolution({ input: [2, 64, 28, 28], outputChannels: 32, kernel: 4, stride: 2, padding: 1 }),
    ),
    [32_800, 102_760_448, 102_760_448, 401_408],
  ],
  [
    "cnn_5_16_k5_s2_p2_400",
    data(convolution({ input: [1, 5, 400, 400], outputChannels: 16, kernel: 5, stride: 2, padding: 2 })),
    [2016, 160_000_000, 160_000_000, 3_200_000],
  ],
];

// Measured for this test, one module each.
const ownRows: readonly (readonly [string, CountedGraph, Measured])[] = [
  [
    "RNN(3, 5) with a gradient for its input",
    network([2, 4, 3], { cell: "rnn", hiddenFeatures: 5 }, true),
    [50, 640, 1180, 296],
  ],
  ["RNN(3, 5) over one token", network([2, 1, 3], { cell: "rnn", hiddenFeatures: 5 }), [50, 160, 160, 104]],
  [
    "LSTM(3, 5, bias=False)",
    network([2, 4, 3], { cell: "lstm", hiddenFeatures: 5, biases: "none" }),
    [160, 2560, 3760, 1216],
  ],
  [
    "LSTM(3, 5, proj_size=2)",
    network([2, 4, 3], { cell: "lstm", hiddenFeatures: 5, projection: 2 }),
    [150, 1760, 2400, 1280],
  ],
  [
    "LSTM(6, 5, 2)",
    network([2, 4, 6], { cell: "lstm", hiddenFeatures: 5, layers: 2 }),
    [500, 6720, 10_720, 2592],
  ],
  [
    "GRU(6, 5, 2, bidirectional=True, dropout=0.1)",
    network([2, 4, 6], { cell: "gru", hiddenFeatures: 5, ...twoWays, dropout: { mask: "value" } }),
    [900, 12_480, 20_880, 5504],
  ],
  [
    "LSTM(6, 5, 2, bidirectional=True, proj_size=2) with a gradient for its input",
    network([2, 4, 6], { cell: "lstm", hiddenFeatures: 5, projection: 2, ...twoWays }, true),
    [760, 9600, 18_560, 5248],
  ],
  [
    "RNN(6, 5, 2, bidirectional=True), time first",
    network([2, 4, 6], { cell: "rnn", hiddenFeatures: 5, ...twoWays, layout: "time-first" }),
    [300, 4160, 6960, 1312],
  ],
  [
    "Conv1d(8, 16, 5, 2, 2, groups=2)",
    layerGraph(
      convolution1d({ input: [2, 8, 50], outputChannels: 16, kernel: 5, stride: 2, padding: 2, groups: 2 }),
    ),
    [336, 32_000, 64_000, 3200],
  ],
  [
    "Conv3d(4, 6, (3, 3, 5), (1, 2, 2), 1)",
    layerGraph(
      convolution3d({
        input: [2, 4, 8, 9, 10],
        outputChannels: 6,
        kernel: [3, 3, 5],
        stride: [1, 2, 2],
        padding: 1,
      }),
    ),
    [1086, 691_200, 1_382_400, 23_040],
  ],
  [
    "ConvTranspose1d(6, 4, 5, 3, 1, 1, groups=2)",
    layerGraph(
      transposedConvolution({
        input: [2, 6, 11],
        outputChannels: 4,
        kernel: 5,
        stride: 3,
        padding: 1,
        outputPadding: 1,
        groups: 2,
      }),
    ),
    [64, 2640, 5280, 528],
  ],
  [
    "depthwise and 1 x 1 convolution, 8 -> 12",
    graphOf(
      [2, 8, 10, 10],
      (stage, input) =>
        separableConvolution(stage, {
          name: "s",
          input,
          outputChannels: 12,
          kernel: 3,
          stride: 2,
          padding: 1,
          bias: false,
        }),
      true,
    ),
    [168, 16_800, 33_600, 8000],
  ],
  [
    "AdaptiveAvgPool2d(3)",
    layerGraph(adaptiveAveragePool({ input: [2, 8, 7, 7], outputSize: 3 })),
    [0, 0, 0, 3136],
  ],
  [
    "AdaptiveMaxPool2d(3)",
    layerGraph(adaptiveMaxPool({ input: [2, 8, 7, 7], outputSize: 3 })),
    [0, 0, 0, 4288],
  ],
  ["GroupNorm(4, 16)", layerGraph(groupNorm({ input: [2, 16, 8, 8], groups: 4 })), [32, 0, 0, 8256]],
  [
    "InstanceNorm2d(16, affine=True)",
    layerGraph(instanceNorm({ input: [2, 16, 8, 8], affine: true })),
    [32, 0, 0, 8576],
  ],
  ["InstanceNorm2d(16)", layerGraph(instanceNorm({ input: [2, 16, 8, 8] })), [0, 0, 0, 8448]],
  ["BatchNorm1d(16)", layerGraph(batchNorm({ input: [8, 16] })), [32, 0, 0, 640]],
  ["GLU", layerGraph(gatedLinearUnit({ input: [2, 100] })), [0, 0, 0, 800]],
  [
    "GEGLU of two halves",
    layerGraph(gatedLinearUnit({ input: [2, 100], function: "gelu" })),
    [0, 0, 0, 1200],
  ],
  ["Dropout(0.1)", layerGraph(dropout({ input: [2, 100], mask: "value" })), [0, 0, 0, 800]],
  ["Dropout(0)", layerGraph(dropout({ input: [2, 100], rate: 0 })), [0, 0, 0, 0]],
];

test.each([...truthRows, ...ownRows])(
  "%s counts as PyTorch does",
  (_, graph, [params, forward, backward, kept]) => {
    expect(parameters(graph).value).toBe(params);
    expect(forwardMatrixFlop(graph).value).toBe(forward);
    expect(backwardMatrixFlop(graph).value).toBe(backward);
    expect(savedForBackward(graph).value).toBe(kept);
  },
);

// torch-measured.json, nn.Transformer with dropout 0.1. PyTorch's batch-first module copies the encoder's output
// once more for every decoder layer but the first: 5 x 80 x width x 4 bytes that we do not count, 1.5 %.
const asMeasured = { vocabulary: "none", batch: 4, finalNorms: true, dropout: { mask: "value" } } as const;
test.each([
  [
    "transformer_base_s20",
    transformerBase(asMeasured),
    512,
    [44_140_544, 7_105_413_120, 13_959_168_000, 54_231_184],
  ],
  [
    "transformer_big_s20",
    transformerBig(asMeasured),
    1024,
    [176_361_472, 28_303_687_680, 55_600_742_400, 108_441_744],
  ],
] as const)("%s counts as PyTorch does", (_, graph, width, [params, forward, backward, kept]) => {
  expect(parameters(graph).value).toBe(params);
  expect(forwardMatrixFlop(graph).value).toBe(forward);
  expect(backwardMatrixFlop(graph).value).toBe(backward);
  expect(savedForBackward(graph).value).toBe(kept - 5 * 80 * width * 4);
});

test("a mixture of experts counts as a loop over its experts does", () => {
  // 4 gated experts of 24 over width 16, two for each token, 2 x 10 tokens: 4672 parameters, 94,720 and 189,440 FLOP.
  const graph = graphOf(
    [2, 10, 16],
    (stage, input) =>
      mixtureOfExperts(stage, {
        name: "moe",
        input,
        experts: 4,
        activeExperts: 2,
        expertDim: 24,
        gated: true,
        bias: false,
        activation: "silu",
      }),
    true,
  );
  expect(parameters(graph).value).toBe(4672);
  expect(forwardMatrixFlop(graph).value).toBe(94_720);
  expect(backwardMatrixFlop(graph).value).toBe(189_440);
  // 25,760 bytes less the copy of the weighted results (40 x 16 x 4) that index_add keeps for its shape alone.
  expect(Math.abs(savedForBackward(graph).value / (25_760 - 2560) - 1)).toBeLessThan(0.02);
});

test.each([
  ["grouped-query", 2, [12_288, 542_720, 1_085_440]],
  ["multi-query", 1, [10_240, 460_800, 921_600]],
] as const)(
  "%s attention counts as its products in PyTorch do",
  (_, kvHeads, [params, forward, backward]) => {
    const graph = graphOf(
      [2, 10, 64],
      (stage, input) => attention(stage, { name: "a", input, heads: 4, kvHeads, headDim: 16 }),
      true,
    );
    expect(parameters(graph).value).toBe(params);
    expect(forwardMatrixFlop(graph).value).toBe(forward);
    expect(backwardMatrixFlop(graph).value).toBe(backward);
  },
);
