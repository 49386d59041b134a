// Memory of the training state alone, for a bare number of parameters: the ZeRO paper's question.
import { type StateRecipeId, stateParts } from "../cost/index.js";
import { FlopbookError } from "../ground/errors.js";
import { given, type Quantity, sum } from "../numbers/quantity.js";
import type { OptimizerId } from "../training/index.js";
import type { Zero } from "./layout.js";
import { partMemory, stageParameters } from "./memory-formulas.js";
import { zeroShards } from "./sizes.js";
import type { StateMemory } from "./step/memory.js";

/** A model of so many parameters, shared evenly by tensor and pipeline parallelism. */
export interface StatesSpec {
  readonly parameters: number;
  readonly devices: number;
  readonly data: number;
  readonly tensor?: number;
  readonly pipeline?: number;
  readonly zero?: Zero;
  readonly recipe?: StateRecipeId;
  readonly optimizer?: OptimizerId;
}

/** Weights, gradients and optimizer state of one device in bytes. Errors when the sizes do not make the devices. */
export function statesOnly(spec: StatesSpec): StateMemory {
  const { parameters, devices, data, tensor = 1, pipeline = 1, zero = 0 } = spec;
  if (!Number.isInteger(data))
    throw new FlopbookError(
      `plan: tensor × pipeline must divide the ${devices} devices, got ${tensor * pipeline}; change one of them`,
    );
  if (data * tensor * pipeline !== devices)
    throw new FlopbookError(
      `plan: data × tensor × pipeline must be the ${devices} devices, got ${data * tensor * pipeline}; change one of them`,
    );
  const own = stageParameters({
    stageLayers: given(1, "all parameters taken as one part", { unit: "layer" }),
    parametersEach: given(parameters, "given by the caller", { unit: "parameter" }),
    shards: given(tensor * pipeline, "tensor times pipeline parallelism"),
  });
  const states = stateParts(spec.recipe ?? "mixed", spec.optimizer ?? "adam");
  const part = (label: string, partBytes: Quantity, from: 1 | 2 | 3) =>
    partMemory({
      partBytes,
      deviceParameters: own,
      partShards: given(zeroShards(zero, from, data), `ZeRO stage ${zero} over ${data} replicas`),
    }).labelled(label);
  const weights = part("weights", states.weightBytes, 3);
  const gradients = part("gradients", states.gradientBytes, 2);
  const optimizer = part("optimizer", states.optimizerBytes, 1);
  return { weights, gradients, optimizer, states: sum("training state", [weights, gradients, optimizer]) };
}
