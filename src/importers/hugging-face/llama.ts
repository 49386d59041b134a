// Configs of Llama and its kin: gated feed-forward, root-mean-square normalisation, rotary positions.
import type { NormStyle } from "../../layers/index.js";
import type {
  Arrangement,
  AttentionSpec,
  BlockSpec,
  MlpSpec,
  RotarySpec,
} from "../../models/language/blocks/specs.js";
import { activationNamed } from "./activation-names.js";
import type { ConfigKeys } from "./config-keys.js";
import { heads, rotary, scores, turnedFeatures, windows } from "./decoder-parts.js";
import { type Asked, decoderGraph, type Family } from "./family.js";
import { askedHead, decoderHead, decoderHeads } from "./network-head.js";

/** Where the kin differ; defaults are those of the transformers library. */
interface Kin {
  readonly layers: number;
  readonly modelDim: number;
  readonly heads: number;
  readonly kvHeads?: number;
  readonly headDim?: number;
  readonly ffnDim: number;
  readonly vocabulary: number;
  readonly longest: number;
  readonly tied?: boolean;
  readonly activation?: string;
  readonly activationKey?: string;
  readonly norm?: NormStyle;
  readonly arrangement?: Arrangement;
  /** Biases of queries, keys and values, and of the output; default: both by `attention_bias`, false. */
  readonly biases?: (keys: ConfigKeys) => { readonly queryBias: boolean; readonly outputBias: boolean };
  readonly mlpBias?: boolean;
  readonly queryKeyNorm?: AttentionSpec["queryKeyNorm"];
  readonly rotary?: Partial<RotarySpec>;
  readonly scaled?: boolean;
  readonly softcap?: boolean;
  /** One matrix for queries, keys and values, and one for gate and up, as in Phi-3. */
  readonly joint?: boolean;
  /** Windows by layer, from the key's value. */
  readonly slides?: (keys: ConfigKeys) => (layer: number) => boolean;
  readonly window?: number;
}

const noBias = () => ({ queryBias: false, outputBias: false });
const queryBias = () => ({ queryBias: true, outputBias: false });

/** Sliding from a layer on, where the config says that windows are used. */
const fromLayer = (keys: ConfigKeys) => {
  const used = keys.flag("use_sliding_window", false);
  const first = keys.whole("max_window_layers", 28, 0);
  return (layer: number) => used && layer >= first;
};

const llama: Kin = {
  layers: 32,
  modelDim: 4096,
  heads: 32,
  ffnDim: 11_008,
  vocabulary: 32_000,
  longest: 2048,
};
const qwen: Kin = {
  ...llama,
  ffnDim: 22_016,
  vocabulary: 151_936,
  longest: 32_768,
  window: 4096,
  slides: fromLayer,
};
const gemma: Kin = {
  layers: 28,
  modelDim: 3072,
  heads: 16,
  headDim: 256,
  ffnDim: 24_576,
  vocabulary: 256_000,
  longest: 8192,
  tied: true,
  activation: "gelu_pytorch_tanh",
  norm: "rms-plus-one",
  scaled: true,
};
const olmo: Kin = { ...llama, vocabulary: 50_304, rotary: { float: true } };

const kins: Readonly<Record<string, Kin>> = {
  llama: { ...llama, mlpBias: true },
  mistral: {
    ...llama,
    kvHeads: 8,
    ffnDim: 14_336,
    longest: 131_072,
    biases: noBias,
    window: 4096,
    slides: () => () => true,
  },
  qwen2: { ...qwen, biases: queryBias },
  qwen3: { ...qwen, headDim: 128, queryKeyNorm: { style: "rms", over: "head" } },
  gemma,
  gemma2: {
    ...gemma,
    layers: 26,
    modelDim: 2304,
    heads: 8,
    kvHeads: 4,
    ffnDim: 9216,
    activationKey: "hidden_activation",
    arrangement: "around",
    softcap: true,
    window: 4096,
    slides: () => (layer) => layer % 2 === 0,
  },
  olmo: { ...olmo, norm: "layer-bare-float" },
  olmo2: {
    ...olmo,
    norm: "rms-float",
    arrangement: "after",
    queryKeyNorm: { style: "rms-float", over: "all" },
  },
  phi3: {
    ...llama,
    modelDim: 3072,
    ffnDim: 8192,
    vocabulary: 32_064,
    longest: 4096,
    biases: noBias,
    joint: true,
    rotary: { joined: true },
    slides: () => () => true,
  },
};

