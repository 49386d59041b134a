// What each type of transformer over patches has of its own: tokens, positions, scales and heads.
import type { FeatureSource, PatchHead } from "../../../models/vision/patch-encoder.js";
import type { Asked } from "../family.js";
import { isBare } from "./image-keys.js";
import type { Parts, Sizes } from "./patch-sizes.js";

/** A classifier where the class has one, else what the bare network has. */
function headOr({ head }: Sizes, of: FeatureSource, bare: PatchHead): PatchHead {
  return isBare(head) ? bare : { kind: "classes", of, size: head.labels, norm: false };
}

/** The layer on the first token that a bare network has. */
function pooler({ keys }: Asked, { modelDim }: Sizes): PatchHead {
  keys.ignore(["pooler_act"]);
  return { kind: "pooler", size: keys.whole("pooler_output_size", modelDim) };
}

/** Two learned tokens, and two classifiers where a teacher was followed. */
export function deit(asked: Asked, sizes: Sizes): Partial<Parts> {
  const teacher = sizes.head.className === "DeiTForImageClassificationWithTeacher";
  const hidden = sizes.head.className === "DeiTForMaskedImageModeling";
  const two: PatchHead = { kind: "classes", of: "first-two", size: sizes.head.labels, norm: false };
  return {
    tokens: { "distillation-token": 1, "class-token": 1 },
    unused: hidden ? { "mask-token": sizes.modelDim } : {},
    positions: sizes.madePatches + 2,
    head: teacher ? two : hidden ? { kind: "none" } : headOr(sizes, "first", pooler(asked, sizes)),
  };
}

/** A class token and nothing on it. */
export function vitMsn(_: Asked, sizes: Sizes): Partial<Parts> {
  return { positions: sizes.madePatches + 1, head: headOr(sizes, "first", { kind: "none" }) };
}

/** No class token. */
export function ijepa(_: Asked, sizes: Sizes): Partial<Parts> {
  return { tokens: {}, positions: sizes.madePatches, head: headOr(sizes, "mean", { kind: "none" }) };
}

/** Several class tokens. */
export function pixio({ keys }: Asked, sizes: Sizes): Partial<Parts> {
  const tokens = keys.whole("n_cls_tokens", 8);
  return { tokens: { "class-tokens": tokens }, positions: sizes.madePatches + tokens };
}

/** Learned scales, register tokens, and a classifier on the first token and the mean. */
export function dinov2({ keys }: Asked, sizes: Sizes, registers: number): Partial<Parts> {
  const { modelDim, plain } = sizes;
  const masked = registers > 0 || keys.flag("use_mask_token", true);
  const count = registers === 0 ? 0 : keys.count("num_register_tokens", registers);
  keys.ignore(["layerscale_value"]);
  return {
    tokens: { "register-tokens": count, "class-token": 1 },
    unused: masked ? { "mask-token": modelDim } : {},
    positions: sizes.madePatches + 1,
    block: { ...plain.block, layerScale: true, mlp: swiglu(keys, modelDim, plain.block.mlp) },
    head: headOr(sizes, "first-and-mean", { kind: "none" }),
  };
}

/** The gated perceptron of DINOv2 where its config asks for it: two thirds of the width, rounded up to eights. */
function swiglu(keys: Asked["keys"], modelDim: number, plain: Parts["block"]["mlp"]) {
  if (!keys.flag("use_swiglu_ffn", false)) return plain;
  const dim = (Math.floor((Math.trunc(plain.dim) * 2) / 3 + 7) >> 3) << 3;
  return { dim, activation: "silu", gated: true, outputDim: modelDim } as const;
}

/** Rotary positions. */
export function dinov3({ keys }: Asked, { modelDim, plain }: Sizes): Partial<Parts> {
  const registers = keys.whole("num_register_tokens", 0, 0);
  keys.ignore(["layerscale_value", "pos_embed_shift", "pos_embed_jitter", "pos_embed_rescale"]);
  keys.ignore(["rope_theta", "rope_parameters", "attention_dropout", "qkv_bias"]);
  const bias = keys.flag("mlp_bias", true);
  return {
    tokens: { "register-tokens": registers, "class-token": 1 },
    unused: { "mask-token": modelDim },
    block: {
      ...plain.block,
      bias: {
        query: keys.flag("query_bias", true),
        key: keys.flag("key_bias", false),
        value: keys.flag("value_bias", true),
      },
      outputBias: keys.flag("proj_bias", true),
      rotary: true,
      layerScale: true,
      mlp: { ...plain.block.mlp, gated: keys.flag("use_gated_mlp", false), bias },
    },
  };
}

