// Gradient accumulation, and the intensity of a matrix product as the batch grows.

import {
  accumulationMemory,
  accumulationSlowdown,
  accumulationSteps,
  accumulationWork,
  attainableShare,
  effectiveBatch,
  fewRowsIntensity,
  intensityGain,
  manyRowsIntensity,
  matmulIntensity,
  ridgeIntensity,
  ridgeShare,
} from "../../cost/index.js";
import { claimsOf, type Example } from "../../examples/example.js";
import type { Quantity } from "../../numbers/quantity.js";
import { type Amount, gigabytesPerSecond, teraflopPerSecond } from "../../numbers/units.js";
import { documents } from "../bibliography.js";

const accumulation = claimsOf({
  source: documents.countingCosts,
  title: "Gradient accumulation",
  question: "What does it take to train with a batch of 256 on a device that fits 16?",
});
const claim = claimsOf({
  source: documents.countingCosts,
  title: "Batch size and intensity",
  question: "How large must a batch be for a matrix product to keep a GPU busy?",
});

const fp32: Amount = { value: 4, unit: "byte/element" };
const fp16: Amount = { value: 2, unit: "byte/element" };
const layer = { innerDim: 4096, columns: 4096, bytesPerElement: fp32 };
const a100 = { peak: teraflopPerSecond(312), bandwidth: gigabytesPerSecond(2039) };

interface LayerOnDevice {
  readonly rows: Quantity | number;
  readonly innerDim: Quantity | number;
  readonly columns: Quantity | number;
  readonly bytesPerElement: Quantity | Amount;
  readonly peak: Quantity | Amount;
  readonly bandwidth: Quantity | Amount;
}

const underRoof =
  (question: typeof attainableShare | typeof ridgeShare) =>
  ({ peak, bandwidth, ...product }: LayerOnDevice): Quantity =>
    question({ intensity: matmulIntensity(product), ridge: ridgeIntensity({ peak, bandwidth }) });

/** The claims about gradient accumulation, in the order of the text. */
export const accumulationClaims: readonly Example[] = [
  accumulation({
    id: "accum-effective-batch",
    title: "Effective batch",
    where: "B_effective = K × B_micro",
    formula: effectiveBatch,
    inputs: { accumulationSteps: 16, microBatch: 16 },
    stated: { expression: "K*B", letters: { K: "accumulationSteps", B: "microBatch" } },
    unit: "sample",
    expect: { value: 256 },
  }),
  accumulation({
    id: "accum-k-16",
    title: "Accumulation steps",
    where: "K = 256 / 16 = 16 accumulation steps per optimizer update",
    formula: accumulationSteps,
    inputs: { effectiveBatch: 256, microBatch: 16 },
    stated: { value: 16, digits: 2 },
    unit: "step",
    expect: { value: 16 },
  }),
  accumulation({
    id: "accum-memory-micro",
    title: "Activation memory with accumulation",
    where: "Memory used: Same as B=16 (not B=256)",
    formula: accumulationMemory,
    inputs: { microBatch: 16, effectiveBatch: 256 },
    stated: { value: 0.0625, digits: 3, says: "same as B = 16" },
    unit: "1",
    note: "Read as 16/256 of the activations of the large batch. The gradients that are summed take what they always take.",
    expect: { value: 0.0625 },
  }),
  accumulation({
    id: "accum-flops-same",
    title: "Operations with accumulation",
    where: "Training FLOPs: Same as B=256 (same total samples processed)",
    formula: accumulationWork,
    inputs: { accumulationSteps: 16, microBatch: 16, effectiveBatch: 256 },
    stated: { value: 1, digits: 1, says: "same as B = 256" },
    unit: "1",
    note: "Read as a ratio of one. Batch normalisation sees batches of 16, so the result is not the same to the bit.",
    expect: { value: 1 },
  }),
  accumulation({
    id: "accum-wallclock-16x",
    title: "Time against sixteen GPUs",
    where: "~16× slower than 16 GPUs doing B=16 each in parallel",
    formula: accumulationSlowdown,
    inputs: { accumulationSteps: 16, devices: 16 },
    stated: { value: 16, digits: 2 },
    unit: "1",
    note: "Exchange of gradients between the sixteen is left out; it makes the ratio smaller.",
    expect: { value: 16 },
  }),
];

