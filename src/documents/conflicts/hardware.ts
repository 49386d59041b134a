// Conflicts between the texts about counting, speed and utilisation: both sides, which one is used here, and why.

import {
  countedBackwardRatio,
  defaultUtilisation,
  deviceTimeEstimate,
  flopOfMac,
  formatSpeedup,
  intensityOf,
  matmulIntensity,
} from "../../cost/index.js";
import { converted } from "../../examples/conversion.js";
import { claimsOf, type Example } from "../../examples/example.js";
import { device, type PeakFormat, peak } from "../../hardware/index.js";
import {
  convolution,
  layerGraph,
  linear,
  matrixFlop,
  normalisationDivideFlop,
  normalisationForwardFlop,
  normalisationMeanFlop,
  normalisationScaleShiftFlop,
  normalisationVarianceFlop,
} from "../../layers/index.js";
import { forwardMac, inputGradientMac, weightGradientMac } from "../../models/operations.js";
import { resnet50 } from "../../models/vision/resnet.js";
import type { Quantity } from "../../numbers/quantity.js";
import { type Amount, bytes, deviceDays, flop } from "../../numbers/units.js";
import { documents } from "../bibliography.js";
import { withSides } from "./sides.js";

const counting = claimsOf({
  source: documents.countingCosts,
  title: "Conflict: counting",
  question: "Which count is right where the texts differ?",
});
const article = claimsOf({
  source: documents.epochTrainingCompute,
  title: "Conflict: counting",
  question: "Which count is right where the texts differ?",
});
const speed = claimsOf({
  source: documents.countingCosts,
  title: "Conflict: speed of number formats",
  question: "How much faster is a narrow number format?",
});
const roofline = claimsOf({
  source: documents.countingCosts,
  title: "Conflict: arithmetic intensity",
  question: "What is the intensity of an operation?",
});

const fp32: Amount = { value: 4, unit: "byte/element" };

/** The normalisation of a channel step by step, as the course text on training itemises it. */
function normalisation(sizes: {
  readonly statisticPositions: Quantity | number;
  readonly statistics: Quantity | number;
}): Quantity {
  return normalisationForwardFlop({
    statisticMeanFlop: normalisationMeanFlop(sizes),
    varianceFlop: normalisationVarianceFlop(sizes),
    normaliseFlop: normalisationDivideFlop(sizes),
    scaleShiftFlop: normalisationScaleShiftFlop(sizes),
  });
}

let counted: Quantity | undefined;

/** Multiply-accumulates of one image in the network of the paper. */
function resnetMac(): Quantity {
  counted ??= forwardMac(resnet50({ version: "v1" }));
  return counted;
}

/** Rates of a datasheet: the format, and FP32 on vector units. */
const ratesOf = (name: string, format: PeakFormat) => ({
  formatPeak: peak(device(name), format),
  referencePeak: peak(device(name), "fp32"),
});

/** A layer in the middle of a network: its input needs a gradient. */
const hiddenLayer = () => layerGraph(linear({ input: [1, 1024], outputFeatures: 1024, bias: false }));

/** The convolution of the article's example: 16 filters of 5 × 5 × 5, stride 2, padding 2. */
const exampleConvolution = () =>
  layerGraph(
    convolution({
      input: [1, 5, 400, 400],
      outputChannels: 16,
      kernel: 5,
      stride: 2,
      padding: 2,
      bias: false,
    }),
  );

