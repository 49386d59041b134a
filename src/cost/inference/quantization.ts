// Affine quantization: codes of few bits for real values, in both conventions, and the error of the round trip.
import type { Quantity } from "../../numbers/quantity.js";
import { sources } from "../../sources/bibliography.js";
import { formula } from "../vocabulary.js";

const withRealZero = { source: sources.jacob2018, place: "eq. 1, with z = -S Z" };

const jacob = (place: string) => ({ source: sources.jacob2018, place });

/** Step between codes that spread evenly over a range of values. */
export const quantizationScale = formula({
  id: "quantization.scale",
  meaning: "Step between neighbouring codes that spread over a range of values",
  expression: "(largestValue - smallestValue) / (2 ^ codeBits - 1)",
  result: "quantizationScale",
  inputs: ["largestValue", "smallestValue", "codeBits"],
  source: jacob("section 3.1, eq. 13"),
});

/** Step for codes that are symmetric about zero; the lowest code stays unused. */
export const symmetricScale = formula({
  id: "quantization.symmetric-scale",
  meaning: "Step between neighbouring codes when zero is in their middle",
  expression: "max(abs(smallestValue), abs(largestValue)) / (2 ^ (codeBits - 1) - 1)",
  result: "quantizationScale",
  inputs: ["smallestValue", "largestValue", "codeBits"],
  source: jacob("section 3.1, weights limited to [-127, 127]"),
});

/** The code of the value zero, a whole number, so that zero padding is exact. */
export const integerZeroPoint = formula({
  id: "quantization.integer-zero-point",
  meaning: "Code that stands for the value zero",
  expression: "round(lowestCode - smallestValue / quantizationScale)",
  result: "integerZeroPoint",
  inputs: ["lowestCode", "smallestValue", "quantizationScale"],
  conventions: ["half-rounds-up"],
  source: jacob("section 2.1, Z of the type of q"),
});

/** The same zero point as a value: what code 0 stands for. */
export const realZeroPoint = formula({
  id: "quantization.real-zero-point",
  meaning: "Value that code 0 stands for, from the code that stands for zero",
  expression: "-quantizationScale * integerZeroPoint",
  result: "realZeroPoint",
  inputs: ["quantizationScale", "integerZeroPoint"],
  source: withRealZero,
});

/** Code by a real-valued offset. Zero has a code of its own only where z is a multiple of s. */
export const codeOfRealZero = formula({
  id: "quantization.code-real-zero",
  meaning: "Code of a value, offset by a real zero point",
  expression: "round((realValue - realZeroPoint) / quantizationScale)",
  result: "code",
  inputs: ["realValue", "realZeroPoint", "quantizationScale"],
  conventions: ["half-rounds-up"],
  source: { source: sources.jacob2018, place: "eq. 1, with z = -S Z, solved for q" },
});

/** Code by an integer zero point. */
export const codeOfIntegerZero = formula({
  id: "quantization.code-integer-zero",
  meaning: "Code of a value, offset by an integer zero point",
  expression: "round(realValue / quantizationScale) + integerZeroPoint",
  result: "code",
  inputs: ["realValue", "quantizationScale", "integerZeroPoint"],
  conventions: ["half-rounds-up"],
  source: jacob("eq. 1, solved for q"),
});

/** The code within what its bits can hold; values beyond the range are cut off. */
export const clampedCode = formula({
  id: "quantization.clamped-code",
  meaning: "Code, cut off at the ends of its range",
  expression: "min(max(code, lowestCode), highestCode)",
  result: "clampedCode",
  inputs: ["code", "lowestCode", "highestCode"],
  source: jacob("section 3.1, clamp"),
  sample: { code: 300 },
});

/** Value of a code with a real-valued offset. */
export const valueOfRealZero = formula({
  id: "quantization.value-real-zero",
  meaning: "Value that a code stands for, with a real zero point",
  expression: "quantizationScale * code + realZeroPoint",
  result: "restoredValue",
  inputs: ["quantizationScale", "code", "realZeroPoint"],
  source: withRealZero,
});

/** Value of a code with an integer zero point. */
export const valueOfIntegerZero = formula({
  id: "quantization.value-integer-zero",
  meaning: "Value that a code stands for, with an integer zero point",
  expression: "quantizationScale * (code - integerZeroPoint)",
  result: "restoredValue",
  inputs: ["quantizationScale", "code", "integerZeroPoint"],
  source: jacob("eq. 1"),
});

/** How far the restored value is from the original. */
export const roundingError = formula({
  id: "quantization.rounding-error",
  meaning: "Distance of the restored value from the original",
  expression: "abs(restoredValue - realValue)",
  result: "roundingError",
  inputs: ["restoredValue", "realValue"],
  source: { source: sources.gray1998, place: "quantization error: difference of input and output" },
});

/** Half a step: no value within the range is further from its code's. */
export const roundingBound = formula({
  id: "quantization.error-bound",
  meaning: "Largest error by rounding to the nearest code within the range",
  expression: "quantizationScale / 2",
  result: "errorBound",
  inputs: ["quantizationScale"],
  source: { source: sources.gray1998, place: "uniform quantization: half a step at most" },
});

/** Mean square error when values fall evenly between codes. */
export const roundingVariance = formula({
  id: "quantization.rounding-variance",
  meaning: "Mean square error by rounding, values spread evenly between codes",
  expression: "quantizationScale ^ 2 / 12",
  result: "roundingVariance",
  inputs: ["quantizationScale"],
  source: { source: sources.gray1998, place: "uniform quantization: a twelfth of the squared step" },
});

/** There and back: the code of a value, the value of that code, and how far they are apart. */
export interface RoundTrip {
  readonly code: Quantity;
  readonly restored: Quantity;
  readonly error: Quantity;
}

type Number = Quantity | number;

/**
 * Round trip with a real zero point z: q = round((x - z)/s), x = s q + z. The code is not limited to a range.
 *
 * @example roundTripWithRealZero({ realValue: 0.52, quantizationScale: 0.1, realZeroPoint: 0 }).restored // 0.5
 */
export function roundTripWithRealZero(spec: {
  readonly realValue: Number;
  readonly quantizationScale: Number;
  readonly realZeroPoint: Number;
}): RoundTrip {
  const { quantizationScale: scale, realZeroPoint: zero, realValue } = spec;
  const code = codeOfRealZero(spec);
  const restored = valueOfRealZero({ quantizationScale: scale, code, realZeroPoint: zero });
  return { code, restored, error: roundingError({ restoredValue: restored, realValue }) };
}

/**
 * Round trip with an integer zero point Z: q = round(x/s) + Z, limited to its range, x = s (q - Z).
 *
 * @example roundTripWithIntegerZero({ realValue: 0.52, quantizationScale: 0.1, integerZeroPoint: 3,
 *   lowestCode: -128, highestCode: 127 }).restored // 0.5
 */
export function roundTripWithIntegerZero(spec: {
  readonly realValue: Number;
  readonly quantizationScale: Number;
  readonly integerZeroPoint: Number;
  readonly lowestCode: Number;
  readonly highestCode: Number;
}): RoundTrip {
  const { realValue, quantizationScale: scale, integerZeroPoint: zero, lowestCode, highestCode } = spec;
  const free = codeOfIntegerZero({ realValue, quantizationScale: scale, integerZeroPoint: zero });
  const code = clampedCode({ code: free, lowestCode, highestCode });
  const restored = valueOfIntegerZero({ quantizationScale: scale, code, integerZeroPoint: zero });
  return { code, restored, error: roundingError({ restoredValue: restored, realValue }) };
}
