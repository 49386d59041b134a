// Devices of one's own: written as the rows of our tables are, and checked where they are made.

import { FlopbookError, suggestion } from "../ground/errors.js";
import type { Citation, Origin } from "../ground/source.js";
import { text } from "../numbers/format.js";
import type { Amount } from "../numbers/units.js";
import { dimensionOf, dimensionText, unitFactor } from "../numbers/units.js";
import { ownCitation } from "../sources/own.js";
import type { Device } from "./device.js";
import { type NumberFormat, numberFormats, vectorCounterpart } from "./number-format.js";
import { type DeviceRow, rowsOf } from "./record.js";

/** A row of our tables whose source may be a sentence. */
export type OwnDeviceRow<Id extends string = string> = Omit<DeviceRow<Id>, "source"> & {
  readonly source: Origin;
};

/**
 * Devices of one vendor in the units of datasheets: GiB, GB/s, W, dense TFLOP/s. `const acme = deviceOf("Acme");
 * export const devices = [acme({ id: "acme-one", ... })]`. Errors name the device, the field and the remedy.
 *
 * @example deviceOf("Acme")({ id: "acme-1", name: "Acme 1", launchYear: 2026, formFactor: "PCIe", memory: 96,
 *   memoryType: "HBM3", bandwidth: 4000, rates: { "bf16-tensor": 800 }, sparsityMultiplier: 1,
 *   confidence: "high", source: "data sheet of Acme" }).name // "Acme 1"
 */
export function deviceOf(
  vendor: string,
): <const Id extends string>(row: OwnDeviceRow<Id>) => Device & { readonly id: Id } {
  const row = rowsOf(vendor);
  return (own) => {
    checkNames(own);
    const source = ownCitation(own.source, { id: own.id, author: vendor });
    return checkedDevice(row({ ...own, source }));
  };
}

/** The device itself, once it is seen to be whole: every field there, in its unit and within reason, rates dense. */
export function checkedDevice<One extends Device>(device: One): One {
  const fault = faultOf(device);
  if (fault === undefined) return device;
  throw new FlopbookError(`devices/${String(device.id)}: ${fault}`);
}

const rowNames: Readonly<Record<keyof OwnDeviceRow, true>> = {
  id: true,
  name: true,
  launchYear: true,
  formFactor: true,
  memory: true,
  memoryType: true,
  bandwidth: true,
  power: true,
  rates: true,
  sparsityMultiplier: true,
  denseOnly: true,
  link: true,
  units: true,
  source: true,
  confidence: true,
  note: true,
};

function checkNames(row: Partial<OwnDeviceRow>): void {
  const names = Object.keys(rowNames);
  const strange = Object.keys(row).find((name) => !names.includes(name));
  const where = `devices/${String(row.id)}`;
  if (strange !== undefined)
    throw new FlopbookError(
      `${where}: no such field, got "${strange}"${suggestion(strange, names) || `; known are ${names.join(", ")}`}`,
    );
  if (typeof row.rates !== "object" || row.rates === null)
    throw new FlopbookError(`${where}: rates is needed, got none; write rates: { "bf16-tensor": 100 }`);
  if (row.source === undefined)
    throw new FlopbookError(
      `${where}: source is needed, got none; write where the figures are printed, a sentence will do`,
    );
}

/** What an amount may be, so that a slip of the unit is seen, and what a row writes it in. */
interface Bounds {
  readonly unit: string;
  readonly least: number;
  readonly most: number;
  readonly row: string;
}

const bounds = {
  memory: { unit: "byte", least: 1e3, most: 1e15, row: "GiB" },
  memoryBandwidth: { unit: "byte/s", least: 1e6, most: 1e16, row: "GB/s" },
  power: { unit: "W", least: 1e-3, most: 1e6, row: "W" },
  peak: { unit: "FLOP/s", least: 1e6, most: 1e20, row: "TFLOP/s" },
  link: { unit: "byte/s", least: 1e6, most: 1e16, row: "GB/s" },
  clock: { unit: "1/s", least: 1e6, most: 1e11, row: "GHz" },
} as const satisfies Readonly<Record<string, Bounds>>;

function faultOf(device: Device): string | undefined {
  return wordFault(device) ?? amountFault(device) ?? rateFault(device) ?? sourceFault(device.source);
}

function wordFault(device: Device): string | undefined {
  for (const name of ["id", "name", "vendor", "formFactor", "memoryType"] as const)
    if (typeof device[name] !== "string" || device[name].trim() === "")
      return `${name} must be a text, got ${shown(device[name])}; write one`;
  if (!/^[a-z0-9][a-z0-9.-]*$/.test(device.id))
    return `id must be lower-case letters, digits, dots and hyphens, got "${device.id}"; write one such as "acme-one-80"`;
  const { launchYear, confidence } = device;
  if (!Number.isInteger(launchYear) || launchYear < 1970 || launchYear > 2100)
    return `launchYear must be a year, got ${shown(launchYear)}; write one such as 2025`;
  if (!["high", "medium", "low"].includes(confidence))
    return `confidence must be "high", "medium" or "low", got ${shown(confidence)}; write "high" for figures of a datasheet`;
  return undefined;
}

