// Single layers against PyTorch 1.13 on the CPU: parameters, operations of convolutions and matrix products
// (2 for each multiply-accumulate) forward and backward, and bytes that its saved-tensor hooks see, FP32, training.
// Measured as truth/measure_torch.py does, one module each; "data" inputs have requires_grad off, the others on.
import { expect, test } from "vitest";
import {
  activation,
  activationFunctions,
  attention,
  averagePool,
  batchNorm,
  type CountedGraph,
  convolution,
  embedding,
  feedForward,
  globalAveragePool,
  graphBuilder,
  type Layer,
  layerGraph,
  layerNorm,
  linear,
  maxPool,
  residualAdd,
  type Shape,
  softmax,
} from "../../src/layers/index.js";
import {
  backwardMatrixFlop,
  forwardMatrixFlop,
  parameters,
  savedForBackward,
} from "../../src/models/index.js";

const image = (...shape: number[]): Shape => shape;
const data = (layer: Layer) => layerGraph(layer, { data: true });

const measured: readonly (readonly [string, CountedGraph, readonly number[]])[] = [
  // name, graph, [parameters, forward, backward, kept bytes]
  ["Linear(5, 7)", layerGraph(linear({ input: [3, 5], outputFeatures: 7 })), [42, 210, 420, 60]],
  [
    "Linear(64, 32, bias=False)",
    layerGraph(linear({ input: [2, 4, 64], outputFeatures: 32, bias: false })),
    [2048, 32_768, 65_536, 2048],
  ],
  [
    "Conv2d(64, 128, 3, 2, 1, groups=4)",
    layerGraph(
      convolution({
        input: image(2, 64, 15, 17),
        outputChannels: 128,
        kernel: 3,
        stride: 2,
        padding: 1,
        groups: 4,
      }),
    ),
    [18_560, 5_308_416, 10_616_832, 130_560],
  ],
  [
    "Conv2d(8, 16, (3, 5), padding=(2, 4), dilation=2) on data",
    data(
      convolution({
        input: image(2, 8, 20, 20),
        outputChannels: 16,
        kernel: [3, 5],
        padding: [2, 4],
        dilation: 2,
        bias: false,
      }),
    ),
    [1920, 3_072_000, 3_072_000, 25_600],
  ],
  [
    "depthwise Conv2d(32, 32, 3)",
    layerGraph(
      convolution({
        input: image(2, 32, 14, 14),
        outputChannels: 32,
        kernel: 3,
        padding: 1,
        groups: 32,
        bias: false,
      }),
    ),
    [288, 225_792, 451_584, 50_176],
  ],
  [
    "Conv2d(5, 16, 5, 2, 2) on a 400 x 400 image of 5 channels",
    data(convolution({ input: image(1, 5, 400, 400), outputChannels: 16, kernel: 5, stride: 2, padding: 2 })),
    [2016, 160_000_000, 160_000_000, 3_200_000],
  ],
  ["BatchNorm2d(16)", layerGraph(batchNorm({ input: image(4, 16, 8, 8) })), [32, 0, 0, 16_512]],
  ["LayerNorm(64)", layerGraph(layerNorm({ input: [4, 20, 64] })), [128, 0, 0, 21_120]],
  [
    "MaxPool2d(3, 2, 1)",
    layerGraph(maxPool({ input: image(2, 8, 17, 17), kernel: 3, stride: 2, padding: 1 })),
    [0, 0, 0, 28_864],
  ],
  ["AvgPool2d(2)", layerGraph(averagePool({ input: image(2, 8, 16, 16), kernel: 2 })), [0, 0, 0, 16_384]],
  ["AdaptiveAvgPool2d(1)", layerGraph(globalAveragePool({ input: image(2, 8, 7, 7) })), [0, 0, 0, 3136]],
  ["Softmax", layerGraph(softmax({ input: [2, 10] })), [0, 0, 0, 80]],
  ["Embedding(100, 16)", tokenGraph(), [1600, 0, 0, 80]],
  [
    "Embedding(100, 16) alone",
    layerGraph(embedding({ tokens: [2, 5], vocabulary: 100, modelDim: 16 })),
    [1600, 0, 0, 80],
  ],
  ...activationFunctions.map(
    (name) => [name, layerGraph(activation({ input: [2, 100], function: name })), [0, 0, 0, 800]] as const,
  ),
  [
    "MultiheadAttention(64, 4), 10 queries, 7 keys, on data",
    crossAttention(),
    [16_640, 592_896, 792_576, 28_360],
  ],
  ["TransformerEncoderLayer(64, 4, 128)", encoderLayer(), [33_472, 1_361_920, 2_723_840, 54_728]],
];

test.each(measured)("%s counts as PyTorch does", (_, graph, [params, forward, backward, kept]) => {
  expect(parameters(graph).value).toBe(params);
  expect(forwardMatrixFlop(graph).value).toBe(forward);
  expect(backwardMatrixFlop(graph).value).toBe(backward);
  expect(savedForBackward(graph).value).toBe(kept);
});

function tokenGraph(): CountedGraph {
  const builder = graphBuilder({ name: "embedding", origin: "test" });
  const tokens = builder.input("tokens", [2, 5], { bytesPerElement: 8 });
  builder
    .stage("table")
    .add("table", embedding({ tokens: tokens.shape, vocabulary: 100, modelDim: 16 }), tokens);
  return builder.graph();
}

function crossAttention(): CountedGraph {
  const builder = graphBuilder({ name: "cross attention", origin: "test" });
  const input = builder.input("queries", [2, 10, 64]);
  const memory = builder.input("keys", [2, 7, 64]);
  attention(builder.stage("attention"), { name: "a", input, memory, heads: 4, headDim: 16, bias: "all" });
  return builder.graph();
}

function encoderLayer(): CountedGraph {
  const builder = graphBuilder({ name: "encoder layer", origin: "test" });
  const input = { ...builder.input("input", [2, 10, 64]), requiresGradient: true };
  const stage = builder.stage("layer");
  const mixed = attention(stage, { name: "attention", input, heads: 4, headDim: 16, bias: "all" });
  const added = stage.add("add1", residualAdd({ input: mixed.shape }), mixed, input);
  const normed = stage.add("norm1", layerNorm({ input: added.shape }), added);
  const fed = feedForward(stage, { name: "ffn", input: normed, ffnDim: 128 });
  const last = stage.add("add2", residualAdd({ input: fed.shape }), fed, normed);
  stage.add("norm2", layerNorm({ input: last.shape }), last);
  return builder.graph();
}
