// Networks that hear spectra of 30 seconds or less, from the keys of a config: Whisper and the encoders like it.
import { FlopbookError } from "../../../ground/errors.js";
import { toRun } from "../../../models/language/blocks/run.js";
import type { TokenStep } from "../../../models/multimodal/token-steps.js";
import type { TowerBlock } from "../../../models/multimodal/tower-block.js";
import {
  type DecoderBlock,
  type FrameConvolution,
  type SpectrumEncoder,
  type SpeechDecoder,
  speech,
} from "../../../models/speech/speech-decoder.js";
import { activationNamed } from "../activation-names.js";
import type { ConfigKeys, Key } from "../config-keys.js";
import { perHead } from "../decoder-parts.js";
import { type Asked, type Family, refuse } from "../family.js";
import { askedHead } from "../network-head.js";

/** Frames a second of a spectrum. */
const frameRate = 100;

/** Frames of the sound that was asked for: as many as the network is made for, or as the seconds have. */
export function framesOf({ keys, input }: Asked, longest: number, padded: boolean): number {
  const seconds = input.audio ?? longest / frameRate;
  if (!(seconds > 0 && seconds * frameRate <= longest))
    throw new FlopbookError(
      `${keys.subject}: audio must be above 0 and at most ${longest / frameRate} seconds, got ${seconds}; cut it into pieces`,
    );
  return padded ? longest : Math.max(1, Math.round(seconds * frameRate));
}

/** Queries and values have biases, keys have none. */
export const whisperBias = { query: true, key: false, value: true } as const;

/** Size of a stack of blocks. */
export interface Stack {
  readonly layers: number;
  readonly heads: number;
  readonly ffnDim: number;
}

export function whisperBlock(
  keys: ConfigKeys,
  modelDim: number,
  { heads, ffnDim }: Stack,
  activation: string,
): TowerBlock {
  return {
    arrangement: "before",
    norm: "layer",
    attention: {
      heads,
      headDim: perHead(keys, "d_model", modelDim, heads),
      bias: whisperBias,
      scores: { dropout: keys.rate("attention_dropout", 0) },
    },
    mlp: { dim: ffnDim, activation: activationNamed(keys.subject, "activation_function", activation) },
    dropout: keys.rate("dropout", 0),
  };
}

/** Two convolutions, the second of which halves the frames. */
export function whisperStem(modelDim: number): readonly FrameConvolution[] {
  const each = { width: modelDim, kernel: 3, bias: true, activation: "gelu" } as const;
  return [
    { ...each, stride: 1 },
    { ...each, stride: 2 },
  ];
}

export const lastNorm: TokenStep = { kind: "norm", name: "norm", style: "layer" };

export function encoderStack(keys: ConfigKeys, defaults: Stack): Stack {
  return {
    layers: keys.count(["encoder_layers", "num_hidden_layers"], defaults.layers),
    heads: keys.whole(["encoder_attention_heads", "num_attention_heads"], defaults.heads),
    ffnDim: keys.whole(["encoder_ffn_dim", "intermediate_size"], defaults.ffnDim),
  };
}

interface HeardKin {
  readonly modelDim: number;
  readonly bins: number;
  readonly stack: Stack;
  readonly widthKey: Key;
  readonly lastSteps: readonly TokenStep[];
}

function whisperEncoder(asked: Asked, kin: HeardKin): SpectrumEncoder {
  const { keys } = asked;
  const modelDim = keys.whole(kin.widthKey, kin.modelDim);
  const positions = keys.whole("max_source_positions", 1500);
  const stack = encoderStack(keys, kin.stack);
  const block = whisperBlock(keys, modelDim, stack, keys.text("activation_function", "gelu"));
  keys.ignore([...whisperKeys]);
  return {
    channels: keys.whole("num_mel_bins", kin.bins),
    frames: framesOf(asked, 2 * positions, true),
    convolutions: whisperStem(modelDim),
    positions,
    entranceNorm: undefined,
    blocks: Array.from({ length: stack.layers }, () => block),
    lastSteps: kin.lastSteps,
  };
}

