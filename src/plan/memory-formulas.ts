// Formulas of memory under parallelism: states, kept activations, what a pipeline stage holds, buffers.
import { sources } from "../sources/bibliography.js";
import { formula } from "./vocabulary.js";

const zero = { source: sources.rajbhandari2020, place: "section 5 and Figure 1" };
const activations = { source: sources.korthikanti2022, place: "section 4 and Table 2" };

/** A part of the training state on one device. */
export const partMemory = formula({
  id: "plan.part-memory",
  meaning: "Memory of a part of the training state on one device: weights, gradients or optimizer",
  expression: "partBytes * deviceParameters / partShards",
  result: "partMemory",
  inputs: ["partBytes", "deviceParameters", "partShards"],
  source: zero,
});

/** Parameters of the layers that a device holds, tensor and expert parallel. */
export const stageParameters = formula({
  id: "plan.stage-parameters",
  meaning:
    "Parameters of one kind on a device: those of its layers, divided among the devices that share a layer",
  expression: "stageLayers * parametersEach / shards",
  result: "deviceParameters",
  inputs: ["stageLayers", "parametersEach", "shards"],
  source: activations,
});

/** Parameters of the vocabulary's tables that a stage holds. */
export const tableParametersOfStage = formula({
  id: "plan.table-parameters",
  meaning: "Parameters of the vocabulary's tables on a device of a stage",
  expression: "outputWeights * vocabulary * modelDim / tensorShards",
  result: "deviceParameters",
  inputs: ["outputWeights", "vocabulary", "modelDim", "tensorShards"],
  source: activations,
});

/** Tensors that a layer keeps for backward, of one element width. */
export const keptActivations = formula({
  id: "plan.kept-activations",
  meaning: "Activations of one kind that a layer keeps for a microbatch on one device",
  expression: "bytesPerElement * keptWidth * deviceTokens / shards",
  result: "layerKept",
  inputs: ["bytesPerElement", "keptWidth", "deviceTokens", "shards"],
  source: activations,
});

/** Scores that a layer keeps where attention is not fused. */
export const keptScores = formula({
  id: "plan.kept-scores",
  meaning: "Attention scores that a layer keeps for a microbatch on one device",
  expression: "bytesPerElement * heads * sequence * deviceTokens / tensorShards",
  result: "layerKept",
  inputs: ["bytesPerElement", "heads", "sequence", "deviceTokens", "tensorShards"],
  source: activations,
});

/** What a framework keeps of a microbatch. */
export const frameworkKept = formula({
  id: "plan.framework-kept",
  meaning: "Bytes that a framework's modules keep of a microbatch, from those of one sample",
  expression: "microBatch * bytesEach",
  result: "layerKept",
  inputs: ["microBatch", "bytesEach"],
  source: { source: sources.korthikanti2022, place: "section 4: every term grows with the microbatch" },
});

/** The same for one layer of many. */
export const keptOfLayer = formula({
  id: "plan.kept-of-layer",
  meaning: "Bytes that one layer keeps of one sample: those of all layers over layers and samples",
  expression: "bytes / (layers * microBatch)",
  result: "bytesEach",
  inputs: ["bytes", "layers", "microBatch"],
  source: { source: sources.korthikanti2022, place: "section 4: activations of a layer, all layers alike" },
});

/** Mean over layers with and without experts. */
export const meanLayerKept = formula({
  id: "plan.mean-layer-kept",
  meaning: "Mean of what a layer keeps, with and without experts",
  expression: "((layers - mixtureLayers) * oldBytes + mixtureLayers * newBytes) / layers",
  result: "layerKept",
  inputs: ["layers", "mixtureLayers", "oldBytes", "newBytes"],
  source: { source: sources.feller1968, place: "section IX.2: expectation, a mean weighted by share" },
  sample: { oldBytes: 1.4e8, newBytes: 2.1e8 },
});

/** Microbatches whose activations the first stage holds under the 1F1B schedule. */
export const inFlight = formula({
  id: "plan.in-flight",
  meaning: "Microbatches that the first stage holds at one time under the 1F1B schedule, with interleaving",
  expression:
    "min(microBatches, pipelineStages + min(1, virtualStages - 1) * (pipelineStages - 1) / virtualStages)",
  result: "inFlight",
  inputs: ["microBatches", "pipelineStages", "virtualStages"],
  source: { source: sources.korthikanti2022, place: "section 4.2.3: 1 + (p - 1) / (p m)" },
});

/** Activations that a stage holds. */
export const stageActivations = formula({
  id: "plan.stage-activations",
  meaning: "Activations of a stage: kept tensors, or the layers' inputs where a layer is computed again",
  expression:
    "inFlight * ((stageLayers - recomputedLayers) * layerKept + recomputedLayers * layerInputBytes)",
  result: "activationMemory",
  inputs: ["inFlight", "stageLayers", "recomputedLayers", "layerKept", "layerInputBytes"],
  source: activations,
});

/** Activations of the output layer: the last norm, its input, logits in FP32. */
export const headMemory = formula({
  id: "plan.head-memory",
  meaning:
    "Activations of the output layer for a microbatch: two inputs of the model's width, logits in FP32",
  expression: "deviceTokens * (2 * bytesPerElement * modelDim + bytesPerValue * vocabulary) / tensorShards",
  result: "headMemory",
  inputs: ["deviceTokens", "bytesPerElement", "modelDim", "vocabulary", "tensorShards"],
  source: { source: sources.korthikanti2022, place: "section 4.3: 4 s b h (1 + v / h) / t" },
});

/** With one stage, the first is also the last and holds the output layer. */
export const firstStageMemory = formula({
  id: "plan.first-stage",
  meaning: "Activations of the first stage, and of the output layer when there is no other stage",
  expression: "activationMemory + max(0, 2 - pipelineStages) * headMemory",
  result: "firstStageMemory",
  inputs: ["activationMemory", "pipelineStages", "headMemory"],
  source: activations,
  sample: { pipelineStages: 1 },
});

/** Buffers beside states and activations. */
export const bufferMemory = formula({
  id: "plan.buffers",
  meaning:
    "Buffers: a layer computed again, the tensor exchanged twice over, and two gathered layers where weights are sharded",
  expression:
    "min(1, recomputedLayers) * layerKept + 2 * collectiveBytes + 2 * min(1, weightShards - 1) * weightBytes * parametersEach / tensorShards",
  result: "bufferMemory",
  inputs: [
    "recomputedLayers",
    "layerKept",
    "collectiveBytes",
    "weightShards",
    "weightBytes",
    "parametersEach",
    "tensorShards",
  ],
  source: { source: sources.rajbhandari2020, place: "section 3.2: temporary buffers; sizes worked out here" },
});
