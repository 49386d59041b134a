// What techniques save and cost, by experience, and which formulas of ours compute it instead.

import type { Citation } from "../ground/source.js";
import { sources } from "../sources/bibliography.js";

/** Which of the three costs a technique is after. */
export type Relief = "memory" | "computation" | "data movement";

/** One technique of training or inference. */
export interface Technique {
  readonly name: string;
  readonly relieves: readonly [Relief, ...Relief[]];
  /** What it takes off memory. */
  readonly memory: string;
  /** What it adds to or takes off the operations. */
  readonly operations: string;
  /** Usual loss of accuracy: a report of experience that neither a formula nor the citation gives. */
  readonly accuracy: string;
  readonly complexity: "trivial" | "low" | "medium" | "high" | "left to the framework";
  /** Ids of the formulas that compute memory and operations for a network at hand. */
  readonly formulas: readonly [string, ...string[]];
  readonly citation: Citation;
  /** What speaks against the summary. */
  readonly caveat?: string;
}

/**
 * Eight techniques with what they relieve; the citation is the paper or page that describes the technique.
 *
 * @example techniques["mixed-precision"].name // "Mixed precision"
 */
export const techniques = {
  "mixed-precision": {
    name: "Mixed precision",
    relieves: ["memory", "data movement"],
    memory: "half of the activations",
    operations: "none, and faster on matrix units",
    accuracy: "below 0.1 %",
    complexity: "low",
    formulas: ["memory.state-bytes", "memory.activations", "formats.speedup"],
    citation: { source: sources.micikevicius2018, place: "section 3: training in half precision" },
    caveat: "With a master copy the state takes 16 bytes a parameter, as in FP32: only activations shrink.",
  },
  checkpointing: {
    name: "Gradient checkpointing",
    relieves: ["memory"],
    memory: "activations by the root of the number of layers",
    operations: "a third more",
    accuracy: "none",
    complexity: "low",
    formulas: ["checkpointing.kept-layers", "checkpointing.memory", "checkpointing.overhead"],
    citation: { source: sources.chen2016checkpointing, place: "section 4: computation for memory" },
    caveat: "The third is an upper limit: a last segment that is kept is not run again.",
  },
  accumulation: {
    name: "Gradient accumulation",
    relieves: ["memory"],
    memory: "activations of the effective batch down to those of the micro-batch",
    operations: "none",
    accuracy: "none",
    complexity: "trivial",
    formulas: ["accumulation.memory", "accumulation.overhead", "accumulation.slowdown"],
    citation: { source: sources.pytorchAmpExamples, place: "Gradient accumulation" },
    caveat: "Batch normalisation sees the micro-batch alone.",
  },
  int8: {
    name: "INT8 quantization",
    relieves: ["memory", "data movement"],
    memory: "three quarters of weights and activations, against FP32",
    operations: "none, and faster on integer units",
    accuracy: "0.1 to 0.5 %",
    complexity: "medium",
    formulas: ["formats.weight-memory", "formats.compression", "quantization.scale", "formats.speedup"],
    citation: { source: sources.jacob2018, place: "sections 2 and 3: integer inference" },
    caveat: "Against FP16 it is half.",
  },
  pruning: {
    name: "Structured pruning",
    relieves: ["computation", "memory"],
    memory: "in proportion to the weights left",
    operations: "in proportion to the weights left",
    accuracy: "0.5 to 2 %",
    complexity: "high",
    formulas: ["pruning.structured-flop", "pruning.overall-speedup"],
    citation: { source: sources.li2017, place: "section 3: pruning of filters" },
    caveat:
      "Removing channels of one layer also removes inputs of the next: the operations fall by the product.",
  },
  distillation: {
    name: "Knowledge distillation",
    relieves: ["computation", "memory"],
    memory: "that of the student",
    operations: "those of the student",
    accuracy: "1 to 5 % against the teacher",
    complexity: "medium",
    formulas: ["distillation.training-flop", "distillation.overhead", "distillation.loss"],
    citation: { source: sources.hinton2015, place: "section 2: distillation" },
    caveat: "Training it runs the teacher forward on every sample.",
  },
  "norm-folding": {
    name: "Folding of batch normalisation",
    relieves: ["computation", "data movement"],
    memory: "that of the normalisation",
    operations: "those of the normalisation",
    accuracy: "none",
    complexity: "trivial",
    formulas: ["layers.normalisation.folded-weight", "layers.normalisation.folded-bias"],
    citation: { source: sources.jacob2018, place: "section 3.2: folding of batch normalisation" },
    caveat: "At inference only: in training the statistics change with every batch.",
  },
  fusion: {
    name: "Operator fusion",
    relieves: ["data movement"],
    memory: "the tensors between the operations",
    operations: "none",
    accuracy: "none",
    complexity: "left to the framework",
    formulas: ["fusion.intermediates", "fusion.removed-traffic", "fusion.speedup"],
    citation: { source: sources.dao2022, place: "section 2.1: kernel fusion" },
  },
} as const satisfies Readonly<Record<string, Technique>>;
