// The only code that turns a number into text: prose, tables, chart axes and formulas all come here.
import { FlopbookError } from "../ground/errors.js";
import { type Display, displayOf, powerDisplay } from "./unit-display.js";
import { baseUnitOf, dimensionOf, dimensionText, sameDimension, unitFactor } from "./units.js";

/** A number in pieces. `prefix` goes straight before `unit`; digits are ungrouped, for `groupedDigits` to print. */
export interface NumberParts {
  readonly sign: "" | "−";
  readonly digits: string;
  /** Power of ten, when the number is written as digits × 10^exponent. */
  readonly exponent: number | undefined;
  /** SI prefix ("G") or a counting word with its no-break space ("million "). */
  readonly prefix: string;
  /** Unit as printed, "" for a pure number. */
  readonly unit: string;
}

/** How a number is written. */
export interface NumberOptions {
  /** Significant digits, 3 unless told. Zeros at the end stand only where something was rounded away. */
  readonly digits?: number | undefined;
  /** Unit to show the value in, such as "h", "GiB", "TFLOP/s" or "%". */
  readonly unit?: string | undefined;
  /** "prefix" (text): GFLOP, hours, million; "power" (TeX): 10^18; "plain": all digits before the point. */
  readonly notation?: "prefix" | "power" | "plain" | undefined;
  /** All digits of the value, in its own unit. */
  readonly exact?: boolean | undefined;
}

const space = "\u00a0";

/** The pieces of `value`, which is in `unit`. A unit that is not a base unit ("TFLOP/s") is kept as given. */
export function numberParts(value: number, unit: string, options: NumberOptions = {}): NumberParts {
  if (!Number.isFinite(value)) {
    throw new FlopbookError(
      `number: only finite numbers can be printed, got ${value} ${unit}; check its inputs`,
    );
  }
  const kept = options.unit ?? (baseUnitOf(unit) === unit ? undefined : unit);
  const base = value * unitFactor(unit);
  const magnitude = Math.abs(base);
  const digits = options.digits ?? 3;
  const { factor, prefix, unitText, cents } = chosenDisplay(magnitude, unit, kept, digits, options);
  const shown = magnitude / factor;
  const sign = value < 0 ? "−" : "";
  const rest = { prefix, unit: unitText(shown) };
  if (options.exact === true) return { sign, digits: allDigits(shown), exponent: undefined, ...rest };
  if (needsPower(shown, options) && !(kept !== undefined && shown >= 1 && shown < 1e6)) {
    return { sign, ...powerDigits(shown, digits), ...rest };
  }
  const whole = options.digits === undefined && isWhole(shown) && shown < 1e6;
  const money = cents && options.digits === undefined && shown >= 0.1 && shown < 99.995;
  const text =
    whole && !money ? String(Math.round(shown)) : money ? shown.toFixed(2) : significant(shown, digits);
  return { sign: Number(text) === 0 ? "" : sign, digits: text, exponent: undefined, ...rest };
}

function chosenDisplay(
  magnitude: number,
  unit: string,
  kept: string | undefined,
  digits: number,
  options: NumberOptions,
): Display {
  if (kept !== undefined) {
    if (!sameDimension(dimensionOf(kept), dimensionOf(unit))) {
      throw new FlopbookError(
        `display unit: must have the dimension of the value (${dimensionText(dimensionOf(unit))}), got "${kept}"; choose a unit of that dimension`,
      );
    }
    return powerDisplay(kept);
  }
  if (options.exact === true || options.notation === "power" || options.notation === "plain") {
    return powerDisplay(unit);
  }
  return displayOf(Number(magnitude.toPrecision(digits)), unit);
}

function needsPower(shown: number, options: NumberOptions): boolean {
  if (shown === 0 || options.notation === "plain") return false;
  return shown < 1e-3 || Number(shown.toPrecision(options.digits ?? 3)) >= 1e6;
}

/**
 * Text with no-break spaces: "2.67 EFLOP", "7,540 MWh", "2.67 × 10^18 FLOP" with notation "power".
 *
 * @example text(2.67e18, "FLOP") // "2.67 EFLOP"
 */
export function text(value: number, unit: string, options: NumberOptions = {}): string {
  const parts = numberParts(value, unit, options);
  const power = parts.exponent === undefined ? "" : `${space}×${space}10^${signed(parts.exponent)}`;
  return `${parts.sign}${groupedDigits(parts.digits)}${power}${space}${parts.prefix}${parts.unit}`.trim();
}

/** TeX that KaTeX takes in strict mode; powers of ten unless told: "2.67 \times 10^{18}\;\mathrm{FLOP}". */
export function tex(value: number, unit: string, options: NumberOptions = {}): string {
  const parts = numberParts(value, unit, { notation: "power", ...options });
  const power = parts.exponent === undefined ? "" : ` \\times 10^{${parts.exponent}}`;
  const number = `${parts.sign === "" ? "" : "-"}${groupedTex(parts.digits)}${power}`;
  const name = unitTex(parts.prefix + parts.unit);
  return name === "" ? number : `${number}${parts.unit === "%" ? "\\," : "\\;"}${name}`;
}

/**
 * A value as it stands inside a formula: four digits, whole numbers below 10^7 in full, powers of ten for counts
 * and FLOP, prefixes for bytes, energy, money and carbon, seconds as seconds, fractions as fractions.
 */
export function formulaTex(value: number, unit: string, displayUnit?: string): string {
  const kept = displayUnit === "%" ? undefined : displayUnit;
  const whole = Number.isInteger(value) && Math.abs(value) < 1e7;
  if (kept !== undefined) return tex(value, unit, { unit: kept, digits: 4 });
  if (/^(byte|J|USD|gCO2e)\b/.test(unit)) return tex(value, unit, { digits: 4, notation: "prefix" });
  return tex(value, unit, whole ? { exact: true } : { digits: 4 });
}

