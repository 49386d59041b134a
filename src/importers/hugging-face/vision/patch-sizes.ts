// Sizes that configs of transformers over patches share, and such a transformer as most types have it.
import type { NormStyle } from "../../../layers/index.js";
import type { PatchEncoderSpec } from "../../../models/vision/patch-encoder.js";
import { activationNamed } from "../activation-names.js";
import type { ConfigKeys } from "../config-keys.js";
import type { Asked } from "../family.js";
import type { ImageBasis } from "./image-keys.js";

/** What one type has and another has not. */
export type Parts = Omit<PatchEncoderSpec, keyof ImageBasis["spec"]>;

/** What is known before a type has its say. */
export interface Sizes extends ImageBasis {
  readonly modelDim: number;
  /** Patches of an image as it is read, and of one that the network was made for. */
  readonly patches: number;
  readonly madePatches: number;
  readonly plain: Parts;
}

/** Sizes where a config is silent. */
export interface Defaults {
  readonly modelDim: number;
  readonly layers: number;
  readonly heads: number;
  readonly image: number;
  readonly patch: number;
  /** Key of the perceptron's width, or of its ratio to the width of tokens. */
  readonly inner: { readonly dim: number } | { readonly ratio: number };
  readonly norm?: NormStyle;
  readonly fallback?: "classes" | "none";
}

/** Sizes that most of them share. */
export const base: Defaults = {
  modelDim: 768,
  layers: 12,
  heads: 12,
  image: 224,
  patch: 16,
  inner: { dim: 3072 },
};

/** The same with a perceptron as wide as a ratio says. */
export const ratio: Defaults = { ...base, inner: { ratio: 4 } };

/** A transformer as most types have it: a class token, biases, no scales. */
export function plainParts(
  { keys }: Asked,
  defaults: Defaults,
  { modelDim, patch }: { readonly modelDim: number; readonly patch: readonly [number, number] },
): Parts {
  const dim = innerDim(keys, defaults, modelDim);
  const qkv = keys.flag("qkv_bias", true);
  const norm = defaults.norm ?? "layer";
  const heads = keys.whole("num_attention_heads", defaults.heads);
  if (modelDim % heads !== 0)
    throw keys.wrong("num_attention_heads", `must divide hidden_size ${modelDim}`, "give a divisor");
  return {
    patch,
    patchBias: true,
    modelDim,
    tokens: { "class-token": 1 },
    lastTokens: 0,
    unused: {},
    positions: 0,
    laterPositions: false,
    firstNorm: undefined,
    layers: keys.count("num_hidden_layers", defaults.layers),
    block: {
      norm,
      heads,
      bias: { query: qkv, key: qkv, value: qkv },
      outputBias: true,
      rotary: false,
      layerScale: false,
      mlp: {
        dim,
        activation: activationNamed(keys.subject, "hidden_act", keys.text("hidden_act", "gelu")),
      },
      biasRows: 0,
    },
    sharedBiasRows: 0,
    lastNorm: norm,
    head: { kind: "none" },
  };
}

/** Width of the perceptrons, as it is or by its ratio to that of the tokens. */
function innerDim(keys: ConfigKeys, { inner }: Defaults, modelDim: number): number {
  if ("dim" in inner) return keys.whole("intermediate_size", inner.dim);
  return Math.trunc(modelDim * (keys.number("mlp_ratio") ?? inner.ratio));
}
