// What does training keep in memory besides activations, and does that fit a device?
import type { Quantity } from "../numbers/quantity.js";
import { sources } from "../sources/bibliography.js";
import { type OptimizerId, optimizerValues } from "../training/index.js";
import { ratioDefinition } from "./definitions.js";
import { formula } from "./vocabulary.js";

/** Bytes of the parameters, 4N in FP32. */
export const parameterMemory = formula({
  id: "memory.parameters",
  meaning: "Memory of the parameters",
  expression: "bytesPerValue * parameters",
  result: "parameterMemory",
  inputs: ["parameters"],
  source: { source: sources.transformersAnatomy, place: "model weights: 4 bytes each in FP32" },
});

/** Bytes of the gradients, one for each parameter: 4N in FP32. */
export const gradientMemory = formula({
  id: "memory.gradients",
  meaning: "Memory of the gradients, one for each parameter",
  expression: "bytesPerValue * parameters",
  result: "gradientMemory",
  inputs: ["parameters"],
  source: { source: sources.transformersAnatomy, place: "gradients: 4 bytes each in FP32" },
});

/** Bytes of the optimizer: 0, 4N or 8N in FP32 for 0 (SGD), 1 (momentum) or 2 (Adam) values a parameter. */
export const optimizerMemory = formula({
  id: "memory.optimizer",
  meaning: "Memory of the optimizer, some values per parameter",
  expression: "bytesPerValue * optimizerValues * parameters",
  result: "optimizerMemory",
  inputs: ["optimizerValues", "parameters"],
  source: { source: sources.transformersAnatomy, place: "optimizer states: 4 bytes per value kept" },
});

/** Parameters, gradients and optimizer together: 16N for Adam. Activations come on top. */
export const stateMemory = formula({
  id: "memory.state",
  meaning: "Memory of parameters, gradients and optimizer, before activations",
  expression: "parameterMemory + gradientMemory + optimizerMemory",
  result: "stateMemory",
  inputs: ["parameterMemory", "gradientMemory", "optimizerMemory"],
  source: {
    source: sources.rajbhandari2020,
    place: "section 3.1: model states are parameters, gradients and optimizer states",
  },
});

/** What training keeps beside activations, part by part; the total is `state`. */
export interface TrainingState {
  readonly parameters: Quantity;
  readonly gradients: Quantity;
  readonly optimizer: Quantity;
  readonly state: Quantity;
}

/**
 * Memory of parameters, gradients and optimizer in FP32: 4N + 4N + 8N for Adam.
 *
 * @example Object.keys(trainingStateMemory(7e9)) // ["parameters", "gradients", "optimizer", "state"]
 */
export function trainingStateMemory(
  parameters: Quantity | number,
  optimizer: OptimizerId = "adam",
): TrainingState {
  const parts = {
    parameterMemory: parameterMemory({ parameters }),
    gradientMemory: gradientMemory({ parameters }),
    optimizerMemory: optimizerMemory({ parameters, optimizerValues: optimizerValues(optimizer) }),
  };
  return {
    parameters: parts.parameterMemory,
    gradients: parts.gradientMemory,
    optimizer: parts.optimizerMemory,
    state: stateMemory(parts),
  };
}

/** The same in one line: (4 + 4 + 4 M_opt) P. */
export const stateMemoryOfParameters = formula({
  id: "memory.state-of-parameters",
  meaning: "Memory of parameters, gradients and optimizer, before activations",
  expression: "(bytesPerValue + bytesPerValue + bytesPerValue * optimizerValues) * parameters",
  result: "stateMemory",
  inputs: ["optimizerValues", "parameters"],
  source: { source: sources.rajbhandari2020, place: "section 3.1: model states, all in FP32 here" },
});

/** Memory needed in units of one device's memory; above 1 it does not fit. */
export const memoryShare = formula({
  id: "memory.device-share",
  meaning: "Memory needed in units of one device's memory",
  expression: "stateMemory / deviceMemory",
  result: "memoryShare",
  inputs: ["stateMemory", "deviceMemory"],
  source: ratioDefinition,
});

/** Whole devices that hold the memory when it is split evenly. */
export const devicesForMemory = formula({
  id: "memory.devices",
  meaning: "Whole devices that hold parameters, gradients and optimizer when these are split evenly",
  expression: "ceil(stateMemory / deviceMemory)",
  result: "devices",
  inputs: ["stateMemory", "deviceMemory"],
  source: { source: sources.rajbhandari2020, place: "section 5: states divided evenly, nothing kept twice" },
});

/** Optimizer state in units of the model. */
export const optimizerToModel = formula({
  id: "memory.optimizer-to-model",
  meaning: "Optimizer memory in units of the parameters' memory",
  expression: "optimizerMemory / parameterMemory",
  result: "optimizerToModel",
  inputs: ["optimizerMemory", "parameterMemory"],
  source: { source: sources.rajbhandari2020, place: "section 3.1: optimizer states over parameters" },
});
