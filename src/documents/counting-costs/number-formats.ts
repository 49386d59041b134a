// The table of number formats. Bytes and ranges hold; its throughputs mix units with and without tensor cores.

import { formatSpeedup, memoryRatio } from "../../cost/index.js";
import { claimsOf, type Example } from "../../examples/example.js";
import type { Quantity } from "../../numbers/quantity.js";
import { type Amount, bytes, teraflopPerSecond } from "../../numbers/units.js";
import {
  decimalDigits,
  formatBytes,
  integerMaximum,
  integerMinimum,
  largestNumber,
  significandLimit,
} from "../../training/index.js";
import { documents } from "../bibliography.js";

const claim = claimsOf({
  source: documents.countingCosts,
  title: "Number formats",
  question: "What does a number format hold, and how fast is it?",
});

const cell = (format: string, column: string) => `table of number formats, ${format}, ${column}`;
const bitsOf = (value: number): Amount => ({ value, unit: "bit/element" });

const size = (format: string, bits: number, stated: number): Example =>
  claim({
    id: `fmt-${format.toLowerCase()}-bytes`,
    title: `Bytes of ${format}`,
    where: cell(format, "Bytes"),
    formula: formatBytes,
    inputs: { bits: bitsOf(bits) },
    stated: { value: stated, digits: 1 },
    unit: "byte/element",
    expect: { value: stated },
  });

interface Float {
  readonly significandBits: Quantity | number | Amount;
  readonly maxExponent: Quantity | number | Amount;
}

const largest = ({ significandBits, maxExponent }: Float): Quantity =>
  largestNumber({ significandLimit: significandLimit({ significandBits }), maxExponent });

const rangeOf = (format: string, float: { significandBits: number; maxExponent: number }) => ({
  id: `fmt-${format.toLowerCase()}-range`,
  title: `Largest number of ${format}`,
  where: cell(format, "Range"),
  formula: largest,
  inputs: float,
  unit: "1",
});

const digitsOf = (format: string, significandBits: number, stated: number, value: number): Example =>
  claim({
    id: `fmt-${format.toLowerCase()}-digits`,
    title: `Decimal digits of ${format}`,
    where: cell(format, "Precision"),
    formula: decimalDigits,
    inputs: { significandBits },
    stated: { value: stated, digits: stated === 7 ? 1 : 2 },
    unit: "digit",
    note: `${significandBits} bits of significand, the hidden one included, times log10 of 2.`,
    expect: { value },
  });

const integer = (id: string, format: string, bits: number, end: "low" | "high", stated: number): Example =>
  claim({
    id,
    title: `${end === "low" ? "Smallest" : "Largest"} number of ${format}`,
    where: cell(format, "Range"),
    formula: end === "low" ? integerMinimum : integerMaximum,
    inputs: { bits: bitsOf(bits) },
    stated: { value: stated, digits: bits === 4 ? 1 : 3 },
    unit: "1",
    expect: { value: stated },
  });

const speed = (format: string, [rate, reference]: readonly [number, number]) => ({
  title: `Throughput of ${format}`,
  where: cell(format, "Relative Throughput"),
  formula: formatSpeedup,
  inputs: { formatPeak: teraflopPerSecond(rate), referencePeak: teraflopPerSecond(reference) },
  unit: "1",
});

const half = (id: string, title: string, where: string, note: string): Example =>
  claim({
    id,
    title,
    where,
    formula: memoryRatio,
    inputs: { newBytes: bytes(4), oldBytes: bytes(2) },
    stated: { value: 2, digits: 1 },
    unit: "1",
    note,
    expect: { value: 2 },
  });

