// Gradient checkpointing. Its table forgets the boundary tensors and everything that is no activation.

import {
  batchGain,
  bestSegments,
  checkpointPlan,
  evenSegment,
  keptLayers,
  largestBatchOf,
  largestBatchOfActivations,
  passesOverhead,
  recomputePasses,
  sampleMemory,
  scaledBatch,
  speedChange,
} from "../../cost/index.js";
import { claimsOf, type Example } from "../../examples/example.js";
import { tensorBytes } from "../../models/memory.js";
import { resnet50 } from "../../models/vision/resnet.js";
import { given, type Quantity } from "../../numbers/quantity.js";
import { type Amount, gigabytes } from "../../numbers/units.js";
import { sources } from "../../sources/bibliography.js";
import { documents } from "../bibliography.js";

const claim = claimsOf({
  source: documents.countingCosts,
  title: "Gradient checkpointing",
  question: "What does gradient checkpointing save in memory, and what does it cost in operations?",
});

const chen2016 = { source: sources.chen2016checkpointing, place: "section 4.3: boundaries and one segment" };
const table = "table Standard and Checkpointed (4 segments)";
const boundaries = "The tensors at the segment boundaries stay in memory, and the segments are not equal.";
const atMost =
  "The upper limit: when the last of K segments is kept, as in PyTorch, (K − 1)/K of the forward pass is run again.";

const memory = gigabytes(16);
const known = new Map<string, Quantity>();

/** Counts are made when the first example asks for them, and once. */
function counted(name: string, count: () => Quantity): Quantity {
  const quantity = known.get(name) ?? count();
  known.set(name, quantity);
  return quantity;
}

const deviceMemory = () => given(memory, { source: documents.countingCosts, place: table });
const network = () => resnet50({ version: "v1", batch: 32 });
const checkpointed = () =>
  counted("memory", () => checkpointPlan(network(), { segments: 4 }).memory).as("GB");
const plainBatch = () => counted("plain", () => largestBatchOf(network(), deviceMemory()));
const checkpointBatch = () =>
  counted("checkpointed", () => largestBatchOf(network(), deviceMemory(), { segments: 4 }));

const overhead = (id: string, title: string, where: string): Example =>
  claim({
    id,
    title,
    where,
    formula: passesOverhead,
    inputs: { recomputePasses: 4 },
    stated: { value: 33, digits: 2 },
    unit: "%",
    note: atMost,
    expect: { value: 100 / 3 },
  });

