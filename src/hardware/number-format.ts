// The number formats for which a datasheet prints a peak rate, and how short names resolve.

/**
 * Formats of a datasheet, vector units and matrix units (tensor cores) apart. "tf32" and
 * what has eight bits or fewer are rates of matrix units, or of vector units where a device has no others. Integer rates count a multiply-accumulate as two operations, like the others.
 *
 * @example numberFormats.includes("bf16-tensor") // true
 */
export const numberFormats = [
  "fp64",
  "fp64-tensor",
  "fp32",
  "fp32-matrix",
  "tf32",
  "fp16-vector",
  "fp16-tensor",
  "bf16-vector",
  "bf16-tensor",
  "fp8",
  "fp6",
  "fp4",
  "int8",
  "int4",
] as const;

export type NumberFormat = (typeof numberFormats)[number];

/** "fp16" and "bf16" mean the matrix units where the device has them, else the vector units. */
export type PeakFormat = NumberFormat | "fp16" | "bf16";

/** The datasheet rows that `format` may mean, best first. */
export function formatChoices(format: PeakFormat): readonly NumberFormat[] {
  if (format === "fp16") return ["fp16-tensor", "fp16-vector"];
  if (format === "bf16") return ["bf16-tensor", "bf16-vector"];
  return [format];
}

/** The vector rate against which a matrix rate is compared, for formats that have one. */
export function vectorCounterpart(format: NumberFormat): NumberFormat | undefined {
  if (format === "fp64-tensor") return "fp64";
  if (format === "fp16-tensor") return "fp16-vector";
  if (format === "bf16-tensor") return "bf16-vector";
  if (format === "tf32" || format === "fp32-matrix") return "fp32";
  return undefined;
}
