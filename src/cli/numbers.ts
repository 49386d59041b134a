// Numbers of the command line: decimal digits within bounds; a bad one is a usage error that names option and remedy.
import { FlopbookError } from "../ground/errors.js";

/** What a number must be. */
export interface NumberRule {
  /** What it counts: "tokens"; "" for a plain number. */
  readonly unit?: string;
  /** Whole numbers only. */
  readonly whole?: boolean;
  /** Smallest allowed; absent: above 0, or 1 for whole numbers. */
  readonly least?: number;
  readonly most?: number;
  /** What to write, for the remedy. */
  readonly example?: string;
}

/** Most of anything that is counted in whole numbers, and the largest and smallest amount of anything else. */
const mostWhole = 1e9;
const mostAmount = 1e18;
const leastAmount = 1e-12;

const examples: Readonly<Record<string, string>> = {
  devices: "8",
  megabytes: "4096",
  pixels: "224",
  "requests a second": "10",
  seconds: "60",
  sequences: "32",
  tokens: "2048",
  USD: "2.50",
};

/** "12", "1.5e3" -> a number; NaN for anything but decimal digits: no hexadecimal, no other alphabets, no infinity. */
export function decimal(text: string): number {
  return /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(text) ? Number(text) : Number.NaN;
}

/** A parser for a number under a rule. */
export function numberWithin(option: string, rule: NumberRule): (text: string) => number {
  return (text) => checkedNumber(option, text, decimal(text), rule);
}

/** The value, if it keeps to the rule. Errors quote the text. */
export function checkedNumber(option: string, text: string, value: number, rule: NumberRule): number {
  const { whole = false, most = whole ? mostWhole : mostAmount } = rule;
  const least = rule.least ?? (whole ? 1 : leastAmount);
  if (Number.isFinite(value) && value >= least && value <= most && (!whole || Number.isSafeInteger(value)))
    return value;
  throw usage(
    option,
    `must be ${ruleWords({ ...rule, whole, most })}, got "${text}"; ${remedy(option, rule)}`,
  );
}

function ruleWords({ unit = "", whole, least, most }: NumberRule): string {
  const kind = whole ? "whole number" : "number";
  const of = unit === "" ? "" : ` of ${unit}`;
  const from = least === undefined ? `a positive ${kind}${of}` : `a ${kind}${of} from ${least} on`;
  return `${from}, at most ${most}`;
}

function remedy(option: string, { unit = "", example }: NumberRule): string {
  return `write ${option} ${example ?? examples[unit] ?? "1"}`;
}

function usage(option: string, problem: string): FlopbookError {
  return new FlopbookError(`${option}: ${problem}`, { exitCode: 2 });
}
