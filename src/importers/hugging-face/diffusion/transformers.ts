// Configs of denoisers that are transformers: DiT, PixArt, Stable Diffusion 3 and FLUX.
import { diffusionTransformer } from "../../../models/diffusion/diffusion-transformer.js";
import { jointTransformer } from "../../../models/diffusion/joint-transformer.js";
import type { BlockActivation } from "../../../models/language/blocks/specs.js";
import type { ConfigKeys } from "../config-keys.js";
import type { Asked } from "../family.js";
import { listOf } from "../vision/image-keys.js";
import { type Denoised, denoisedSize, denoiser, onlyPlain } from "./run.js";

/** Keys that change no cost. */
const harmless = [
  "dropout",
  "norm_num_groups",
  "norm_eps",
  "upcast_attention",
  "interpolation_scale",
  "num_vector_embeds",
  "double_self_attention",
  "use_linear_projection",
  "pos_embed_max_size",
  "axes_dims_rope",
];

/** Perceptrons by the names that the diffusers library gives them. */
function activationOf(keys: ConfigKeys): BlockActivation {
  const name = keys.text("activation_fn", "gelu-approximate");
  if (name === "gelu-approximate") return "gelu-tanh";
  if (name === "gelu") return "gelu";
  throw keys.wrong("activation_fn", "is not known here", 'known are "gelu-approximate" and "gelu"');
}

function widthOf(keys: ConfigKeys, heads: number, headDim: number) {
  const count = keys.whole("num_attention_heads", heads);
  return { heads: count, modelDim: count * keys.whole("attention_head_dim", headDim) };
}

/** The graph of a transformer told a class, or of PixArt's told a text. */
export function plainTransformer(asked: Asked, told?: Denoised) {
  const { keys } = asked;
  const texts =
    keys.text("norm_type", isPixArt(keys) ? "ada_norm_single" : "ada_norm_zero") === "ada_norm_single";
  onlyPlain(asked, {
    norm_type: texts ? "ada_norm_single" : "ada_norm_zero",
    attention_type: "default",
    only_cross_attention: false,
  });
  if (keys.raw("norm_elementwise_affine") === true)
    throw keys.wrong("norm_elementwise_affine", "must be false beside a condition", "set it to false");
  keys.ignore([...harmless, "norm_elementwise_affine"]);
  const { heads, modelDim } = widthOf(keys, 16, 72);
  const inputChannels = keys.whole("in_channels", 4);
  const sample = keys.whole("sample_size", texts ? 128 : 32);
  const captions = keys.optionalWhole("caption_channels");
  const cross = keys.optionalWhole("cross_attention_dim");
  const classes = keys.whole("num_embeds_ada_norm", 1000);
  const sizes = keys.isNull("use_additional_conditions")
    ? sample === 128
    : keys.flag("use_additional_conditions", sample === 128);
  const spec = {
    modelDim,
    heads,
    layers: keys.count("num_layers", 28),
    patch: keys.whole("patch_size", 2),
    outputChannels: keys.optionalWhole("out_channels") ?? (isPixArt(keys) ? 8 : inputChannels),
    bias: keys.flag("attention_bias", true),
    activation: activationOf(keys),
    condition: texts
      ? ({ kind: "text", sizes, captions: captions !== undefined } as const)
      : ({ kind: "class", classes } as const),
  };
  const size = told?.size ?? denoisedSize(asked, inputChannels, sample);
  const tokens = told?.textTokens ?? asked.input.sequence ?? 120;
  const text = texts ? { tokens, features: captions ?? cross ?? modelDim } : undefined;
  return denoiser(asked, { noisy: [inputChannels, ...size], text }, (stage, inputs) => {
    diffusionTransformer(stage, spec, inputs);
  });
}

function isPixArt(keys: ConfigKeys): boolean {
  return keys.text("_class_name", "") === "PixArtTransformer2DModel";
}

/** The graph of Stable Diffusion 3's transformer. */
export function stableDiffusion3(asked: Asked, told?: Denoised) {
  const { keys } = asked;
  const { heads, modelDim } = widthOf(keys, 18, 64);
  const norm = keys.raw("qk_norm");
  if (norm !== undefined && norm !== null && norm !== "rms_norm")
    throw keys.wrong("qk_norm", "is not known here", 'known is "rms_norm"');
  const inputChannels = keys.whole("in_channels", 16);
  const patch = keys.whole("patch_size", 2);
  const sample = keys.whole("sample_size", 128);
  keys.ignore(harmless);
  const spec = {
    modelDim,
    heads,
    patch,
    outputFeatures: patch ** 2 * (keys.optionalWhole("out_channels") ?? 16),
    doubleLayers: keys.count("num_layers", 18),
    singleLayers: 0,
    queryKeyNorm: norm === "rms_norm",
    rotary: false,
    lastTextEnds: true,
    dualLayers: listOf(keys, "dual_attention_layers", []),
    pooledDim: keys.whole("pooled_projection_dim", 2048),
    guidance: false,
    textDim: keys.whole("caption_projection_dim", 1152),
  };
  const size = told?.size ?? denoisedSize(asked, inputChannels, sample);
  const tokens = told?.textTokens ?? asked.input.sequence ?? 333;
  const text = { tokens, features: keys.whole("joint_attention_dim", 4096) };
  return denoiser(asked, { noisy: [inputChannels, ...size], text }, (stage, { noisy, step, text: words }) => {
    if (words !== undefined) jointTransformer(stage, spec, { noisy, step, text: words });
  });
}

/** The graph of FLUX's transformer, which reads two by two latents as one token. */
export function flux(asked: Asked, told?: Denoised) {
  const { keys } = asked;
  const { heads, modelDim } = widthOf(keys, 24, 128);
  const inputChannels = keys.whole("in_channels", 64);
  const patch = keys.whole("patch_size", 1);
  keys.ignore(harmless);
  const spec = {
    modelDim,
    heads,
    patch: undefined,
    outputFeatures: patch ** 2 * (keys.optionalWhole("out_channels") ?? inputChannels),
    doubleLayers: keys.whole("num_layers", 19, 0),
    singleLayers: keys.whole("num_single_layers", 38, 0),
    queryKeyNorm: true,
    rotary: true,
    lastTextEnds: false,
    dualLayers: [],
    pooledDim: keys.whole("pooled_projection_dim", 768),
    guidance: keys.flag("guidance_embeds", false),
    textDim: modelDim,
  };
  const [height, width] = told?.size ?? denoisedSize(asked, inputChannels, 128);
  if (height % 2 !== 0 || width % 2 !== 0)
    throw keys.wrong(
      "in_channels",
      "holds two by two latents, so their sides must be even",
      "give a resolution that 16 divides",
    );
  const tokens = told?.textTokens ?? asked.input.sequence ?? 512;
  const text = { tokens, features: keys.whole("joint_attention_dim", 4096) };
  const noisy = [(height / 2) * (width / 2), inputChannels];
  return denoiser(asked, { noisy, text }, (stage, { noisy: patches, step, text: words }) => {
    if (words !== undefined) jointTransformer(stage, spec, { noisy: patches, step, text: words });
  });
}
