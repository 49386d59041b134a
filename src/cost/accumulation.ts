// What does gradient accumulation change? Samples behind an update, memory, operations and time.
import type { Formula } from "../formula/index.js";
import { sources } from "../sources/bibliography.js";
import { formula } from "./vocabulary.js";

/** Samples behind one update. */
export const effectiveBatch = formula({
  id: "accumulation.effective-batch",
  meaning: "Samples behind one update when gradients are accumulated",
  expression: "accumulationSteps * microBatch",
  result: "effectiveBatch",
  inputs: ["accumulationSteps", "microBatch"],
  source: { source: sources.pytorchAmpExamples, place: "Gradient accumulation: effective batch" },
});

/** Passes that make up a batch which does not fit. */
export const accumulationSteps = formula({
  id: "accumulation.steps",
  meaning: "Forward and backward passes that make up a batch",
  expression: "ceil(effectiveBatch / microBatch)",
  result: "accumulationSteps",
  inputs: ["effectiveBatch", "microBatch"],
  source: {
    source: sources.pytorchAmpExamples,
    place: "Gradient accumulation: effective batch; solved for the steps",
  },
  sample: { effectiveBatch: 30 },
});

/** Activation memory in units of that of the whole batch. */
export const accumulationMemory = formula({
  id: "accumulation.memory",
  meaning: "Activation memory with accumulation in units of that of the whole batch",
  expression: "microBatch / effectiveBatch",
  result: "memoryRatio",
  inputs: ["microBatch", "effectiveBatch"],
  source: {
    source: sources.pytorchAmpExamples,
    place: "Gradient accumulation: one micro-batch in memory at a time; share worked out here",
  },
  sample: { effectiveBatch: 30 },
});

/** Samples that are processed, in units of the large batch: 1 when the micro-batches divide it. */
export const accumulationWork = formula({
  id: "accumulation.work",
  meaning: "Samples processed with accumulation in units of the large batch",
  expression: "accumulationSteps * microBatch / effectiveBatch",
  result: "samplesProcessed",
  inputs: ["accumulationSteps", "microBatch", "effectiveBatch"],
  source: {
    source: sources.pytorchAmpExamples,
    place: "Gradient accumulation: effective batch; samples processed worked out here",
  },
  sample: { effectiveBatch: 30 },
});

/** Operations that accumulation adds: none when the micro-batches divide the batch. */
export const accumulationOverhead = formula({
  id: "accumulation.overhead",
  meaning: "Operations that accumulation adds to those of the large batch",
  expression: "accumulationSteps * microBatch / effectiveBatch - 1",
  result: "passesOverhead",
  inputs: ["accumulationSteps", "microBatch", "effectiveBatch"],
  source: {
    source: sources.pytorchAmpExamples,
    place: "Gradient accumulation: effective batch; overhead worked out here",
  },
  sample: { effectiveBatch: 30 },
});

/** Time of accumulating on one device against the same micro-batches side by side; communication is left out. */
export const accumulationSlowdown = formula({
  id: "accumulation.slowdown",
  meaning: "Time of micro-batches one after the other in units of the time on several devices at once",
  expression: "accumulationSteps / ceil(accumulationSteps / devices)",
  result: "slowdown",
  inputs: ["accumulationSteps", "devices"],
  source: {
    source: sources.pytorchAmpExamples,
    place: "Gradient accumulation: one micro-batch after the other; times worked out here",
  },
  sample: { devices: 4 },
});

/** Formulas of this file, for the catalogue. */
export const accumulationFormulas: readonly Formula[] = [
  accumulationMemory,
  accumulationOverhead,
  accumulationSlowdown,
  accumulationSteps,
  accumulationWork,
  effectiveBatch,
];