/** The claims about batch size and intensity, in the order of the text. */
export const batchIntensityClaims: readonly Example[] = [
  claim({
    id: "batchai-formula",
    title: "Intensity of a fully connected layer",
    where: "AI = 2 B n_in n_out / (4 (B n_in + n_in n_out + B n_out))",
    formula: matmulIntensity,
    inputs: { ...layer, rows: 32 },
    stated: {
      expression: "2*B*n_in*n_out/(4*(B*n_in+n_in*n_out+B*n_out))",
      letters: { B: "rows", n_in: "innerDim", n_out: "columns" },
    },
    unit: "FLOP/byte",
    note: "For FP32 and with every matrix moved once.",
    expect: { value: 15.7538461538 },
  }),
  claim({
    id: "batchai-small-b-half",
    title: "Intensity for small batches",
    where: "For small B: AI ≈ B/2 — directly proportional to batch size",
    formula: fewRowsIntensity,
    inputs: { rows: 1, bytesPerElement: fp32 },
    stated: { expression: "B/2", letters: { B: "rows" } },
    unit: "FLOP/byte",
    note: "Read as the limit for B far below the widths. At B = 1 and 4096 × 4096 the whole formula gives 0.4998.",
    expect: { value: 0.5 },
  }),
  claim({
    id: "batchai-doubling",
    title: "Intensity when the batch is doubled",
    where: "Doubling B doubles AI",
    formula: ({
      rows,
      doubled,
      ...sizes
    }: Omit<LayerOnDevice, "peak" | "bandwidth"> & {
      readonly doubled: Quantity | number;
    }) =>
      intensityGain({
        newIntensity: matmulIntensity({ ...sizes, rows: doubled }),
        oldIntensity: matmulIntensity({ ...sizes, rows }),
      }),
    inputs: { ...layer, rows: 1, doubled: 2 },
    stated: { value: 2, digits: 2 },
    unit: "1",
    note: "At B = 1. From 256 to 512 in the same layer the gain is 1.8.",
    expect: { value: 1.9990243902 },
  }),
  claim({
    id: "batchai-large-b-n-half",
    title: "Intensity for large batches",
    where: "For large B (where B ≫ n): AI ≈ n/2 — saturates at the layer width",
    formula: manyRowsIntensity,
    inputs: layer,
    stated: { expression: "n/2", letters: { n: "innerDim" } },
    unit: "FLOP/byte",
    cause:
      "For large B the text's own formula tends to 2 n² / (4 × 2n), as inputs and outputs both move: n/4, which is {computed} for n = 4096. The text counts one of the two.",
    expect: { verdict: "inconsistent", value: 1024 },
  }),
  claim({
    id: "batchai-regime-small",
    title: "Utilisation at batches of 1 to 4",
    where: "B too small (e.g., 1–4): GPU utilization <10%",
    formula: underRoof(attainableShare),
    inputs: { ...layer, ...a100, rows: 4 },
    stated: { atMost: 10, says: "<10 %" },
    unit: "%",
    note: "The most that memory allows an A100 at B = 4 and 4096 × 4096, with the text's four bytes; twice that with FP16 bytes.",
    expect: { value: 1.3045034238 },
  }),
  claim({
    id: "batchai-regime-moderate",
    title: "Utilisation at batches from 32 on",
    where: "B moderate (e.g., 32–256): Good compute-bound regime. GPU utilization 40–70%",
    formula: underRoof(attainableShare),
    inputs: { ...layer, ...a100, rows: 32 },
    stated: { range: [40, 70] },
    unit: "%",
    corrected: {
      inputs: { bytesPerElement: fp16 },
      source: "the peak is that of FP16, so values have two bytes",
    },
    cause:
      "A layer of 4096 × 4096 is memory-bound at B = 32: an A100 can reach {computed} of its FP16 peak by the text's formula with four bytes, {correct} with FP16's two. It becomes compute-bound at about 165.",
    note: "Judged at the lower end of the range; at B = 256 the roofline allows 74 % with four bytes and all of the peak with two.",
    expect: { verdict: "inconsistent", value: 10.2955445, correct: 20.591089 },
  }),
  claim({
    id: "batchai-regime-large",
    title: "Bound at batches of 1024",
    where: "B large (e.g., 1024+): Near-peak utilization",
    formula: underRoof(ridgeShare),
    inputs: { ...layer, ...a100, rows: 1024 },
    stated: { atLeast: 1, says: "compute-bound" },
    unit: "1",
    note: "Near-peak is read as compute-bound: intensity over ridge of at least one, for 4096 × 4096 on an A100.",
    expect: { value: 2.2307008547 },
  }),
];
