// Memory of the first and the last pipeline stage: weights, gradients, optimizer, activations, buffers.
import { given, type Quantity, sum } from "../../numbers/quantity.js";
import type { LayerCosts } from "../layer/costs.js";
import {
  bufferMemory,
  firstStageMemory,
  inFlight,
  partMemory,
  stageActivations,
} from "../memory-formulas.js";
import type { StepSetting } from "./setting.js";
import type { LayerParameters, StageParameters } from "./stage-parameters.js";

/** Memory of one device, in bytes. */
export interface DeviceMemory {
  readonly weights: Quantity;
  readonly gradients: Quantity;
  readonly optimizer: Quantity;
  /** The three above. */
  readonly states: Quantity;
  readonly activations: Quantity;
  readonly buffers: Quantity;
  readonly total: Quantity;
}

/** Parts of the training state of a device. */
export type StateMemory = Pick<DeviceMemory, "weights" | "gradients" | "optimizer" | "states">;

/** Weights, gradients and optimizer state of the parameters of a stage. */
export function stateMemory(setting: StepSetting, { dense, experts }: StageParameters): StateMemory {
  const { states, variables } = setting;
  const part = (label: string, bytes: Quantity, [own, ofExperts]: readonly [Quantity, Quantity]) => {
    const first = partMemory({ partBytes: bytes, deviceParameters: dense, partShards: own });
    if (experts === undefined) return first.labelled(label);
    const second = partMemory({ partBytes: bytes, deviceParameters: experts, partShards: ofExperts });
    return sum(label, [first, second.labelled(`${label} of experts`)]);
  };
  const { weightShards, gradientShards, optimizerShards } = variables;
  const weights = part("weights", states.weightBytes, [weightShards, variables.expertWeightShards]);
  const gradients = part("gradients", states.gradientBytes, [gradientShards, variables.expertGradientShards]);
  const optimizer = part("optimizer", states.optimizerBytes, [
    optimizerShards,
    variables.expertOptimizerShards,
  ]);
  return { weights, gradients, optimizer, states: sum("training state", [weights, gradients, optimizer]) };
}

/** Parameters of a layer, of the first and of the last stage. */
export interface ParametersByStage {
  readonly each: LayerParameters;
  readonly first: StageParameters;
  readonly last: StageParameters;
}

/** Memory of the two stages that can be the fullest: the first holds most activations, the last the logits. */
export function stageMemories(
  setting: StepSetting,
  layer: LayerCosts,
  parameters: ParametersByStage,
): { readonly first: DeviceMemory; readonly last: DeviceMemory } {
  const { microBatches, pipelineStages, virtualStages } = setting.variables;
  const many = inFlight({ microBatches, pipelineStages, virtualStages });
  const activations = firstStageMemory({
    activationMemory: held(setting, layer, many),
    pipelineStages,
    headMemory: layer.headMemory,
  });
  const lastActivations = sum("activations of the last stage", [
    held(setting, layer, one),
    layer.headMemory.labelled("output layer"),
  ]);
  const buffers = buffersOf(setting, layer, parameters.each);
  return {
    first: deviceMemory(stateMemory(setting, parameters.first), activations, buffers),
    last: deviceMemory(stateMemory(setting, parameters.last), lastActivations, buffers),
  };
}

/** Activations of so many microbatches on a stage. */
function held(setting: StepSetting, layer: LayerCosts, count: Quantity): Quantity {
  const { stageLayers, recomputedLayers } = setting.variables;
  return stageActivations({
    inFlight: count,
    stageLayers,
    recomputedLayers,
    layerKept: setting.selective ? layer.keptWithoutScores : layer.keptAll,
    layerInputBytes: layer.layerInput,
  });
}

function deviceMemory(states: StateMemory, activations: Quantity, buffers: Quantity): DeviceMemory {
  const total = sum("memory of the device", [
    states.states,
    activations.labelled("activations"),
    buffers.labelled("buffers"),
  ]);
  return { ...states, activations, buffers, total };
}

const one = given(1, "the last stage goes back at once: it holds one microbatch");

function buffersOf(setting: StepSetting, layer: LayerCosts, each: LayerParameters): Quantity {
  const { recomputedLayers, weightShards, tensorShards } = setting.variables;
  return bufferMemory({
    recomputedLayers,
    layerKept: layer.keptAll,
    collectiveBytes: layer.exchanged,
    weightShards,
    weightBytes: setting.states.weightBytes,
    parametersEach: each.dense,
    tensorShards,
  });
}
