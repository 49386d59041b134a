// How much faster is a device in one number format than in another? From the rates of its datasheet.

import type { Formula } from "../formula/index.js";
import { type Device, type NumberFormat, numberFormats, type PeakFormat, peak } from "../hardware/index.js";
import type { Quantity } from "../numbers/quantity.js";
import { speedupDefinition } from "./definitions.js";
import { formula } from "./vocabulary.js";

/** Peak rate of a format in units of another, usually FP32 on vector units. */
export const formatSpeedup = formula({
  id: "formats.speedup",
  meaning: "Peak rate in one number format in units of that in another",
  expression: "formatPeak / referencePeak",
  result: "formatSpeedup",
  inputs: ["formatPeak", "referencePeak"],
  source: speedupDefinition,
});

/** Formulas of this file, for the catalogue. */
export const formatSpeedFormulas: readonly Formula[] = [formatSpeedup];

/**
 * Dense peak of a device in a format, in units of its peak in `reference` (default FP32, vector units).
 *
 * @example speedOfFormat(device("a100-sxm-80"), "bf16") // 16
 */
export function speedOfFormat(device: Device, format: PeakFormat, reference: PeakFormat = "fp32"): Quantity {
  return formatSpeedup({ formatPeak: peak(device, format), referencePeak: peak(device, reference) });
}

/**
 * The same for every format that the device has, in the order of the list of formats.
 *
 * @example speedsOf(device("a100-sxm-80")).get("bf16-tensor") // 16
 */
export function speedsOf(
  device: Device,
  reference: PeakFormat = "fp32",
): ReadonlyMap<NumberFormat, Quantity> {
  const known = numberFormats.filter((format) => device.densePeak[format] !== undefined);
  return new Map(known.map((format) => [format, speedOfFormat(device, format, reference)]));
}
