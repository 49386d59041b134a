// The blocks of networks for images against the modules of torchvision 0.14 in PyTorch 1.13, measured on the CPU as
// the whole networks are: [parameters, forward FLOP, backward FLOP, bytes kept].
import { expect, test } from "vitest";
import {
  type CountedGraph,
  graphBuilder,
  residualAdd,
  type Stage,
  type Tensor,
} from "../../../src/layers/index.js";
import {
  backwardFlop,
  backwardMatrixFlop,
  forwardMatrixFlop,
  parameters,
  savedForBackward,
} from "../../../src/models/index.js";
import {
  convolutionBlock,
  depthDropped,
  plainConvolution,
  squeezeExcitation,
} from "../../../src/models/vision/blocks.js";
import { fullyConnected, maxPooled } from "../../../src/models/vision/heads.js";
import { shuffleUnit } from "../../../src/models/vision/shufflenet-v2.js";

/** A graph of one block behind a tensor that needs a gradient, unless it is data. */
function graphOf(
  shape: readonly number[],
  build: (stage: Stage, input: Tensor) => void,
  data = false,
): CountedGraph {
  const builder = graphBuilder({ name: "block", origin: "test" });
  build(builder.stage("all"), { ...builder.input("x", shape), requiresGradient: !data });
  return builder.graph();
}

const block = { name: "b" } as const;

const measured: readonly (readonly [string, CountedGraph, readonly number[]])[] = [
  [
    "SqueezeExcitation(16, 4)",
    graphOf([2, 16, 7, 7], (stage, x) => squeezeExcitation(stage, x, { ...block, squeezeChannels: 4 })),
    [148, 512, 1024, 6560],
  ],
  [
    // Unlike a sigmoid, the hard sigmoid keeps its input beside the factor that the product keeps.
    "SqueezeExcitation(16, 8, SiLU, Hardsigmoid)",
    graphOf([2, 16, 7, 7], (stage, x) =>
      squeezeExcitation(stage, x, {
        ...block,
        squeezeChannels: 8,
        activation: "silu",
        scaleActivation: "hard-sigmoid",
      }),
    ),
    [280, 1024, 2048, 6784],
  ],
  [
    "Conv2dNormActivation(3, 8, stride=2) on data",
    graphOf(
      [2, 3, 15, 15],
      (stage, x) => convolutionBlock(stage, x, { ...block, outputChannels: 8, stride: 2 }),
      true,
    ),
    [232, 55_296, 55_296, 13_656],
  ],
  [
    "Conv2dNormActivation(8, 16, 5, dilation=2, groups=4, Hardswish)",
    graphOf([2, 8, 14, 14], (stage, x) =>
      convolutionBlock(stage, x, {
        ...block,
        outputChannels: 16,
        kernel: 5,
        dilation: 2,
        groups: 4,
        activation: "hard-swish",
      }),
    ),
    [832, 627_200, 1_254_400, 62_848],
  ],
  [
    "Conv2dNormActivation(8, 16, 1, no norm, no activation), which has a bias",
    graphOf([2, 8, 14, 14], (stage, x) =>
      convolutionBlock(stage, x, {
        ...block,
        outputChannels: 16,
        kernel: 1,
        norm: "none",
        activation: "none",
      }),
    ),
    [144, 100_352, 200_704, 12_544],
  ],
  [
    // The input for the convolution, and a factor for each of 3 samples.
    "x + StochasticDepth(Conv2d(4, 4, 1)(x))",
    graphOf([3, 4, 5, 5], (stage, x) => {
      const convolved = plainConvolution(stage, "c", x, { outputChannels: 4, kernel: 1, bias: true });
      stage.add("add", residualAdd({ input: x.shape }), x, depthDropped(stage, "d", convolved, 0.2));
    }),
    [20, 2400, 4800, 1212],
  ],
  [
    // A half of the channels is kept in the memory of the whole.
    "ShuffleNet V2's unit of 16 channels",
    graphOf([2, 16, 8, 8], (stage, x) => shuffleUnit(stage, "u", x, 8, false)),
    [248, 51_200, 102_400, 32_960],
  ],
  [
    "ShuffleNet V2's unit from 16 to 32 channels at half the size",
    graphOf([2, 16, 9, 9], (stage, x) => shuffleUnit(stage, "u", x, 16, true)),
    [1216, 162_944, 325_888, 57_344],
  ],
  [
    "MaxPool2d(3, 2, ceil_mode=True)",
    graphOf([2, 4, 8, 8], (stage, x) =>
      maxPooled(stage, "pool", x, { kernel: 3, stride: 2, ceilMode: true }),
    ),
    [0, 0, 0, 3072],
  ],
];

test.each(measured)("%s counts as PyTorch does", (_, graph, [params, forward, backward, kept]) => {
  expect(parameters(graph).value).toBe(params);
  expect(forwardMatrixFlop(graph).value).toBe(forward);
  expect(backwardMatrixFlop(graph).value).toBe(backward);
  expect(savedForBackward(graph).value).toBe(kept);
});

test("a head that the loss leaves out works forward and keeps its tensors, but has no backward work", () => {
  const builder = graphBuilder({ name: "two heads", origin: "test" });
  const stage = builder.stage("all");
  const trunk = fullyConnected(stage, "trunk", builder.input("x", [1, 4]), 6);
  const main = fullyConnected(stage, "main", trunk, 3);
  fullyConnected(stage, "side", fullyConnected(stage, "hidden", trunk, 5), 2);
  const both = builder.graph();
  builder.loss(main);
  const one = builder.graph();
  // Trunk 24, main 18, hidden 30, side 10 MAC.
  expect(forwardMatrixFlop(one).value).toBe(2 * (24 + 18 + 30 + 10));
  expect(savedForBackward(one).value).toBe(savedForBackward(both).value);
  // Weights of trunk and main, input of main; the trunk's input is data.
  expect(backwardMatrixFlop(one).value).toBe(2 * (24 + 18 + 18));
  expect(backwardMatrixFlop(both).value).toBe(2 * (24 + 2 * (18 + 30 + 10)));
  expect(backwardFlop(one).value).toBe(backwardMatrixFlop(one).value);
});

test("a misfit names the module, and the checks of the layers hold", () => {
  const wrong = (build: (stage: Stage, input: Tensor) => void) => () => graphOf([2, 6, 4, 4], build);
  expect(wrong((stage, x) => maxPooled(stage, "features.2", x, { kernel: 5 }))).toThrow(
    /^features\.2: layers\/pooling \(max\): kernel must fit into the padded input \(4 \+ 2 × 0\), got 5/,
  );
  expect(wrong((stage, x) => convolutionBlock(stage, x, { ...block, outputChannels: 8, groups: 4 }))).toThrow(
    /^b\.0: layers\/convolution: groups must divide inputChannels \(6\), got 4/,
  );
  expect(wrong((stage, x) => depthDropped(stage, "d", x, 1))).toThrow(
    /^d: layers\/stochastic-depth: rate must be at least 0 and below 1, got 1/,
  );
});
