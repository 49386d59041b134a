// Configs of UNet2DConditionModel and UNet2DModel.
import { type UnetLevel, type UnetSpec, unet } from "../../../models/diffusion/unet.js";
import { activationNamed } from "../activation-names.js";
import type { ConfigKeys } from "../config-keys.js";
import type { Asked } from "../family.js";
import { listOf } from "../vision/image-keys.js";
import { type Denoised, denoisedSize, denoiser, onlyPlain } from "./run.js";

/** What stands in a block of each type. */
const blockTypes: Readonly<Record<string, UnetLevel["attention"]>> = {
  DownBlock2D: "none",
  AttnDownBlock2D: "places",
  CrossAttnDownBlock2D: "text",
  UpBlock2D: "none",
  AttnUpBlock2D: "places",
  CrossAttnUpBlock2D: "text",
};

/** Values of keys beside which the network is another one. */
const plain = {
  time_embedding_type: "positional",
  encoder_hid_dim_type: "text_proj",
  class_embed_type: "projection",
  addition_embed_type: "text_time",
  attention_type: "default",
  downsample_type: "conv",
  upsample_type: "conv",
  conv_in_kernel: 3,
  conv_out_kernel: 3,
};

/** Keys whose values must stay away. */
const absent = {
  dual_cross_attention: false,
  only_cross_attention: false,
  mid_block_only_cross_attention: false,
  class_embeddings_concat: false,
  cross_attention_norm: null,
  time_cond_proj_dim: null,
  time_embedding_act_fn: null,
  timestep_post_act: null,
  attn_norm_num_groups: null,
  reverse_transformer_layers_per_block: null,
};

/** Keys that change no cost. */
const harmless = [
  "center_input_sample",
  "flip_sin_to_cos",
  "freq_shift",
  "downsample_padding",
  "mid_block_scale_factor",
  "dropout",
  "norm_eps",
  "upcast_attention",
  "resnet_skip_time_act",
  "resnet_out_scale_factor",
  "addition_embed_type_num_heads",
  "addition_time_embed_dim",
  "use_linear_projection",
  "num_train_timesteps",
  "num_attention_heads",
];

/** The graph of a UNet; `text` for the one that reads a text. */
export function unetGraph(asked: Asked, reads: "text" | "no text", told?: Denoised) {
  const { keys } = asked;
  const defaults = reads === "text" ? textDefaults : plainDefaults;
  onlyPlain(asked, plain);
  onlyPlain(asked, absent);
  keys.ignore(harmless);
  const inputChannels = keys.whole("in_channels", defaults.channels);
  const cross = listOrOne(keys, "cross_attention_dim", 1280);
  const textDim = keys.optionalWhole("encoder_hid_dim");
  const spec = specOf(asked, reads, textDim === undefined ? undefined : cross(0));
  const sample = sampleOf(keys);
  const size = told?.size ?? denoisedSize(asked, inputChannels, sample);
  const tokens = told?.textTokens ?? asked.input.sequence ?? 77;
  const text = reads === "text" ? { tokens, features: textDim ?? cross(0) } : undefined;
  return denoiser(asked, { noisy: [inputChannels, ...size], text }, (stage, inputs) => {
    unet(stage, spec, inputs);
  });
}

const textDefaults = {
  channels: 4,
  blocks: [320, 640, 1280, 1280],
  down: ["CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"],
  up: ["UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D"],
  middle: "UNetMidBlock2DCrossAttn",
};

const plainDefaults = {
  channels: 3,
  blocks: [224, 448, 672, 896],
  down: ["DownBlock2D", "AttnDownBlock2D", "AttnDownBlock2D", "AttnDownBlock2D"],
  up: ["AttnUpBlock2D", "AttnUpBlock2D", "AttnUpBlock2D", "UpBlock2D"],
  middle: "UNetMidBlock2D",
};

function sampleOf(keys: ConfigKeys): number | undefined {
  return Array.isArray(keys.raw("sample_size"))
    ? keys.wholes("sample_size")?.[0]
    : keys.optionalWhole("sample_size");
}

