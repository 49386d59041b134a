// Configs of transformers over patches: DeiT, DINOv2 and v3, BEiT, I-JEPA, YOLOS and their kin.
import type { NormStyle } from "../../../layers/index.js";
import { maskedAutoencoder } from "../../../models/vision/masked-autoencoder.js";
import {
  type FeatureSource,
  type PatchEncoderSpec,
  type PatchHead,
  patchEncoder,
} from "../../../models/vision/patch-encoder.js";
import { activationNamed } from "../activation-names.js";
import type { Asked, Family } from "../family.js";
import { type ImageBasis, imageBasis, isBare, pairOf, stretched } from "./image-keys.js";

/** What one type has and another has not. */
type Parts = Omit<PatchEncoderSpec, keyof ImageBasis["spec"]>;

interface Sizes extends ImageBasis {
  readonly modelDim: number;
  /** Patches of an image as it is read, and of one that the network was made for. */
  readonly patches: number;
  readonly madePatches: number;
  readonly plain: Parts;
}

interface Defaults {
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

const base: Defaults = {
  modelDim: 768,
  layers: 12,
  heads: 12,
  image: 224,
  patch: 16,
  inner: { dim: 3072 },
};

const ratio: Defaults = { ...base, inner: { ratio: 4 } };

/** Families by model type. */
export const patchEncoderFamilies: Readonly<Record<string, Family>> = {
  deit: (asked) => encoder(asked, base, deit),
  vit_msn: (asked) => encoder(asked, base, vitMsn),
  ijepa: (asked) => encoder(asked, base, ijepa),
  pixio: (asked) => encoder(asked, { ...ratio, modelDim: 1280, layers: 32, heads: 16, image: 256 }, pixio),
  dinov2: (asked) => encoder(asked, { ...ratio, patch: 14 }, (a, sizes) => dinov2(a, sizes, 0)),
  dinov2_with_registers: (asked) => encoder(asked, ratio, (a, sizes) => dinov2(a, sizes, 4)),
  tipsv2_vision_model: (asked) =>
    encoder(asked, { ...ratio, image: 448, patch: 14 }, (a, sizes) => dinov2(a, sizes, 1)),
  dinov3_vit: (asked) =>
    encoder(asked, { ...base, modelDim: 384, heads: 6, inner: { dim: 1536 }, fallback: "none" }, dinov3),
  beit: (asked) => encoder(asked, base, beit),
  "data2vec-vision": (asked) => encoder(asked, base, beit),
  mlcd: mlcdFamily,
  mlcd_vision_model: mlcdFamily,
  yolos: (asked) => encoder(asked, base, yolos),
  videomae: (asked) => encoder(asked, base, videomae),
  vit_mae: vitMae,
};

function mlcdFamily(asked: Asked) {
  const sizes = { modelDim: 1664, layers: 48, heads: 16, image: 336, patch: 14, inner: { dim: 8192 } };
  return encoder(asked, { ...sizes, fallback: "none" }, mlcd);
}

function encoder(asked: Asked, defaults: Defaults, parts: (asked: Asked, sizes: Sizes) => Partial<Parts>) {
  const { keys } = asked;
  const basis = imageBasis(asked, {
    image: defaults.image,
    classes: [
      "DeiTForImageClassificationWithTeacher",
      "VideoMAEForVideoClassification",
      "YolosForObjectDetection",
    ],
    ...(defaults.fallback === undefined ? {} : { fallback: defaults.fallback }),
  });
  const modelDim = keys.whole("hidden_size", defaults.modelDim);
  const patch = pairOf(keys, "patch_size", defaults.patch);
  const count = ([height, width]: readonly [number, number]) =>
    Math.floor(height / patch[0]) * Math.floor(width / patch[1]);
  const [patches, madePatches] = [count(basis.spec.image), count(basis.made)];
  if (patches < 1) throw keys.wrong("patch_size", "must fit into the image", "lower it");
  const plain = plainParts(asked, defaults, { modelDim, patch });
  const own = parts(asked, { ...basis, modelDim, patches, madePatches, plain });
  const all = { ...plain, ...own };
  const notes = patches === madePatches || all.positions === 0 ? [] : [stretched];
  keys.ignore(["layer_norm_eps", "rms_norm_eps", "hidden_dropout_prob", "attention_probs_dropout_prob"]);
  return patchEncoder({ ...basis.spec, ...all, notCounted: [...basis.spec.notCounted, ...notes] }, basis.run);
}

/** A transformer as most types have it: a class token, biases, no scales. */
function plainParts(
  { keys }: Asked,
  defaults: Defaults,
  { modelDim, patch }: { readonly modelDim: number; readonly patch: readonly [number, number] },
): Parts {
  const { inner } = defaults;
  const dim =
    "dim" in inner
      ? keys.whole("intermediate_size", inner.dim)
      : Math.trunc(modelDim * (keys.number("mlp_ratio") ?? inner.ratio));
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

/** A classifier where the class has one, else what the bare network has. */
function headOr({ head }: Sizes, of: FeatureSource, bare: PatchHead): PatchHead {
  return isBare(head) ? bare : { kind: "classes", of, size: head.labels, norm: false };
}

/** The layer on the first token that a bare network has. */
function pooler({ keys }: Asked, { modelDim }: Sizes): PatchHead {
  keys.ignore(["pooler_act"]);
  return { kind: "pooler", size: keys.whole("pooler_output_size", modelDim) };
}

function deit(asked: Asked, sizes: Sizes): Partial<Parts> {
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

function vitMsn(_: Asked, sizes: Sizes): Partial<Parts> {
  return { positions: sizes.madePatches + 1, head: headOr(sizes, "first", { kind: "none" }) };
}

function ijepa(_: Asked, sizes: Sizes): Partial<Parts> {
  return { tokens: {}, positions: sizes.madePatches, head: headOr(sizes, "mean", { kind: "none" }) };
}

function pixio({ keys }: Asked, sizes: Sizes): Partial<Parts> {
  const tokens = keys.whole("n_cls_tokens", 8);
  return { tokens: { "class-tokens": tokens }, positions: sizes.madePatches + tokens };
}

function dinov2({ keys }: Asked, sizes: Sizes, registers: number): Partial<Parts> {
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

function dinov3({ keys }: Asked, { modelDim, plain }: Sizes): Partial<Parts> {
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

function beit(asked: Asked, sizes: Sizes): Partial<Parts> {
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

function mlcd({ keys }: Asked, { plain, modelDim }: Sizes): Partial<Parts> {
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

function yolos({ keys }: Asked, sizes: Sizes): Partial<Parts> {
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

function videomae({ keys }: Asked, sizes: Sizes): Partial<Parts> {
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

function vitMae(asked: Asked) {
  const { keys } = asked;
  const classes = ["ViTMAEForPreTraining"];
  const basis = imageBasis(asked, { image: 224, fallback: "none", classes });
  const modelDim = keys.whole("hidden_size", 768);
  const patch = pairOf(keys, "patch_size", 16);
  const { block, layers } = plainParts(asked, base, { modelDim, patch });
  const patches = ([height, width]: readonly [number, number]) =>
    Math.floor(height / patch[0]) * Math.floor(width / patch[1]);
  const hidden = keys.number("mask_ratio") ?? 0.75;
  const decoder = {
    dim: keys.whole("decoder_hidden_size", 512),
    layers: keys.count("decoder_num_hidden_layers", 8),
    block: {
      ...block,
      heads: keys.whole("decoder_num_attention_heads", 16),
      mlp: { ...block.mlp, dim: keys.whole("decoder_intermediate_size", 2048) },
    },
  };
  keys.ignore(["norm_pix_loss", "layer_norm_eps", "hidden_dropout_prob", "attention_probs_dropout_prob"]);
  const { className } = basis.head;
  const count = patches(basis.spec.image);
  const notes = count === patches(basis.made) ? [] : [stretched];
  const spec = {
    ...basis.spec,
    notCounted: [...basis.spec.notCounted, ...notes],
    patch,
    modelDim,
    layers,
    block,
    positions: patches(basis.made) + 1,
    seen: Math.trunc(count * (1 - hidden)),
    decoder: className === undefined || className === classes[0] ? decoder : undefined,
  };
  return maskedAutoencoder(spec, basis.run);
}
