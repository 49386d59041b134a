// Normalisations of com.microsoft: behind a skip connection, in groups with an activation, with a gate.
import { activation, groupNorm, layerNorm } from "../../../layers/index.js";
import type { Call, Rule, Rules } from "../call.js";
import { type KnownValue, shown } from "../value.js";
import { gated, sumOf } from "./contrib-elementwise.js";
import { like, rearranged } from "./like.js";
import { normalisationRules } from "./normalisation.js";

/** Rules of the normalisations of com.microsoft. */
export const contribNormRules: Rules = {
  LayerNormalization: like(normalisationRules, "LayerNormalization"),
  SimplifiedLayerNormalization: like(normalisationRules, "RMSNormalization"),
  SkipLayerNormalization: skipped("layer"),
  SkipSimplifiedLayerNormalization: skipped("rms"),
  QOrderedLayerNormalization: (call) =>
    like(normalisationRules, "LayerNormalization")(rearranged(call, [0, 2, 3])),
  GroupNorm: (call) => [inGroups(call, call.known(0))],
  SkipGroupNorm: (call) => {
    const added = sumOf(call, call.optional(4) === undefined ? [0, 3] : [0, 3, 4]);
    return [inGroups(call, added), added];
  },
  GatedRMSNorm: (call) => {
    const [input, scale, gate] = [call.known(0), call.known(1), call.known(2)];
    const words = "square + add + divide + multiply (normalised) + sigmoid + 2 multiply (by the gate)";
    return [gated(call, [input, gate], input.shape, words, [scale])];
  },
  EngramGate: (call) => {
    const [key, query] = [call.known(0), call.known(1)];

    const words =
      "2 square + 2 add + 2 divide + 3 multiply + add + sigmoid + multiply (gate by two normalised vectors)";
    const scale = gated(call, [key, query], key.shape, words, [call.optional(3), call.optional(4)]);
    return [scale];
  },
};

/** The sum of input, skip connection and bias, normalised. */
function skipped(variant: "layer" | "rms"): Rule {
  return (call) => {
    const bias = variant === "layer" ? 4 : 3;
    const parts = call.optional(bias) === undefined ? [0, 1] : [0, 1, bias];
    const added = sumOf(call, parts);
    const layer = layerNorm({ input: shown(added.shape), variant });
    const weights = variant === "layer" ? [call.optional(2), call.optional(3)] : [call.optional(2)];
    const output = call.emit(layer, [added], { shape: added.shape, weights });
    const unknown = { kind: "unknown", why: "statistics of a fused normalisation" } as const;
    return [output, unknown, unknown, added];
  };
}

/** Group normalisation of an image whose channels come last or second, and an activation behind it. */
function inGroups(call: Call, input: KnownValue): KnownValue {
  const { shape } = input;
  const last = call.integer("channels_last", 1) === 1;
  const [batch = 1, ...rest] = shape;
  const seen = last ? [batch, ...rest.slice(-1), ...rest.slice(0, -1)] : shape;
  const layer = groupNorm({ input: seen, groups: call.integer("groups", 1) });
  const own = { ...layer, inputs: [shape], output: shape };
  const result = call.emit(own, [input], {
    shape,
    weights: [call.optional(1), call.optional(2)],
    part: "norm",
  });
  if (call.integer("activation", 0) !== 1) return result;
  return call.emit(activation({ input: shape, function: "silu" }), [result], { shape });
}
