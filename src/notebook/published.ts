// What a run published by name, without derivations: all that a check compares, small enough to be read at once.
import { mimeType, type ValuesJson } from "../ground/mime.js";
import type { Output } from "./notebook.js";

/** A published value; `value` is in `unit`, a base unit or counted noun, as the notebook gave it. */
export interface PublishedRecord {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly displayUnit?: string;
  readonly label: string;
  /** Id of the formula that made it; absent for inputs and totals. */
  readonly formula?: string;
  /** Relative tolerance of the regression check, where the notebook gives one. */
  readonly tolerance?: number;
}

/** The values that cells published, in order; a name that was published twice stands twice. */
export function publishedRecords(
  cells: readonly { readonly outputs: readonly Output[] }[],
): readonly PublishedRecord[] {
  return cells.flatMap(({ outputs }) => outputs).flatMap(recordsIn);
}

function recordsIn(output: Output): readonly PublishedRecord[] {
  const given =
    output.type === "display" ? (output.data[mimeType.values] as ValuesJson | undefined) : undefined;
  return (given?.values ?? []).map(({ name, tolerance, derivation }) => {
    const { value, unit, displayUnit, label, formula } = derivation;
    return {
      name,
      value,
      unit,
      label,
      ...(displayUnit === undefined ? {} : { displayUnit }),
      ...(formula === undefined ? {} : { formula: formula.id }),
      ...(tolerance === undefined ? {} : { tolerance }),
    };
  });
}