/** A result under a formula: as in the formula, then in the unit that people read ("= 42{,}690 s = 11.86 h"). */
export function resultTex(value: number, unit: string, displayUnit?: string): string {
  const inFormula = formulaTex(value, unit);
  const readable =
    displayUnit !== undefined
      ? tex(value, unit, { unit: displayUnit, digits: 4 })
      : /^(device\*)?s\b/.test(unit)
        ? tex(value, unit, { digits: 4, notation: "prefix" })
        : inFormula;
  const sameKind = /^(device\*)?s\b/.test(unit) || displayUnit === "%";
  return readable === inFormula || !sameKind ? readable : `${inFormula} = ${readable}`;
}

/** A unit as printed, upright in TeX: "GFLOP/image" gives \mathrm{GFLOP/image}. */
function unitTex(name: string): string {
  if (name === "") return "";
  if (name === "%") return "\\%";
  const inner = name.replaceAll(space, "\\,").replaceAll("·", "{\\cdot}").replaceAll("CO2e", "CO_{2}e");
  return `\\mathrm{${inner.replaceAll("µ", "\\mu ")}}`;
}

/**
 * Digits before the point in groups of three with commas, from four digits on: "1281167.5" is "1,281,167.5". The one
 * rule of terminal, page, PDF, chart and formula; JSON and CSV hold plain numbers.
 */
export function groupedDigits(digits: string): string {
  const [whole = "", fraction] = digits.split(".");
  const groups = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return fraction === undefined ? groups : `${groups}.${fraction}`;
}

/** The same in TeX, where a comma in braces has no space behind it: "1{,}281{,}167". */
function groupedTex(digits: string): string {
  return groupedDigits(digits).replaceAll(",", "{,}");
}

/** A whole number with all its digits: "25,557,032". */
export function grouped(value: number): string {
  const digits = groupedDigits(allDigits(Math.abs(Math.round(value))));
  return value < 0 ? `−${digits}` : digits;
}

/**
 * A fraction in percent: `percent(0.236)` is "23.6 %".
 *
 * @example percent(0.4218) // "42.2 %"
 */
export function percent(fraction: number, digits = 3): string {
  return text(fraction, "1", { unit: "%", digits });
}

/**
 * How far a stated value is from the computed one: signed percent of the computed value, "+8.6 %", and a
 * factor, "2.1 ×", from twice the computed value on. Both in one unit; the computed value is not zero.
 *
 * @example difference(102, 100) // "−2.0 %"
 */
export function difference(computed: number, stated: number): string {
  if (computed === 0 && stated === 0) return `0.0${space}%`;
  const ratio = stated / computed;
  if (!Number.isFinite(ratio)) {
    throw new FlopbookError(
      `difference: needs finite numbers and a computed value that is not 0, got ${stated} against ${computed}; compare the two absolutely`,
    );
  }
  if (Number(ratio.toPrecision(3)) >= 2) return `${significant(ratio, ratio < 9.95 ? 2 : 3)}${space}×`;
  const value = (ratio - 1) * 100;
  let shown = Math.abs(value).toFixed(Math.abs(value) < 9.95 ? 1 : 0);
  for (let decimals = 1; shown === "100" && value !== -100 && decimals < 9; decimals++) {
    const finer = Math.abs(value).toFixed(decimals);
    if (Number(finer) !== 100) shown = finer;
  }
  const sign = Number(shown) === 0 ? "" : value < 0 ? "−" : "+";
  return `${sign}${shown}${space}%`;
}

/** floor(log10 |x|), exact at powers of ten. */
export function exponentOf(x: number): number {
  return Number(Math.abs(x).toExponential().split("e")[1]);
}

function signed(exponent: number): string {
  return exponent < 0 ? `−${-exponent}` : String(exponent);
}

function isWhole(x: number): boolean {
  return Math.abs(x - Math.round(x)) <= 1e-12 * x;
}

/** Digits to so many significant places; zeros at the end go when nothing was rounded away. */
function significant(x: number, digits: number): string {
  return expanded(withoutIdleZeros(x.toPrecision(digits), x));
}

function powerDigits(x: number, digits: number): { readonly digits: string; readonly exponent: number } {
  const [mantissa = "", exponent = "0"] = withoutIdleZeros(x.toExponential(digits - 1), x).split("e");
  return { digits: mantissa, exponent: Number(exponent) };
}

function withoutIdleZeros(written: string, x: number): string {
  if (Math.abs(Number(written) - x) > 1e-12 * x) return written;
  const [mantissa = "", exponent] = written.split("e");
  const short = mantissa.includes(".") ? mantissa.replace(/\.?0+$/, "") : mantissa;
  return exponent === undefined ? short : `${short}e${exponent}`;
}

function allDigits(x: number): string {
  return Number.isInteger(x) ? BigInt(x).toString() : expanded(String(x));
}

/** "4.27e+4" as "42700". */
function expanded(written: string): string {
  const [mantissa = "", exponent] = written.split("e");
  if (exponent === undefined) return mantissa;
  const [whole = "", fraction = ""] = mantissa.split(".");
  const point = whole.length + Number(exponent);
  const digits = whole + fraction;
  if (point <= 0) return `0.${"0".repeat(-point)}${digits}`;
  if (point >= digits.length) return digits + "0".repeat(point - digits.length);
  return `${digits.slice(0, point)}.${digits.slice(point)}`;
}
