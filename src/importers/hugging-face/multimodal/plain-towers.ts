// Towers of one image size: CLIP and SigLIP, and their kin.
import type { TokenStep } from "../../../models/multimodal/token-steps.js";
import type { Family } from "../family.js";
import { llama4Tower } from "./llama4-tower.js";
import { projection } from "./projection.js";
import { type TowerKin, towerFamily } from "./tower-kin.js";

const plain = {
  modelDim: 768,
  ffnDim: 3072,
  layers: 12,
  heads: 12,
  image: 224,
  patch: 16,
  activation: "gelu",
} as const;

const lastNorm: TokenStep = { kind: "norm", name: "norm", style: "layer" };

/** Class token, normalised patches, and the class token normalised once more. */
const clip: TowerKin = {
  ...plain,
  patch: 32,
  activation: "quick_gelu",
  patchBias: false,
  firstTokens: 1,
  parts: (keys, { className }) => ({
    entranceNorm: "layer",
    ownSteps: [{ kind: "first", name: "first" }, lastNorm, ...projection(keys, className)],
  }),
};

/** The same with all tokens normalised at the end. */
const clipOfAll: TowerKin = { ...clip, parts: () => ({ entranceNorm: "layer", lastSteps: [lastNorm] }) };

/** No class token; all tokens normalised at the end, and pooled by a learned query where `vision_use_head` is not false. */
const siglip: TowerKin = {
  ...plain,
  activation: "gelu_pytorch_tanh",
  parts: (keys, { heads, ffnDim, activation }) => ({
    lastSteps: [lastNorm],
    ownSteps: keys.flag("vision_use_head", true)
      ? [{ kind: "attention-pool", name: "head", pool: { heads, ffnDim, activation } }]
      : [],
  }),
};

const siglip2: TowerKin = {
  ...siglip,
  image: undefined,
  positions: (keys) => [keys.whole("num_patches", 256)],
};

const idefics: TowerKin = {
  ...plain,
  patch: 32,
  activation: "gelu_pytorch_tanh",
  parts: () => ({ lastSteps: [lastNorm] }),
};

const blip: TowerKin = {
  ...plain,
  image: 384,
  firstTokens: 1,
  parts: () => ({ lastSteps: [lastNorm] }),
};

/** Queries, keys and values by `qkv_bias` and gates, all without the shift of a layer norm. */
const aimv2: TowerKin = {
  modelDim: 1024,
  ffnDim: 2816,
  layers: 24,
  heads: 8,
  image: 224,
  patch: 14,
  activation: "silu",
  norm: "rms",
  gated: true,
  positions: (keys, { made }) => (keys.flag("is_native", false) ? [] : [made[0] * made[1]]),
  attention: (keys) => ({ bias: keys.flag("qkv_bias", false), outputBias: keys.flag("qkv_bias", false) }),
  block: (keys, { ffnDim, activation }) => ({
    mlp: { dim: ffnDim, activation, gated: true, bias: keys.flag("mlp_bias", false) },
  }),
  parts: (keys, { heads }) => ({
    patchNorm: "rms",
    lastSteps: [{ kind: "norm", name: "norm", style: "rms" }],
    ownSteps: keys.flag("use_head", true)
      ? [{ kind: "bare-pool", name: "head", heads, bias: keys.flag("qkv_bias", false) }]
      : [],
  }),
};

const mlcd: TowerKin = {
  ...plain,
  modelDim: 1664,
  ffnDim: 8192,
  layers: 48,
  heads: 16,
  image: 336,
  patch: 14,
  patchBias: false,
  firstTokens: 1,
  rotary: true,
  positions: () => [],
  attention: (keys, { heads }) => ({ kvHeads: heads / keys.whole("num_key_value_groups", 1) }),
  parts: (_, { headDim }) => ({
    entranceNorm: "layer",
    // Angles of the class token, read where cosines and sines are made.
    lastSteps: [{ kind: "unused", name: "class-position", shape: [1, headDim / 2] }],
    ownSteps: [{ kind: "first", name: "first" }, lastNorm],
  }),
};

const pixtral: TowerKin = {
  ...plain,
  modelDim: 1024,
  ffnDim: 4096,
  layers: 24,
  heads: 16,
  image: 1024,
  norm: "rms",
  gated: true,
  bias: false,
  patchBias: false,
  rotary: true,
  positions: () => [],
  parts: () => ({ entranceNorm: "rms" }),
};

const internvl: TowerKin = {
  ...plain,
  modelDim: 1024,
  ffnDim: 4096,
  layers: 24,
  heads: 16,
  image: 448,
  patch: 14,
  firstTokens: 1,
  positions: (keys, { made }) =>
    keys.flag("use_absolute_position_embeddings", true) ? [made[0] * made[1] + 1] : [],
  attention: (keys) => ({
    bias: keys.flag("attention_bias", false),
    outputBias: true,
    ...(keys.flag("use_qk_norm", false) ? { queryKeyNorm: { style: "rms", over: "all" } as const } : {}),
  }),
  block: (keys) => ({
    scaled: true,
    norm: keys.text("norm_type", "layer_norm") === "rms_norm" ? "rms" : "layer",
  }),
  parts: (keys, { modelDim }) => ({
    lastSteps: [
      ...(keys.flag("use_mask_token", false)
        ? [{ kind: "unused", name: "mask-token", shape: [1, 1, modelDim] } as const]
        : []),
      ...(keys.flag("use_mean_pooling", true) ? [] : [lastNorm]),
    ],
  }),
  ignored: ["layer_scale_init_value", "projection_dropout"],
};

const janus: TowerKin = {
  ...plain,
  modelDim: 1024,
  layers: 24,
  heads: 16,
  image: 384,
  ffn: (keys, { modelDim }) => Math.floor(modelDim * (keys.number("mlp_ratio") ?? 4)),
  ffnDim: 4096,
  attention: (keys) => ({
    bias: keys.flag("attention_bias", true),
    outputBias: true,
    ...(keys.flag("use_qk_norm", false) ? { queryKeyNorm: { style: "layer", over: "all" } as const } : {}),
  }),
  parts: () => ({ lastSteps: [lastNorm] }),
  ignored: ["projection_dropout", "hidden_dropout_rate", "depth", "num_image_tokens", "intermediate_size"],
};

/** Families by model type. */
export const plainTowers: Readonly<Record<string, Family>> = Object.fromEntries(
  Object.entries({
    clip_vision_model: clip,
    chinese_clip_vision_model: clip,
    altclip_vision_model: clip,
    metaclip_2_vision_model: clip,
    clipseg_vision_model: clip,
    owlvit_vision_model: { ...clip, image: 768 },
    owlv2_vision_model: { ...clip, image: 768, patch: 16 },
    git_vision_model: { ...clipOfAll, patch: 16 },
    kosmos_2_vision_model: { ...clip, modelDim: 1024, ffnDim: 4096, layers: 24, heads: 16, patch: 14 },
    siglip_vision_model: siglip,
    siglip2_vision_model: siglip2,
    idefics2_vision: idefics,
    idefics3_vision: { ...idefics, modelDim: 1152, heads: 16 },
    smolvlm_vision: { ...idefics, modelDim: 1152, heads: 16 },
    blip_vision_model: blip,
    aimv2_vision_model: aimv2,
    mlcd: mlcd,
    mlcd_vision_model: mlcd,
    pixtral,
    internvl_vision: internvl,
    janus_vision_model: janus,
    llama4_vision_model: llama4Tower,
  } satisfies Record<string, TowerKin>).map(([type, kin]) => [type, towerFamily(kin)]),
);
