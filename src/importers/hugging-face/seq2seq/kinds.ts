// What tells one encoder-decoder of BART's kin from another.
import type { ConfigKeys, Key } from "../config-keys.js";
import type { HeadKind } from "../network-head.js";

/** Sizes that the library takes where a config leaves them out. */
export interface BartSizes {
  readonly vocabulary: number;
  readonly modelDim: number;
  readonly encoderLayers: number;
  readonly decoderLayers: number;
  readonly heads: number;
  readonly inner: number;
  readonly positions: number;
}

export interface BartKind {
  /** Where they are not those of BART. */
  readonly sizes?: Partial<BartSizes>;
  /** Default "gelu". */
  readonly activation?: string;
  /** Default probability of dropping an attention weight; default 0. */
  readonly attentionDropout?: number;
  /** Where blocks are normalised; default "after-sum". */
  readonly arrangement?: "after-sum" | "before";
  /** Whether rows of the tables are normalised; default true. */
  readonly embeddingNorm?: boolean;
  /** Whether the last features of each stack are normalised; default false. */
  readonly finalNorm?: boolean;
  /** Rows of the tables of positions beyond the longest text, or "constants" that are no weights; default 2. */
  readonly positions?: number | "constants";
  readonly scaled?: boolean;
  /** Heads that are counted; default: none, language, classes, answers. */
  readonly heads?: readonly HeadKind[];
  readonly sourceVocabulary?: Key;
  readonly targetVocabulary?: Key;
  /** Whether the decoder has a table of its own; default false. */
  readonly ownTables?: (keys: ConfigKeys) => boolean;
  /** Whether output and table share weights where a config does not say; default true. */
  readonly tied?: boolean;
  /** Whether they do where the decoder stands alone as a language model; default true. */
  readonly tiedAlone?: boolean;
  /** Whether the encoder reads long texts block by block; default false. */
  readonly sparseBlocks?: boolean;
  /** Classes where a config does not say; default 2. */
  readonly labels?: number;
  /** Whether projections of attention have biases; default true. */
  readonly bias?: (keys: ConfigKeys) => boolean;
  /** Whether the library offers a fused kernel; default true. */
  readonly fused?: boolean;
  readonly ignored?: readonly string[];
}

const plbart: BartKind = {
  sizes: { vocabulary: 50_005, modelDim: 768, encoderLayers: 6, decoderLayers: 6, heads: 12, inner: 3072 },
  attentionDropout: 0.1,
  scaled: true,
};

/** Sinusoidal positions stand in a table that counts as weights and is not trained. */
const sinusoids = { positions: 0, embeddingNorm: false } as const;
const preNorm = { arrangement: "before", finalNorm: true } as const;

/** Kinds by model type. */
export const bartKinds: Readonly<Record<string, BartKind>> = {
  bart: { labels: 3 },
  mbart: preNorm,
  plbart,
  mvp: { sizes: { vocabulary: 50_267 }, fused: false, ignored: ["prompt_length", "prompt_mid_dim"] },
  marian: {
    ...sinusoids,
    sizes: { vocabulary: 58_101 },
    ownTables: (keys) => !keys.flag("share_encoder_decoder_embeddings", true),
  },
  pegasus: { ...sinusoids, ...preNorm },
  blenderbot: {
    ...preNorm,
    sizes: {
      vocabulary: 8008,
      modelDim: 2560,
      encoderLayers: 2,
      decoderLayers: 24,
      heads: 32,
      inner: 10_240,
      positions: 128,
    },
    embeddingNorm: false,
    positions: 0,
  },
  "blenderbot-small": {
    sizes: { modelDim: 512, encoderLayers: 8, decoderLayers: 8, inner: 2048, positions: 512 },
    positions: 0,
  },
  m2m_100: {
    ...preNorm,
    sizes: { vocabulary: 128_112 },
    activation: "relu",
    attentionDropout: 0.1,
    embeddingNorm: false,
    positions: "constants",
    scaled: true,
  },
  bigbird_pegasus: {
    ...preNorm,
    sizes: { vocabulary: 96_103, encoderLayers: 16, decoderLayers: 16, positions: 4096 },
    activation: "gelu_new",
    embeddingNorm: false,
    positions: 0,
    scaled: true,
    fused: false,
    tiedAlone: false,
    sparseBlocks: true,
    bias: (keys) => keys.flag("use_bias", false),
  },
  fsmt: {
    embeddingNorm: false,
    sizes: { vocabulary: 42_024 },
    activation: "relu",
    scaled: true,
    tied: false,
    fused: false,
    sourceVocabulary: "src_vocab_size",
    targetVocabulary: "tgt_vocab_size",
    ownTables: (keys) => !keys.flag("tie_word_embeddings", false),
    ignored: ["langs", "decoder"],
  },
};
