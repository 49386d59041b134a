// What the devices of a group exchange for one layer: tensor, sequence, context and expert parallelism.
import { given, type Quantity } from "../../numbers/quantity.js";
import { headWidths } from "./products.js";
import type { LayerSetting } from "./setting.js";
import { collectiveTime, exchangedBytes, regatherTime } from "./time-formulas.js";
import type { Passes } from "./traffic.js";

const ring = "an all-reduce goes twice round the ring, a gather or scatter once";

/** Times of a layer's collectives, forward and backward. */
export function exchange(setting: LayerSetting, mixture: boolean, tokens: Quantity): Passes {
  const { shape, sizes, bytesPerElement } = setting;
  const width = (features: number) => given(features, shape.origin);
  const bytes = (features: number) =>
    exchangedBytes({ bytesPerElement, deviceTokens: tokens, features: width(features) });
  const { key, value } = headWidths(shape);
  const keys = shape.latent === undefined ? shape.kvHeads * (key + value) : shape.latent.kvRank;
  const tensor = (trips: number, label: string) =>
    timed(
      setting,
      { trips, label, shards: sizes.tensorShards, link: sizes.tensorLink },
      bytes(shape.modelDim),
    );
  const context = (trips: number, label: string) =>
    timed(setting, { trips, label, shards: sizes.contextShards, link: sizes.networkLink }, bytes(keys));
  const expert = (label: string) => {
    const sent = bytes((shape.mixture?.active ?? 0) * shape.modelDim);
    return timed(setting, { trips: 2, label, shards: sizes.expertShards, link: sizes.networkLink }, sent);
  };
  // each of the two sublayers: one all-reduce, or a gather and a scatter of the same volume
  const forward = tensor(4, "tensor parallel: two all-reduces");
  const { sequenceShards } = sizes;
  const again = regatherTime({ collectiveTime: tensor(2, "one all-reduce"), sequenceShards });
  return {
    forward: [
      forward,
      context(1, "context parallel: keys and values"),
      ...(mixture ? [expert("expert parallel: to the experts and back")] : []),
    ],
    backward: [
      forward.labelled("tensor parallel, backward: two all-reduces"),
      again.labelled("sequence parallel: inputs gathered again"),
      context(2, "context parallel, backward: keys, values and their gradients"),
      ...(mixture ? [expert("expert parallel, backward")] : []),
    ],
  };
}

interface Group {
  readonly trips: number;
  readonly label: string;
  readonly shards: Quantity;
  readonly link: Quantity;
}

function timed({ assumed }: LayerSetting, group: Group, collectiveBytes: Quantity): Quantity {
  const { linkEfficiency, linkLatency } = assumed;
  return collectiveTime({
    linkTrips: given(group.trips, ring),
    shards: group.shards,
    collectiveBytes,
    linkBandwidth: group.link,
    linkEfficiency,
    linkLatency,
  }).labelled(group.label);
}
