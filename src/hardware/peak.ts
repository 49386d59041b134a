// The peak rate of a device, dense or with structured sparsity.
import { FlopbookError } from "../ground/errors.js";
import { given, type Quantity } from "../numbers/quantity.js";
import { sources } from "../sources/bibliography.js";
import { type Device, densePeak, hasSparsePeak, rateFormat } from "./device.js";
import type { PeakFormat } from "./number-format.js";
import { formula } from "./vocabulary.js";

/** Peak rate with structured sparsity, as many datasheets print it. */
export const sparsePeak = formula({
  id: "hardware.sparse-peak",
  meaning: "Peak rate when two of every four weights are zero",
  expression: "sparsityMultiplier * densePeak",
  result: "sparsePeak",
  inputs: ["sparsityMultiplier", "densePeak"],
  conventions: ["structured-sparsity-two-of-four"],
  source: {
    source: sources.mishra2021,
    place: "2:4 sparsity: twice the dense rate where two of four weights are zero",
  },
});

/**
 * Peak rate of a device in FLOP/s, dense unless `sparse` is asked for. "fp16" and "bf16" take the matrix units
 * where the device has them. Errors when the device has no such rate, or no sparse one.
 *
 * @example peak(device("h100-sxm"), "bf16") // 989 TFLOP/s
 */
export function peak(
  device: Device,
  format: PeakFormat,
  options: { readonly sparse?: boolean } = {},
): Quantity {
  const dense = densePeak(device, format);
  if (options.sparse !== true) return dense;
  const row = rateFormat(device, format);
  if (!hasSparsePeak(device, row))
    throw new FlopbookError(
      `hardware/${device.id}: no sparse peak for "${row}", got sparse: true; leave it out for the dense rate`,
    );
  const sparsityMultiplier = given(device.sparsityMultiplier, device.source);
  return sparsePeak({ sparsityMultiplier, densePeak: dense }).labelled(`${device.name}: sparse peak, ${row}`);
}
