// What a config asks for that the counts leave out: known keys that change the cost, and keys that nobody knows.
import type { NotCounted } from "../../layers/index.js";
import type { ConfigKeys } from "./config-keys.js";
import { harmlessKeys } from "./harmless.js";

interface Costly {
  readonly what: string;
  readonly why: string;
  readonly when: (value: unknown) => boolean;
}

const present = (value: unknown) => value !== undefined && value !== null && value !== false;
const above0 = (value: unknown) => typeof value === "number" && value > 0;
const tower = "only the language model is counted";

const droppedLayers: Costly = {
  what: "dropped layers",
  why: "every layer is counted in every step",
  when: above0,
};

/** Keys that change the cost in ways that are not counted, where their value says so. */
const costlyKeys: Readonly<Record<string, Costly>> = {
  add_cross_attention: {
    what: "attention to an encoder",
    why: "the decoder is counted alone",
    when: present,
  },
  clip_qkv: {
    what: "clipped projections",
    why: "clipping keeps a further copy of the projections for the backward pass",
    when: present,
  },
  layerdrop: droppedLayers,
  encoder_layerdrop: droppedLayers,
  decoder_layerdrop: droppedLayers,
  output_router_logits: {
    what: "loss of the router",
    why: "the balance loss on router scores is not counted",
    when: present,
  },
  position_embedding_type: {
    what: "relative positions",
    why: "positions are counted as a table that is added",
    when: (value) => typeof value === "string" && value.startsWith("relative"),
  },
  reorder_and_upcast_attn: {
    what: "attention scores in FP32",
    why: "scores are counted in the network's format",
    when: present,
  },
  num_nextn_predict_layers: {
    what: "layers that predict further tokens",
    why: "the library's model class does not build them; checkpoints hold them beside the model",
    when: above0,
  },
  vision_config: { what: "vision tower", why: tower, when: present },
  audio_config: { what: "audio tower", why: tower, when: present },
};

/** Windows that a config asks for and that no family has read: the model class slides none. */
function windowsLeftOut(keys: ConfigKeys): readonly NotCounted[] {
  const unread = keys.unread();
  const names = ["sliding_window", "layer_types", "sliding_window_pattern"].filter((name) =>
    unread.includes(name),
  );
  const asked = names.filter((name) => name !== "layer_types" || slidingTypes(keys.raw(name)));
  keys.ignore(names);
  return asked.map((name) => ({
    name,
    what: "sliding windows",
    why: "the library's class for this model_type slides no window: attention is counted over the whole sequence",
  }));
}

function slidingTypes(types: unknown): boolean {
  return !Array.isArray(types) || types.some((type) => type !== "full_attention");
}

/** Everything of `keys` that the counts leave out, once a family has read what it knows. */
export function leftOut(keys: ConfigKeys): readonly NotCounted[] {
  // What a family has read, it knows.
  const known = new Set(keys.asked());
  const costly: NotCounted[] = Object.entries(costlyKeys).flatMap(([name, { what, why, when }]) =>
    !known.has(name) && when(keys.raw(name)) ? [{ name, what, why }] : [],
  );
  keys.ignore(harmlessKeys);
  costly.push(...windowsLeftOut(keys));
  const unknown = keys.unread(isNews).map((name) => ({
    name,
    what: "key of the config",
    why: "nobody taught us this key: if it changes the network, the counts miss that",
  }));
  return [...costly, ...unknown];
}

/** Keys whose neutral value means something, because the library's own is not neutral. */
const tellingWhenFalse = /bias|tie|norm|residual/;

/** Whether a key that nobody has read may change the network: not where it is switched off, zero or empty. */
function isNews(key: string, value: unknown): boolean {
  if (value === false) return tellingWhenFalse.test(key);
  if (value === 0 || value === "") return false;
  return typeof value !== "object" || value === null || Object.keys(value).length > 0;
}
