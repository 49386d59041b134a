// Time of one training step from the costs of a layer: stages, bubble, reduction of gradients, update.
import { given, type Quantity, sum } from "../../numbers/quantity.js";
import type { LayerCosts } from "../layer/costs.js";
import { collectiveTime } from "../layer/time-formulas.js";
import type { StepSetting } from "./setting.js";
import type { StageParameters } from "./stage-parameters.js";
import {
  bubbleTime,
  exposedTime,
  gradientBytesOf,
  iterationTime,
  optimizerTime,
  passBackward,
  stageTime,
  transferTimeOf,
} from "./step-formulas.js";

/** Parts of a step's time. */
export interface StepTimes {
  readonly stage: Quantity;
  readonly head: Quantity;
  readonly transfer: Quantity;
  readonly gather: Quantity;
  readonly bubble: Quantity;
  readonly reduction: Quantity;
  readonly optimizer: Quantity;
  readonly iteration: Quantity;
}

/** Times of a step; `parameters` are those of the fullest stage. */
export function stepTimes(setting: StepSetting, layer: LayerCosts, parameters: StageParameters): StepTimes {
  const { variables } = setting;
  const { stageLayers, recomputedLayers, pipelineStages, virtualStages, microBatches } = variables;
  const { forwardTime, backwardTime } = layer;
  const recomputeTime = setting.selective ? layer.coreTime : none;
  const stage = stageTime({ stageLayers, forwardTime, backwardTime, recomputedLayers, recomputeTime });
  const transfer = transferTimeOf({ collectiveTime: layer.handOver, virtualStages, pipelineStages });
  const waited = sum("stage and hand-over", [stage, transfer]);
  const bubble = bubbleTime({ pipelineStages, virtualStages, stageTime: waited });
  const gather = weightGather(setting, parameters, stage);
  const reduction = gradientReduction(setting, layer, parameters);
  const optimizer = update(setting, parameters);
  return {
    stage,
    head: layer.headTime,
    transfer,
    gather,
    bubble,
    reduction,
    optimizer,
    iteration: iterationTime({
      microBatches,
      stageTime: stage,
      headTime: layer.headTime,
      transferTime: transfer,
      weightGatherTime: gather,
      bubbleTime: bubble,
      exposedTime: reduction,
      optimizerTime: optimizer,
    }).labelled("time of a step"),
  };
}

const none = given({ value: 0, unit: "s" }, "nothing is computed again but whole layers");

interface Ring {
  readonly label: string;
  readonly trips: Quantity;
  readonly shards: Quantity;
}

/** Time to send so many bytes for each parameter round the ring of the replicas. */
function ringTime(
  setting: StepSetting,
  bytes: Quantity,
  deviceParameters: Quantity,
  { label, trips, shards }: Ring,
): Quantity {
  const { linkEfficiency, linkLatency } = setting.assumed;
  return collectiveTime({
    linkTrips: trips,
    shards,
    collectiveBytes: gradientBytesOf({ gradientBytes: bytes, deviceParameters }),
    linkBandwidth: setting.variables.dataLink,
    linkEfficiency,
    linkLatency,
  }).labelled(label);
}

/** Gradients over the replicas, hidden behind the backward pass of the last microbatch as far as assumed. */
function gradientReduction(setting: StepSetting, layer: LayerCosts, parameters: StageParameters): Quantity {
  const { variables, states, assumed } = setting;
  const { replicas, expertReplicas, reductionTrips: trips } = variables;
  const bytes = states.gradientBytes;
  const parts = [ringTime(setting, bytes, parameters.dense, { label: "gradients", trips, shards: replicas })];
  if (parameters.experts !== undefined) {
    const ring = { label: "gradients of experts", trips, shards: expertReplicas };
    parts.push(ringTime(setting, bytes, parameters.experts, ring));
  }
  const hiddenTime = passBackward({ stageLayers: variables.stageLayers, backwardTime: layer.backwardTime });
  const { overlapShare } = assumed;
  return exposedTime({ collectiveTime: sum("reduction of gradients", parts), overlapShare, hiddenTime });
}

const twice = given(2, "weights are gathered for the forward and for the backward pass of every microbatch");

/** Time to gather weights that replicas share, none where each has them all. */
function weightGather(setting: StepSetting, parameters: StageParameters, hiddenTime: Quantity): Quantity {
  const { variables, states, assumed } = setting;
  const bytes = states.weightBytes;
  const ring = { label: "weights", trips: twice, shards: variables.weightShards };
  const parts = [ringTime(setting, bytes, parameters.dense, ring)];
  if (parameters.experts !== undefined) {
    const own = { label: "weights of experts", trips: twice, shards: variables.expertWeightShards };
    parts.push(ringTime(setting, bytes, parameters.experts, own));
  }
  const { overlapShare } = assumed;
  return exposedTime({ collectiveTime: sum("weights gathered", parts), overlapShare, hiddenTime });
}

function update({ machine, assumed, variables }: StepSetting, { dense, experts }: StageParameters): Quantity {
  const { bandwidthEfficiency, optimizerTraffic } = assumed;
  const rates = { bandwidth: machine.bandwidth, bandwidthEfficiency, optimizerTraffic };
  const { optimizerShards, expertOptimizerShards } = variables;
  const own = optimizerTime({ ...rates, deviceParameters: dense, optimizerShards });
  if (experts === undefined) return own;
  const shards = { deviceParameters: experts, optimizerShards: expertOptimizerShards };
  return sum("update", [own, optimizerTime({ ...rates, ...shards })]);
}
