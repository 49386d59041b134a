// What the blocks of a transformer are made of, every field present: importers and the zoo fill these in.
import type { NormStyle, Tensor } from "../../../layers/index.js";
import type { BlockActivation, ExpertsSpec, MlpSpec } from "./feed-forward-specs.js";
import type { RotaryTables, Where } from "./where.js";

export type { BlockActivation, ExpertsSpec, MlpSpec, RouterSpec } from "./feed-forward-specs.js";
export type { RotaryTables, Where } from "./where.js";

/** The tables that a spec turns by. */
export type TablesOf = (spec: RotarySpec) => RotaryTables | undefined;

/** Rotary positions as a library computes them. */
export interface RotarySpec {
  /** Features of a head that are turned; the others pass. */
  readonly dims: number;
  /** Whether cosines and sines are kept for each of those features, or for each pair. */
  readonly tables: "feature" | "pair";
  /** Tables in FP32 whatever the network's format. */
  readonly float: boolean;
  /** Which of several tables, where layers turn by frequencies of their own: "sliding"; default: the one table. */
  readonly table?: string;
  /** Whether every layer makes tables of its own for queries and for keys, as GPT-J does. */
  readonly own: boolean;
  /** Whether the turned and the passed features are joined into new memory, head by head. */
  readonly joined: boolean;
}

/**
 * What a call for a fused kernel runs: "grouped" keeps keys and values of fewer heads as they are, "masked" repeats
 * them and keeps a mask, "steps" falls back on single steps in FP32, "none" is not offered by the library.
 */
export type FusedPath = "grouped" | "masked" | "steps" | "none";

/** How scores become weights, and weights context. */
export interface ScoreSpec {
  /** Softmax in FP32, or in the network's format. */
  readonly softmax: "float" | "native";
  /** Whether scores are bounded by a hyperbolic tangent. */
  readonly softcap: boolean;
  /** Whether each head has a learned score that takes part in the softmax. */
  readonly sinks: boolean;
  /** Probability of dropping a weight. */
  readonly dropout: number;
  /** Queries and keys in FP32 before their product, as in GPT-J. */
  readonly floatScores: boolean;
  readonly fused: FusedPath;
  /** Causal window; it changes what a fused kernel keeps, not what is multiplied. */
  readonly window: number | undefined;
  /** Whether the context comes head by head out of a fused kernel, so that joining the heads copies it. */
  readonly copiedContext: boolean;
  /** Whether a mask of one byte for each query and key is kept, as where MPT fills masked scores. */
  readonly keptMask: boolean;
  /** What else is added to the scores, such as position biases; such attention runs in steps. */
  readonly biased?: (scores: Tensor) => Tensor;
}

export interface AttentionSpec extends ScoreSpec {
  readonly kind: "heads";
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
  /** One projection for queries, keys and values. */
  readonly joint: boolean;
  /** Whether keys and values are taken out of the joint projection by copies, as in Falcon. */
  readonly copiedParts: boolean;
  readonly queryBias: boolean;
  readonly outputBias: boolean;
  readonly rotary: RotarySpec | undefined;
  /** Normalised queries and keys, over each head, over each with learned values of its own, or over all of them. */
  readonly queryKeyNorm: { readonly style: NormStyle; readonly over: "head" | "each" | "all" } | undefined;
  /** Whether queries and keys are normalised once they are turned; default false. */
  readonly normAfterRotary?: boolean;
  /** Features of a value of one head; default `headDim`. */
  readonly valueDim?: number;
  /** Bias of the values where it is not that of the queries. */
  readonly valueBias?: boolean;
  /** Whether values are the projected keys as they are before normalisation; default false. */
  readonly keysAsValues?: boolean;
  /** Normalisation of each value. */
  readonly valueNorm?: NormStyle;
  /** The earlier layer whose keys and values this one reads, so that it projects none. */
  readonly keysOf?: number;
  readonly outputGate?: OutputGate;
  /** Chooses the keys that each query may see. */
  readonly indexer?: IndexerSpec;
  /** Normalisation of the context before the output projection. */
  readonly contextNorm?: NormStyle;
}

/** A learned gate on the context: one value for each feature or each head, through a sigmoid. */
export interface OutputGate {
  readonly over: "feature" | "head";
  /** Whether it comes out of the matrix of the queries; default: it has one of its own. */
  readonly joint?: boolean;
  /** Default "sigmoid". */
  readonly activation?: BlockActivation;
}