function specOf(asked: Asked, reads: "text" | "no text", textDim: number | undefined): UnetSpec {
  const { keys } = asked;
  const scaling = keys.text("resnet_time_scale_shift", "default");
  if (scaling !== "default" && scaling !== "scale_shift")
    throw keys.wrong("resnet_time_scale_shift", "is not known here", 'give "default" or "scale_shift"');
  const projected =
    keys.raw("class_embed_type") === "projection" || keys.raw("addition_embed_type") === "text_time";
  const vector = keys.optionalWhole("projection_class_embeddings_input_dim") ?? 0;
  const defaults = reads === "text" ? textDefaults : plainDefaults;
  const first = listOf(keys, "block_out_channels", defaults.blocks)[0] ?? 1;
  return {
    outputChannels: keys.whole("out_channels", defaults.channels),
    first,
    timeDim: keys.optionalWhole("time_embedding_dim") ?? 4 * first,
    ...levelsOf(keys, reads),
    groups: keys.whole("norm_num_groups", 32),
    activation: activationNamed(keys.subject, "act_fn", keys.text("act_fn", "silu")),
    scaled: scaling === "scale_shift",
    classes: keys.optionalWhole("num_class_embeds") ?? 0,
    added: projected ? vector : 0,
    textDim,
  };
}

/** The levels on the way down, in the middle and on the way up. */
function levelsOf(keys: ConfigKeys, reads: "text" | "no text"): Pick<UnetSpec, "down" | "middle" | "up"> {
  const defaults = reads === "text" ? textDefaults : plainDefaults;
  const channels = listOf(keys, "block_out_channels", defaults.blocks);
  const layers = listOrOne(keys, "layers_per_block", 2);
  const heads = listOrOne(keys, "attention_head_dim", 8);
  const transformers = listOrOne(keys, "transformer_layers_per_block", 1);
  const last = channels.length - 1;
  const level = (i: number, attention: UnetLevel["attention"]): UnetLevel => {
    const width = channels[i] ?? 1;
    // In a network without text the key says how wide a head is, in one with text how many heads there are.
    const counted = reads === "text" && attention !== "places";
    return {
      channels: width,
      layers: layers(i),
      attention,
      heads: counted ? heads(i) : Math.max(1, Math.floor(width / heads(i))),
      transformerLayers: transformers(i),
    };
  };
  const middle = middleOf(keys, reads);
  return {
    down: blocksOf(keys, "down_block_types", defaults.down).map((type, i) => level(i, type)),
    middle: middle === undefined ? undefined : level(last, middle),
    up: blocksOf(keys, "up_block_types", defaults.up).map((type, i) => level(last - i, type)),
  };
}

/** What the block of each level attends to. Errors on a block that is not known. */
function blocksOf(
  keys: ConfigKeys,
  key: string,
  fallback: readonly string[],
): readonly UnetLevel["attention"][] {
  return (keys.texts(key) ?? fallback).map((name) => {
    const found = Object.hasOwn(blockTypes, name) ? blockTypes[name] : undefined;
    if (found !== undefined) return found;
    throw keys.wrong(
      key,
      "names a block that is not known here",
      "export the network with torch.export instead",
    );
  });
}

function middleOf(keys: ConfigKeys, reads: "text" | "no text"): UnetLevel["attention"] | undefined {
  const fallback = reads === "text" ? textDefaults.middle : plainDefaults.middle;
  const attention = keys.flag("add_attention", true);
  if (keys.isNull("mid_block_type")) return undefined;
  const type = keys.text("mid_block_type", fallback);
  if (type === textDefaults.middle) return "text";
  if (type === plainDefaults.middle) return attention && reads !== "text" ? "places" : "none";
  throw keys.wrong("mid_block_type", "is not known here", "export the network with torch.export instead");
}

/** A size for every level, from a list or from one number. */
function listOrOne(keys: ConfigKeys, key: string, fallback: number): (index: number) => number {
  if (!Array.isArray(keys.raw(key))) {
    const one = keys.optionalWhole(key) ?? fallback;
    return () => one;
  }
  const list = keys.wholes(key) ?? [];
  return (index) => list.at(index) ?? fallback;
}
