// Quantization at inference. Sizes and rates of FP32, FP16, INT8 and INT4, and one round trip.

import { formatSpeedup } from "../../cost/format-speed.js";
import {
  bandwidthGain,
  compression,
  type RoundTrip,
  relativeSize,
  roundTripWithRealZero,
} from "../../cost/inference/index.js";
import { claimsOf, type Example } from "../../examples/example.js";
import { device, peak } from "../../hardware/index.js";
import type { Quantity } from "../../numbers/quantity.js";
import { gigabytesPerSecond, teraflopPerSecond } from "../../numbers/units.js";
import { formatBytes } from "../../training/number-formats.js";
import { documents } from "../bibliography.js";

const claim = claimsOf({
  source: documents.countingCosts,
  title: "Quantization at inference",
  question: "What do fewer bits save at inference?",
});

const table = (row: string, column: string) => `FP32/FP16/INT8/INT4 table, ${row}, ${column}`;
const a100 = { fp32: teraflopPerSecond(19.5), bandwidth: gigabytesPerSecond(2039) };
const noScales =
  "Scales and zero points are not counted; groups of 32 with one 8-bit scale add a quarter of a bit.";
const bothEnds = (quotient: string) =>
  `The upper end is the A100's matrix rate over its FP32 vector rate, ${quotient}; over TF32 on the same matrix units (156 TFLOP/s) it is the lower end.`;

interface Row {
  readonly name: "fp32" | "fp16" | "int8" | "int4";
  readonly bits: number;
  readonly bytes: number;
  readonly size: number;
  readonly bandwidth: number;
}

const rows: readonly Row[] = [
  { name: "fp32", bits: 32, bytes: 4, size: 1, bandwidth: 1 },
  { name: "fp16", bits: 16, bytes: 2, size: 0.5, bandwidth: 2 },
  { name: "int8", bits: 8, bytes: 1, size: 0.25, bandwidth: 4 },
  { name: "int4", bits: 4, bytes: 0.5, size: 0.125, bandwidth: 8 },
];

/** Bytes, size and bandwidth of one column of the table. */
function sizeClaims({ name, bits, bytes, size, bandwidth }: Row): readonly Example[] {
  const format = name.toUpperCase();
  const narrow = bits < 16 ? { note: noScales } : {};
  return [
    claim({
      id: `quant-bytes-${name}`,
      title: `Bytes of a value in ${format}`,
      where: table("Bytes per value", format),
      formula: formatBytes,
      inputs: { bits },
      stated: { value: bytes, digits: 1 },
      unit: "byte",
      ...narrow,
      expect: { value: bytes },
    }),
    claim({
      id: `quant-size-${name}`,
      title: `Model size in ${format}`,
      where: table("Model size (relative)", format),
      formula: relativeSize,
      inputs: { bitsPerValue: bits, baseBits: 32 },
      stated: { value: size, digits: 3 },
      unit: "1",
      ...narrow,
      expect: { value: size },
    }),
    claim({
      id: `quant-bandwidth-${name}`,
      title: `Values moved a second in ${format}`,
      where: table("Memory bandwidth (relative)", format),
      formula: bandwidthGain,
      inputs: { bandwidth: a100.bandwidth, bitsPerValue: bits, baseBits: 32 },
      stated: { value: bandwidth, digits: 1 },
      unit: "1",
      note: `The bandwidth in byte/s stays what it is: more values pass in a second. ${bits < 16 ? noScales : ""}`.trim(),
      expect: { value: bandwidth },
    }),
  ];
}

const throughput = (format: string) => ({
  id: `quant-throughput-${format.toLowerCase()}`,
  title: `Peak rate in ${format} against FP32`,
  where: table("Compute throughput (vs FP32)", format),
  formula: formatSpeedup,
  unit: "1",
});

/** The error of a round trip, all that its claim asks for. */
const roundTripError = (inputs: Parameters<typeof roundTripWithRealZero>[0]): Quantity => {
  const trip: RoundTrip = roundTripWithRealZero(inputs);
  return trip.error;
};

/** The claims of the section, in the order of the text. */
export const quantizationClaims: readonly Example[] = [
  claim({
    id: "quant-affine-roundtrip",
    title: "A value there and back",
    where: "q = round((x − z)/s), x ≈ s q + z",
    question: "How far is a value from what its code stands for?",
    formula: roundTripError,
    inputs: { realValue: 0.537, quantizationScale: 0.01, realZeroPoint: 0.1 },
    stated: { atMost: 0.005, says: "within s/2" },
    unit: "1",
    note: "The code is round(43.7) = 44 and stands for 0.54. The text's z is a real offset; its citation uses a whole code Z for zero, see x-quant-affine.",
    expect: { value: 0.003 },
  }),
  ...rows.flatMap(sizeClaims),
  claim({
    ...throughput("FP32"),
    inputs: { formatPeak: a100.fp32, referencePeak: a100.fp32 },
    stated: { value: 1, digits: 1 },
    expect: { value: 1 },
  }),
  claim({
    ...throughput("FP16"),
    inputs: { formatPeak: teraflopPerSecond(312), referencePeak: a100.fp32 },
    stated: { range: [2, 16] },
    note: bothEnds("312/19.5 = 16"),
    expect: { value: 16 },
  }),
  claim({
    ...throughput("INT8"),
    inputs: { formatPeak: teraflopPerSecond(624), referencePeak: a100.fp32 },
    stated: { range: [4, 32] },
    note: bothEnds("624/19.5 = 32"),
    expect: { value: 32 },
  }),
  claim({
    ...throughput("INT4"),
    inputs: () => ({
      formatPeak: peak(device("a100-sxm-80"), "int4"),
      referencePeak: a100.fp32,
    }),
    stated: { range: [8, 64] },
    note: bothEnds("1248/19.5 = 64"),
    expect: { value: 64 },
  }),
  claim({
    id: "quant-int8-compression",
    title: "Compression by INT8",
    where: "INT8 quantization is the current sweet spot: 4× model compression",
    formula: compression,
    inputs: { baseBits: 32, bitsPerValue: 8 },
    stated: { value: 4, digits: 1 },
    unit: "1",
    note: `Against FP32; a model kept in 16 bits shrinks by half. ${noScales}`,
    expect: { value: 4 },
  }),
  claim({
    id: "quant-int8-bandwidth-gain",
    title: "Gain in bandwidth by INT8",
    where: "4× bandwidth improvement",
    formula: bandwidthGain,
    inputs: { bandwidth: a100.bandwidth, bitsPerValue: 8, baseBits: 32 },
    stated: { value: 4, digits: 1 },
    unit: "1",
    expect: { value: 4 },
  }),
];