/** Families by model type. */
export const llamaFamilies: Readonly<Record<string, Family>> = Object.fromEntries(
  Object.entries(kins).map(([type, kin]) => [type, (asked: Asked) => graph(asked, kin)]),
);

function graph(asked: Asked, kin: Kin) {
  const { keys } = asked;
  const modelDim = keys.whole("hidden_size", kin.modelDim);
  const vocabulary = keys.whole("vocab_size", kin.vocabulary);
  const head = askedHead(keys, "language", decoderHeads);
  const norm = kin.norm ?? "rms";
  const tied = keys.flag("tie_word_embeddings", kin.tied ?? false);
  const softcap = kin.softcap === true && capped(keys, "final_logit_softcapping");
  const parts = {
    vocabulary,
    modelDim,
    scaled: kin.scaled ?? false,
    embeddingDropout: kin.joint === true ? keys.rate("embd_pdrop", 0) : 0,
    blocks: blocks(keys, kin, modelDim),
    finalNorm: norm,
    head: decoderHead(head, { vocabulary, tied, bias: false, softcap }),
    notCounted: head.notCounted,
  };
  return decoderGraph(asked, parts, keys.whole("max_position_embeddings", kin.longest));
}

function blocks(keys: ConfigKeys, kin: Kin, modelDim: number): readonly BlockSpec[] {
  const layers = keys.count("num_hidden_layers", kin.layers);
  const attention = attentionOf(keys, kin, modelDim);
  const residual = kin.joint === true ? keys.rate("resid_pdrop", 0) : 0;
  const base = {
    arrangement: kin.arrangement ?? "before",
    norm: kin.norm ?? "rms",
    mlp: mlpOf(keys, kin),
    attentionDropout: residual,
    mlpDropout: residual,
  } as const;
  return windows(keys, layers, windowOf(keys, kin), kin.slides?.(keys) ?? (() => false)).map((window) => ({
    ...base,
    attention: { ...attention, window },
  }));
}

/** The window's length; undefined where it is null or, as zero, switched off. */
function windowOf(keys: ConfigKeys, kin: Kin): number | undefined {
  if (kin.slides === undefined || keys.isNull("sliding_window")) return undefined;
  const window = keys.optionalWhole("sliding_window", 0) ?? kin.window;
  return window === 0 ? undefined : window;
}

function attentionOf(keys: ConfigKeys, kin: Kin, modelDim: number): AttentionSpec {
  const counts = heads(keys, modelDim, kin);
  const both = () => {
    const bias = keys.flag("attention_bias", false);
    return { queryBias: bias, outputBias: bias };
  };
  const softcap = kin.softcap === true && capped(keys, "attn_logit_softcapping");
  const dropout = keys.rate("attention_dropout", 0);
  const dims = turnedFeatures(keys, counts.headDim, "partial_rotary_factor", 1);
  return {
    kind: "heads",
    ...counts,
    joint: kin.joint ?? false,
    copiedParts: false,
    ...(kin.biases ?? both)(keys),
    rotary: rotary(dims, kin.rotary),
    queryKeyNorm: kin.queryKeyNorm,
    ...scores({ dropout, softcap, copiedContext: kin.joint ?? false }),
  };
}

function mlpOf(keys: ConfigKeys, kin: Kin): MlpSpec {
  const key = kin.activationKey ?? "hidden_act";
  const name = keys.text([key, "hidden_act"], kin.activation ?? "silu");
  return {
    kind: "dense",
    dim: keys.whole("intermediate_size", kin.ffnDim),
    activation: activationNamed(keys.subject, key, name),
    gate: kin.joint === true ? "joint" : "separate",
    bias: kin.mlpBias === true && keys.flag("mlp_bias", false),
    dropout: 0,
  };
}

/** Gemma 2 caps logits and scores unless the key is null. */
function capped(keys: ConfigKeys, key: string): boolean {
  keys.number(key);
  return !keys.isNull(key);
}