/** Tables of relative positions, and means of the patches. */
export function beit(asked: Asked, sizes: Sizes): Partial<Parts> {
  const { keys } = asked;
  const { modelDim, plain, made, madePatches } = sizes;
  const mean = keys.flag("use_mean_pooling", true);
  const [rows, columns] = [Math.floor(made[0] / plain.patch[0]), Math.floor(made[1] / plain.patch[1])];
  const biasRows = (2 * rows - 1) * (2 * columns - 1) + 3;
  const masked = sizes.head.className?.endsWith("ForMaskedImageModeling") === true;
  const features = { of: mean ? "mean" : "first", norm: mean } as const;
  // The second library class makes its bare network without this part.
  const without = masked || keys.text("model_type", "") === "data2vec-vision";
  const bare: PatchHead = without ? { kind: "none" } : { kind: "features", size: modelDim, ...features };
  const size = sizes.head.labels;
  keys.ignore(beitKeys);
  return {
    unused: keys.flag("use_mask_token", false) ? { "mask-token": modelDim } : {},
    positions: keys.flag("use_absolute_position_embeddings", false) ? madePatches + 1 : 0,
    block: {
      ...plain.block,
      bias: { query: true, key: false, value: true },
      layerScale: (keys.number("layer_scale_init_value") ?? 0.1) > 0,
      biasRows: keys.flag("use_relative_position_bias", false) ? biasRows : 0,
    },
    sharedBiasRows: keys.flag("use_shared_relative_position_bias", false) ? biasRows : 0,
    lastNorm: mean ? undefined : "layer",
    head: isBare(sizes.head) ? bare : { kind: "classes", size, ...features },
  };
}

/** Keys of heads for segmentation and of hidden patches, which other classes have. */
const beitKeys = [
  "vocab_size",
  "pool_scales",
  "use_auxiliary_head",
  "auxiliary_loss_weight",
  "auxiliary_channels",
  "auxiliary_num_convs",
  "auxiliary_concat_input",
  "add_fpn",
  "qkv_bias",
];

/** Rotary positions behind a first normalisation. */
export function mlcd({ keys }: Asked, { plain, modelDim }: Sizes): Partial<Parts> {
  keys.ignore(["rope_parameters", "num_key_value_groups", "attention_dropout", "initializer_factor"]);
  return {
    patchBias: false,
    unused: { "class-position": modelDim / plain.block.heads / 2 },
    firstNorm: "layer",
    block: { ...plain.block, rotary: true },
    lastNorm: undefined,
    head: { kind: "features", of: "first", size: modelDim, norm: true },
  };
}

/** Tokens that become boxes. */
export function yolos({ keys }: Asked, sizes: Sizes): Partial<Parts> {
  const queries = keys.whole("num_detection_tokens", 100);
  const { className, labels } = sizes.head;
  keys.ignore(["auxiliary_loss", "class_cost", "bbox_cost", "giou_cost", "bbox_loss_coefficient"]);
  keys.ignore(["giou_loss_coefficient", "eos_coefficient"]);
  const rows = sizes.madePatches + queries + 1;
  const detects = className === undefined || className.endsWith("ForObjectDetection");
  return {
    lastTokens: queries,
    positions: rows,
    laterPositions: keys.flag("use_mid_position_embeddings", true),
    head: detects
      ? { kind: "detection", queries, classes: labels + 1 }
      : { kind: "pooler", size: sizes.modelDim },
  };
}

/** Patches over several frames. */
export function videomae({ keys }: Asked, sizes: Sizes): Partial<Parts> {
  const { plain, modelDim, head } = sizes;
  const mean = keys.flag("use_mean_pooling", true);
  const bias = keys.flag("qv_bias", true);
  const size = { kind: "classes", size: head.labels, norm: mean } as const;
  const classifies = head.className === undefined || head.className.endsWith("ForVideoClassification");
  keys.ignore(["norm_pix_loss", "decoder_num_attention_heads", "decoder_hidden_size"]);
  keys.ignore(["decoder_num_hidden_layers", "decoder_intermediate_size", "qkv_bias"]);
  return {
    tokens: {},
    clip: { frames: keys.whole("num_frames", 16), span: keys.whole("tubelet_size", 2) },
    block: { ...plain.block, bias: { query: bias, key: false, value: bias } },
    lastNorm: mean ? undefined : "layer",
    head: classifies ? { ...size, of: mean ? "mean" : "first" } : { kind: "none" },
    modelDim,
  };
}
