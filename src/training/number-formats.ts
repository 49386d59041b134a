// Number formats as bits: what each can hold, how finely, in how many bytes. From FP64 down to FP4 and INT4.

import type { Formula } from "../formula/index.js";
import { FlopbookError, suggestion } from "../ground/errors.js";
import type { Citation, Origin } from "../ground/source.js";
import { given, type Quantity } from "../numbers/quantity.js";
import { sources } from "../sources/bibliography.js";
import { formula } from "./vocabulary.js";

/** A floating-point format. */
export interface FloatFormat {
  readonly kind: "float";
  readonly name: string;
  /** Bits in memory; TF32 computes with 19 of the 32 that it is stored in. */
  readonly bits: number;
  /** Bits of the significand with the hidden leading one. */
  readonly significandBits: number;
  readonly maxExponent: number;
  readonly minExponent: number;
  /** Largest significand at the largest exponent, where codes of it are taken for NaN; absent: 2 - 2^(1-p). */
  readonly significandLimit?: number;
  readonly use: string;
  readonly source: Citation;
}

/** A signed integer format in two's complement. */
export interface IntegerFormat {
  readonly kind: "integer";
  readonly name: string;
  readonly bits: number;
  readonly use: string;
  readonly source: Origin;
}

/** Bytes of one value. */
export const formatBytes = formula({
  id: "formats.bytes",
  meaning: "Bytes of a value of so many bits",
  expression: "bits / bitsPerByte",
  result: "bytesPerElement",
  inputs: ["bits"],
  source: { source: sources.iec80000, place: "octet, byte: eight bits" },
});

/** Largest significand when every code of the largest exponent is a number: all ones, 1.11...1 in binary. */
export const significandLimit = formula({
  id: "formats.significand-limit",
  meaning: "Largest significand of a binary format, all bits one",
  expression: "2 - 2^(1 - significandBits)",
  result: "significandLimit",
  inputs: ["significandBits"],
  source: { source: sources.ieee754, place: "section 3.3" },
});

/** Largest finite number. */
export const largestNumber = formula({
  id: "formats.largest-number",
  meaning: "Largest finite number of a binary floating-point format",
  expression: "significandLimit * 2^maxExponent",
  result: "largestNumber",
  inputs: ["significandLimit", "maxExponent"],
  source: { source: sources.ieee754, place: "section 3.3" },
});

/** Smallest number with a full significand; below it precision is lost bit by bit. */
export const smallestNormal = formula({
  id: "formats.smallest-normal",
  meaning: "Smallest normal number of a binary floating-point format",
  expression: "2^minExponent",
  result: "smallestNormal",
  inputs: ["minExponent"],
  source: { source: sources.ieee754, place: "section 3.3" },
});

/** Smallest number above zero, one bit of significand. Half of it and less rounds to zero. */
export const smallestNumber = formula({
  id: "formats.smallest-number",
  meaning: "Smallest number above zero (subnormal) of a binary floating-point format",
  expression: "2^(minExponent + 1 - significandBits)",
  result: "smallestNumber",
  inputs: ["minExponent", "significandBits"],
  source: { source: sources.ieee754, place: "section 3.3" },
});

/** Decimal digits behind a significand of so many bits. */
export const decimalDigits = formula({
  id: "formats.decimal-digits",
  meaning: "Decimal digits that the significand of a format is worth",
  expression: "significandBits * log10(2)",
  result: "decimalDigits",
  inputs: ["significandBits"],
  source: {
    source: sources.ieee754,
    place: "section 5.12.2: p binary digits are worth p × log10(2) decimal ones",
  },
});

/** Distance from 1 to the next number. */
export const roundingStep = formula({
  id: "formats.rounding-step",
  meaning: "Distance from 1 to the next number of a format",
  expression: "2^(1 - significandBits)",
  result: "roundingStep",
  inputs: ["significandBits"],
  source: { source: sources.ieee754, place: "section 3.3" },
});

/** Largest signed integer of so many bits. */
export const integerMaximum = formula({
  id: "formats.integer-maximum",
  meaning: "Largest integer of a signed format in two's complement",
  expression: "2^(bits - 1) - 1",
  result: "integerMaximum",
  inputs: ["bits"],
  source: { source: sources.knuth1997, place: "section 4.1, two's complement notation" },
  sample: { bits: 8 },
});

/** Smallest signed integer of so many bits. */
export const integerMinimum = formula({
  id: "formats.integer-minimum",
  meaning: "Smallest integer of a signed format in two's complement",
  expression: "-2^(bits - 1)",
  result: "integerMinimum",
  inputs: ["bits"],
  source: { source: sources.knuth1997, place: "section 4.1, two's complement notation" },
  sample: { bits: 8 },
});

