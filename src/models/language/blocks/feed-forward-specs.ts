// What the feed-forward part of a block is: two or three matrices, or experts behind a router.
import type { ActivationFunction, NormStyle } from "../../../layers/index.js";

/** Activation functions, and those that a library composes of steps and keeps more for. */
export type BlockActivation = ActivationFunction | "gelu-steps" | "gelu-quick" | "relu-squared";

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
  /** Normalisation of the inner values before the last matrix. */
  readonly innerNorm?: NormStyle;
  /** Learned values of the activation function itself. */
  readonly activationParameters?: number;
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
  /** Learned values beside the router's matrix, such as a correction or a scale of each expert; default 0. */
  readonly learned?: number;
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
  /** Whether an expert gates its inner values, in one matrix with them; default true. */
  readonly gated?: boolean;
  /** Normalisation of what the experts and the shared part give together. */
  readonly normAfter?: NormStyle;
  /** Whether the library runs every expert over every token and weighs what was not chosen by zero. */
  readonly allRun?: boolean;
  /** Width that tokens are brought to before the experts, and back after them. */
  readonly latentDim?: number;
}
