// What stored values take: bits with their share of scales, bytes of many, and bits from the bytes of a file.

import { sources } from "../sources/bibliography.js";
import { formula } from "./vocabulary.js";

/** Bits of a value whose group shares a scale and, maybe, a zero point. */
export const bitsPerValue = formula({
  id: "formats.bits-per-value",
  meaning: "Bits of a value with its share of the scale and zero point of its group",
  expression: "valueBits + (scaleBits + zeroPointBits) / groupSize",
  result: "bitsPerValue",
  inputs: ["valueBits", "scaleBits", "zeroPointBits", "groupSize"],
  source: { source: sources.ocpMicroscaling, place: "section 5, a block of k elements and one scale" },
});

/** Bits of a value when the scales are quantized themselves, with a scale of their own. */
export const bitsPerValueOfTwoScales = formula({
  id: "formats.bits-per-value-two-scales",
  meaning: "Bits of a value whose scales are quantized in groups of their own",
  expression: "valueBits + scaleBits / groupSize + secondScaleBits / (groupSize * secondGroupSize)",
  result: "bitsPerValue",
  inputs: ["valueBits", "scaleBits", "groupSize", "secondScaleBits", "secondGroupSize"],
  source: { source: sources.dettmers2023, place: "section 3, double quantization" },
  sample: { scaleBits: 8, groupSize: 64 },
});

/** Memory of all weights in a storage format. */
export const weightMemory = formula({
  id: "formats.weight-memory",
  meaning: "Memory of the parameters in a storage format",
  expression: "parameters * bitsPerValue / bitsPerByte",
  result: "parameterMemory",
  inputs: ["parameters", "bitsPerValue"],
  source: {
    source: sources.rajbhandari2020,
    place: "section 3.1, bytes of Ψ parameters; here of any number of bits",
  },
});

/** Bits that a file spends on each of its parameters. */
export const storedBitsPerWeight = formula({
  id: "importers.bits-per-weight",
  meaning: "Bits that a file of weights spends on each parameter, scales and zero points included",
  expression: "bitsPerByte * bytes / parameters",
  result: "bitsPerValue",
  inputs: ["bytes", "parameters"],
  source: {
    source: sources.ggml,
    place: "bits per weight, scales included, in the comments of each block",
  },
  sample: { bytes: 4.1e9 },
});
