// What tells one encoder of text from another: the library's default sizes, tables, arrangement and heads.
import type { NormStyle } from "../../../layers/index.js";
import type {
  AttentionSpec,
  BlockActivation,
  BlockSpec,
  MlpSpec,
} from "../../../models/language/blocks/specs.js";
import type { EncoderHead } from "../../../models/language/encoder-head.js";
import type { Step } from "../../../models/text/encoder.js";
import type { AddedTable, TokenTables } from "../../../models/text/encoder-entrance.js";
import type { ConfigKeys, Key } from "../config-keys.js";
import type { AskedHead, HeadKind } from "../network-head.js";

/** Sizes that the library takes where a config leaves them out. */
export interface DefaultSizes {
  readonly vocabulary: number;
  readonly modelDim: number;
  readonly layers: number;
  readonly heads: number;
  readonly inner: number;
  readonly positions: number;
  readonly types: number;
}

/** Names of keys where they are not those of BERT. */
export interface KeyNames {
  readonly modelDim: Key;
  readonly layers: Key;
  readonly heads: Key;
  readonly inner: Key;
  readonly activation: Key;
  readonly dropout: Key;
  readonly attentionDropout: Key;
  readonly classifierDropout: Key;
}

/** A layer on the first token before a classifier. */
export interface Pooling {
  readonly activation: BlockActivation | "hidden";
  /** Whether features are dropped before it. */
  readonly dropsBefore?: boolean;
  /** Default: the first token. */
  readonly reads?: EncoderHead["reads"];
}

/** The head that predicts tokens. */
export interface TokenHead {
  /** Whether a layer with activation and normalisation comes first, and how wide: as the model, as the tables. */
  readonly transform: "none" | "model" | "table" | number;
  /** Default: that of the layers. */
  readonly activation?: BlockActivation;
  /** Whether the layer has a bias, and its normalisation; default true and "layer". */
  readonly transformBias?: boolean;
  readonly norm?: NormStyle;
  /** Biases of the output, see EncoderHead. */
  readonly bias: "none" | "one" | "two";
}

/** Sizes of a config that its layers are made of. */
export interface EncoderSizes {
  readonly modelDim: number;
  readonly heads: number;
  readonly headDim: number;
  readonly inner: number;
  readonly layers: number;
  readonly activation: BlockActivation;
  readonly dropout: number;
  readonly attentionDropout: number;
  readonly positions: number;
}

/** What the heads are made for. */
export interface HeadPlace {
  readonly sizes: EncoderSizes;
  readonly vocabulary: number;
  readonly tableDim: number;
  readonly tied: boolean;
  /** Probability of dropping a value before a classifier. */
  readonly rate: number;
}

/** Where a kind is silent it is as BERT. */
export interface EncoderKind {
  readonly sizes?: Partial<DefaultSizes>;
  readonly names?: Partial<KeyNames>;
  /** Default activation of the feed-forward, by its name in configs; default "gelu". */
  readonly activation?: string;
  /** Default probabilities of dropping features and attention weights; default 0.1. */
  readonly dropout?: number;
  readonly attentionDropout?: number;
  /** "after-two": two rows more than the longest text needs; "padded": numbered from behind the padding token; "none": no table. */
  readonly positions?: "table" | "padded" | "after-two" | "none";
  /** Default true. */
  readonly types?: boolean;
  /** Key and default of the tables' width; default: the model's. */
  readonly table?: { readonly key: Key; readonly fallback: number | "model" };
  readonly projection?: {
    readonly place: "before-norm" | "after";
    readonly always: boolean;
    readonly bias: boolean;
  };
  readonly embeddingNorm?: NormStyle | "none";
  readonly arrangement?: "after-sum" | "before";
  readonly norm?: NormStyle;
  readonly finalNorm?: NormStyle;
  readonly attention?: Partial<AttentionSpec>;
  readonly mlp?: Partial<MlpSpec>;
  /** Rotary positions over whole heads. */
  readonly rotary?: boolean;
  /** Whether the bare model has a layer on its first token, and with which activation; default "tanh". */
  readonly pooler?: BlockActivation | "none";
  /** Whether the output has the table's weights where a config does not say; default true. */
  readonly tied?: boolean;
  /** Whether it has them whatever a config says; default false. */
  readonly alwaysTied?: boolean;
  /** Whether that layer is part of every class, with a head that uses it or without; default false. */
  readonly alwaysPools?: boolean;
  readonly sequence?: Pooling | "none";
  readonly choice?: Pooling | "none";
  readonly tokens?: TokenHead;
  /** Heads of the class that pre-trains; default: tokens and a pair's two classes. Errors never. */
  readonly preTraining?: (sizes: EncoderSizes) => readonly EncoderHead[];
  /** Heads that are counted; default: those that most encoders have. */
  readonly counted?: readonly HeadKind[];
  /** Heads of classes whose names do not tell. */
  readonly named?: Readonly<Record<string, HeadKind>>;
  /** Tables whose rows stand beside the token's, all of which are projected to the model's width. */
  readonly joined?: TokenTables["joined"];
  /** Whether long texts are read block by block; default false. */
  readonly sparseBlocks?: boolean;
  /** Further tables whose rows are added to each token. */
  readonly moreTables?: (keys: ConfigKeys) => readonly AddedTable[];
  /** The layers where they are not the same block again and again. */
  readonly layers?: (keys: ConfigKeys, sizes: EncoderSizes, block: BlockSpec) => Layers;
  /** What is made of the tokens once and read by every layer. */
  readonly shared?: (keys: ConfigKeys, sizes: EncoderSizes) => Step | undefined;
  /** Heads where they are not those of BERT; undefined: this one is. */
  readonly heads?: (asked: AskedHead, place: HeadPlace) => readonly EncoderHead[] | undefined;
  /** Whether the library offers a fused kernel; default true. */
  readonly fused?: boolean;
  /** Keys that change no count of this kind. */
  readonly ignored?: readonly string[];
}

/** Layers, and for each the one whose weights it uses where it has none of its own. */
export interface Layers {
  readonly list: readonly (BlockSpec | Step)[];
  readonly weightsOf?: readonly number[];
}
