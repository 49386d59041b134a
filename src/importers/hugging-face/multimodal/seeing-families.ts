// Language models that see, by model type: their parts and what stands between them.
import type { TokenStep } from "../../../models/multimodal/token-steps.js";
import type { Family } from "../family.js";
import * as projector from "./family-projectors.js";
import { gatedMerger, idefics2Projector, llavaProjector, patchMerger } from "./projectors.js";
import { type KinPart, type SeeingKin, seeingFamily } from "./seeing-kin.js";

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
  vipllava: {
    ...llava,
    tiedByText: false,
    projector: projector.vipLlava,
    ignored: ["projector_layernorm_eps"],
  },
  paligemma: { vision: siglip, text: text("gemma"), tied: true, projector: projector.paligemma },
  gemma3: { vision: siglip, text: text("gemma3_text"), tied: true, projector: projector.gemma3 },
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
  internvl: {
    vision: { type: "internvl_vision" },
    text: text("qwen2"),
    tied: true,
    projector: projector.internvl,
  },
  idefics2: {
    vision: { type: "idefics2_vision" },
    text: text("mistral"),
    tied: false,
    projector: idefics2Projector,
  },
  idefics3: {
    vision: { type: "idefics3_vision" },
    text: text("llama"),
    tied: false,
    projector: projector.idefics3,
  },
  smolvlm: {
    vision: { type: "smolvlm_vision" },
    text: text("llama"),
    tied: false,
    projector: projector.idefics3,
  },
  llama4: {
    vision: fixed("llama4_vision_model"),
    text: fixed("llama4_text"),
    tied: false,
    projector: projector.llama4,
  },
  lfm2_vl: {
    vision: { type: "siglip2_vision_model" },
    text: text("lfm2"),
    tied: true,
    projector: projector.lfm2,
  },
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
    projector: projector.kimi,
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
    projector: projector.minimax,
    ignored: ["merged_hidden_size"],
  },
  gemma4: {
    vision: fixed("gemma4_vision"),
    text: fixed("gemma4_text"),
    tied: true,
    optionalVision: true,
    projector: projector.gemma4,
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
