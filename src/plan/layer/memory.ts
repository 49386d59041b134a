// What a layer keeps for the backward pass of one microbatch on one device.
import { given, type Quantity, sum } from "../../numbers/quantity.js";
import { frameworkKept, keptActivations, keptScores, meanLayerKept } from "../memory-formulas.js";
import { keptWidths } from "./products.js";
import { type LayerSetting, tokensOnDevice } from "./setting.js";
import { shardedSize } from "./time-formulas.js";

/** Bytes that one layer keeps: as a whole, without scores, and when only its input is kept. */
export interface LayerKept {
  /** Norms, projections, feed-forward layer; and scores where attention is not fused. */
  readonly all: Quantity;
  /** The same when attention's core is computed again. */
  readonly withoutScores: Quantity;
  /** The layer's input alone. */
  readonly input: Quantity;
}

/** Means over the layers with and without experts. */
export function layerKept(setting: LayerSetting): LayerKept {
  const { shape, framework } = setting;
  if (framework !== undefined) {
    const all = frameworkKept({ microBatch: setting.sizes.microBatch, bytesEach: framework.layer });
    return { all, withoutScores: all, input: inputOf(setting) };
  }
  const dense = withoutScores(setting, false);
  const without =
    shape.mixture === undefined
      ? dense
      : meanLayerKept({
          layers: given(shape.layers, shape.origin, { unit: "layer" }),
          mixtureLayers: given(shape.mixture.layers, shape.origin, { unit: "layer" }),
          oldBytes: dense,
          newBytes: withoutScores(setting, true),
        });
  const scores = setting.fused ? statistics(setting) : scoresOf(setting);
  return {
    all: sum("activations of a layer", [without, ...scores]),
    withoutScores: setting.fused ? sum("activations of a layer", [without, ...scores]) : without,
    input: inputOf(setting),
  };
}

function withoutScores(setting: LayerSetting, mixture: boolean): Quantity {
  const { shape, sizes, bytesPerElement } = setting;
  const tokens = tokensOnDevice(sizes);
  const widths = keptWidths(shape, mixture);
  const part = (label: string, width: number, bytes: Quantity, shards: Quantity) =>
    keptActivations({
      bytesPerElement: bytes,
      keptWidth: given(width, shape.origin),
      deviceTokens: tokens,
      shards,
    }).labelled(label);
  const parts = [
    part("tensors between the products", widths.whole, bytesPerElement, sizes.sequenceShards),
    part("tensors inside the products", widths.divided, bytesPerElement, sizes.tensorShards),
    ...(widths.masks > 0 ? [part("masks of dropout", widths.masks, oneByte, sizes.sequenceShards)] : []),
  ];
  return sum(mixture ? "layer with experts" : "layer", parts);
}

const oneByte = given({ value: 1, unit: "byte/element" }, "a mask of one byte");
const fourBytes = given({ value: 4, unit: "byte/element" }, "FP32");

/** Softmax, and with dropout its result and mask. */
function scoresOf(setting: LayerSetting): readonly Quantity[] {
  const { shape, sizes, bytesPerElement } = setting;
  const heads = given(shape.heads, shape.origin, { unit: "head" });
  const sizesOf = { heads, deviceTokens: tokensOnDevice(sizes), ...pick(sizes) };
  const softmax = keptScores({ ...sizesOf, bytesPerElement }).labelled("softmax of the scores");
  if (!shape.dropout) return [softmax];
  return [
    softmax,
    keptScores({ ...sizesOf, bytesPerElement }).labelled("scores after dropout"),
    keptScores({ ...sizesOf, bytesPerElement: oneByte }).labelled("mask of the scores"),
  ];
}

/** Fused attention keeps one FP32 value for each query and head. */
function statistics({ shape, sizes }: LayerSetting): readonly Quantity[] {
  const heads = given(shape.heads, shape.origin);
  const kept = keptActivations({
    bytesPerElement: fourBytes,
    keptWidth: shardedSize({ features: heads, shards: sizes.tensorShards }),
    deviceTokens: tokensOnDevice(sizes),
    shards: given(1, "divided already"),
  });
  return [kept.labelled("statistics of fused attention")];
}

function inputOf({ shape, sizes, bytesPerElement }: LayerSetting): Quantity {
  const kept = keptActivations({
    bytesPerElement,
    keptWidth: given(shape.modelDim, shape.origin),
    deviceTokens: tokensOnDevice(sizes),
    shards: sizes.sequenceShards,
  });
  return kept.labelled("input of a layer");
}

function pick({ sequence, tensorShards }: LayerSetting["sizes"]) {
  return { sequence, tensorShards };
}
