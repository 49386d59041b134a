// The named values of a notebook: what prose quotes, baselines compare and reports/<name>.values.json holds.

import type { ExecutedNotebook } from "../notebook/notebook.js";
import { type PublishedRecord, publishedRecords } from "../notebook/published.js";
import { numberParts, text } from "../numbers/format.js";

/** One published value as the values file holds it; `value` is in `unit`, a base unit or counted noun. */
export interface NamedValue {
  readonly value: number;
  readonly unit: string;
  /** As the report prints it. */
  readonly text: string;
  readonly label: string;
  /** Id of the formula that made it; absent for inputs and totals. */
  readonly formula?: string;
  /** Relative tolerance of the regression check, where the notebook gives one. */
  readonly tolerance?: number;
}

/**
 * Values that the notebook published, by name, sorted. Whole numbers are exact; others are rounded to 12 significant
 * digits, so that the last bits, in which versions of Node and processors differ, never reach a file. Of a name that
 * was published twice the last value counts; that the two differ is for the page to say.
 */
export function namedValues(notebook: Pick<ExecutedNotebook, "cells">): Record<string, NamedValue> {
  return byName(publishedRecords(notebook.cells));
}

/** The same of records that were taken out before. */
export function byName(records: readonly PublishedRecord[]): Record<string, NamedValue> {
  const values = records.map((record) => [record.name, toNamedValue(record)] as const);
  return Object.fromEntries([...new Map(values)].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function toNamedValue({ value, unit, displayUnit, label, formula, tolerance }: PublishedRecord): NamedValue {
  return {
    value: rounded(value),
    unit,
    text: text(value, unit, displayUnit === undefined ? {} : { unit: displayUnit }),
    label,
    ...(formula === undefined ? {} : { formula }),
    ...(tolerance === undefined ? {} : { tolerance }),
  };
}

function rounded(value: number): number {
  if (Number.isSafeInteger(value)) return value;
  const { sign, digits, exponent } = numberParts(value, "1", { digits: 12, notation: "power" });
  return Number(`${sign === "" ? "" : "-"}${digits}e${exponent ?? 0}`);
}
