// How much memory do the activations take that training keeps for the backward pass, and how does it scale?

import type { Formula } from "../formula/index.js";
import { sources } from "../sources/bibliography.js";
import { formula } from "./vocabulary.js";

const seed000 = (place: string) => ({ source: sources.seed000, place });

/** Activations of a batch: the fourth of the five quantities of seed 000. */
export const activationMemory = formula({
  id: "memory.activations",
  meaning: "Memory of the activations that are kept for the backward pass",
  expression: "bytesPerElement * batch * activationElements",
  result: "activationMemory",
  inputs: ["bytesPerElement", "batch", "activationElements"],
  source: seed000("five quantities, item 4"),
});

/** Activations of one sample. */
export const sampleMemory = formula({
  id: "memory.activations-of-sample",
  meaning: "Memory of the activations of one sample",
  expression: "activationMemory / batch",
  result: "sampleMemory",
  inputs: ["activationMemory", "batch"],
  source: "activations grow in proportion to the batch",
});

/** Activations and temporary buffers of one sample: what a larger batch takes more of. */
export const sampleMemoryWithBuffers = formula({
  id: "memory.growing-of-sample",
  meaning: "Memory that one sample adds to a step: its activations and its part of the temporary buffers",
  expression: "(activationMemory + temporaryMemory) / batch",
  result: "sampleMemory",
  inputs: ["activationMemory", "temporaryMemory", "batch"],
  source: "activations and buffers grow in proportion to the batch",
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
  source: seed000("activation memory, key observations"),
});

/** Part of the activations that some layers put out. */
export const activationShare = formula({
  id: "memory.activation-share",
  meaning: "Share of the activations that some layers put out",
  expression: "elementsEach / elements",
  result: "activationShare",
  inputs: ["elementsEach", "elements"],
  source: "definition: part over whole",
});

/** Buffers of one operation: what it reads and writes while it runs. */
export const temporaryMemory = formula({
  id: "memory.temporary",
  meaning: "Memory of temporary buffers: gradients of the inputs and outputs of one operation",
  expression: "bytesPerElement * (inputElements + outputElements)",
  result: "temporaryMemory",
  inputs: ["bytesPerElement", "inputElements", "outputElements"],
  source: seed000("component table, Temporary buffers: largest single operation"),
});

/** Everything that training keeps in memory at its peak. */
export const trainingMemory = formula({
  id: "memory.training",
  meaning: "Memory of training: state, activations and temporary buffers",
  expression: "stateMemory + activationMemory + temporaryMemory",
  result: "trainingMemory",
  inputs: ["stateMemory", "activationMemory", "temporaryMemory"],
  source: seed000("component table"),
});

/** Largest batch that leaves room for the training state. */
export const largestBatch = formula({
  id: "memory.largest-batch",
  meaning: "Largest batch that fits beside the training state",
  expression: "max(0, floor((deviceMemory - stateMemory) / sampleMemory))",
  result: "largestBatch",
  inputs: ["deviceMemory", "stateMemory", "sampleMemory"],
  source: "what the training state leaves, over the memory that one sample adds",
});

/** The same when activations are all that is counted, as quick estimates do. */
export const largestBatchOfActivations = formula({
  id: "memory.largest-batch-of-activations",
  meaning: "Largest batch when activations are all that is in memory",
  expression: "floor(deviceMemory / sampleMemory)",
  result: "largestBatch",
  inputs: ["deviceMemory", "sampleMemory"],
  source: seed000("table Standard and Checkpointed, row Max batch size"),
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
