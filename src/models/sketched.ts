// What a sketch of a network is told of a window, of attention and of a feed-forward part.
import type { NormStyle, Tensor } from "../layers/index.js";
import type { Spatial } from "../layers/shape/shape.js";
import type { BlockActivation, ScoreSpec } from "./language/blocks/specs.js";

/** A window that slides over one, two or three dimensions. */
export interface Window {
  readonly kernel: Spatial;
  readonly stride?: Spatial;
  readonly padding?: Spatial;
  readonly dilation?: Spatial;
  readonly groups?: number;
  /** Default true. */
  readonly bias?: boolean;
}

/** Attention of one sequence to itself or to another. */
export interface SketchedAttention {
  readonly heads: number;
  /** Default: as many as `heads`. */
  readonly kvHeads?: number;
  /** Default: the input's width over the heads. */
  readonly headDim?: number;
  /** Features of a value; default: `headDim`. */
  readonly valueDim?: number;
  /** What is attended to, [batch, keys, width]; default: the input. */
  readonly memory?: Tensor;
  /** Biases of queries, keys and values, by name where they differ; default true. */
  readonly bias?: boolean | { readonly query: boolean; readonly key: boolean; readonly value: boolean };
  /** Default true. */
  readonly outputBias?: boolean;
  /** Default: the input's width. */
  readonly outputDim?: number;
  /** Normalisation of queries and keys, over each head or over all of them. */
  readonly queryKeyNorm?: { readonly style: NormStyle; readonly over: "head" | "all" };
  /** Whether queries and keys are brought to unit length; default false. */
  readonly unit?: boolean;
  /** Turn queries and keys by rotary positions; default false. */
  readonly rotary?: boolean;
  readonly scores?: Partial<ScoreSpec>;
  /** Whether values are divided by their root mean square, without learned scales. */
  readonly valueNorm?: boolean;
  /** Windows that tokens attend within, by their sizes; together all tokens. Default: one of all tokens. */
  readonly windows?: readonly { readonly count: number; readonly tokens: number }[];
}

export interface SketchedMlp {
  readonly dim: number;
  readonly activation: BlockActivation;
  /** Default false. */
  readonly gated?: boolean;
  /** Default true. */
  readonly bias?: boolean;
  /** Default: the input's width. */
  readonly outputDim?: number;
}
