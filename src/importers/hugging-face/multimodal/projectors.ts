// Projectors of language models that see, as steps on the tower's tokens.
import type { TokenStep } from "../../../models/multimodal/token-steps.js";
import { activationNamed } from "../activation-names.js";
import type { ConfigKeys } from "../config-keys.js";
import type { Projection } from "./seeing-kin.js";

/** The activation under a key. */
export function activationOf(keys: ConfigKeys, key: string, fallback: string) {
  return activationNamed(keys.subject, key, keys.text(key, fallback));
}

/** Two matrices with an activation between. */
export function twoLayers(
  parts: { readonly inner: number; readonly width: number; readonly bias: boolean },
  activation: ReturnType<typeof activationNamed>,
): readonly TokenStep[] {
  return [
    { kind: "linear", name: "linear1", width: parts.inner, bias: parts.bias },
    { kind: "activation", name: "activation", function: activation },
    { kind: "linear", name: "linear2", width: parts.width, bias: parts.bias },
  ];
}

/** The class token left out where the "default" features are asked for. */
export function selected(keys: ConfigKeys, fallback: "default" | "full"): readonly TokenStep[] {
  const strategy = keys.text("vision_feature_select_strategy", fallback);
  return strategy === "full" ? [] : [{ kind: "leave-out", name: "patches", tokens: 1 }];
}

/** The features of as many layers as the key names, side by side. */
export function layersJoined(
  keys: ConfigKeys,
  key: string,
  fallback: readonly number[],
): readonly TokenStep[] {
  const value = keys.raw(key) ?? fallback;
  const layers = Array.isArray(value) ? value.length : 1;
  return layers === 1 ? [] : [{ kind: "layers-joined", name: "layers", layers }];
}

/** LLaVA: patches of one or more layers through two matrices. */
export function llavaProjector(strategy: "default" | "full", newline: boolean) {
  return ({ keys, textWidth }: Projection): readonly TokenStep[] => {
    const bias = keys.flag("multimodal_projector_bias", true);
    return [
      ...(newline ? [{ kind: "unused", name: "newline", shape: [textWidth] } as const] : []),
      ...selected(keys, strategy),
      ...layersJoined(keys, "vision_feature_layer", [-2]),
      ...twoLayers(
        { inner: textWidth, width: textWidth, bias },
        activationOf(keys, "projector_hidden_act", "gelu"),
      ),
    ];
  };
}

/** Normalised, neighbours merged by a matrix without widening, then two matrices, as in Mistral 3. */
export function patchMerger({ keys, width, textWidth }: Projection): readonly TokenStep[] {
  const bias = keys.flag("multimodal_projector_bias", false);
  return [
    { kind: "norm", name: "norm", style: "rms" },
    { kind: "merge", name: "merger.merge", side: keys.whole("spatial_merge_size", 2) },
    { kind: "linear", name: "merger", width, bias: false },
    ...twoLayers(
      { inner: textWidth, width: textWidth, bias },
      activationOf(keys, "projector_hidden_act", "gelu"),
    ),
  ];
}

/** Merged neighbours, gated, as in Command A Vision and Aya Vision. */
export function gatedMerger(normed: boolean, inner: (about: Projection) => number) {
  return (about: Projection): readonly TokenStep[] => [
    ...(normed ? selected(about.keys, "full") : []),
    { kind: "merge", name: "merge", side: about.keys.whole("downsample_factor", 2) },
    ...(normed ? [{ kind: "norm", name: "norm", style: "layer" } as const] : []),
    { kind: "linear", name: "linear1", width: inner(about), bias: true },
    { kind: "gated-halves", name: "gate", function: "silu" },
    { kind: "linear", name: "linear2", width: about.textWidth, bias: true },
  ];
}

/** Gated projection, then a resampler to a fixed number of tokens, as in Idefics 2. */
export function idefics2Projector({ keys, text, textWidth }: Projection): readonly TokenStep[] {
  const perceiver = keys.within("perceiver_config");
  const heads = perceiver.whole("resampler_n_heads", 16);
  const activation = activationOf(perceiver, "hidden_act", "silu");
  const wide = text.whole("intermediate_size", 14_336);
  perceiver.ignore(["model_type", "hidden_size", "rms_norm_eps", "initializer_range"]);
  return [
    {
      kind: "mlp",
      name: "modality",
      mlp: {
        dim: wide,
        activation: activationOf(text, "hidden_act", "silu"),
        gated: true,
        bias: false,
        outputDim: textWidth,
      },
    },
    {
      kind: "resample",
      name: "perceiver",
      resampler: {
        tokens: perceiver.whole("resampler_n_latents", 64),
        layers: perceiver.count("resampler_depth", 3),
        norm: "rms",
        readsItself: true,
        attention: {
          heads,
          kvHeads: perceiver.whole("num_key_value_heads", 4),
          headDim: perceiver.whole("resampler_head_dim", 96),
          bias: false,
          outputBias: false,
          scores: { softmax: "float", dropout: perceiver.rate("attention_dropout", 0) },
        },
        mlp: { dim: 4 * textWidth, activation, gated: true, bias: false },
      },
    },
  ];
}
