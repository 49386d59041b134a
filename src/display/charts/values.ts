// Numbers with units as charts take them, in the unit of an axis or column, and their text.
import { FlopbookError } from "../../ground/errors.js";
import { exponentOf, groupedDigits, numberParts, text } from "../../numbers/format.js";
import { type Amount, dimensionOf, dimensionText, sameDimension, unitFactor } from "../../numbers/units.js";

/** A quantity, an amount, or a bare number in the unit of the axis (20 on an axis in "%" is 20 %). */
export type ChartValue = number | Amount;

/** `value` in `unit`. Throws FlopbookError on another dimension, NaN and Infinity, naming `place`. */
export function valueIn(value: ChartValue, unit: string, place: string): number {
  if (typeof value !== "number") {
    const [given, wanted] = [dimensionOf(value.unit), dimensionOf(unit)];
    if (!sameDimension(given, wanted))
      throw new FlopbookError(
        `${place}: must be in ${unit} (${dimensionText(wanted)}), got ${value.unit} (${dimensionText(given)}); convert it or change the unit of the axis`,
      );
  }
  const number =
    typeof value === "number" ? value : (value.value * unitFactor(value.unit)) / unitFactor(unit);
  if (!Number.isFinite(number))
    throw new FlopbookError(
      `${place}: must be a finite number, got ${number}; check the computation before it`,
    );
  return number;
}

/** As `valueIn`, for an axis with a logarithm: the value must be above zero. */
export function positiveIn(value: ChartValue, unit: string, place: string): number {
  const number = valueIn(value, unit, place);
  if (number <= 0)
    throw new FlopbookError(
      `${place}: must be above 0 on a logarithmic axis, got ${number}; use a linear one`,
    );
  return number;
}

/** Number and unit for labels, three significant digits unless told. */
export function valueText(value: number, unit: string, digits?: number): string {
  return text(value, unit, digits === undefined ? {} : { digits });
}

/** As `valueText`, but long nouns ("parameters") are left to the caption: "10 billion". */
export function labelText(value: number, unit: string): string {
  const parts = numberParts(value, unit);
  if (parts.exponent !== undefined || parts.unit.length <= 6) return text(value, unit);
  return `${parts.sign}${groupedDigits(parts.digits)} ${parts.prefix}`.trim().replaceAll(" ", "\u00a0");
}

/** Digits alone, for ticks whose unit and prefix stand at another tick. */
export function digitsText(value: number, unit: string): string {
  const { sign, digits, exponent } = numberParts(value, unit);
  return exponent === undefined ? sign + groupedDigits(digits) : text(value, "1", { notation: "power" });
}

/**
 * Digits for a column whose decimal points stand under each other: as many decimals as the largest value needs
 * for `digits` significant digits. A value that would print as zero keeps its first digit.
 */
export function columnTexts(values: readonly number[], unit: string, digits = 3): readonly string[] {
  const largest = Math.max(...values.map(Math.abs));
  if (exponentOf(largest) >= 6)
    throw new FlopbookError(
      `chart column: values of up to ${text(largest, unit)} are too long in ${unit}; choose a larger unit for the column`,
    );
  const decimals = largest === 0 ? 0 : Math.max(0, digits - 1 - exponentOf(largest));
  const unitOfLast = Number(`1e${-decimals}`);
  return values.map((value) => {
    if (value === 0) return zeroPadded("0", decimals);
    const places = exponentOf(value) + 1 + decimals;
    const rounded = places < 1 && Math.abs(value) >= unitOfLast / 2 ? Math.sign(value) * unitOfLast : value;
    const options = { unit, digits: Math.max(1, places), notation: "plain" } as const;
    const { sign, digits: written } = numberParts(rounded, unit, options);
    return sign + zeroPadded(written, decimals);
  });
}

function zeroPadded(digits: string, decimals: number): string {
  const [whole = "", fraction = ""] = digits.split(".");
  const point = decimals === 0 && fraction === "" ? "" : `.${fraction.padEnd(decimals, "0")}`;
  return groupedDigits(whole) + point;
}
