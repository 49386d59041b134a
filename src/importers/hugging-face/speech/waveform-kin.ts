// Encoders of sound waves, from the keys of a config: wav2vec 2.0, HuBERT, WavLM and their kin.
import { FlopbookError } from "../../../ground/errors.js";
import { toRun } from "../../../models/language/blocks/run.js";
import type { TowerBlock } from "../../../models/multimodal/tower-block.js";
import {
  type WaveConvolution,
  type WaveformSpec,
  waveformEncoder,
} from "../../../models/speech/waveform-encoder.js";
import { activationNamed } from "../activation-names.js";
import type { ConfigKeys } from "../config-keys.js";
import { perHead } from "../decoder-parts.js";
import { type Asked, type Family, refuse } from "../family.js";
import { headOf } from "./sound-head.js";

/** Where the kin differ. */
interface WaveKin {
  /** Every convolution is normalised over its channels, whatever the keys say. */
  readonly layerNormed?: boolean;
  readonly positionLayers?: boolean;
  /** Tokens are squeezed by `squeeze_factor`. */
  readonly squeezed?: boolean;
  /** Relative positions with gates. */
  readonly gated?: boolean;
  readonly dims?: readonly number[];
  readonly strides?: readonly number[];
  readonly kernels?: readonly number[];
}

const usual = {
  dims: [512, 512, 512, 512, 512, 512, 512],
  strides: [5, 2, 2, 2, 2, 2, 2],
  kernels: [10, 3, 3, 3, 3, 2, 2],
};

const kins: Readonly<Record<string, WaveKin>> = {
  wav2vec2: {},
  hubert: {},
  unispeech: {},
  "unispeech-sat": {},
  wavlm: { gated: true },
  "data2vec-audio": { layerNormed: true, positionLayers: true },
  sew: {
    squeezed: true,
    dims: [64, 128, 128, 128, 128, 256, 256, 256, 256, 512, 512, 512, 512],
    strides: [5, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1],
    kernels: [10, 3, 1, 3, 1, 3, 1, 3, 1, 2, 1, 2, 1],
  },
};

/** Families by model type. */
export const waveformFamilies: Readonly<Record<string, Family>> = Object.fromEntries(
  Object.entries(kins).map(([type, kin]) => [type, (asked: Asked) => graph(asked, kin)]),
);

/** Samples a second that these networks are made for. */
const rate = 16_000;

/** Samples of the sound that was asked for; one second unless asked. */
export function samplesOf({ keys, input }: Asked): number {
  const seconds = input.audio ?? 1;
  if (!(seconds > 0))
    throw new FlopbookError(`${keys.subject}: audio must be seconds above 0, got ${seconds}; give a length`);
  return Math.round(seconds * rate);
}

function graph(asked: Asked, kin: WaveKin) {
  refuse(asked, "hears sound", ["sequence", "resolution", "images", "steps"]);
  return waveformEncoder(specOf(asked, kin), toRun(asked.keys.subject, asked.input, 1));
}

function specOf(asked: Asked, kin: WaveKin): WaveformSpec {
  const { keys, name, origin } = asked;
  const modelDim = keys.whole("hidden_size", 768);
  const stable = keys.flag("do_stable_layer_norm", false);
  const adapter = adapterOf(keys, modelDim);
  const { head, notCounted } = headOf(keys, adapter?.width ?? modelDim);
  const masked = (keys.number("mask_time_prob") ?? 0.05) > 0 || (keys.number("mask_feature_prob") ?? 0) > 0;
  const squeezed = kin.squeezed === true;
  keys.ignore(speechKeys);
  return {
    name,
    origin,
    samples: samplesOf(asked),
    convolutions: convolutionsOf(keys, kin),
    convolutionActivation: activationOf(keys, "feat_extract_activation"),
    featureNorm: keys.flag("feat_proj_layer_norm", true),
    projected: !squeezed,
    modelDim,
    positions: positionsOf(keys, kin),
    squeeze: squeezed ? keys.whole("squeeze_factor", 2) : 1,
    normed: stable ? "behind" : "before",
    blocks: blocksOf(keys, kin, { modelDim, stable }),
    maskVector: masked,
    adapter,
    head,
    notCounted,
  };
}

function activationOf(keys: ConfigKeys, key: string) {
  return activationNamed(keys.subject, key, keys.text(key, "gelu"));
}

