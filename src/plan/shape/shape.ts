// What planning needs to know of a transformer: sizes of its layers, as stated by whoever published it.

import type { Origin } from "../../ground/source.js";
import type { ActivationFormat, CountedGraph, StoredWeights } from "../../layers/index.js";
import type { ModelInput } from "../../models/index.js";
import type { Quantity } from "../../numbers/quantity.js";

/** Multi-head latent attention (DeepSeek): queries and keys from low-rank vectors. */
export interface LatentAttention {
  /** Width of the compressed query; undefined: queries are not compressed. */
  readonly queryRank: number | undefined;
  readonly kvRank: number;
  /** Widths of the parts of a key without and with rotary positions. */
  readonly plainDim: number;
  readonly rotaryDim: number;
  readonly valueDim: number;
}

/** Experts in place of the feed-forward layer. */
export interface Mixture {
  readonly experts: number;
  /** Experts that a token is sent to. */
  readonly active: number;
  /** Width of one expert. */
  readonly expertDim: number;
  /** Width of the experts that every token passes, together; 0: none. */
  readonly sharedDim: number;
  /** Layers with experts; the others have the plain feed-forward layer. */
  readonly layers: number;
}

/** Layers whose attention looks back no further than a window of `length` tokens, the token itself among them. */
export interface SlidingLayers {
  readonly length: number;
  readonly layers: number;
}

/** A decoder-only transformer as far as its cost under parallelism depends on it. */
export interface TransformerShape {
  readonly name: string;
  readonly origin: Origin;
  readonly layers: number;
  readonly modelDim: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
  readonly ffnDim: number;
  /** Three matrices in the feed-forward layer in place of two. */
  readonly gated: boolean;
  readonly vocabulary: number;
  /** Whether the output projection is the input table. */
  readonly tied: boolean;
  /** Whether it is trained with dropout, as GPT-3 and Megatron are: masks are then kept. */
  readonly dropout: boolean;
  /** Rows of a learned table of positions; 0: none. */
  readonly positionRows: number;
  readonly latent: LatentAttention | undefined;
  readonly mixture: Mixture | undefined;
  /** The vocabulary with its working where devices hold it padded; absent: as stated. */
  readonly padded?: Quantity;
  /** Layers that slide a window, by its length; absent: all see everything. */
  readonly windows?: readonly SlidingLayers[];
  /** How the model's file stores the weights; absent where it does not say. */
  readonly stored?: StoredWeights;
  /** The number format that the model's file states for its activations; absent where it is no file. */
  readonly activations?: ActivationFormat;
  /** Why the format in which the file stores its weights is not taken; absent where it is, or where it says none. */
  readonly unknownFormat?: string;
  /** The counted graph behind the shape, for other batches, lengths and formats; undefined: sizes alone are known. */
  readonly graph?: (input: ModelInput) => CountedGraph;
}
