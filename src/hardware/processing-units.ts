// Peak rates and bandwidths from what makes them: units times clock, bus width times transfer rate.

import { given, type Quantity } from "../numbers/quantity.js";
import { sources } from "../sources/bibliography.js";
import type { Device } from "./device.js";
import type { NumberFormat } from "./number-format.js";
import { formula } from "./vocabulary.js";

/** Peak rate of identical units that finish some multiply-accumulates in every cycle. */
export const peakOfUnits = formula({
  id: "hardware.peak-of-units",
  meaning: "Peak rate of a device: units, multiply-accumulates of each in a cycle, clock rate",
  expression: "flopPerMac * units * macPerUnitCycle * clock",
  result: "densePeak",
  inputs: ["units", "macPerUnitCycle", "clock"],
  source: { source: sources.epochMethod, place: "footnote on CUDA cores times clock times two" },
});

/** Memory bandwidth of a bus. */
export const bandwidthOfBus = formula({
  id: "hardware.bandwidth-of-bus",
  meaning: "Memory bandwidth: wires of the bus times transfers a second on each",
  expression: "busWidth * transferRate / bitsPerByte",
  result: "bandwidth",
  inputs: ["busWidth", "transferRate"],
  source: { source: sources.cudaBestPractices, place: "section on the theoretical bandwidth" },
});

/**
 * The peak rate that a device's units and clock give for `format`; undefined where they are not recorded.
 *
 * @example unitsPeak(device("v100-sxm2-16"), "fp32") // 15.7 TFLOP/s
 */
export function unitsPeak(device: Device, format: NumberFormat): Quantity | undefined {
  const found = device.units?.find((units) => units.format === format);
  if (found === undefined) return undefined;
  const { count, macPerCycle, clock } = found;
  return peakOfUnits({
    units: given(count, device.source),
    macPerUnitCycle: given(macPerCycle, device.source, { unit: "MAC" }),
    clock: given(clock, device.source),
  }).labelled(`${device.name}: units times clock, ${format}`);
}
