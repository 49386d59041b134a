// Amounts with units: reading unit strings, dimensions, and constructors such as hours(3).
import { FlopbookError, suggestion } from "../ground/errors.js";
import { atoms, type BaseUnit, baseUnits, type Unit } from "./unit-table.js";

export { type BaseUnit, baseUnits, type Noun, nouns } from "./unit-table.js";

/** Exponents of the six base units. */
export type Dimension = Readonly<Record<BaseUnit, number>>;

/** A value in a unit, as a person writes it: `{ value: 3, unit: "h" }`. */
export interface Amount {
  readonly value: number;
  readonly unit: string;
}

/** An Amount whose base unit the compiler knows, so that hours cannot be passed for bytes. */
export interface AmountOf<Base extends string> extends Amount {
  /** Never set: it exists for the compiler only. */
  readonly base?: Base;
}

/** A unit as read: what it is made of, and its dimension. */
export interface ParsedUnit extends Unit {
  readonly dimension: Dimension;
  /** The unit in base units, in one spelling. */
  readonly base: string;
}

const parsed = new Map<string, ParsedUnit>();

/** Reads "TFLOP/s", "USD/(h*device)", "PFLOP/s*day"; `*` and `/` go from left to right. */
export function parseUnit(unit: string): ParsedUnit {
  const known = parsed.get(unit);
  if (known !== undefined) return known;
  const powers = new Map<string, number>();
  let factor = 1;
  for (const { name, power } of unitFactors(unit)) {
    const atom = atoms.get(name);
    if (atom === undefined) {
      throw new FlopbookError(
        `unit "${unit}": unknown unit, got "${name}"${suggestion(name, atoms.keys()) || "; use a base unit (" + baseUnits.join(", ") + "), a derived one or a counted noun"}`,
      );
    }
    for (let i = 0; i < Math.abs(power); i++)
      factor = power > 0 ? factor * atom.factor : factor / atom.factor;
    for (const [base, exponent] of atom.powers) {
      powers.set(base, (powers.get(base) ?? 0) + exponent * power);
    }
  }
  for (const [base, exponent] of powers) if (exponent === 0) powers.delete(base);
  const ofBase = dimension((base) => powers.get(base) ?? 0);
  const result = { factor, powers, dimension: ofBase, base: powersText(powers) };
  parsed.set(unit, result);
  return result;
}

/** The factors of a unit string with their powers: "USD/(h*device)" gives USD 1, h -1, device -1. */
function unitFactors(unit: string): { readonly name: string; readonly power: number }[] {
  const factors: { name: string; power: number }[] = [];
  const signs = [1];
  let sign = 1;
  let expectName = true;
  for (const token of unit.split(/([*/()])/).map((part) => part.trim())) {
    if (token === "") continue;
    const outer = signs.at(-1) ?? 1;
    if (token === "(" && expectName) signs.push(outer * sign);
    else if (token === ")" && !expectName && signs.length > 1) signs.pop();
    else if (token === "*" || token === "/") {
      if (expectName) throw malformed(unit);
      expectName = true;
      sign = token === "/" ? -1 : 1;
      continue;
    } else if (expectName && !"()".includes(token)) {
      const [, name = "", exponent = "1"] = /^([^^]+)(?:\^([1-9]))?$/.exec(token) ?? [];
      if (name === "") throw malformed(unit);
      factors.push({ name, power: outer * sign * Number(exponent) });
      expectName = false;
    } else throw malformed(unit);
    sign = 1;
  }
  if (expectName || signs.length !== 1) throw malformed(unit);
  return factors;
}

function malformed(unit: string): FlopbookError {
  return new FlopbookError(
    `unit: cannot be read, got "${unit}"; write units with * and /, such as "FLOP/s" or "USD/(h*device)"`,
  );
}

/** Exponents of the six base units in `unit`; nouns count as 1. An unknown unit is an error with nearest names. */
export function dimensionOf(unit: string): Dimension {
  return parseUnit(unit).dimension;
}

/** A dimension from the exponent of each base unit. */
export function dimension(exponent: (base: BaseUnit) => number): Dimension {
  return {
    FLOP: exponent("FLOP"),
    byte: exponent("byte"),
    s: exponent("s"),
    J: exponent("J"),
    gCO2e: exponent("gCO2e"),
    USD: exponent("USD"),
  };
}

/** True when both have the same exponents (to rounding, as square roots give halves). */
export function sameDimension(a: Dimension, b: Dimension): boolean {
  return baseUnits.every((base) => Math.abs(a[base] - b[base]) < 1e-9);
}