/** Keys of training and generation. */
export const whisperKeys = [
  "activation_dropout",
  "apply_spec_augment",
  "encoder_layerdrop",
  "decoder_layerdrop",
  "layerdrop",
  "mask_time_prob",
  "mask_time_length",
  "mask_time_min_masks",
  "mask_feature_prob",
  "mask_feature_length",
  "mask_feature_min_masks",
  "median_filter_width",
  "scale_embedding",
  "classifier_proj_size",
  "use_weighted_layer_sum",
  "vocab_size",
  "num_hidden_layers",
  "dropout",
];

function whisper(asked: Asked) {
  const { keys, name, origin, input } = asked;
  refuse(asked, "hears sound and writes text", ["resolution", "images", "steps"]);
  const stack = { layers: 4, heads: 6, ffnDim: 1536 };
  const kin = { modelDim: 384, bins: 80, stack, widthKey: "d_model", lastSteps: [lastNorm] };
  const encoder = whisperEncoder(asked, kin);
  const head = askedHead(keys, "language");
  const modelDim = keys.whole("d_model", 384);
  const longest = keys.whole("max_target_positions", 448);
  const run = toRun(keys.subject, input, longest);
  if (run.sequence > longest)
    throw new FlopbookError(
      `${keys.subject}: sequence must be at most ${longest} for its table of positions, got ${run.sequence}; shorten it`,
    );
  if (head.kind === "classes") {
    const classes = classesOf(keys, head.labels);
    keys.ignore(["decoder_layers", "decoder_attention_heads", "decoder_ffn_dim", "tie_word_embeddings"]);
    return speech({ name, origin, encoder, decoder: undefined, head: classes, notCounted: [] }, run);
  }
  const decoder = whisperDecoder(keys, modelDim, longest, head.kind === "language");
  return speech({ name, origin, encoder, decoder, head: [], notCounted: head.notCounted }, run);
}

/** The class of a whole sound, on the mean of its features. */
function classesOf(keys: ConfigKeys, labels: number): readonly TokenStep[] {
  const inner = keys.whole("classifier_proj_size", 256);
  const layers = keys.count(["num_hidden_layers", "encoder_layers"], 4) + 1;
  return [
    ...(keys.flag("use_weighted_layer_sum", false)
      ? [{ kind: "unused", name: "layer-weights", shape: [layers] } as const]
      : []),
    { kind: "linear", name: "projector", width: inner, bias: true },
    { kind: "mean", name: "mean" },
    { kind: "linear", name: "classes", width: labels, bias: true },
  ];
}

function whisperDecoder(keys: ConfigKeys, modelDim: number, positions: number, head: boolean): SpeechDecoder {
  const stack = {
    layers: keys.count("decoder_layers", 4),
    heads: keys.whole("decoder_attention_heads", 6),
    ffnDim: keys.whole("decoder_ffn_dim", 1536),
  };
  const block = whisperBlock(keys, modelDim, stack, keys.text("activation_function", "gelu"));
  const both: DecoderBlock = { ...block, cross: block.attention };
  return {
    vocabulary: keys.whole("vocab_size", 51_865),
    modelDim,
    positions,
    blocks: Array.from({ length: stack.layers }, () => both),
    finalNorm: "layer",
    head: head ? { tied: keys.flag("tie_word_embeddings", true) } : undefined,
  };
}

/** An encoder like Whisper's that stands beside a language model. */
function heard(lastSteps: readonly TokenStep[], widthKey: Key = "d_model"): Family {
  const stack = { layers: 32, heads: 20, ffnDim: 5120 };
  return (asked) => {
    refuse(asked, "hears sound", ["sequence", "resolution", "images", "steps"]);
    const encoder = whisperEncoder(asked, { modelDim: 1280, bins: 128, stack, widthKey, lastSteps });
    const { keys, name, origin, input } = asked;
    return speech(
      { name, origin, encoder, decoder: undefined, head: [], notCounted: [] },
      toRun(keys.subject, input, 1),
    );
  };
}

const halved: readonly TokenStep[] = [{ kind: "mean-of", name: "pool", tokens: 2 }, lastNorm];

/** Families by model type. */
export const spectrumFamilies: Readonly<Record<string, Family>> = {
  whisper,
  qwen2_audio_encoder: heard(halved),
  audioflamingo3_encoder: heard(halved, ["hidden_size", "d_model"]),
  voxtral_encoder: heard([lastNorm], ["hidden_size", "d_model"]),
};
