// Element-wise work of a layer: how often which tensor is read and written, and the time that this takes.
import { given, type Quantity } from "../../numbers/quantity.js";
import type { LayerSetting } from "./setting.js";
import { shardedSize, trafficTime } from "./time-formulas.js";

/** Times of the parts of a pass. */
export interface Passes {
  readonly forward: readonly Quantity[];
  readonly backward: readonly Quantity[];
}

/** One kind of element-wise work. A mask of one byte counts as half a pass over 16-bit values. */
interface Traffic {
  readonly label: string;
  readonly width: Quantity;
  readonly shards: Quantity;
  readonly forward: number;
  readonly backward: number;
}

const why = "each kernel reads its inputs and writes its outputs once";

/** Norms, residual additions (with dropout where there is), activation, and the reordering of heads. */
export function layerTraffic(setting: LayerSetting, mixture: boolean, tokens: Quantity): Passes {
  const { shape, sizes } = setting;
  const { modelDim, heads, kvHeads, headDim, gated, dropout } = shape;
  const width = (features: number) => given(features, shape.origin);
  const between = { width: width(modelDim), shards: sizes.sequenceShards };
  const within = (features: number) => ({ width: width(features), shards: sizes.tensorShards });
  // read both addends, write the sum; with dropout a mask is written, and read on the way back
  const addition = dropout ? { forward: 3.5, backward: 5.5 } : { forward: 3, backward: 3 };
  const rows: readonly Traffic[] = [
    { label: "first norm", ...between, forward: 2, backward: 3 },
    { label: "second norm", ...between, forward: 2, backward: 3 },
    { label: "first residual addition", ...between, ...addition },
    { label: "second residual addition", ...between, ...addition },
    { label: "heads reordered", ...within((heads + 2 * kvHeads) * headDim), forward: 2, backward: 2 },
    {
      label: "activation function",
      ...within(innerWidth(setting, mixture)),
      ...(gated ? { forward: 3, backward: 5 } : { forward: 2, backward: 3 }),
    },
  ];
  return passes(setting, rows, tokens);
}

/** Softmax over the scores, and dropout where there is: the traffic that fused attention saves. */
export function scoreTraffic(setting: LayerSetting, tokens: Quantity): Passes {
  const { shape, sizes } = setting;
  const heads = shardedSize({ features: given(shape.heads, shape.origin), shards: sizes.tensorShards });
  const row = { width: sizes.sequence, shards: given(1, why) };
  const perHead: readonly Traffic[] = [
    { label: "softmax", ...row, forward: 2, backward: 3 },
    ...(shape.dropout ? [{ label: "dropout of scores", ...row, forward: 2.5, backward: 2.5 }] : []),
  ];
  return passes(setting, perHead, tokens, heads);
}

function innerWidth({ shape }: LayerSetting, mixture: boolean): number {
  if (!mixture || shape.mixture === undefined) return shape.ffnDim;
  const { active, expertDim, sharedDim } = shape.mixture;
  return active * expertDim + sharedDim;
}

function passes(setting: LayerSetting, rows: readonly Traffic[], tokens: Quantity, times?: Quantity): Passes {
  const { machine, assumed, bytesPerElement } = setting;
  const { bandwidthEfficiency, launchTime } = assumed;
  const rates = { ...machine, bytesPerElement, bandwidthEfficiency, launchTime };
  const time = ({ width, shards, label }: Traffic, count: number, direction: string) =>
    trafficTime({
      tensorPasses: given(count, why, { unit: "pass" }),
      deviceTokens: tokens,
      features: width,
      shards,
      tensors: times ?? given(1, why),
      bytesPerElement: rates.bytesPerElement,
      bandwidth: rates.bandwidth,
      bandwidthEfficiency,
      launchTime,
    }).labelled(`${label}${direction}`);
  return {
    forward: rows.map((row) => time(row, row.forward, "")),
    backward: rows.map((row) => time(row, row.backward, ", backward")),
  };
}
