// What does gradient checkpointing cost and save? K segments keep their boundaries; inside, work is done twice.
import type { Formula } from "../formula/index.js";
import { sources } from "../sources/bibliography.js";
import { relativeDifference } from "./definitions.js";
import { formula } from "./vocabulary.js";

const chen2016 = { source: sources.chen2016checkpointing, place: "section 4.3" };

/** Number of segments that keeps least in a network of equal layers: the square root of the layers. */
export const bestSegments = formula({
  id: "checkpointing.best-segments",
  meaning: "Segments that keep the least memory in a network of equal layers",
  expression: "sqrt(layers)",
  result: "segments",
  inputs: ["layers"],
  source: chen2016,
});

/** Layers whose activations are held at once: one for each boundary, and those of one segment. */
export const keptLayers = formula({
  id: "checkpointing.kept-layers",
  meaning: "Layer activations held at once: the boundaries, and all of one segment",
  expression: "segments + layers / segments",
  result: "keptLayers",
  inputs: ["segments", "layers"],
  source: chen2016,
});

/** Activation memory with checkpointing: boundaries and the segment that is computed again. */
export const checkpointedMemory = formula({
  id: "checkpointing.memory",
  meaning: "Activation memory with checkpointing: boundary tensors, and one segment computed again",
  expression: "boundaryMemory + segmentMemory",
  result: "activationMemory",
  inputs: ["boundaryMemory", "segmentMemory"],
  source: chen2016,
});

/** One of K equal segments alone: what is left when the boundary tensors are forgotten. */
export const evenSegment = formula({
  id: "checkpointing.even-segment",
  meaning: "Activations of one of several equal segments, boundary tensors left out",
  expression: "activationMemory / segments",
  result: "segmentMemory",
  inputs: ["activationMemory", "segments"],
  source: {
    source: sources.chen2016checkpointing,
    place: "section 4.3: one of equal segments, boundaries left out",
  },
});

/** Forward passes that a step costs when a share of the forward pass is run again. */
export const recomputePasses = formula({
  id: "checkpointing.passes",
  meaning: "Training step with recomputation in units of a forward pass",
  expression: "1 + recomputedShare + gradientPasses",
  result: "recomputePasses",
  inputs: ["recomputedShare"],
  source: { source: sources.chen2016checkpointing, place: "abstract: an extra forward pass per batch" },
});

/** Share that is run again when the last segment's activations are kept: nobody frees them before they are used. */
export const recomputedShare = formula({
  id: "checkpointing.recomputed-share",
  meaning: "Share of the forward pass that is run again when the last of equal segments is kept",
  expression: "(segments - 1) / segments",
  result: "recomputedShare",
  inputs: ["segments"],
  source: {
    source: sources.chen2016checkpointing,
    place: "section 4.3; the last segment is differentiated right after its forward pass",
  },
});

/** Operations that recomputation adds to a step. */
export const passesOverhead = formula({
  id: "checkpointing.overhead",
  meaning: "Operations that recomputation adds to a training step",
  expression: "recomputePasses / passesPerStep - 1",
  result: "passesOverhead",
  inputs: ["recomputePasses"],
  source: {
    source: sources.chen2016checkpointing,
    place: "abstract: an extra forward pass per batch; over the passes of a step",
  },
});

/** Change in the rate of steps when time follows the operations. */
export const speedChange = formula({
  id: "checkpointing.speed-change",
  meaning: "Change in the rate of steps when their time follows the operations",
  expression: "passesPerStep / recomputePasses - 1",
  result: "speedChange",
  inputs: ["recomputePasses"],
  source: {
    source: sources.chen2016checkpointing,
    place: "abstract: an extra forward pass per batch; rate worked out here",
  },
});

/** Gain in the largest batch. */
export const batchGain = formula({
  id: "checkpointing.batch-gain",
  meaning: "Gain in the largest batch by checkpointing",
  expression: "checkpointBatch / plainBatch - 1",
  result: "batchGain",
  inputs: ["checkpointBatch", "plainBatch"],
  source: relativeDifference,
});

/** Largest batch when memory for each sample falls by a factor, and nothing else is in memory. */
export const scaledBatch = formula({
  id: "checkpointing.scaled-batch",
  meaning: "Largest batch when activations are divided by the number of segments",
  expression: "plainBatch * segments",
  result: "checkpointBatch",
  inputs: ["plainBatch", "segments"],
  source: {
    source: sources.chen2016checkpointing,
    place: "section 4.3: activations of one segment at a time; batch worked out here",
  },
});

/** Formulas of this file, for the catalogue. */
export const checkpointingFormulas: readonly Formula[] = [
  batchGain,
  bestSegments,
  checkpointedMemory,
  evenSegment,
  keptLayers,
  passesOverhead,
  recomputedShare,
  recomputePasses,
  scaledBatch,
  speedChange,
];
