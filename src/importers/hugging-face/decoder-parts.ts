// Parts that the configs of many decoders share: scores, rotary positions, heads, windows, head counts.
import type { RotarySpec, ScoreSpec } from "../../models/language/blocks/specs.js";
import type { ConfigKeys, Key } from "./config-keys.js";

/** Scores as most decoders compute them: softmax in FP32, grouped keys in a fused kernel. */
export function scores(parts: Partial<ScoreSpec>): ScoreSpec {
  return {
    softmax: "float",
    softcap: false,
    sinks: false,
    dropout: 0,
    floatScores: false,
    fused: "grouped",
    window: undefined,
    copiedContext: false,
    keptMask: false,
    ...parts,
  };
}

/** Rotary positions over all features of a head, unless told otherwise. */
export function rotary(dims: number, parts: Partial<RotarySpec> = {}): RotarySpec {
  return { dims, tables: "feature", float: false, own: false, joined: false, ...parts };
}

/** The features that are turned: a share of each head, under its old or its new key. */
export function turnedFeatures(keys: ConfigKeys, headDim: number, oldKey: Key, fallback: number): number {
  const old = keys.number(oldKey);
  const rope = keys.within(["rope_parameters", "rope_scaling"]);
  const share = rope.number("partial_rotary_factor") ?? old ?? fallback;
  rope.size();
  if (!(share > 0 && share <= 1))
    throw keys.wrong(
      typeof oldKey === "string" ? oldKey : (oldKey[0] ?? ""),
      "must be above 0 and at most 1",
      "it is the share of a head's features that is turned",
    );
  return Math.max(1, Math.floor(headDim * share));
}

/** Heads, heads of keys, and their width, each checked against the others. */
export function heads(
  keys: ConfigKeys,
  modelDim: number,
  defaults: { readonly heads: number; readonly kvHeads?: number; readonly headDim?: number },
  spelled: Key = "num_attention_heads",
) {
  const count = keys.whole(spelled, defaults.heads);
  const missing = keys.isNull("num_key_value_heads") ? count : (defaults.kvHeads ?? count);
  const kvHeads = keys.whole(["num_key_value_heads"], missing);
  if (count % kvHeads !== 0)
    throw keys.wrong("num_key_value_heads", `must divide num_attention_heads (${count})`, "choose a divisor");
  const headDim = keys.optionalWhole("head_dim") ?? (keys.isNull("head_dim") ? undefined : defaults.headDim);
  return { heads: count, kvHeads, headDim: headDim ?? perHead(keys, "hidden_size", modelDim, count) };
}

/** The width of a head where the heads share the model's width. */
export function perHead(keys: ConfigKeys, key: string, modelDim: number, count: number): number {
  if (modelDim % count !== 0)
    throw keys.wrong(key, `must be a multiple of the ${count} heads`, "choose one, or state head_dim");
  return modelDim / count;
}

/** Kinds of attention that a config may name for a layer. */
const layerTypes = ["full_attention", "sliding_attention"];

/**
 * The window of each layer: `layer_types` where given, else all but every so many where `sliding_window_pattern` is
 * given, else `slides` of the layer's number.
 */
export function windows(
  keys: ConfigKeys,
  layers: number,
  window: number | undefined,
  slides: (layer: number) => boolean,
): readonly (number | undefined)[] {
  const types = keys.texts("layer_types");
  if (types !== undefined && types.length < layers)
    throw keys.wrong("layer_types", `must name all ${layers} layers`, "give one for each");
  const strange = types?.find((type) => !layerTypes.includes(type));
  if (strange !== undefined)
    throw keys.wrong(
      "layer_types",
      `must name ${layerTypes.join(" or ")} for each layer, and has "${strange}"`,
      "this network cannot be counted by its config",
    );
  const pattern = keys.optionalWhole("sliding_window_pattern");
  const slidesHere = pattern === undefined ? slides : (layer: number) => (layer + 1) % pattern !== 0;
  return Array.from({ length: layers }, (_, i) => {
    const here = types === undefined ? slidesHere(i) : types[i] === "sliding_attention";
    return here ? window : undefined;
  });
}
