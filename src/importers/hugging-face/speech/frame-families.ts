// Networks that hear spectra and differ from Whisper: Speech2Text, and the encoder of GLM-ASR.
import { toRun } from "../../../models/language/blocks/run.js";
import type { TowerBlock } from "../../../models/multimodal/tower-block.js";
import { type SpectrumEncoder, type SpeechDecoder, speech } from "../../../models/speech/speech-decoder.js";
import { activationNamed } from "../activation-names.js";
import type { ConfigKeys } from "../config-keys.js";
import { perHead } from "../decoder-parts.js";
import { type Asked, type Family, refuse } from "../family.js";
import { askedHead } from "../network-head.js";
import {
  encoderStack,
  framesOf,
  lastNorm,
  type Stack,
  whisperBias,
  whisperBlock,
  whisperKeys,
  whisperStem,
} from "./spectrum-kin.js";

/** Convolutions with gates that halve the frames, sinusoidal positions. */
function speechToText(asked: Asked) {
  const { keys, name, origin, input } = asked;
  refuse(asked, "hears sound and writes text", ["resolution", "images", "steps"]);
  const modelDim = keys.whole("d_model", 256);
  const stack = encoderStack(keys, { layers: 12, heads: 4, ffnDim: 2048 });
  const activation = keys.text("activation_function", "relu");
  const plain = (one: Stack): TowerBlock => {
    const block = whisperBlock(keys, modelDim, one, activation);
    return { ...block, attention: { ...block.attention, bias: true } };
  };
  const head = askedHead(keys, "language");
  const kernels = keys.wholes("conv_kernel_sizes") ?? [5, 5];
  const inner = keys.whole("conv_channels", 1024);
  const longest = keys.whole("max_source_positions", 6000);
  keys.ignore([...whisperKeys, "num_conv_layers"]);
  const encoder: SpectrumEncoder = {
    channels: keys.whole("input_feat_per_channel", 80) * keys.whole("input_channels", 1),
    frames: input.audio === undefined ? 3000 : framesOf(asked, longest, false),
    convolutions: kernels.map((kernel, i) => ({
      width: i === kernels.length - 1 ? 2 * modelDim : inner,
      kernel,
      stride: 2,
      bias: true,
      activation: "half-gate",
    })),
    positions: 0,
    entranceNorm: undefined,
    blocks: Array.from({ length: stack.layers }, () => plain(stack)),
    lastSteps: [lastNorm],
  };
  const decoder = speechToTextDecoder(keys, modelDim, { plain, head: head.kind === "language" });
  const run = toRun(keys.subject, input, keys.whole("max_target_positions", 1024));
  return speech({ name, origin, encoder, decoder, head: [], notCounted: head.notCounted }, run);
}

function speechToTextDecoder(
  keys: ConfigKeys,
  modelDim: number,
  { plain, head }: { readonly plain: (stack: Stack) => TowerBlock; readonly head: boolean },
): SpeechDecoder {
  const written = {
    layers: keys.count("decoder_layers", 6),
    heads: keys.whole("decoder_attention_heads", 4),
    ffnDim: keys.whole("decoder_ffn_dim", 2048),
  };
  const block = plain(written);
  return {
    vocabulary: keys.whole("vocab_size", 10_000),
    modelDim,
    positions: 0,
    blocks: Array.from({ length: written.layers }, () => ({ ...block, cross: block.attention })),
    finalNorm: "layer",
    head: head ? { tied: keys.flag("tie_word_embeddings", true) } : undefined,
  };
}

/** The same with rotary positions in place of a table. */
function glmAsr(asked: Asked) {
  refuse(asked, "hears sound", ["sequence", "resolution", "images", "steps"]);
  const { keys, name, origin, input } = asked;
  const modelDim = keys.whole("hidden_size", 1280);
  const heads = keys.whole("num_attention_heads", 20);
  const longest = 2 * keys.whole("max_position_embeddings", 1500);
  const block: TowerBlock = {
    arrangement: "before",
    norm: "layer",
    attention: {
      heads,
      kvHeads: keys.whole("num_key_value_heads", heads),
      headDim: keys.optionalWhole("head_dim") ?? perHead(keys, "hidden_size", modelDim, heads),
      bias: whisperBias,
      rotary: true,
      scores: { softmax: "float", dropout: keys.rate("attention_dropout", 0) },
    },
    mlp: {
      dim: keys.whole("intermediate_size", 5120),
      activation: activationNamed(keys.subject, "hidden_act", keys.text("hidden_act", "gelu")),
    },
  };
  keys.ignore(["partial_rotary_factor"]);
  const encoder: SpectrumEncoder = {
    channels: keys.whole("num_mel_bins", 128),
    frames: framesOf(asked, longest, true),
    convolutions: whisperStem(modelDim),
    positions: 0,
    entranceNorm: undefined,
    blocks: Array.from({ length: keys.count("num_hidden_layers", 32) }, () => block),
    lastSteps: [lastNorm],
  };
  return speech(
    { name, origin, encoder, decoder: undefined, head: [], notCounted: [] },
    toRun(keys.subject, input, 1),
  );
}

/** Families by model type. */
export const frameFamilies: Readonly<Record<string, Family>> = {
  speech_to_text: speechToText,
  glmasr_encoder: glmAsr,
};