/** The claims of the table and the insight below it, row by row. */
export const numberFormatClaims: readonly Example[] = [
  size("FP32", 32, 4),
  claim({
    ...rangeOf("FP32", { significandBits: 24, maxExponent: 127 }),
    stated: { value: 3.4e38, digits: 2 },
    expect: { value: 3.4028234663852886e38 },
  }),
  digitsOf("FP32", 24, 7, 7.22471989594),
  claim({
    id: "fmt-fp32-throughput",
    ...speed("FP32", [19.5, 19.5]),
    stated: { value: 1, digits: 1 },
    note: "FP32 on vector units is what the column compares with.",
    expect: { value: 1 },
  }),
  size("FP16", 16, 2),
  claim({
    ...rangeOf("FP16", { significandBits: 11, maxExponent: 15 }),
    stated: { value: 6.5e4, digits: 2 },
    cause: "The largest number is 65,504, which rounds to 6.6 × 10^4; the text cuts it.",
    expect: { verdict: "rounding", value: 65_504 },
  }),
  digitsOf("FP16", 11, 3.3, 3.3113299523),
  claim({
    id: "fmt-fp16-throughput-v100",
    ...speed("FP16 on a V100", [125, 15.7]),
    stated: { value: 2, digits: 1 },
    cause:
      "Twice is the rate without tensor cores (31.4 TFLOP/s), set beside an A100 with them. The text's own table of GPUs has 125 over 15.7 TFLOP/s, {computed}.",
    note: "See x-fp16-speed.",
    expect: { verdict: "inconsistent", value: 7.961783439 },
  }),
  claim({
    id: "fmt-fp16-throughput-a100",
    ...speed("FP16 on an A100", [312, 19.5]),
    stated: { value: 16, digits: 2 },
    note: "Tensor cores against FP32 on vector units, both dense. Against TF32 on tensor cores it is 2.",
    expect: { value: 16 },
  }),
  size("BF16", 16, 2),
  claim({
    ...rangeOf("BF16", { significandBits: 8, maxExponent: 127 }),
    stated: { value: 3.4e38, digits: 2 },
    expect: { value: 3.3895313892515355e38 },
  }),
  digitsOf("BF16", 8, 2.4, 2.4082399653),
  claim({
    id: "fmt-bf16-throughput",
    ...speed("BF16 against FP16", [312, 312]),
    stated: { value: 1, digits: 1, says: "same as FP16" },
    note: "On an A100 and later; a V100 has no BF16.",
    expect: { value: 1 },
  }),
  size("INT8", 8, 1),
  integer("fmt-int8-min", "INT8", 8, "low", -128),
  integer("fmt-int8-max", "INT8", 8, "high", 127),
  claim({
    id: "fmt-int8-throughput",
    ...speed("INT8 on an A100", [624, 19.5]),
    stated: { value: 4, digits: 1 },
    cause:
      "By the text's own table of GPUs an A100 does 624 Tera-operations a second in INT8 and 19.5 TFLOP/s in FP32, {computed} times as many. Four is the ratio of the bytes, and of INT8 to TF32.",
    note: "See x-int8-speed.",
    expect: { verdict: "inconsistent", value: 32 },
  }),
  size("INT4", 4, 0.5),
  integer("fmt-int4-min", "INT4", 4, "low", -8),
  integer("fmt-int4-max", "INT4", 4, "high", 7),
  claim({
    id: "fmt-int4-throughput",
    ...speed("INT4 on an A100", [1248, 19.5]),
    stated: { value: 8, digits: 1 },
    cause:
      "The datasheet of the A100 has 1,248 Tera-operations a second in INT4, {computed} times its FP32 rate, and that is not theoretical. Eight is the ratio of the bytes, and of INT4 to TF32.",
    note: "The H100 has no INT4 any more. See x-int4-speed.",
    expect: { verdict: "inconsistent", value: 64 },
  }),
  half(
    "fmt-insight-memory-2x",
    "Memory of FP16 against FP32",
    "Key insight: (a) 2× memory savings for activations",
    "Bytes of a value before over bytes after.",
  ),
  claim({
    id: "fmt-insight-compute-2-16x",
    ...speed("16-bit formats", [312, 19.5]),
    where: "Key insight: (b) 2–16× compute throughput improvement",
    stated: { range: [2, 16] },
    note: "The upper end, an A100 with tensor cores; a V100 gains 2 without them and 8 with them.",
    expect: { value: 16 },
  }),
  half(
    "fmt-insight-bandwidth-2x",
    "Bandwidth of FP16 against FP32",
    "Key insight: (c) 2× memory bandwidth improvement",
    "In values moved a second; in bytes the bandwidth is what it was.",
  ),
];