function convolutionsOf(keys: ConfigKeys, kin: WaveKin): readonly WaveConvolution[] {
  const dims = keys.wholes("conv_dim") ?? kin.dims ?? usual.dims;
  const strides = keys.wholes("conv_stride") ?? kin.strides ?? usual.strides;
  const kernels = keys.wholes("conv_kernel") ?? kin.kernels ?? usual.kernels;
  if (strides.length !== dims.length || kernels.length !== dims.length)
    throw keys.wrong(
      "conv_dim",
      `must have as many entries as conv_stride and conv_kernel`,
      "correct the lists",
    );
  const bias = keys.flag("conv_bias", false);
  const layered = kin.layerNormed === true || keys.text("feat_extract_norm", "group") === "layer";
  keys.ignore(["feat_extract_norm"]);
  return dims.map((width, i) => ({
    width,
    kernel: kernels[i] ?? 1,
    stride: strides[i] ?? 1,
    bias,
    norm: layered ? "layer" : i === 0 ? "group" : "none",
  }));
}

function positionsOf(keys: ConfigKeys, kin: WaveKin): WaveformSpec["positions"] {
  const groups = keys.whole("num_conv_pos_embedding_groups", 16);
  if (kin.positionLayers === true)
    return {
      kernel: keys.whole("conv_pos_kernel_size", 19),
      groups,
      layers: keys.whole("num_conv_pos_embeddings", 5),
      style: "layers",
    };
  const kernel = keys.whole("num_conv_pos_embeddings", 128);
  const style = keys.flag("conv_pos_batch_norm", false) ? "batch-norm" : "weight-norm";
  return { kernel, groups, layers: 1, style };
}

function blocksOf(
  keys: ConfigKeys,
  kin: WaveKin,
  { modelDim, stable }: { readonly modelDim: number; readonly stable: boolean },
): readonly TowerBlock[] {
  const heads = keys.whole("num_attention_heads", 12);
  const narrow = keys.optionalWhole("adapter_attn_dim");
  const block: TowerBlock = {
    arrangement: stable ? "before" : "after-sum",
    norm: "layer",
    attention: {
      heads,
      headDim: perHead(keys, "hidden_size", modelDim, heads),
      scores: { dropout: keys.rate("attention_dropout", 0.1) },
    },
    mlp: { dim: keys.whole("intermediate_size", 3072), activation: activationOf(keys, "hidden_act") },
    dropout: keys.rate("hidden_dropout", 0.1),
    ...(narrow !== undefined && stable ? { adapter: { dim: narrow, activation: "relu" } as const } : {}),
  };
  const rows = kin.gated === true ? keys.whole("num_buckets", 320) : 0;
  return Array.from({ length: keys.count("num_hidden_layers", 12) }, (_, i) =>
    kin.gated === true ? { ...block, positionGate: { rows: i === 0 ? rows : 0 } } : block,
  );
}

function adapterOf(keys: ConfigKeys, modelDim: number): WaveformSpec["adapter"] {
  const given = keys.flag("add_adapter", false);
  const adapter = {
    width: keys.whole("output_hidden_size", modelDim),
    layers: keys.whole("num_adapter_layers", 3),
    kernel: keys.whole("adapter_kernel_size", 3),
    stride: keys.whole("adapter_stride", 2),
  };
  return given ? adapter : undefined;
}

/** Keys of losses, masks and heads that change no count here. */
const speechKeys = [
  "activation_dropout",
  "apply_spec_augment",
  "codevector_dim",
  "contrastive_logits_temperature",
  "ctc_loss_reduction",
  "ctc_zero_infinity",
  "diversity_loss_weight",
  "feat_proj_dropout",
  "feat_quantizer_dropout",
  "final_dropout",
  "hidden_dropout",
  "layerdrop",
  "mask_channel_length",
  "mask_channel_min_space",
  "mask_channel_other",
  "mask_channel_prob",
  "mask_channel_selection",
  "mask_feature_length",
  "mask_feature_min_masks",
  "mask_time_length",
  "mask_time_min_masks",
  "mask_time_min_space",
  "mask_time_other",
  "mask_time_selection",
  "max_bucket_distance",
  "num_clusters",
  "num_codevector_groups",
  "num_codevectors_per_group",
  "num_ctc_classes",
  "num_feat_extract_layers",
  "num_negatives",
  "proj_codevector_dim",
  "replace_prob",
  "tdnn_dilation",
  "tdnn_dim",
  "tdnn_kernel",
  "tokenizer_class",
  "vocab_size",
  "xvector_output_dim",
];
