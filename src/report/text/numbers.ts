// Numbers as HTML: units that do not part from them, exponents that copy as 10^18.
import { groupedDigits, type NumberOptions, type NumberParts, numberParts } from "../../numbers/format.js";
import { type Inline, inlineText, joined, markup } from "./inline.js";

/** How a number is written on the page; `bare` leaves the unit out. */
export interface NumberDisplay extends NumberOptions {
  readonly bare?: boolean | undefined;
}

const space = "\u00a0";

/** `<span class="q">2.67 EFLOP</span>`: one unbroken number with its unit. */
export function numberHtml(value: number, unit: string, display: NumberDisplay = {}): string {
  return `<span class="q">${numberInline(value, unit, display).html}</span>`;
}

/** The same without the span, for a link that is itself unbroken. */
export function numberInline(value: number, unit: string, display: NumberDisplay = {}): Inline {
  const parts = numberParts(value, unit, display);
  const name = display.bare === true ? "" : unitText(parts);
  return name === "" ? figures(parts) : joined([figures(parts), inlineText(space + name)]);
}

/** Prefix and unit as printed: "EFLOP", "million parameters", "". */
export function unitText({ prefix, unit }: NumberParts): string {
  return `${prefix}${unit}`.trim();
}

/** Sign, digits and exponent, no unit. */
export function figures({ sign, digits, exponent }: NumberParts): Inline {
  const number = inlineText(sign + groupedDigits(digits));
  return exponent === undefined ? number : joined([number, power(exponent)]);
}

function power(exponent: number): Inline {
  const shown = exponent < 0 ? `−${-exponent}` : String(exponent);
  const html = `<span class="x">×</span>10<span class="vh">^</span><sup class="e">${shown}</sup>`;
  return { ...markup(html), plain: `×10^${shown}` };
}

/** A number cut at its decimal point, for columns that align there. */
export interface CutNumber {
  readonly whole: string;
  /** ".858", or "" for a whole number. */
  readonly fraction: string;
  /** False for powers of ten, which do not align on a point. */
  readonly aligns: boolean;
}

/** The pieces of a number for a decimal-aligned cell. */
export function cutNumber(parts: NumberParts): CutNumber {
  const at = parts.digits.indexOf(".");
  const whole = at < 0 ? parts.digits : parts.digits.slice(0, at);
  return {
    whole: parts.sign + groupedDigits(whole),
    fraction: at < 0 ? "" : parts.digits.slice(at),
    aligns: parts.exponent === undefined,
  };
}

/** Typed numbers in labels: a no-break space between a number and the sign or unit that follows it. */
export function glued(text: string): string {
  return text.replace(/(\d) (?=[%×]|GB\b|GiB\b|h\b|s\b)/g, `$1${space}`).replace(/× (?=\S)/g, `×${space}`);
}
