// What a model of the zoo is: an id, what it reads, what may be set on it, and how its graph is built.
import type { CountedGraph } from "../layers/index.js";

/** Number formats that a network can be built in; activations and weights have its width. */
export type NetworkFormat = "fp32" | "bf16" | "fp16";

/**
 * How attention runs: "eager" writes scores and weights to memory, "fused" (flash, SDPA) keeps its inputs, its output
 * and one statistic for each row.
 */
export type AttentionKernel = "eager" | "fused";

/** What may be set on a model by name; a model ignores none of them: it errors on what it has no use for. */
export interface ModelInput {
  readonly batch?: number;
  /** Height and width of an image. */
  readonly resolution?: number;
  /** Tokens of a sequence; source and target alike for an encoder-decoder. Text beside images: the text's alone. */
  readonly sequence?: number;
  /** Images of each sample beside its text; default 0 for a language model that sees, 1 where images are the input. */
  readonly images?: number;
  /** Seconds of sound of each sample. */
  readonly audio?: number;
  /** Steps of a diffusion model for one image; default 1, a single pass. */
  readonly steps?: number;
  /** Number format of activations and weights; default "fp32". */
  readonly dtype?: NetworkFormat;
  /** The same under its earlier name. */
  readonly format?: NetworkFormat;
  /** Default "eager". */
  readonly attention?: AttentionKernel;
}

/** A model by name. */
export interface ModelRecord {
  /** Lower case, e.g. "resnet50". */
  readonly id: string;
  /** Other spellings that people use. */
  readonly aliases?: readonly string[];
  /** The family under which the zoo lists it, e.g. "ResNet". */
  readonly family: string;
  /** What it reads: decides which inputs may be set. */
  readonly reads: "images" | "tokens";
  graph(input: ModelInput): CountedGraph;
}

/** The number format that is asked for, by either name. */
export function dtypeOf<Dtype>(input: {
  readonly dtype?: Dtype;
  readonly format?: Dtype;
}): Dtype | undefined {
  return input.dtype ?? input.format;
}

/** Bytes of one value in a format. */
export function formatWidth(format: NetworkFormat): number {
  return format === "fp32" ? 4 : 2;
}
