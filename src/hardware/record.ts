// Short rows for the device tables: numbers in the units of datasheets, turned into amounts.

import type { Citation } from "../ground/source.js";
import { gibibytes, gigabytesPerSecond, teraflopPerSecond, watts } from "../numbers/units.js";
import type { Device, ProcessingUnits } from "./device.js";
import type { NumberFormat } from "./number-format.js";

/** A device as a datasheet prints it: GiB, GB/s, W, TFLOP/s (or TOP/s) and GHz. */
export interface DeviceRow<Id extends string = string>
  extends Pick<
    Device,
    "name" | "launchYear" | "formFactor" | "memoryType" | "sparsityMultiplier" | "confidence"
  > {
  readonly id: Id;
  /** GiB. */
  readonly memory: number;
  /** GB/s. */
  readonly bandwidth: number;
  /** W; absent: not published. */
  readonly power?: number;
  /** Dense TFLOP/s. */
  readonly rates: Readonly<Partial<Record<NumberFormat, number>>>;
  /** Name, and GB/s of both directions together; absent: none, or not published. */
  readonly link?: readonly [name: string, bandwidth: number];
  /** Format, units, multiply-accumulates of each in a cycle, GHz. */
  readonly units?: readonly (readonly [format: NumberFormat, units: number, mac: number, clock: number])[];
  readonly denseOnly?: readonly NumberFormat[];
  readonly source: Citation;
  readonly note?: string;
}

/** Rows of one vendor: `const row = rowsOf("NVIDIA"); export const nvidia = [row({ ... }), ...] as const`. */
export function rowsOf(
  vendor: string,
): <const Id extends string>(row: DeviceRow<Id>) => Device & { readonly id: Id } {
  return ({ memory, bandwidth, power, rates, link, units, ...rest }) => ({
    ...rest,
    vendor,
    memory: gibibytes(memory),
    memoryBandwidth: gigabytesPerSecond(bandwidth),
    ...(power === undefined ? {} : { power: watts(power) }),
    densePeak: Object.fromEntries(
      Object.entries(rates).map(([format, rate]) => [format, teraflopPerSecond(rate)]),
    ),
    ...(link === undefined
      ? {}
      : { interconnect: { name: link[0], bandwidth: gigabytesPerSecond(link[1]) } }),
    ...(units === undefined ? {} : { units: units.map(processingUnits) }),
  });
}

function processingUnits([format, count, macPerCycle, clock]: readonly [
  NumberFormat,
  number,
  number,
  number,
]): ProcessingUnits {
  return { format, count, macPerCycle, clock: { value: clock * 1e9, unit: "1/s" } };
}
