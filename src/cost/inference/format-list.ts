// Storage formats of weights and activations from 32 down to 4 bits, with the groups that share a scale.

import type { Citation } from "../../ground/source.js";
import { sources } from "../../sources/bibliography.js";

/** One way to store a value. */
export interface StorageFormat {
  readonly name: string;
  readonly valueBits: number;
  /** Values that share a scale; absent where one scale serves a whole tensor or none is needed. */
  readonly group?: {
    readonly size: number;
    readonly scaleBits: number;
    readonly zeroPointBits?: number;
    /** Scales that are quantized in groups of their own. */
    readonly second?: { readonly size: number; readonly scaleBits: number };
  };
  /** Largest finite value of the element type, before scaling. */
  readonly largest: number;
  readonly source: Citation;
}

const ieee = { source: sources.ieee754, place: "Table 3.5" };
const fp8 = { source: sources.micikevicius2022, place: "Table 1" };
const mx = { source: sources.ocpMicroscaling, place: "Table 1 and section 5.3" };
const integers = { source: sources.nagel2021, place: "section 2.2: signed integers, symmetric about zero" };
const gguf = (place: string) => ({ source: sources.ggml, place });
const microscaled = { size: 32, scaleBits: 8 } as const;

/**
 * Formats by id. Where a format is often used with other groups, the id names the group.
 *
 * @example storageFormats.fp32.valueBits // 32
 */
export const storageFormats = {
  fp32: { name: "FP32", valueBits: 32, largest: 3.402_823_466e38, source: ieee },
  fp16: { name: "FP16", valueBits: 16, largest: 65_504, source: ieee },
  bf16: {
    name: "BF16",
    valueBits: 16,
    largest: 3.389_531_39e38,
    source: { source: sources.kalamkar2019, place: "section 3" },
  },
  "fp8-e4m3": { name: "FP8 E4M3", valueBits: 8, largest: 448, source: fp8 },
  "fp8-e5m2": { name: "FP8 E5M2", valueBits: 8, largest: 57_344, source: fp8 },
  int8: { name: "INT8", valueBits: 8, largest: 127, source: integers },
  int4: { name: "INT4", valueBits: 4, largest: 7, source: integers },
  "int4-group128": {
    name: "INT4, groups of 128 with FP16 scale and 4-bit zero point",
    valueBits: 4,
    group: { size: 128, scaleBits: 16, zeroPointBits: 4 },
    largest: 15,
    source: { source: sources.frantar2023, place: "section 4, group size 128" },
  },
  "int4-group64": {
    name: "INT4, groups of 64 with BF16 scale and zero point",
    valueBits: 4,
    group: { size: 64, scaleBits: 16, zeroPointBits: 16 },
    largest: 15,
    source: { source: sources.torchao, place: "int4wo-64: 3.74 GB of Llama 2 7B; read 2026-11-26" },
  },
  "int4-group32": {
    name: "INT4, groups of 32 with BF16 scale and zero point",
    valueBits: 4,
    group: { size: 32, scaleBits: 16, zeroPointBits: 16 },
    largest: 15,
    source: {
      source: sources.gptFast,
      place: "quantize.py: scales and zeros in BF16 per group, 32 in the benchmarks; read 2026-11-26",
    },
  },
  nf4: {
    name: "NF4 with double quantization",
    valueBits: 4,
    group: { size: 64, scaleBits: 8, second: { size: 256, scaleBits: 32 } },
    largest: 1,
    source: { source: sources.dettmers2023, place: "section 3" },
  },
  mxfp8: { name: "MXFP8 (E4M3)", valueBits: 8, group: microscaled, largest: 448, source: mx },
  mxfp6: { name: "MXFP6 (E2M3)", valueBits: 6, group: microscaled, largest: 7.5, source: mx },
  mxfp4: { name: "MXFP4 (E2M1)", valueBits: 4, group: microscaled, largest: 6, source: mx },
  nvfp4: {
    name: "NVFP4 (E2M1, FP8 scale for 16 values)",
    valueBits: 4,
    group: { size: 16, scaleBits: 8 },
    largest: 6,
    source: {
      source: sources.nvidiaNvfp4,
      place: "blocks of 16 values; the FP32 scale of a tensor left out",
    },
  },
  q8_0: {
    name: "GGUF Q8_0",
    valueBits: 8,
    group: { size: 32, scaleBits: 16 },
    largest: 127,
    source: gguf("block_q8_0: 34 bytes for 32 values"),
  },
  q4_0: {
    name: "GGUF Q4_0",
    valueBits: 4,
    group: { size: 32, scaleBits: 16 },
    largest: 7,
    source: gguf("block_q4_0: 18 bytes for 32 values"),
  },
} as const satisfies Readonly<Record<string, StorageFormat>>;

export type StorageFormatId = keyof typeof storageFormats;
