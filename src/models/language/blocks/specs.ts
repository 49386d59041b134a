// What the blocks of a transformer are made of, every field present: importers and the zoo fill these in.
import type { ActivationFunction, NormStyle, Tensor } from "../../../layers/index.js";

/** Rotary positions as a library computes them. */
export interface RotarySpec {
  /** Features of a head that are turned; the others pass. */
  readonly dims: number;
  /** Whether cosines and sines are kept for each of those features, or for each pair. */
  readonly tables: "feature" | "pair";
  /** Tables in FP32 whatever the network's format. */
  readonly float: boolean;
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
  /** Normalised queries and keys, over each head or over all of them. */
  readonly queryKeyNorm: { readonly style: NormStyle; readonly over: "head" | "all" } | undefined;
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
  readonly valueDim: number;
  readonly bias: boolean;
}

/** Activation functions, and two that a library composes of steps and keeps more for. */
export type BlockActivation = ActivationFunction | "gelu-steps" | "gelu-quick";

export interface MlpSpec {
  readonly kind: "dense";
  readonly dim: number;
  readonly activation: BlockActivation;
  /** "separate": a gate beside the up-projection; "joint": both in one matrix. */
  readonly gate: "none" | "separate" | "joint";
  readonly bias: boolean;
  /** Whether the projection back has one; default: `bias`. */
  readonly outputBias?: boolean;
  /** Probability of dropping an inner value. */
  readonly dropout: number;
}

/** What the router of a mixture computes and keeps. */
export interface RouterSpec {
  /** "all": softmax or sigmoid over all experts, "chosen": softmax over the chosen. */
  readonly scores: "all" | "chosen";
  /** Whether the weights of the chosen are divided by their sum. */
  readonly normalised: boolean;
  /** Whether the router's product runs in FP32. */
  readonly float: boolean;
  /** Whether the weights stay in FP32. */
  readonly floatWeights: boolean;
  readonly bias: boolean;
  /** Groups of experts of which only some are open to a token; undefined: all experts are. */
  readonly grouped:
    | { readonly groups: number; readonly open: number; readonly bestOfEach: number }
    | undefined;
}

export interface ExpertsSpec {
  readonly kind: "experts";
  readonly experts: number;
  readonly active: number;
  readonly dim: number;
  readonly activation: BlockActivation | "clamped-swish";
  readonly bias: boolean;
  readonly router: RouterSpec;
  /** What every token passes through besides; undefined: nothing. */
  readonly shared: MlpSpec | undefined;
  /** Whether a learned gate weighs it. */
  readonly sharedGate: boolean;
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
  readonly attention: AttentionSpec | LatentAttentionSpec;
  /** Attention to what an encoder gives, between the two sublayers; default: none. */
  readonly cross?: AttentionSpec;
  readonly mlp: MlpSpec | ExpertsSpec;
  /** Probabilities of dropping what the sublayers add. */
  readonly attentionDropout: number;
  readonly mlpDropout: number;
}
