// The tensor types of ggml: how many weights a block holds and how many bytes it takes.

/** Block of one tensor type. */
export interface TensorType {
  readonly name: string;
  /** Weights of a block. */
  readonly blockSize: number;
  /** Bytes of a block, scales included. */
  readonly blockBytes: number;
  /** True where values are real numbers; whole numbers are no weights. */
  readonly real: boolean;
}

/** Weights of a super-block of the K and IQ types. */
const superBlock = 256;

const plain = (name: string, blockBytes: number, real = true): TensorType => ({
  name,
  blockSize: 1,
  blockBytes,
  real,
});
const small = (name: string, blockBytes: number): TensorType => ({
  name,
  blockSize: 32,
  blockBytes,
  real: true,
});
/** A super-block of 256: the bytes of its parts are listed as in ggml's structures. */
const large = (name: string, ...parts: readonly number[]): TensorType => ({
  name,
  blockSize: superBlock,
  blockBytes: parts.reduce((all, part) => all + part, 0),
  real: true,
});

/**
 * By the number in the file. Source: ggml's list of types and their block structures (ggml.h, ggml-common.h of
 * github.com/ggml-org/llama.cpp, and constants of its gguf package 0.19, read 2026-11).
 */
export const tensorTypes: ReadonlyMap<number, TensorType> = new Map([
  [0, plain("F32", 4)],
  [1, plain("F16", 2)],
  // A half of scale and 16 bytes of 4-bit codes; "_1" adds a half of minimum, "5" adds 4 bytes of fifth bits.
  [2, small("Q4_0", 2 + 16)],
  [3, small("Q4_1", 2 + 2 + 16)],
  [6, small("Q5_0", 2 + 4 + 16)],
  [7, small("Q5_1", 2 + 2 + 4 + 16)],
  [8, small("Q8_0", 2 + 32)],
  [9, small("Q8_1", 4 + 4 + 32)],
  // Scales of sub-blocks, codes, further bits, halves of scale and minimum.
  [10, large("Q2_K", 16, 64, 2, 2)],
  [11, large("Q3_K", 32, 64, 12, 2)],
  [12, large("Q4_K", 2, 2, 12, 128)],
  [13, large("Q5_K", 2, 2, 12, 32, 128)],
  [14, large("Q6_K", 128, 64, 16, 2)],
  [15, large("Q8_K", 4, 256, 32)],
  [16, large("IQ2_XXS", 2, 64)],
  [17, large("IQ2_XS", 2, 64, 8)],
  [18, large("IQ3_XXS", 2, 96)],
  [19, large("IQ1_S", 2, 32, 16)],
  [20, small("IQ4_NL", 2 + 16)],
  [21, large("IQ3_S", 2, 64, 8, 32, 4)],
  [22, large("IQ2_S", 2, 64, 8, 8)],
  [23, large("IQ4_XS", 2, 2, 4, 128)],
  [24, plain("I8", 1, false)],
  [25, plain("I16", 2, false)],
  [26, plain("I32", 4, false)],
  [27, plain("I64", 8, false)],
  [28, plain("F64", 8)],
  [29, large("IQ1_M", 32, 16, 8)],
  [30, plain("BF16", 2)],
  [34, large("TQ1_0", 48, 4, 2)],
  [35, large("TQ2_0", 64, 2)],
  [39, small("MXFP4", 1 + 16)],
  [40, { name: "NVFP4", blockSize: 64, blockBytes: 4 + 32, real: true }],
  [41, { name: "Q1_0", blockSize: 128, blockBytes: 2 + 16, real: true }],
]);

/** Types that ggml once had and took out: no reader of today knows their blocks. */
export const removedTypes: ReadonlyMap<number, string> = new Map([
  [4, "Q4_2"],
  [5, "Q4_3"],
  [31, "Q4_0_4_4"],
  [32, "Q4_0_4_8"],
  [33, "Q4_0_8_8"],
  [36, "IQ4_NL_4_4"],
  [37, "IQ4_NL_4_8"],
  [38, "IQ4_NL_8_8"],
]);
