// What rows of dense decoders share: which layers slide, turn or are capped, and the sizes of Llama and Gemma.
import type { BlockSpec } from "../../../models/language/blocks/specs.js";
import type { ConfigKeys } from "../config-keys.js";
import type { Row, Sizes } from "./row.js";
import { slidingBy } from "./row-parts.js";

export const llama = {
  modelDim: 4096,
  layers: 32,
  heads: 32,
  ffnDim: 11_008,
  vocabulary: 32_000,
  longest: 2048,
} as const;

/** Constants that multiply: they change no count that is not element by element. */
export const multipliers = [
  "embedding_multiplier",
  "logits_scaling",
  "residual_multiplier",
  "attention_multiplier",
];

/** Layers turn unless the list of their bases has a zero for them; where there is no list, by a rule. */
export function turningBases(rule: (layer: number, sizes: Sizes) => boolean) {
  return (keys: ConfigKeys, sizes: Sizes) => {
    const bases: unknown = keys.raw("layer_rope_theta");
    return (layer: number) => (Array.isArray(bases) ? (bases[layer] ?? 1) !== 0 : rule(layer, sizes));
  };
}

/** Layers that turn nothing: by a list of ones and zeros, else every so many. */
export function turningLayers(keys: ConfigKeys, { layers }: Sizes): (layer: number) => boolean {
  const list = keys.wholes("no_rope_layers") ?? [];
  const interval = keys.whole("no_rope_layer_interval", 4);
  return list.length >= layers ? (layer) => list[layer] !== 0 : (layer) => (layer + 1) % interval !== 0;
}

/** Layers that slide turn, those that see everything do not, unless none slides. */
export function onlySlidingTurns(rule: (layer: number, keys: ConfigKeys) => boolean) {
  return (keys: ConfigKeys, sizes: Sizes) => {
    const windows = slidingBy(4096, rule)(keys, sizes);
    const none = keys.isNull("sliding_window");
    return (layer: number) => none || windows(layer) !== undefined;
  };
}

/** Sliding by a pattern of so many layers, of which the last sees everything; 0: none slides. */
export const byPattern = (fallback: number) => (layer: number, keys: ConfigKeys) => {
  const pattern = keys.optionalWhole("sliding_window_pattern", 0) ?? fallback;
  return pattern !== 0 && !keys.isNull("sliding_window") && (layer + 1) % pattern !== 0;
};

export const residual = (keys: ConfigKeys) => (block: BlockSpec) => {
  const rate = keys.rate(["residual_dropout", "hidden_dropout"], 0);
  return { ...block, attentionDropout: rate, mlpDropout: rate };
};

/** Whether a key with a number is there and not null. */
export const capped = (key: string, fallback: boolean) => (keys: ConfigKeys) => {
  const given = keys.number(key);
  return given !== undefined || (fallback && !keys.isNull(key));
};

export const gemma: Row = {
  modelDim: 2304,
  layers: 26,
  heads: 8,
  kvHeads: 4,
  headDim: 256,
  ffnDim: 9216,
  vocabulary: 262_208,
  longest: 131_072,
  tied: true,
  activation: "gelu_pytorch_tanh",
  norm: "rms-plus-one",
  arrangement: "around",
  whole: () => ({ scaled: true }),
};

/** Sliding layers turn by frequencies of their own. */
export function localTables() {
  return (block: BlockSpec): BlockSpec => {
    const { attention } = block;
    if (attention.kind !== "heads" || attention.rotary === undefined || attention.window === undefined)
      return block;
    return { ...block, attention: { ...attention, rotary: { ...attention.rotary, table: "sliding" } } };
  };
}
