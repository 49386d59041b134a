// How much memory do the activations take that training keeps for the backward pass, and how does it scale?
import type { Formula } from "../formula/index.js";
import { sources } from "../sources/bibliography.js";
import { ratioDefinition } from "./definitions.js";
import { formula } from "./vocabulary.js";

/** Activations of a batch: elements kept, times their bytes. */
export const activationMemory = formula({
  id: "memory.activations",
  meaning: "Memory of the activations that are kept for the backward pass",
  expression: "bytesPerElement * batch * activationElements",
  result: "activationMemory",
  inputs: ["bytesPerElement", "batch", "activationElements"],
  source: {
    source: sources.korthikanti2022,
    place: "section 4: bytes of the tensors kept for the backward pass",
  },
});

/** Activations of one sample. */
export const sampleMemory = formula({
  id: "memory.activations-of-sample",
  meaning: "Memory of the activations of one sample",
  expression: "activationMemory / batch",
  result: "sampleMemory",
  inputs: ["activationMemory", "batch"],
  source: { source: sources.korthikanti2022, place: "section 4: every term grows with the batch" },
});

/** Activations and temporary buffers of one sample: what a larger batch takes more of. */
export const sampleMemoryWithBuffers = formula({
  id: "memory.growing-of-sample",
  meaning: "Memory that one sample adds to a step: its activations and its part of the temporary buffers",
  expression: "(activationMemory + temporaryMemory) / batch",
  result: "sampleMemory",
  inputs: ["activationMemory", "temporaryMemory", "batch"],
  source: {
    source: sources.korthikanti2022,
    place: "section 4: every term grows with the batch; buffers taken alike",
  },
});

/**
 * Activation memory after scaling: in proportion to batch and depth, with the square of the resolution. Holds for
 * convolutional networks of fixed width; attention scores grow with the fourth power of the resolution.
 */
export const activationScaling = formula({
  id: "memory.activation-scaling",
  meaning: "Activation memory after scaling batch, depth and resolution, in units of what it was",
  expression: "batchFactor * depthFactor * resolutionFactor^2",
  result: "activationFactor",
  inputs: ["batchFactor", "depthFactor", "resolutionFactor"],
  source: {
    source: sources.tanLe2019,
    place: "section 3: depth and resolution; the growth of activations worked out here",
  },
});

/** Part of the activations that some layers put out. */
export const activationShare = formula({
  id: "memory.activation-share",
  meaning: "Share of the activations that some layers put out",
  expression: "elementsEach / elements",
  result: "activationShare",
  inputs: ["elementsEach", "elements"],
  source: ratioDefinition,
});

/** Buffers of one operation: what it reads and writes while it runs. */
export const temporaryMemory = formula({
  id: "memory.temporary",
  meaning: "Memory of temporary buffers: gradients of the inputs and outputs of one operation",
  expression: "bytesPerElement * (inputElements + outputElements)",
  result: "temporaryMemory",
  inputs: ["bytesPerElement", "inputElements", "outputElements"],
  source: {
    source: sources.transformersAnatomy,
    place: "temporary memory; gradients of one operation's inputs and outputs taken here",
  },
});

/** Everything that training keeps in memory at its peak. */
export const trainingMemory = formula({
  id: "memory.training",
  meaning: "Memory of training: state, activations and temporary buffers",
  expression: "stateMemory + activationMemory + temporaryMemory",
  result: "trainingMemory",
  inputs: ["stateMemory", "activationMemory", "temporaryMemory"],
  source: { source: sources.transformersAnatomy, place: "components on GPU memory" },
});

/** Largest batch that leaves room for the training state. */
export const largestBatch = formula({
  id: "memory.largest-batch",
  meaning: "Largest batch that fits beside the training state",
  expression: "max(0, floor((deviceMemory - stateMemory) / sampleMemory))",
  result: "largestBatch",
  inputs: ["deviceMemory", "stateMemory", "sampleMemory"],
  source: { source: sources.transformersAnatomy, place: "components on GPU memory; solved for the batch" },
  sample: { stateMemory: 2.8e10 },
});

/** The same when activations are all that is counted, as quick estimates do. */
export const largestBatchOfActivations = formula({
  id: "memory.largest-batch-of-activations",
  meaning: "Largest batch when activations are all that is in memory",
  expression: "floor(deviceMemory / sampleMemory)",
  result: "largestBatch",
  inputs: ["deviceMemory", "sampleMemory"],
  source: { source: sources.transformersAnatomy, place: "forward activations alone; solved for the batch" },
});

/** Formulas of this file, for the catalogue. */
export const activationFormulas: readonly Formula[] = [
  activationMemory,
  activationScaling,
  activationShare,
  largestBatch,
  largestBatchOfActivations,
  sampleMemory,
  sampleMemoryWithBuffers,
  temporaryMemory,
  trainingMemory,
];
