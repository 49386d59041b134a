// Language models that see, by model type: their parts and what stands between them.
import type { TokenStep } from "../../../models/multimodal/token-steps.js";
import type { Family } from "../family.js";
import {
  activationOf,
  gatedMerger,
  idefics2Projector,
  layersJoined,
  llavaProjector,
  patchMerger,
  selected,
  twoLayers,
} from "./projectors.js";
import { type KinPart, type Projection, type SeeingKin, seeingFamily } from "./seeing-kin.js";

const clipLarge = {
  model_type: "clip_vision_model",
  hidden_size: 1024,
  intermediate_size: 4096,
  num_hidden_layers: 24,
  num_attention_heads: 16,
  image_size: 336,
  patch_size: 14,
};
const siglipLarge = {
  model_type: "siglip_vision_model",
  hidden_size: 1152,
  intermediate_size: 4304,
  num_hidden_layers: 26,
  num_attention_heads: 16,
  image_size: 384,
  patch_size: 14,
  vision_use_head: false,
};
const pixtralLarge = {
  model_type: "pixtral",
  hidden_size: 1024,
  intermediate_size: 4096,
  num_hidden_layers: 24,
  num_attention_heads: 16,
  image_size: 1540,
  patch_size: 14,
};

const clip = (missing: Readonly<Record<string, unknown>> = {}): KinPart => ({
  type: "clip_vision_model",
  missing: { ...clipLarge, ...missing },
});
const siglip: KinPart = { type: "siglip_vision_model" };
const fixed = (type: string): KinPart => ({ type, always: true });
const text = (type: string, missing: Readonly<Record<string, unknown>> = {}): KinPart => ({
  type,
  missing: { model_type: type, ...missing },
});
const nothing = (): readonly TokenStep[] => [];

const llava: SeeingKin = {
  vision: clip(),
  text: text("llama"),
  tied: false,
  tiedByText: true,
  projector: llavaProjector("default", false),
};

const vipLlava = ({ keys, textWidth }: Projection): readonly TokenStep[] => [
  { kind: "leave-out", name: "patches", tokens: 1 },
  ...layersJoined(keys, "vision_feature_layers", [-2, -5, -8, -11, 6]),
  { kind: "norm", name: "norm", style: "layer" },
  ...twoLayers(
    { inner: textWidth, width: textWidth, bias: true },
    activationOf(keys, "projector_hidden_act", "gelu"),
  ),
];

const paligemma = ({ keys }: Projection): readonly TokenStep[] => [
  { kind: "linear", name: "linear", width: keys.whole("projection_dim", 2048), bias: true },
];

const gemma3 = ({ keys, features, textWidth }: Projection): readonly TokenStep[] => {
  const side = Math.round(Math.sqrt(keys.whole("mm_tokens_per_image", 256)));
  return [
    { kind: "average", name: "pool", side: Math.max(1, Math.floor(features.grid[0] / side)), product: false },
    { kind: "norm", name: "norm", style: "rms-plus-one" },
    { kind: "linear", name: "projection", width: textWidth, bias: false },
  ];
};

const internvl = ({ keys, textWidth }: Projection): readonly TokenStep[] => [
  ...selected(keys, "default"),
  ...layersJoined(keys, "vision_feature_layer", [-1]),
  { kind: "merge", name: "merge", side: Math.round(1 / (keys.number("downsample_ratio") ?? 0.5)) },
  { kind: "norm", name: "norm", style: "layer" },
  ...twoLayers(
    { inner: textWidth, width: textWidth, bias: true },
    activationOf(keys, "projector_hidden_act", "gelu"),
  ),
];

const idefics3 = ({ keys, textWidth }: Projection): readonly TokenStep[] => [
  { kind: "merge", name: "merge", side: keys.whole("scale_factor", 2) },
  { kind: "linear", name: "projection", width: textWidth, bias: false },
];

const llama4 = ({ vision, width, textWidth }: Projection): readonly TokenStep[] => {
  const stated = vision.whole("vision_output_dim", 7680);
  return [
    ...(stated === width ? [] : [{ kind: "resize", name: "resize", width: stated } as const]),
    { kind: "linear", name: "linear", width: textWidth, bias: false },
  ];
};

const lfm2 = ({ keys, textWidth }: Projection): readonly TokenStep[] => [
  { kind: "merge", name: "merge", side: keys.whole("downsample_factor", 2) },
  ...(keys.flag("projector_use_layernorm", true)
    ? [{ kind: "norm", name: "norm", style: "layer" } as const]
    : []),
  ...twoLayers(
    {
      inner: keys.whole("projector_hidden_size", 2560),
      width: textWidth,
      bias: keys.flag("projector_bias", true),
    },
    activationOf(keys, "projector_hidden_act", "gelu"),
  ),
];

const kimi = ({ vision, width, textWidth }: Projection): readonly TokenStep[] => {
  const [side = 2] = vision.wholes("merge_kernel_size") ?? [];
  return [
    { kind: "norm", name: "norm", style: "layer" },
    { kind: "merge", name: "merge", side },
    ...twoLayers({ inner: width * side * side, width: textWidth, bias: true }, "gelu"),
  ];
};

const minimax = ({ keys, vision, textWidth }: Projection): readonly TokenStep[] => {
  const activation = activationOf(keys, "projector_hidden_act", "gelu");
  const inner = keys.whole("projector_hidden_size", 6144);
  const side = vision.whole("spatial_merge_size", 2);
  return [
    ...twoLayers({ inner, width: textWidth, bias: true }, activation),
    { kind: "merge", name: "merge", side },
    { kind: "linear", name: "merged1", width: inner, bias: true },
    { kind: "activation", name: "merged.activation", function: activation },
    { kind: "linear", name: "merged2", width: textWidth, bias: true },
  ];
};