/** Both sides of each conflict. Where they can be told apart by a number, the stated side is the one not used. */
export const hardwareConflicts: readonly Example[] = withSides([
  counting({
    id: "x-mac-flop",
    title: "ResNet-50: two operations for each multiply-accumulate, or 3.8 GFLOP",
    where: "one MAC = 2 FLOPs, against forward FLOPs per image: 3.8G",
    formula: flopOfMac,
    inputs: () => ({ forwardMac: resnetMac() }),
    stated: { value: 3.8e9, digits: 2 },
    unit: "FLOP/image",
    cause:
      "The text's own rule makes the paper's 3.8 G multiply-accumulates {computed}; its example takes them for operations ({stated}). We use the rule everywhere: datasheets count a multiply-accumulate as two.",
    expect: { verdict: "inconsistent", value: 7_715_946_496 },
  }),
  article({
    id: "x-bwd-ratio",
    title: "Backward over forward: 2, or 2.5 in the dropout appendix",
    where: "Appendix E: the same value of 2.5 for the fp_to_bp_ratio; method 1: 2:1",
    formula: countedBackwardRatio,
    inputs: () => {
      const graph = hiddenLayer();
      return {
        weightGradientMac: weightGradientMac(graph),
        inputGradientMac: inputGradientMac(graph),
        mac: forwardMac(graph),
      };
    },
    stated: { value: 2.5, digits: 2 },
    unit: "1",
    cause:
      "Appendix E adds the update of the weights to every example: 5 over 2 operations for a parameter. We use {computed}, one product for each of the two gradients, because one update serves a whole batch; networks are counted layer by layer, and as the first needs no input gradient ResNet-50 comes to 1.97.",
    expect: { verdict: "inconsistent", value: 2 },
  }),
  counting({
    id: "x-bn-flops",
    title: "Batch normalisation: 7, 4 or 0 operations for a value",
    where:
      "BatchNorm ≈ 7CHW; “Losses, optimizers and regularization”: ~7 in training, ~4 at inference; completely free when folded",
    formula: normalisation,
    inputs: { statisticPositions: 1e6, statistics: 1 },
    stated: { value: 7e6, digits: 1 },
    unit: "FLOP",
    note: "All three hold, each in its place. We use 7 in training, counted step by step; 4 at inference, where mean and variance are fixed; and 0 once scale and shift are folded into the convolution before it.",
    expect: { value: 7_000_002 },
  }),
  article({
    id: "x-conv-formula",
    title: "Convolution: by output positions, or 2 H² W² C D / S²",
    where: "2·H²·W²·C·D/S² = 1.024e12 FLOP; “Counting the operations”: 2 C_o H_o W_o C_i k²",
    formula: matrixFlop,
    inputs: () => ({ mac: forwardMac(exampleConvolution()) }),
    stated: { value: 1.024e12, digits: 4 },
    unit: "FLOP",
    cause:
      "The formula of Sevilla et al. has the size of the image where the size of the kernel belongs, as if every output saw the whole image. We use the other, one product for every output position, filter and kernel value: {computed}, which PyTorch's counter confirms.",
    expect: { verdict: "inconsistent", value: 160_000_000 },
  }),
  speed({
    id: "x-fp16-speed",
    title: "FP16 on a V100: 2 times, 8 times, or 2 to 16 times FP32",
    where: "2× FP16 FLOP/s vs FP32; 2× (V100), 16× (A100 TC); 125 and 15.7 TFLOP/s; 2–16×",
    formula: formatSpeedup,
    inputs: () => ratesOf("v100", "fp16-tensor"),
    stated: { value: 2, digits: 1 },
    unit: "1",
    cause:
      "Two is the V100 without tensor cores, 8 the same card with them ({computed}), 16 the A100 with them. We take the ratio from the datasheet of each device, dense, and say which units are meant; matrix products run on tensor cores, everything else does not.",
    expect: { verdict: "inconsistent", value: 7.961783439 },
  }),
  speed({
    id: "x-int8-speed",
    title: "INT8 on an A100: 4 times, 4 to 32 times, or 32 times FP32",
    where: "INT8 4× (A100); quantization table 4–32×; table of GPUs 624 TOPS and 19.5 TFLOP/s",
    formula: formatSpeedup,
    inputs: () => ratesOf("a100", "int8"),
    stated: { value: 4, digits: 1 },
    unit: "1",
    cause:
      "Four is the ratio of the bytes, and of the rates of INT8 and TF32. We take the datasheet: 624 against 19.5 on vector units, {computed}. A product that memory binds gains only the four.",
    expect: { verdict: "inconsistent", value: 32 },
  }),
  speed({
    id: "x-int4-speed",
    title: "INT4 on an A100: 8 times, 8 to 64 times, or 64 times FP32",
    where: "INT4 8× (theoretical); quantization table 8–64× (emerging)",
    formula: formatSpeedup,
    inputs: () => ratesOf("a100", "int4"),
    stated: { value: 8, digits: 1 },
    unit: "1",
    cause:
      "Eight is the ratio of the bytes, and of the rates of INT4 and TF32. We take the datasheet: 1,248 against 19.5, {computed}, on the A100 alone; later devices have dropped the rate, and weights in four bits are multiplied in FP16.",
    expect: { verdict: "inconsistent", value: 64 },
  }),
  roofline({
    id: "x-matmul-ai",
    title: "Intensity of a square product: M/2, or M/6 by the same table's bytes",
    where: "AI ≈ M/2, against 2MKN and 4(MK + KN + MN); AI ≈ n/2 for large B, against n/4",
    formula: matmulIntensity,
    inputs: { rows: 1024, innerDim: 1024, columns: 1024, bytesPerElement: fp32 },
    stated: { expression: "M/2", letters: { M: "rows" } },
    unit: "FLOP/byte",
    cause:
      "The approximations M/2 and n/2 forget matrices that the byte formulas beside them count. We use the byte formulas: M/6 for a square product ({computed} for 1024) and n/4 for a large batch, in FP32; twice that in FP16.",
    expect: { verdict: "inconsistent", value: 170.666666667 },
  }),
  roofline({
    id: "x-activation-elementwise-ai",
    title: "Intensity of an element-wise operation: 0.125 or 0.25",
    where: "table of operators, ReLU: 0.125; Operation B: AI ≈ 0.25",
    formula: intensityOf,
    inputs: { flop: flop(1), bytes: bytes(4) },
    stated: { value: 0.25, digits: 2 },
    unit: "FLOP/byte",
    note: "Both hold: one value read and one written are 8 bytes in FP32 (0.125) and 4 bytes in FP16 (0.25). We make the width an input, and compare only with the ridge of the same format.",
    expect: { value: 0.25 },
  }),
  counting({
    id: "x-utilization",
    title: "Utilisation: 30 to 60 %, 50 %, or 30 and 40 %",
    where: "Real workloads typically achieve 30–60% of peak; Sevilla et al.: 0.3 for LLMs, 0.4 otherwise",
    question: "Which share of the peak is taken when a text gives none?",
    formula: converted,
    inputs: () => ({ amount: defaultUtilisation("other") }),
    stated: { range: [30, 60] },
    unit: "%",
    note: "The 30 % for language models and 40 % otherwise of Sevilla et al. lie in the range of “Counting the operations”, the 50 % of its example too. We use 30 and 40, which rest on a list of measurements, and show the range of these beside every estimate. The 70 to 85 % of the one text are for single matrix products, the limit of 75 % of the other for whole networks on one device.",
    expect: { value: 40 },
  }),
  article({
    id: "x-tensor-core-rule",
    title: "Tensor cores: the plain rate by the rule, the tensor rate in the example",
    where: "Tensor cores box, against Image GPT: 30% × 125e12 × 2500 days = 8.1e21",
    question: "Which rate is taken for a run on a device with tensor cores?",
    formula: ({ deviceTime }: { readonly deviceTime: Quantity | Amount }) =>
      deviceTimeEstimate({
        deviceTime,
        date: "2020-06-17",
        device: "V100",
        organisation: "corporation",
        large: true,
      }).trainingFlop,
    inputs: { deviceTime: deviceDays(2500) },
    stated: { value: 8.1e21, digits: 2 },
    unit: "FLOP",
    note: "The rule of the article prefers the plain 16-bit rate, 31.4 TFLOP/s on a V100, and would give 2.7e21 at its 40 %. We do as its example does, tensor rate and a lower utilisation, because matrix products have run on tensor cores since mixed precision became usual; deviceTimeEstimate offers both.",
    expect: { value: 8.1e21 },
  }),
]);