/** True for pure numbers and counts. */
export function isDimensionless(d: Dimension): boolean {
  return baseUnits.every((base) => Math.abs(d[base]) < 1e-9);
}

/** "FLOP/s", "byte^2", or "1" for a pure number: a dimension in words for messages. */
export function dimensionText(d: Dimension): string {
  return powersText(new Map(baseUnits.map((base) => [base, Math.round(d[base] * 1e6) / 1e6])));
}

/** The unit in base units, in one spelling: "TFLOP/s" gives "FLOP/s", "USD/(h*device)" gives "USD/s/device". */
export function baseUnitOf(unit: string): string {
  return parseUnit(unit).base;
}

/** How many base units one `unit` is: "h" gives 3600, "GiB" 1073741824. */
export function unitFactor(unit: string): number {
  return parseUnit(unit).factor;
}

/** An amount in base units: `inBase(hours(3))` is `{ value: 10800, unit: "s" }`. */
export function inBase(amount: Amount): { readonly value: number; readonly unit: string } {
  return { value: amount.value * unitFactor(amount.unit), unit: baseUnitOf(amount.unit) };
}

/** Nouns before base units above the line and after them below it, each in a fixed order: one unit, one spelling. */
function powersText(powers: ReadonlyMap<string, number>): string {
  const rank = (name: string) => (baseUnits as readonly string[]).indexOf(name);
  const write = ([name, power]: readonly [string, number]) => (power === 1 ? name : `${name}^${power}`);
  const used = [...powers]
    .filter(([, power]) => power !== 0)
    .sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1));
  const over = used.filter(([, power]) => power > 0).map(write);
  const under = used.filter(([, p]) => p < 0).map(([name, p]) => [name, -p] as const);
  const bases = under.filter(([name]) => rank(name) >= 0);
  const counts = under.filter(([name]) => rank(name) < 0);
  return [over.length === 0 ? "1" : over.join("*"), ...[...bases, ...counts].map(write)].join("/");
}

function amountIn<const Base extends string>(unit: string, base: Base): (value: number) => AmountOf<Base> {
  if (baseUnitOf(unit) !== base) throw malformed(unit);
  return (value) => ({ value, unit });
}

/** Operations. @example given(flop(3e21), "a paper").text // "3 ZFLOP" */
export const flop = amountIn("FLOP", "FLOP");
/** 10^9 operations. @example given(gigaflop(4.09), "a paper").value // 4090000000 */
export const gigaflop = amountIn("GFLOP", "FLOP");
/** 10^12 operations. @example given(teraflop(1), "a paper").value // 1000000000000 */
export const teraflop = amountIn("TFLOP", "FLOP");
/** 10^15 operations. @example given(petaflop(1), "a paper").value // 1000000000000000 */
export const petaflop = amountIn("PFLOP", "FLOP");
/** 10^18 operations. @example given(exaflop(2.5), "a paper").text // "2.5 EFLOP" */
export const exaflop = amountIn("EFLOP", "FLOP");
/**
 * 10^15 operations a second for a day, 8.64e19 operations.
 *
 * @example given(petaflopPerSecondDays(3640), "a paper").text // "3,640 PFLOP/s·day"
 */
