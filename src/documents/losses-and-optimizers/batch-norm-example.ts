// The example of batch normalisation, beside a convolution that is stated four times too small.

import { classShare } from "../../cost/index.js";
import { claimsOf, type Example } from "../../examples/example.js";
import { convolutionWeights, normalisationParameters } from "../../layers/index.js";
import { given } from "../../numbers/quantity.js";
import { gigaflop } from "../../numbers/units.js";
import { documents } from "../bibliography.js";
import {
  backward,
  backwardByEquations,
  convolutionFlop,
  forward,
  positionsOfBatch,
  type Statistics,
} from "./normalisation-flop.js";

const claim = claimsOf({
  source: documents.lossesAndOptimizers,
  title: "Batch normalisation, an example",
  question: "How much does batch normalisation add to the convolution before it?",
});

const one = given(1, "one group");
const printed = {
  source: documents.lossesAndOptimizers,
  place: "Batch normalization, backward pass, equations (a) to (c)",
};
const size = { inputChannels: 128, outputChannels: 256, kernelHeight: 3, kernelWidth: 3 };
const conv = { batch: 32, outputHeight: 56, outputWidth: 56, ...size };
const large: Statistics = { statisticPositions: 100_352, statistics: 256 };

/** The claims of the example, in the order of the text. */
export const batchNormExampleClaims: readonly Example[] = [
  claim({
    id: "bn-example-n",
    title: "Example: elements of a statistic",
    where: "N = 32 × 56 × 56 = 100,352",
    formula: positionsOfBatch,
    inputs: { batch: 32, imageHeight: 56, imageWidth: 56 },
    stated: { value: 100_352, digits: 6 },
    unit: "1",
    expect: { value: 100_352 },
  }),
  claim({
    id: "bn-example-forward",
    title: "Example: forward pass",
    where: "Forward: 7 × 100,352 × 256 ≈ 180M FLOPs",
    formula: forward,
    inputs: large,
    stated: { value: 1.8e8, digits: 3 },
    unit: "FLOP",
    expect: { value: 179_831_296 },
  }),
  claim({
    id: "bn-example-backward",
    title: "Example: backward pass",
    where: "Backward: ≈ 10 × 100,352 × 256 ≈ 257M FLOPs",
    formula: backward,
    inputs: large,
    stated: { value: 2.57e8, digits: 3 },
    unit: "FLOP",
    corrected: { formula: backwardByEquations, source: printed },
    cause:
      "The product is right, its factor is not: the printed equations take 11 operations for each element, {correct} in all. Ten belong to the equations collected into one, which our layers count.",
    expect: { verdict: "wrong-premise", value: 256_901_120, correct: 282_591_232 },
  }),
  claim({
    id: "bn-example-conv",
    title: "Example: the convolution before it",
    where: "the preceding 3×3 conv (128→256) has ~14.8G FLOPs",
    formula: convolutionFlop,
    inputs: conv,
    stated: { value: 1.48e10, digits: 3 },
    unit: "FLOP",
    cause:
      "Over the same 32 × 56 × 56 positions the convolution takes {computed}. The stated number is a quarter of that: it belongs to 28 × 28 positions, or to 8 images.",
    expect: { verdict: "inconsistent", value: 59_190_018_048 },
  }),
  claim({
    id: "bn-example-overhead",
    title: "Example: overhead",
    where: "180M / 14.8G ≈ 1.2% overhead",
    formula: classShare,
    inputs: { classFlop: gigaflop(0.18), flop: gigaflop(14.8) },
    stated: { value: 1.2, digits: 2 },
    unit: "%",
    corrected: {
      inputs: () => ({ flop: convolutionFlop(conv), classFlop: forward(large) }),
      source: {
        source: documents.countingCosts,
        place: "table of layer types, row Conv2D, at 56 × 56 positions",
      },
    },
    cause: "The division is right, the convolution in it is four times too small. The overhead is {correct}.",
    expect: { verdict: "wrong-premise", value: 1.216216216, correct: 0.303820379 },
  }),
  claim({
    id: "bn-example-params",
    title: "Example: parameters",
    where: "Parameters: 2 × 256 = 512",
    formula: normalisationParameters,
    inputs: { channels: 256 },
    stated: { value: 512, digits: 3 },
    unit: "parameter",
    expect: { value: 512 },
  }),
  claim({
    id: "bn-example-conv-params",
    title: "Example: parameters of the convolution",
    where: "the conv layer's ~295K params",
    formula: convolutionWeights,
    inputs: { ...size, groups: one },
    stated: { value: 295_000, digits: 3 },
    unit: "parameter",
    note: "Without bias, which the normalisation makes needless.",
    expect: { value: 294_912 },
  }),
];