/** The claims of the section, in the order of the text. */
export const checkpointingClaims: readonly Example[] = [
  claim({
    id: "ckpt-k-sqrt-l",
    title: "Best number of segments",
    where: "Optimal checkpoint strategy (√L checkpoints): K = √L",
    formula: bestSegments,
    inputs: { layers: 100 },
    stated: { expression: "sqrt(L)", letters: { L: "layers" } },
    unit: "segment",
    note: "K + L/K is least where its derivative 1 − L/K² is zero. It holds for layers of equal size.",
    expect: { value: 10 },
  }),
  claim({
    id: "ckpt-memory-order",
    title: "Activation memory at the best number of segments",
    where: "Memory_act = O(√L) instead of O(L)",
    formula: ({ layers }: { readonly layers: Quantity | number }) =>
      keptLayers({ layers, segments: bestSegments({ layers }) }),
    inputs: { layers: 100 },
    stated: { expression: "2*sqrt(L)", letters: { L: "layers" } },
    unit: "layer",
    note: "The order is read as K + L/K at K = √L: the boundaries and one segment, in activations of one layer.",
    expect: { value: 20 },
  }),
  overhead("ckpt-extra-33", "Extra operations", "Extra FLOPs = +33% (one extra forward pass)"),
  claim({
    id: "ckpt-4f",
    title: "Training step with recomputation",
    where: "F (fwd) + F (recompute) + 2F (bwd) = 4F instead of 3F",
    formula: recomputePasses,
    inputs: { recomputedShare: 1 },
    stated: { value: 4, digits: 1 },
    unit: "pass",
    note: atMost,
    expect: { value: 4 },
  }),
  overhead("ckpt-overhead", "Overhead of recomputation", "Overhead = (4F − 3F) / 3F = 33%"),
  claim({
    id: "ckpt-table-activation-standard",
    title: "Activation memory of ResNet-50 for 32 images",
    where: `${table}: activation memory ~2.5 GB`,
    formula: tensorBytes,
    inputs: { bytesPerElement: { value: 4, unit: "byte/element" }, elements: 640e6 },
    stated: { value: 2.5, digits: 2 },
    unit: "GB",
    cause: "640 million values of four bytes are {computed}, which rounds to 2.6 GB; the text cuts it.",
    note: "The 640 million are outputs of convolutions, ReLU and pooling with the input. PyTorch keeps much the same.",
    expect: { verdict: "rounding", value: 2.56 },
  }),
  claim({
    id: "ckpt-table-activation-checkpointed",
    title: "Activation memory with four segments",
    where: `${table}: activation memory ~0.6 GB`,
    formula: evenSegment,
    inputs: { activationMemory: gigabytes(2.5), segments: 4 },
    stated: { value: 0.6, digits: 1 },
    unit: "GB",
    corrected: { formula: checkpointed, source: chen2016 },
    cause: `A quarter of 2.5 GB is one equal segment alone. ${boundaries} Counted for ResNet-50, four segments need {correct}.`,
    expect: { verdict: "wrong-premise", value: 0.625, correct: 0.893165568 },
  }),
  overhead("ckpt-table-train-flops", "Operations of a step, in the table", `${table}: 4F (+33%)`),
  claim({
    id: "ckpt-table-max-batch-160",
    title: "Largest batch on 16 GB without checkpointing",
    where: `${table}: max batch size (16 GB GPU) B ≈ 160`,
    formula: (given: {
      readonly deviceMemory: Quantity | Amount;
      readonly activationMemory: Quantity | Amount;
      readonly batch: Quantity | number;
    }) =>
      largestBatchOfActivations({
        deviceMemory: given.deviceMemory,
        sampleMemory: sampleMemory({ activationMemory: given.activationMemory, batch: given.batch }),
      }),
    inputs: { deviceMemory: memory, activationMemory: gigabytes(2.5), batch: 32 },
    stated: { value: 160, digits: 2 },
    unit: "sample",
    corrected: {
      formula: plainBatch,
      source: "ResNet-50 counted layer by layer, with Adam in FP32 and the buffers of the largest operation",
    },
    cause:
      "The text's own 2.5 GB for 32 images let {computed} into 16 GB. With what the layers really keep, the buffers of the largest operation, parameters, gradients and Adam, {correct} fit; 160 follows from neither.",
    note: "Without buffers 190 fit. What the device's software reserves is left out.",
    expect: { verdict: "inconsistent", value: 204, correct: 170 },
  }),
  claim({
    id: "ckpt-table-max-batch-640",
    title: "Largest batch on 16 GB with four segments",
    where: `${table}: max batch size (16 GB GPU) B ≈ 640`,
    formula: scaledBatch,
    inputs: { plainBatch: 160, segments: 4 },
    stated: { value: 640, digits: 2 },
    unit: "sample",
    corrected: { formula: checkpointBatch, source: chen2016 },
    cause: `Four times 160 takes all memory for activations and all activations for divisible. ${boundaries} With parameters, gradients, Adam and the buffers of the largest operation, {correct} fit.`,
    expect: { verdict: "wrong-premise", value: 640, correct: 415 },
  }),
  claim({
    id: "ckpt-table-batch-gain",
    title: "Gain in batch by four segments",
    where: `${table}: effective throughput, +300% batch size`,
    formula: batchGain,
    inputs: { checkpointBatch: 640, plainBatch: 160 },
    stated: { value: 300, digits: 1 },
    unit: "%",
    corrected: {
      inputs: () => ({ checkpointBatch: checkpointBatch(), plainBatch: plainBatch() }),
      source: chen2016,
    },
    cause: `The ratio of the two batches is right, the batches are not. ${boundaries} The gain is {correct}.`,
    expect: { verdict: "wrong-premise", value: 300, correct: 144.117647 },
  }),
  claim({
    id: "ckpt-table-speed-loss",
    title: "Rate of steps with recomputation",
    where: `${table}: effective throughput, −25% per-step speed`,
    formula: speedChange,
    inputs: { recomputePasses: 4 },
    stated: { value: -25, digits: 2 },
    unit: "%",
    note: "For time in proportion to operations. " + atMost,
    expect: { value: -25 },
  }),
];