/** A light scorer that chooses the keys which each query may see, as in DeepSeek-V3.2. */
export interface IndexerSpec {
  readonly heads: number;
  readonly headDim: number;
  /** Keys, or blocks of keys, that are kept for each query. */
  readonly kept: number;
  /** Keys of a block that is chosen as one, by heads without weights; absent: keys are chosen one by one. */
  readonly block?: number;
}

/** Attention over compressed keys and values, as in DeepSeek-V2. */
export interface LatentAttentionSpec extends ScoreSpec {
  readonly kind: "latent";
  readonly heads: number;
  /** Width of compressed queries; undefined: they are projected at once. */
  readonly queryRank: number | undefined;
  /** Width of compressed keys and values. */
  readonly valueRank: number;
  /** Features of a query without positions. */
  readonly plainDim: number;
  readonly rotary: RotarySpec;
  /** Whether that part is not turned after all, as in Kimi; default false. */
  readonly still?: boolean;
  readonly valueDim: number;
  readonly bias: boolean;
  /** Chooses keys; where a layer takes the choice of an earlier one, it has none. */
  readonly indexer?: IndexerSpec;
  readonly outputGate?: OutputGate;
}

/** What stands in the place of attention or feed-forward and is neither: a state-space layer, a short convolution. */
export interface OwnSpec {
  readonly kind: "own";
  /** What it is, e.g. "gated delta rule". */
  readonly name: string;
  /** Experts within it. */
  readonly experts?: ExpertsSpec;
  /** Values that one sequence keeps from token to token in place of keys and values; default 0. */
  readonly state?: number;
  /** [batch, tokens, modelDim] -> the same. */
  readonly build: (here: Where, x: Tensor, place: OwnPlace) => Tensor;
}

/** What a part of its own may read besides. */
export interface OwnPlace {
  readonly tables: TablesOf;
  /** What the network computed once for all layers. */
  readonly beside: Tensor | undefined;
  /** The network's embedded tokens. */
  readonly embedded: Tensor;
  /** What the sublayer's result is added to, before its normalisation. */
  readonly residual: Tensor;
}

/** Nothing in the place of a sublayer. */
export interface NoSpec {
  readonly kind: "none";
}

/**
 * Where a block is normalised: "before" each sublayer, "after" it, "around" it, "after-sum" behind the residual
 * addition; or both sublayers side by side behind one normalisation, or behind one each.
 */
export type Arrangement = "before" | "after" | "around" | "after-sum" | "parallel" | "parallel-two";

export interface BlockSpec {
  readonly arrangement: Arrangement;
  readonly norm: NormStyle;
  /** Whether attention reads its input as it is, as in ModernBERT's first layer; default false. */
  readonly bareAttention?: boolean;
  readonly attention: AttentionSpec | LatentAttentionSpec | OwnSpec | NoSpec;
  /** Attention to what an encoder gives, between the two sublayers; default: none. */
  readonly cross?: AttentionSpec;
  readonly mlp: MlpSpec | ExpertsSpec | OwnSpec | NoSpec;
  /** Probabilities of dropping what the sublayers add. */
  readonly attentionDropout: number;
  readonly mlpDropout: number;
  /** Tables that parts of its own turn by, where attention says none. */
  readonly rotary?: RotarySpec;
  /** What follows the two sublayers, in place. */
  readonly after?: OwnSpec;
  /** Parallel residual streams in place of the one. */
  readonly streams?: StreamsSpec;
}

/** How a block reads several residual streams and writes them: [batch, tokens, streams, modelDim]. */
export interface StreamsSpec {
  readonly count: number;
  /** What a sublayer reads, and what it needs to write its result back. */
  readonly read: (here: Where, streams: Tensor) => { readonly x: Tensor; readonly write: Tensor };
  readonly write: (here: Where, streams: Tensor, result: Tensor, write: Tensor) => Tensor;
}

/** The attention over keys and values of a block; undefined where it has none. */
export function attending({ attention }: BlockSpec): AttentionSpec | LatentAttentionSpec | undefined {
  return attention.kind === "heads" || attention.kind === "latent" ? attention : undefined;
}