const gemma4 = ({ textWidth }: Projection): readonly TokenStep[] => [
  { kind: "unit", name: "norm" },
  { kind: "linear", name: "projection", width: textWidth, bias: false },
];

const qwen = (vision: string, textType: string, tiedByText = false): SeeingKin => ({
  vision: fixed(vision),
  text: { ...text(textType), always: true },
  tied: false,
  tiedByText,
  projector: nothing,
});

const kins: Readonly<Record<string, SeeingKin>> = {
  llava,
  llava_next: { ...llava, tiedByText: false, tiles: true, projector: llavaProjector("default", true) },
  llava_next_video: {
    ...llava,
    tiles: true,
    projector: llavaProjector("default", true),
    ignored: ["spatial_pool_mode", "spatial_pool_stride"],
  },
  llava_onevision: {
    vision: { type: "siglip_vision_model", missing: siglipLarge },
    text: text("qwen2"),
    tied: false,
    tiedByText: true,
    tiles: true,
    projector: llavaProjector("full", true),
  },
  video_llava: { ...llava, vision: clip({ image_size: 224 }), tiedByText: false, towers: 2 },
  vipllava: { ...llava, tiedByText: false, projector: vipLlava, ignored: ["projector_layernorm_eps"] },
  paligemma: { vision: siglip, text: text("gemma"), tied: true, projector: paligemma },
  gemma3: { vision: siglip, text: text("gemma3_text"), tied: true, projector: gemma3 },
  mistral3: {
    vision: { type: "pixtral", missing: pixtralLarge },
    text: text("mistral"),
    tied: true,
    projector: patchMerger,
  },
  lighton_ocr: {
    vision: { type: "pixtral", missing: pixtralLarge },
    text: text("qwen3"),
    tied: true,
    projector: patchMerger,
  },
  aya_vision: {
    vision: { type: "siglip_vision_model", missing: siglipLarge },
    text: text("cohere2"),
    tied: true,
    projector: gatedMerger(true, ({ keys, textWidth }) =>
      keys.whole("alignment_intermediate_size", textWidth),
    ),
    ignored: ["adapter_layer_norm_eps"],
  },
  cohere2_vision: {
    vision: siglip,
    text: text("cohere2"),
    tied: true,
    projector: gatedMerger(false, ({ keys }) => keys.whole("alignment_intermediate_size", 36_864)),
  },
  internvl: { vision: { type: "internvl_vision" }, text: text("qwen2"), tied: true, projector: internvl },
  idefics2: {
    vision: { type: "idefics2_vision" },
    text: text("mistral"),
    tied: false,
    projector: idefics2Projector,
  },
  idefics3: { vision: { type: "idefics3_vision" }, text: text("llama"), tied: false, projector: idefics3 },
  smolvlm: { vision: { type: "smolvlm_vision" }, text: text("llama"), tied: false, projector: idefics3 },
  llama4: {
    vision: fixed("llama4_vision_model"),
    text: fixed("llama4_text"),
    tied: false,
    projector: llama4,
  },
  lfm2_vl: { vision: { type: "siglip2_vision_model" }, text: text("lfm2"), tied: true, projector: lfm2 },
  qwen2_vl: qwen("qwen2_vl_vision", "qwen2_vl_text", true),
  qwen2_5_vl: qwen("qwen2_5_vl_vision", "qwen2_5_vl_text", true),
  qwen3_vl: qwen("qwen3_vl_vision", "qwen3_vl_text"),
  qwen3_vl_moe: qwen("qwen3_vl_moe_vision", "qwen3_vl_moe_text"),
  qwen3_5: qwen("qwen3_5_vision", "qwen3_5_text"),
  qwen3_5_moe: qwen("qwen3_5_moe_vision", "qwen3_5_moe_text"),
  glm4v: qwen("glm4v_vision", "glm4v_text", true),
  glm4v_moe: qwen("glm4v_moe_vision", "glm4v_moe_text", true),
  glm46v: {
    ...qwen("glm4v_vision", "glm4v_text"),
    vision: { type: "glm4v_vision" },
    text: text("glm4v_text"),
  },
  glm_ocr: qwen("glm_ocr_vision", "glm_ocr_text", true),
  exaone4_5: { ...qwen("exaone4_5_vision", "exaone4"), text: text("exaone4") },
  kimi_k25: {
    vision: fixed("kimi_k25_vision"),
    text: text("deepseek_v3"),
    tied: true,
    projector: kimi,
    ignored: [
      "projection_hidden_size",
      "projection_layer_norm_eps",
      "media_placeholder_token_id",
      "use_unified_vision_chunk",
      "video_placeholder",
    ],
  },
  minimax_m3_vl: {
    vision: fixed("minimax_m3_vl_vision"),
    text: fixed("minimax_m3_vl_text"),
    tied: false,
    tiedByText: true,
    projector: minimax,
    ignored: ["merged_hidden_size"],
  },
  gemma4: {
    vision: fixed("gemma4_vision"),
    text: fixed("gemma4_text"),
    tied: true,
    optionalVision: true,
    projector: gemma4,
    ignored: [
      "audio_token_id",
      "boa_token_id",
      "eoa_token_id",
      "eoa_token_index",
      "vision_soft_tokens_per_image",
    ],
  },
};

/** Families by model type. */
export const seeingFamilies: Readonly<Record<string, Family>> = Object.fromEntries(
  Object.entries(kins).map(([type, kin]) => [type, seeingFamily(kin)]),
);
