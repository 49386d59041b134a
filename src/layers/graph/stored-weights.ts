// How the weights of a network are stored, where a file says so: what they take, and in which arithmetic they multiply.
import type { Quantity } from "../../numbers/quantity.js";

/** Bytes of a network's weights by how passes read them. */
export interface StoredBytes {
  /** Of all layers but the weights of experts, normalisations and biases among them. */
  readonly dense: Quantity;
  readonly experts: Quantity;
  /** Of the vocabulary's tables, the output layer among them. */
  readonly tables: Quantity;
  /** Of the output layer alone, or of the table that is also the output layer. */
  readonly head: Quantity;
  readonly all: Quantity;
}

/** What is stored in one number format. */
export interface StoredShare {
  /** "BF16", "Q4_K", "AWQ, 4 bits in groups of 128". */
  readonly format: string;
  /** Weights, unpacked; 0 for scales that a file keeps as tensors of their own. */
  readonly parameters: number;
  readonly bytes: number;
}

/** Weights as a file stores them; scales and zero points are in the bytes. */
export interface StoredWeights {
  /** "AWQ, 4 bits in groups of 128", "GGUF Q4_K, Q6_K". */
  readonly name: string;
  /** What says so: a file of weights, the config of a checkpoint, or whoever asked for a format by name. */
  readonly from: "file" | "config" | "asked";
  /** Bits of most values without their scales. */
  readonly valueBits: number;
  /** The narrowest arithmetic that may multiply the values as they are; else they are unpacked to 16 bits first. */
  readonly arithmetic: "16-bit" | "fp8" | "int8" | "fp4";
  readonly bytes: StoredBytes;
  /** Bits of a parameter, scales included, over the whole network. */
  readonly bitsPerWeight: Quantity;
  /** By number format, most bytes first. */
  readonly formats: readonly StoredShare[];
  /** Number format of the key-value cache, where the checkpoint names one. */
  readonly cache?: "fp8" | "int8" | "nvfp4";
}

/** The number format in which a network's activations are counted, and why in that one. */
export interface ActivationFormat {
  readonly name: "fp32" | "bf16" | "fp16";
  /** "asked": by whoever counts; "stated": by the model's own file; "default": nobody said. */
  readonly by: "asked" | "stated" | "default";
}
