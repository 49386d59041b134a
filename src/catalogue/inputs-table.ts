// The inputs of an estimate as a table, by the names and symbols that formulas give them.
import { type Table, type TableCell, type TableSpec, table } from "../display/table.js";
import type { Symbols } from "../formula/index.js";
import { numberParts } from "../numbers/format.js";
import type { Quantity } from "../numbers/quantity.js";
import { symbols } from "./vocabulary.js";

/**
 * The inputs of an estimate by the names that formulas give them: symbol, quantity, value, unit and source, one row
 * each. Names that the library speaks get its symbol.
 */
export function inputsTable(
  words: Pick<TableSpec, "title" | "caption" | "source">,
  inputs: Readonly<Record<string, Quantity>>,
): Table {
  return table({
    ...words,
    columns: [
      { head: "Symbol", kind: "tex" },
      { head: "Quantity", kind: "rowHead" },
      { head: "Value", kind: "number" },
      { head: "Unit", kind: "unit" },
      { head: "Source", kind: "text" },
    ],
    rows: Object.entries(inputs).map(([name, input]) => {
      const tex = (symbols as Symbols)[name]?.tex ?? input.symbolTex;
      return [tex === undefined ? null : { tex }, input.label, input, unitText(input), originCell(input)];
    }),
  });
}

function unitText({ value, unit, displayUnit }: Quantity): string {
  const parts = numberParts(value, unit, { unit: displayUnit });
  return `${parts.prefix}${parts.unit}`.trim();
}

/** The document behind an input, its stated assumption, or how it was counted. */
function originCell(quantity: Quantity): TableCell {
  const { citation, note, formula, kind, inputs } = quantity.derivation();
  if (citation !== undefined) return { text: formula === undefined ? "" : "computed", citation };
  return note ?? (kind === "sum" ? `sum of ${inputs.length} parts` : (formula?.meaning ?? ""));
}
