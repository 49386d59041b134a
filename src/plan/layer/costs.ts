// Everything about one layer and the output layer that a step is made of, for one microbatch on one device.
import { given, type Quantity, sum } from "../../numbers/quantity.js";
import { frameworkKept, headMemory } from "../memory-formulas.js";
import { vocabularyOf } from "../shape/held.js";
import { type LayerKept, layerKept } from "./memory.js";
import { type LayerSetting, tokensOnDevice } from "./setting.js";
import { type LayerTimes, layerTimes, timed } from "./time.js";
import {
  backwardProducts,
  collectiveTime,
  exchangedBytes,
  meanLayerTime,
  shardedSize,
} from "./time-formulas.js";

/** Costs of a layer and of the output layer; all depend on the sizes of the layer's parallelism only. */
export interface LayerCosts {
  readonly forwardTime: Quantity;
  readonly backwardTime: Quantity;
  readonly coreTime: Quantity;
  /** Element-wise work and collectives of both passes: what time is spent on beside products. */
  readonly trafficTime: Quantity;
  readonly exchangeTime: Quantity;
  readonly headTime: Quantity;
  readonly keptAll: Quantity;
  readonly keptWithoutScores: Quantity;
  readonly layerInput: Quantity;
  readonly headMemory: Quantity;
  /** The tensor that a layer exchanges. */
  readonly exchanged: Quantity;
  /** Time to hand a microbatch to the next stage, one direction. */
  readonly handOver: Quantity;
}

/** Names of the costs that a step is made of, in a fixed order, as columns of a search. */
export const layerCostNames = [
  "forwardTime",
  "backwardTime",
  "coreTime",
  "headTime",
  "keptAll",
  "keptWithoutScores",
  "layerInput",
  "headMemory",
  "exchanged",
  "handOver",
] as const satisfies readonly (keyof LayerCosts)[];

/** The costs for the sizes of a setting. */
export function layerCosts(setting: LayerSetting): LayerCosts {
  const times = meanTimes(setting);
  const kept: LayerKept = layerKept(setting);
  const { shape, sizes, bytesPerElement } = setting;
  const tokens = tokensOnDevice(sizes);
  const modelDim = given(shape.modelDim, shape.origin);
  const exchanged = exchangedBytes({ bytesPerElement, deviceTokens: tokens, features: modelDim });
  return {
    ...times,
    headTime: headTime(setting),
    keptAll: kept.all,
    keptWithoutScores: kept.withoutScores,
    layerInput: kept.input,
    headMemory: headKept(setting, tokens),
    exchanged,
    handOver: handOver(setting, tokens),
  };
}

/** Activations of the output layer; with a framework, of everything that is no layer. */
function headKept({ shape, sizes, bytesPerElement, framework }: LayerSetting, tokens: Quantity): Quantity {
  if (framework !== undefined)
    return frameworkKept({ microBatch: sizes.microBatch, bytesEach: framework.rest });
  return headMemory({
    deviceTokens: tokens,
    bytesPerElement,
    bytesPerValue: fp32,
    modelDim: given(shape.modelDim, shape.origin),
    vocabulary: vocabularyOf(shape),
    tensorShards: sizes.tensorShards,
  });
}

const fp32 = given({ value: 4, unit: "byte/element" }, "FP32");

function meanTimes(setting: LayerSetting): LayerTimes {
  const { shape } = setting;
  const dense = layerTimes(setting, false);
  if (shape.mixture === undefined) return dense;
  const mixed = layerTimes(setting, true);
  const layers = given(shape.layers, shape.origin, { unit: "layer" });
  const mixtureLayers = given(shape.mixture.layers, shape.origin, { unit: "layer" });
  const mean = (denseLayerTime: Quantity, mixtureLayerTime: Quantity) =>
    meanLayerTime({ layers, mixtureLayers, denseLayerTime, mixtureLayerTime });
  return {
    forwardTime: mean(dense.forwardTime, mixed.forwardTime),
    backwardTime: mean(dense.backwardTime, mixed.backwardTime),
    coreTime: dense.coreTime,
    trafficTime: mean(dense.trafficTime, mixed.trafficTime),
    exchangeTime: mean(dense.exchangeTime, mixed.exchangeTime),
  };
}

/** Logits and the gradients of both factors. */
function headTime(setting: LayerSetting): Quantity {
  const { shape, sizes } = setting;
  const columns = shardedSize({
    features: shape.padded ?? given(shape.vocabulary, shape.origin),
    shards: sizes.tensorShards,
  });
  const size = {
    productRows: tokensOnDevice(sizes),
    innerDim: given(shape.modelDim, shape.origin),
    columns,
    repetitions: given(1, "one output layer"),
  };
  const logits = timed(setting, size, "logits");
  return sum("output layer", [
    logits,
    backwardProducts({ productTime: logits }).labelled("logits, backward"),
  ]);
}

/** Every device of a tensor-parallel group hands over its part, and the receivers put the parts together. */
function handOver(setting: LayerSetting, tokens: Quantity): Quantity {
  const { shape, sizes, assumed, bytesPerElement } = setting;
  const features = shardedSize({
    features: given(shape.modelDim, shape.origin),
    shards: sizes.tensorShards,
  });
  return collectiveTime({
    linkTrips: given(2, "one hop of a ring of two takes half of the data"),
    shards: given(2, "sender and receiver"),
    collectiveBytes: exchangedBytes({ bytesPerElement, deviceTokens: tokens, features }),
    linkBandwidth: sizes.networkLink,
    linkEfficiency: assumed.linkEfficiency,
    linkLatency: assumed.linkLatency,
  }).labelled("hand-over to the next stage");
}
