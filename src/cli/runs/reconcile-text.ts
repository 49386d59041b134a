// A reconciliation for the terminal: conventions by distance, and how far those with a name lie apart.
import { percent, text } from "../../numbers/format.js";
import type { FlopConvention } from "../../plan/index.js";
import { textTable } from "../text-table.js";

/** One convention against the number. */
export interface ReconciledRow {
  readonly name: string | null;
  readonly words: string;
  /** In `unit`. */
  readonly value: number;
  readonly unit: string;
  readonly shownIn?: string;
  /** The number over this value, less 1. */
  readonly relativeDifference: number;
  readonly convention?: FlopConvention;
}

/** The number with everything that might give it, nearest first. */
export interface Reconciliation {
  readonly about: string;
  /** In base units. */
  readonly value: number;
  readonly rows: readonly ReconciledRow[];
}

const columns = [
  { head: "convention" },
  { head: "gives", align: "right" },
  { head: "number is off by", align: "right" },
] as const;

/** The nearest rows, then the other named ones, and how far apart names for one training run lie. */
export function reconciledText({ about, value, rows }: Reconciliation, keep: number): string {
  const others = rows.slice(keep).filter(hasName).slice(0, 12);
  const rest = others.length === 0 ? "" : `\nOther conventions with a name\n${tableOf(others, value)}`;
  return `${about}\n\n${tableOf(rows.slice(0, keep), value)}${rest}${spread(rows)}`;
}

function hasName({ name, convention }: ReconciledRow): boolean {
  return name !== null && convention?.unit !== "MAC";
}

/** Conventions of training alone: a forward pass is another question. */
function spread(rows: readonly ReconciledRow[]): string {
  const values = rows
    .filter((row) => hasName(row) && row.convention?.phase === "training")
    .map(({ value }) => value);
  if (values.length === 0) return "";
  const apart = Math.max(...values) / Math.min(...values);
  return `\nThe named conventions for training differ by a factor of up to ${text(apart, "1")}.\n`;
}

function tableOf(rows: readonly ReconciledRow[], number: number): string {
  return textTable(
    columns,
    rows.map(({ name, words, value, unit, shownIn }) => [
      name ?? words,
      text(value, unit, shownIn === undefined ? {} : { unit: shownIn }),
      off(number, value),
    ]),
  );
}

/** How far the number lies from one convention's: "+3.1 %", or a factor where the number is not near. */
function off(value: number, one: number): string {
  // the quotient, not the difference: that of numbers far apart would round to -1
  const relative = value / one - 1;
  if (Math.abs(relative) < 5e-4) return "0 %";
  if (relative > 1 || relative < -0.5) return `factor ${text(value / one, "1")}`;
  return `${relative > 0 ? "+" : "−"}${percent(Math.abs(relative), 2)}`;
}
