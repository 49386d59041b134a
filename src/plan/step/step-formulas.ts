// Formulas of a step's time: stages, bubble, reduction of gradients, update, utilisation.
import { sources } from "../../sources/bibliography.js";
import { formula } from "../vocabulary.js";

const roofline = {
  source: sources.williams2009,
  place: "the roofline: the longer of arithmetic and movement",
};
const pipeline = {
  source: sources.narayanan2021,
  place: "section 2.2: (p - 1) / (v m) of the step is bubble",
};
const utilisations = { source: sources.korthikanti2022, place: "section 6.3 and appendix A" };

/** Layers of the fullest stage. */
export const stageLayers = formula({
  id: "plan.stage-layers",
  meaning: "Layers of the fullest pipeline stage: groups of equal size, the last ones shorter",
  expression: "virtualStages * ceil(layers / (pipelineStages * virtualStages))",
  result: "stageLayers",
  inputs: ["layers", "pipelineStages", "virtualStages"],
  source: {
    source: sources.narayanan2021,
    place: "section 2.2: layers divided evenly among stages; rounded up",
  },
});

/** Time of a stage for one microbatch. */
export const stageTime = formula({
  id: "plan.stage-time",
  meaning: "Time of a pipeline stage for one microbatch: forward, backward and what is computed again",
  expression:
    "stageLayers * (forwardTime + backwardTime) + recomputedLayers * forwardTime + (stageLayers - recomputedLayers) * recomputeTime",
  result: "stageTime",
  inputs: ["stageLayers", "forwardTime", "backwardTime", "recomputedLayers", "recomputeTime"],
  source: utilisations,
});

/** Time that pipeline stages wait for each other. */
export const bubbleTime = formula({
  id: "plan.bubble-time",
  meaning: "Time that a stage waits while the pipeline fills and drains",
  expression: "(pipelineStages - 1) / virtualStages * stageTime",
  result: "bubbleTime",
  inputs: ["pipelineStages", "virtualStages", "stageTime"],
  source: pipeline,
});

/** Time to hand microbatches to the next stage and gradients back. */
export const transferTimeOf = formula({
  id: "plan.transfer-time",
  meaning:
    "Time to hand a microbatch on and its gradients back, once per group of layers; none for one stage",
  expression: "2 * virtualStages * min(1, pipelineStages - 1) * collectiveTime",
  result: "transferTime",
  inputs: ["virtualStages", "pipelineStages", "collectiveTime"],
  source: pipeline,
});

/** Bytes of gradients or weights that replicas exchange. */
export const gradientBytesOf = formula({
  id: "plan.gradient-bytes",
  meaning: "Bytes of the gradients, or of the weights, that replicas exchange",
  expression: "gradientBytes * deviceParameters",
  result: "collectiveBytes",
  inputs: ["gradientBytes", "deviceParameters"],
  source: { source: sources.rajbhandari2020, place: "section 7" },
});

/** Backward pass of a stage for one microbatch. */
export const passBackward = formula({
  id: "plan.pass-backward",
  meaning: "Time of a stage's backward pass for one microbatch",
  expression: "stageLayers * backwardTime",
  result: "hiddenTime",
  inputs: ["stageLayers", "backwardTime"],
  source: utilisations,
});

/** What of a collective operation nothing hides. */
export const exposedTime = formula({
  id: "plan.exposed-time",
  meaning: "Time of a collective operation that computation does not hide",
  expression: "max(collectiveTime, overlapShare * hiddenTime) - overlapShare * hiddenTime",
  result: "exposedTime",
  inputs: ["collectiveTime", "overlapShare", "hiddenTime"],
  source: {
    source: sources.li2020,
    place: "overlap of communication with the backward pass; as far as the stated share",
  },
});

/** Time of the optimizer's update, bounded by memory. */
export const optimizerTime = formula({
  id: "plan.optimizer-time",
  meaning: "Time of the optimizer's update: its traffic over the memory bandwidth",
  expression: "optimizerTraffic * deviceParameters / (optimizerShards * bandwidth * bandwidthEfficiency)",
  result: "optimizerTime",
  inputs: ["optimizerTraffic", "deviceParameters", "optimizerShards", "bandwidth", "bandwidthEfficiency"],
  source: roofline,
});

/** Time of a training step. */
export const iterationTime = formula({
  id: "plan.iteration-time",
  meaning: "Time of a training step: microbatches through the slowest stage, bubble, reduction, update",
  expression:
    "microBatches * (stageTime + headTime + transferTime + weightGatherTime) + bubbleTime + exposedTime + optimizerTime",
  result: "iterationTime",
  inputs: [
    "microBatches",
    "stageTime",
    "headTime",
    "transferTime",
    "weightGatherTime",
    "bubbleTime",
    "exposedTime",
    "optimizerTime",
  ],
  source: pipeline,
});

/** Share of the dense peak that the model's own operations use. */
export const modelUtilisation = formula({
  id: "plan.mfu",
  meaning: "Model FLOP utilisation: operations that the model needs over what the devices could do",
  expression: "modelFlop / (iterationTime * devices * peak)",
  result: "modelUtilisation",
  inputs: ["modelFlop", "iterationTime", "devices", "peak"],
  conventions: ["no-recompute"],
  source: utilisations,
});

/** Share of the dense peak that all executed operations use. */
export const hardwareUtilisation = formula({
  id: "plan.hfu",
  meaning: "Hardware FLOP utilisation: operations executed over what the devices could do",
  expression: "executedFlop / (iterationTime * devices * peak)",
  result: "hardwareUtilisation",
  inputs: ["executedFlop", "iterationTime", "devices", "peak"],
  source: utilisations,
});
