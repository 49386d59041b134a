// Configs of SAM and of the encoder that it shares with VitDet.
import { imageNetwork } from "../../../models/vision/image-network.js";
import { gridOf } from "../../../models/vision/pieces.js";
import { maskDecoder } from "../../../models/vision/segment/mask-decoder.js";
import { neck, type WindowEncoderSpec, windowEncoder } from "../../../models/vision/window-encoder.js";
import { activationNamed } from "../activation-names.js";
import type { ConfigKeys } from "../config-keys.js";
import { type Asked, type Family, imageRunOf } from "../family.js";
import { imageBasis, listOf, pairOf, stretched } from "./image-keys.js";

/** Families by model type. */
export const segmentAnythingFamilies: Readonly<Record<string, Family>> = {
  sam: samFamily,
  sam_vision_model: samVision,
  sam_hq_vision_model: samVision,
  vitdet: vitdetFamily,
};

/** Keys of the encoder that change no cost. */
const harmless = [
  "layer_norm_eps",
  "attention_dropout",
  "num_pos_feats",
  "scale",
  "initializer_range",
  "dropout",
];

function encoderSpec(keys: ConfigKeys, made: readonly [number, number]): WindowEncoderSpec {
  const modelDim = keys.whole("hidden_size", 768);
  const patch = pairOf(keys, "patch_size", 16);
  const sides = [Math.floor(made[0] / patch[0]), Math.floor(made[1] / patch[1])] as const;
  const everywhere = new Set(listOf(keys, "global_attn_indexes", [2, 5, 8, 11]));
  const ratio = keys.number("mlp_ratio") ?? 4;
  keys.ignore(harmless);
  return {
    patch,
    modelDim,
    heads: keys.whole("num_attention_heads", 12),
    layers: keys.count("num_hidden_layers", 12),
    mlpDim: keys.optionalWhole("mlp_dim") ?? Math.trunc(modelDim * ratio),
    activation: activationNamed(keys.subject, "hidden_act", keys.text("hidden_act", "gelu")),
    bias: keys.flag("qkv_bias", true),
    norm: "layer",
    positions: keys.flag("use_abs_pos", true) ? sides[0] * sides[1] : 0,
    relative: keys.flag("use_rel_pos", true),
    window: keys.whole("window_size", 14, 0),
    windowed: (index) => !everywhere.has(index),
    convolved: () => false,
    made: sides,
  };
}

/** The library takes images of the one size that the config names. */
function fixedSize(asked: Asked, keys: ConfigKeys, made: readonly [number, number]): void {
  const { resolution } = asked.input;
  if (resolution !== undefined && (resolution !== made[0] || resolution !== made[1]))
    throw keys.wrong(
      "image_size",
      `is the only size that this network reads, not ${resolution}`,
      "leave the resolution out",
    );
}

function samVision(asked: Asked) {
  const { keys } = asked;
  const basis = imageBasis(asked, { image: 1024, fallback: "none" });
  fixedSize(asked, keys, basis.made);
  const spec = encoderSpec(keys, basis.made);
  const channels = keys.whole("output_channels", 256);
  return imageNetwork(basis.spec, basis.run, (network) => {
    const { tokens, size } = windowEncoder(network.stage, spec, network.images);
    const s = network.stage("neck");
    neck(s, gridOf(s, "grid", tokens, size), channels);
  });
}

function samFamily(asked: Asked) {
  const { keys } = asked;
  const run = imageRunOf(asked);
  const vision = keys.within("vision_config");
  vision.ignore(["model_type"]);
  const made = pairOf(vision, "image_size", 1024);
  fixedSize(asked, keys, made);
  const spec = encoderSpec(vision, made);
  const features = vision.whole("output_channels", 256);
  const places = vision.whole("num_pos_feats", 128);
  const decoder = decoderSpec(keys, places);
  keys.ignore(["architectures", "tie_word_embeddings"]);
  const image = {
    name: asked.name,
    origin: asked.origin,
    channels: vision.whole("num_channels", 3),
    image: made,
  };
  return imageNetwork({ ...image, notCounted: [] }, run, (network) => {
    const { tokens, size } = windowEncoder(network.stage, spec, network.images);
    const s = network.stage("neck");
    maskDecoder(network.stage, decoder, neck(s, gridOf(s, "grid", tokens, size), features));
  });
}

function decoderSpec(keys: ConfigKeys, placeFeatures: number) {
  const prompt = keys.within("prompt_encoder_config");
  const mask = keys.within("mask_decoder_config");
  prompt.ignore([
    "hidden_size",
    "image_size",
    "patch_size",
    "hidden_act",
    "image_embedding_size",
    "model_type",
    ...harmless,
  ]);
  mask.ignore(["model_type", ...harmless]);
  const outputs = mask.whole("num_multimask_outputs", 3);
  return {
    dim: mask.whole("hidden_size", 256),
    heads: mask.whole("num_attention_heads", 8),
    layers: mask.count("num_hidden_layers", 2),
    mlpDim: mask.whole("mlp_dim", 2048),
    activation: activationNamed(mask.subject, "hidden_act", mask.text("hidden_act", "relu")),
    narrowing: mask.whole("attention_downsample_rate", 2),
    masks: outputs + 1,
    scoreDepth: mask.whole("iou_head_depth", 3),
    scoreDim: mask.whole("iou_head_hidden_dim", 256),
    points: 1,
    placeFeatures,
    promptEmbeddings: prompt.whole("num_point_embeddings", 4),
    maskChannels: prompt.whole("mask_input_channels", 16),
  };
}

function vitdetFamily(asked: Asked) {
  const { keys } = asked;
  const basis = imageBasis(asked, { image: 224, fallback: "none" });
  const patch = pairOf(keys, "patch_size", 16);
  const pretrained = pairOf(keys, "pretrain_image_size", 224);
  const modelDim = keys.whole("hidden_size", 768);
  const sides = (size: readonly [number, number]) =>
    [Math.floor(size[0] / patch[0]), Math.floor(size[1] / patch[1])] as const;
  const windowed = new Set(listOf(keys, "window_block_indices", []));
  const residual = new Set(listOf(keys, "residual_block_indices", []));
  const absolute = keys.flag("use_absolute_position_embeddings", true);
  keys.ignore([...harmless, "dropout_prob"]);
  const spec: WindowEncoderSpec = {
    patch,
    modelDim,
    heads: keys.whole("num_attention_heads", 12),
    layers: keys.count("num_hidden_layers", 12),
    mlpDim: Math.trunc(modelDim * (keys.number("mlp_ratio") ?? 4)),
    activation: activationNamed(keys.subject, "hidden_act", keys.text("hidden_act", "gelu")),
    bias: keys.flag("qkv_bias", true),
    norm: "layer",
    // One row more, of a class token that the table was trained with.
    positions: absolute ? sides(pretrained).reduce((all, side) => all * side, 1) + 1 : 0,
    relative: keys.flag("use_relative_position_embeddings", false),
    window: keys.whole("window_size", 0, 0),
    windowed: (index) => windowed.has(index),
    convolved: (index) => residual.has(index),
    made: sides(basis.made),
  };
  const same = String(sides(pretrained)) === String(sides(basis.spec.image));
  const notes = same || !absolute ? [] : [stretched];
  const all = { ...basis.spec, notCounted: [...basis.spec.notCounted, ...notes] };
  return imageNetwork(all, basis.run, (network) => {
    windowEncoder(network.stage, spec, network.images);
  });
}