function amountFault({ memory, memoryBandwidth, power, interconnect }: Device): string | undefined {
  return (
    unfit("memory", memory, bounds.memory) ??
    unfit("memoryBandwidth", memoryBandwidth, bounds.memoryBandwidth) ??
    (power === undefined ? undefined : unfit("power", power, bounds.power)) ??
    (interconnect === undefined ? undefined : unfit("interconnect", interconnect.bandwidth, bounds.link))
  );
}

function unfit(name: string, amount: Amount | undefined, { unit, least, most, row }: Bounds) {
  const value = valueIn(amount, unit);
  if (value >= least && value <= most) return undefined;
  const got = amount === undefined ? "none" : `${amount.value} ${amount.unit}`;
  return `${name} must be from ${text(least, unit)} to ${text(most, unit)}, got ${got}; a row gives it in ${row}`;
}

/** NaN where there is none, or its unit is of another kind. */
function valueIn(amount: Amount | undefined, unit: string): number {
  if (amount === undefined) return Number.NaN;
  try {
    const same = dimensionText(dimensionOf(amount.unit)) === dimensionText(dimensionOf(unit));
    return same ? (amount.value * unitFactor(amount.unit)) / unitFactor(unit) : Number.NaN;
  } catch {
    return Number.NaN;
  }
}

/** How far units times clock may be from a printed rate, which has three digits. */
const clockTolerance = 0.02;

function rateFault(device: Device): string | undefined {
  const { densePeak, sparsityMultiplier } = device;
  const formats = Object.keys(densePeak) as NumberFormat[];
  if (formats.length === 0) return `rates must name a format, got none; write rates: { "bf16-tensor": 100 }`;
  for (const format of formats) {
    if (!numberFormats.includes(format))
      return `rates: no such format, got "${format}"${suggestion(format, numberFormats)}; known are ${numberFormats.join(", ")}`;
    const fault = unfit(`rates: "${format}"`, densePeak[format], bounds.peak) ?? slower(device, format);
    if (fault !== undefined) return fault;
  }
  if (!(sparsityMultiplier >= 1 && sparsityMultiplier <= 4))
    return `sparsityMultiplier must be 1 (no structured sparsity) or what it adds to dense rates, got ${shown(sparsityMultiplier)}; write 1 or 2`;
  return unitsFault(device);
}

/** Matrix units are at least as fast as vector units in the same format. */
function slower({ densePeak }: Device, format: NumberFormat): string | undefined {
  const vector = vectorCounterpart(format);
  const matrixRate = rateOf(densePeak[format]);
  const vectorRate = rateOf(vector && densePeak[vector]);
  if (!(matrixRate < vectorRate)) return undefined;
  return `rates: "${format}" must be at least the "${vector}" of vector units, got ${text(matrixRate, "FLOP/s")} and ${text(vectorRate, "FLOP/s")}; correct one`;
}

function rateOf(amount: Amount | undefined): number {
  return valueIn(amount, "FLOP/s");
}

function unitsFault({ units = [], densePeak, sparsityMultiplier, note }: Device): string | undefined {
  for (const { format, count, macPerCycle, clock } of units) {
    const fault = unfit(`units: clock of "${format}"`, clock, bounds.clock);
    if (fault !== undefined) return fault;
    const made = 2 * count * macPerCycle * valueIn(clock, "1/s");
    const printed = rateOf(densePeak[format]);
    if (Number.isNaN(printed)) return `units: no rate of "${format}" beside them, got none; add it to rates`;
    if (Math.abs(made / printed - 1) <= clockTolerance || note !== undefined) continue;
    const sparse = Math.abs((made * Math.max(2, sparsityMultiplier)) / printed - 1) <= clockTolerance;
    return sparse
      ? `rates: "${format}" must be dense, got ${text(printed, "FLOP/s")}, the rate with structured sparsity by its units; write the dense ${text(made, "FLOP/s")}`
      : `units: "${format}" must make its rate, got ${text(made, "FLOP/s")} of ${text(printed, "FLOP/s")}; correct one, or say in \`note\` why they differ`;
  }
  return undefined;
}

function sourceFault(citation: Citation | undefined): string | undefined {
  const title = citation?.source?.title;
  if (typeof title === "string" && title.trim() !== "") return undefined;
  return `source must be a document that can be opened or a sentence, got ${shown(citation)}; write where the figures are printed`;
}

function shown(value: unknown): string {
  return value === undefined ? "none" : (JSON.stringify(value) ?? String(value));
}
