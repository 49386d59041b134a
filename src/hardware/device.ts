// What is known of one accelerator as it is sold: peak rates, memory, power, links, and where each is printed.

import { FlopbookError, suggestion } from "../ground/errors.js";
import type { Citation } from "../ground/source.js";
import { given, type Quantity } from "../numbers/quantity.js";
import type { Amount } from "../numbers/units.js";
import { formatChoices, type NumberFormat, numberFormats, type PeakFormat } from "./number-format.js";

/** A link between devices; `bandwidth` is the total of both directions for one device. */
export interface Interconnect {
  readonly name: string;
  readonly bandwidth: Amount;
}

/** Units of one kind and what each does in a cycle, at the clock that the printed peak rate is for. */
export interface ProcessingUnits {
  /** The format whose rate they make up. */
  readonly format: NumberFormat;
  readonly count: number;
  readonly macPerCycle: number;
  /** In 1/s. */
  readonly clock: Amount;
}

/** One accelerator in one form factor and memory size. Every rate is dense. */
export interface Device {
  readonly id: string;
  readonly name: string;
  readonly vendor: string;
  readonly launchYear: number;
  readonly formFactor: string;
  /** Capacity. The "80 GB" of a datasheet are 80 GiB: the driver reports 81,559 MiB and not 76,294. */
  readonly memory: Amount;
  readonly memoryType: string;
  readonly memoryBandwidth: Amount;
  /** Board power limit (TDP); absent: not published for the device alone. */
  readonly power?: Amount;
  readonly densePeak: Readonly<Partial<Record<NumberFormat, Amount>>>;
  /** What 2:4 structured sparsity adds on matrix units: 2, or 1 where there is none. */
  readonly sparsityMultiplier: number;
  /** Formats of matrix units that sparsity does not speed up, besides FP64 and FP32. */
  readonly denseOnly?: readonly NumberFormat[];
  /** Link between devices; absent: none, or not published. */
  readonly interconnect?: Interconnect;
  /** Units and clock, where known: their product is checked against the printed rates. */
  readonly units?: readonly ProcessingUnits[];
  readonly source: Citation;
  /** "high": printed in the datasheet and stable; "medium": editions differ; "low": sources disagree. */
  readonly confidence: "high" | "medium" | "low";
  readonly note?: string;
}

/**
 * Dense peak rate of a device in FLOP/s. "fp16" and "bf16" take the matrix units where the device has them. Errors when
 * the device has no such rate.
 */
export function densePeak(device: Device, format: PeakFormat): Quantity {
  const row = rateFormat(device, format);
  const amount = device.densePeak[row];
  if (amount === undefined) throw noSuchPeak(device, format);
  return given(amount, device.source, { label: `${device.name}: dense peak, ${row}` });
}

/** The row of the table of rates that a format means for a device. Errors when there is none. */
export function rateFormat(device: Device, format: PeakFormat): NumberFormat {
  const row = formatChoices(format).find((choice) => device.densePeak[choice] !== undefined);
  if (row === undefined) throw noSuchPeak(device, format);
  return row;
}

/** Whether structured sparsity speeds this format up: matrix units of FP16-like, TF32, FP8 and integer formats. */
export function hasSparsePeak(device: Device, format: NumberFormat): boolean {
  const dense =
    /^(fp64|fp32)/.test(format) || format.endsWith("-vector") || device.denseOnly?.includes(format);
  return device.sparsityMultiplier > 1 && !dense && device.densePeak[format] !== undefined;
}

/**
 * Memory capacity in bytes.
 *
 * @example memoryCapacity(device("h100-sxm")) // 80 GiB
 */
export function memoryCapacity(device: Device): Quantity {
  return given(device.memory, device.source, { label: `${device.name}: memory` }).as("GiB");
}

/**
 * Memory bandwidth in byte/s.
 *
 * @example memoryBandwidth(device("h100-sxm")) // 3,350 GB/s
 */
export function memoryBandwidth(device: Device): Quantity {
  return given(device.memoryBandwidth, device.source, { label: `${device.name}: memory bandwidth` });
}

/**
 * Board power limit in W. Errors where none is published.
 *
 * @example boardPower(device("h100-sxm")) // 700 W
 */
export function boardPower(device: Device): Quantity {
  if (device.power === undefined)
    throw new FlopbookError(
      `hardware/${device.id}: no power limit is published, got ${device.note ?? "none"}; pass a measured power instead`,
    );
  return given(device.power, device.source, { label: `${device.name}: power limit` });
}

/**
 * Bandwidth of the link between devices in byte/s, both directions together. Errors where it has none.
 *
 * @example interconnectBandwidth(device("h100-sxm")) // 900 GB/s
 */
export function interconnectBandwidth(device: Device): Quantity {
  if (device.interconnect === undefined)
    throw new FlopbookError(
      `hardware/${device.id}: no link between devices is published, got none; pass the bandwidth of the host's bus instead`,
    );
  const label = `${device.name}: ${device.interconnect.name}, both directions`;
  return given(device.interconnect.bandwidth, device.source, { label });
}

function noSuchPeak(device: Device, format: string): FlopbookError {
  const known = numberFormats.filter((name) => device.densePeak[name] !== undefined);
  return new FlopbookError(
    `hardware/${device.id}: no peak rate for this format, got "${format}"; the device has ${known.join(", ")}${otherFormat(format, known)}`,
    { exitCode: 2 },
  );
}

/** What to do where a format has no rate: of 16 bits, of 32, or of fewer. */
function otherFormat(format: string, known: readonly string[]): string {
  const other = ["bf16", "fp16"].find((name) => known.some((one) => one.startsWith(name)));
  if (/^(bf16|fp16|fp32|tf32)/.test(format)) {
    if (other !== undefined) return `: write --dtype ${other}`;
    return ", nothing of 16 bits: name a device that training and serving fit, such as a100-sxm-80";
  }
  return suggestion(format, known);
}