export const petaflopPerSecondDays = amountIn("PFLOP/s*day", "FLOP");
/** Operations a second. @example given(flopPerSecond(989e12), "data sheet").text // "989 TFLOP/s" */
export const flopPerSecond = amountIn("FLOP/s", "FLOP/s");
/** 10^9 operations a second. @example given(gigaflopPerSecond(1), "data sheet").value // 1000000000 */
export const gigaflopPerSecond = amountIn("GFLOP/s", "FLOP/s");
/** 10^12 operations a second. @example given(teraflopPerSecond(989), "data sheet").text // "989 TFLOP/s" */
export const teraflopPerSecond = amountIn("TFLOP/s", "FLOP/s");
/** 10^15 operations a second. @example given(petaflopPerSecond(1), "data sheet").value // 1000000000000000 */
export const petaflopPerSecond = amountIn("PFLOP/s", "FLOP/s");
/** Bytes. @example given(bytes(1.4e10), "16-bit weights").text // "14 GB" */
export const bytes = amountIn("byte", "byte");
/** 10^6 bytes. @example given(megabytes(1), "data sheet").value // 1000000 */
export const megabytes = amountIn("MB", "byte");
/** 10^9 bytes. @example given(gigabytes(80), "data sheet").value // 80000000000 */
export const gigabytes = amountIn("GB", "byte");
/** 10^12 bytes. @example given(terabytes(1), "data sheet").textIn("GB") // "1,000 GB" */
export const terabytes = amountIn("TB", "byte");
/** 2^20 bytes. @example given(mebibytes(1), "data sheet").value // 1048576 */
export const mebibytes = amountIn("MiB", "byte");
/** 2^30 bytes. @example given(gibibytes(80), "data sheet").value // 85899345920 */
export const gibibytes = amountIn("GiB", "byte");
/** Bytes a second. */
export const bytesPerSecond = amountIn("byte/s", "byte/s");
/** 10^9 bytes a second. @example given(gigabytesPerSecond(3350), "data sheet").text // "3,350 GB/s" */
export const gigabytesPerSecond = amountIn("GB/s", "byte/s");
/** 10^12 bytes a second. @example given(terabytesPerSecond(3.35), "data sheet").textIn("GB/s") // "3,350 GB/s" */
export const terabytesPerSecond = amountIn("TB/s", "byte/s");
/** Seconds. @example given(seconds(5400), "measured").textIn("h") // "1.5 h" */
export const seconds = amountIn("s", "s");
/** 60 seconds. @example given(minutes(90), "measured").textIn("h") // "1.5 h" */
export const minutes = amountIn("min", "s");
/** 3600 seconds. @example given(hours(3), "measured").valueIn("min") // 180 */
export const hours = amountIn("h", "s");
/** 86400 seconds. @example given(days(2), "measured").valueIn("h") // 48 */
export const days = amountIn("day", "s");
/**
 * Hours of one device, 3600 device-seconds.
 *
 * @example deviceCost({ deviceTime: deviceHours(1000), price: dollarsPerDeviceHour(2) }) // 2,000 USD
 */
export const deviceHours = amountIn("device*h", "device*s");
/** Days of one device. @example deviceCost({ deviceTime: deviceDays(10), price: dollarsPerDeviceHour(2) }) // 480 USD */
export const deviceDays = amountIn("device*day", "device*s");
/** Joules. @example given(joules(3.6e6), "a meter").textIn("kWh") // "1 kWh" */
export const joules = amountIn("J", "J");
/** 3.6e6 joules. @example given(kilowattHours(1), "a meter").value // 3600000 */
export const kilowattHours = amountIn("kWh", "J");
/** Joules a second. @example given(watts(700), "data sheet").text // "700 W" */
export const watts = amountIn("W", "J/s");
/** 1000 watts. @example given(kilowatts(0.7), "data sheet").value // 700 */
export const kilowatts = amountIn("kW", "J/s");
/** Grams of CO2 equivalent. @example given(grams(385), "a grid").text // "385 g CO2e" */
export const grams = amountIn("gCO2e", "gCO2e");
/** Kilograms of CO2 equivalent. @example given(kilograms(1), "a grid").value // 1000 */
export const kilograms = amountIn("kgCO2e", "gCO2e");
/** 10^6 grams of CO2 equivalent. @example given(tonnes(1), "a grid").textIn("kgCO2e") // "1,000 kg CO2e" */
export const tonnes = amountIn("tCO2e", "gCO2e");
/**
 * Carbon intensity of electricity.
 *
 * @example given(gramsPerKilowattHour(385), "a grid").textIn("gCO2e/kWh") // "385 g CO2e/kWh"
 */
export const gramsPerKilowattHour = amountIn("gCO2e/kWh", "gCO2e/J");
/** US dollars. @example given(dollars(1e6), "an offer").text // "1 million USD" */
export const dollars = amountIn("USD", "USD");
/** US dollars an hour. @example given(dollarsPerHour(2), "an offer").textIn("USD/h") // "2.00 USD/h" */
export const dollarsPerHour = amountIn("USD/h", "USD/s");
/**
 * US dollars an hour and device.
 *
 * @example given(dollarsPerDeviceHour(2), "an offer").textIn("USD/(h*device)") // "2.00 USD/(h·device)"
 */
export const dollarsPerDeviceHour = amountIn("USD/(h*device)", "USD/s/device");
/** Price of electricity. @example given(dollarsPerKilowattHour(0.08), "a tariff").textIn("USD/kWh") // "0.08 USD/kWh" */
export const dollarsPerKilowattHour = amountIn("USD/kWh", "USD/J");