const ieee = { source: sources.ieee754, place: "Table 3.5, binary interchange formats" };
const integer = (bits: number, use: string): IntegerFormat => ({
  kind: "integer",
  name: `INT${bits}`,
  bits,
  use,
  source: { source: sources.knuth1997, place: "section 4.1, two's complement notation" },
});
const float = (
  name: string,
  [bits, significandBits, minExponent, maxExponent]: readonly [number, number, number, number],
  use: string,
  source: Citation,
): FloatFormat => ({ kind: "float", name, bits, significandBits, minExponent, maxExponent, use, source });

const fp8 = { source: sources.micikevicius2022, place: "Table 1" };
const mx = { source: sources.ocpMicroscaling, place: "section 5.3, element data types" };

/** Number formats by id, widest first. Scaled formats such as MXFP4 add the bits of their scales. */
export const valueFormats = {
  fp64: float("FP64", [64, 53, -1022, 1023], "reference, scientific computing", ieee),
  fp32: float("FP32", [32, 24, -126, 127], "master weights, optimizer state", ieee),
  tf32: float("TF32", [32, 11, -126, 127], "matrix products of FP32 data", {
    source: sources.nvidiaAmpere,
    place: "TF32: range of FP32, 10 bits of mantissa; kept in 32 bits",
  }),
  fp16: float("FP16", [16, 11, -14, 15], "mixed precision with loss scaling", ieee),
  bf16: float("BF16", [16, 8, -126, 127], "mixed precision without loss scaling", {
    source: sources.kalamkar2019,
    place: "section 2",
  }),
  "fp8-e5m2": float("FP8 E5M2", [8, 3, -14, 15], "gradients", fp8),
  "fp8-e4m3": {
    ...float("FP8 E4M3", [8, 4, -6, 8], "weights and activations", fp8),
    significandLimit: 1.75, // 1.111 at the largest exponent is NaN; there is no infinity
  },
  "fp4-e2m1": float("FP4 E2M1", [4, 2, 0, 2], "weights, in blocks with a scale (MXFP4, NVFP4)", mx),
  int16: integer(16, "accumulation in small devices"),
  int8: integer(8, "inference"),
  int4: integer(4, "weights in inference"),
} as const satisfies Readonly<Record<string, FloatFormat | IntegerFormat>>;

export type ValueFormatId = keyof typeof valueFormats;

/** What a format can hold. Fields that do not apply to integers are undefined. */
export interface FormatRange {
  readonly name: string;
  readonly bytes: Quantity;
  readonly largest: Quantity;
  readonly smallest: Quantity;
  readonly smallestNormal: Quantity | undefined;
  readonly digits: Quantity | undefined;
  readonly step: Quantity | undefined;
}

/**
 * Bytes, range and precision of a format. `smallest` is the smallest positive number of a float, and the most
 * negative integer. Errors on an unknown format, with the nearest names.
 *
 * @example formatRange("bf16").largest // 3.39 × 10^38
 */
export function formatRange(id: ValueFormatId): FormatRange {
  if (!Object.hasOwn(valueFormats, id))
    throw new FlopbookError(
      `number formats: unknown format, got "${String(id)}"${suggestion(String(id), Object.keys(valueFormats))}; known are ${Object.keys(valueFormats).join(", ")}`,
    );
  const format: FloatFormat | IntegerFormat = valueFormats[id];
  const bits = given({ value: format.bits, unit: "bit/element" }, format.source);
  const bytes = formatBytes({ bits });
  return format.kind === "float"
    ? { name: format.name, bytes, ...floatRange(format) }
    : {
        name: format.name,
        bytes,
        largest: integerMaximum({ bits }),
        smallest: integerMinimum({ bits }),
        smallestNormal: undefined,
        digits: undefined,
        step: undefined,
      };
}

function floatRange(format: FloatFormat): Omit<FormatRange, "name" | "bytes"> {
  const significandBits = given({ value: format.significandBits, unit: "bit" }, format.source);
  const minExponent = given(format.minExponent, format.source);
  const limit =
    format.significandLimit === undefined
      ? significandLimit({ significandBits })
      : given(format.significandLimit, format.source);
  return {
    largest: largestNumber({
      significandLimit: limit,
      maxExponent: given(format.maxExponent, format.source),
    }),
    smallest: smallestNumber({ minExponent, significandBits }),
    smallestNormal: smallestNormal({ minExponent }),
    digits: decimalDigits({ significandBits }),
    step: roundingStep({ significandBits }),
  };
}

/** Formulas of this file, for the catalogue. */
export const formatFormulas: readonly Formula[] = [
  decimalDigits,
  formatBytes,
  integerMaximum,
  integerMinimum,
  largestNumber,
  roundingStep,
  significandLimit,
  smallestNormal,
  smallestNumber,
];
