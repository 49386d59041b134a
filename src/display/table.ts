// Tables for notebooks and pages: rows of text, symbols and quantities, with a title that states the finding.

import { FlopbookError } from "../ground/errors.js";
import { escapeHtml } from "../ground/html.js";
import {
  type CellJson,
  type CitationJson,
  type ColumnJson,
  displaySymbol,
  type MimeBundle,
  mimeType,
  type TableJson,
  type VerdictName,
} from "../ground/mime.js";
import { authorYear } from "../ground/source.js";
import { groupedDigits, numberParts, text } from "../numbers/format.js";
import { isQuantity, type Quantity } from "../numbers/quantity.js";

/** What stands in a cell. A quantity prints in the unit of its column, or in its own. */
export type TableCell =
  | string
  | number
  | null
  | Quantity
  | { readonly tex: string }
  | { readonly verdict: VerdictName }
  | { readonly text: string; readonly citation: CitationJson }
  | { readonly text: string; readonly under: string; readonly citation?: CitationJson };

/** A column; `unit` fixes the unit of its quantities and hides it in the cells, `digits` their significant digits. */
export interface TableColumn extends ColumnJson {
  readonly unit?: string;
  readonly digits?: number;
}

/** A table before it is checked. */
export interface TableSpec {
  /** The finding, a sentence without full stop. */
  readonly title: string;
  /** What the table shows. */
  readonly caption: string;
  readonly columns: readonly TableColumn[];
  readonly rows: readonly (readonly TableCell[])[];
  /** Conditions and sources, below the table. */
  readonly source?: string;
  /** Uses the margin too; default: tables of five columns or more do. */
  readonly wide?: boolean;
}

/** A table that shows itself: `show(table({ ... }))`. */
export interface Table extends TableJson {
  readonly [displaySymbol]: () => MimeBundle;
}

/**
 * A table of text, symbols and quantities. Errors when a row has more or fewer cells than there are columns.
 *
 * @example table({ title: "Sizes", caption: "Two sizes", columns: [{ head: "name",
 *   kind: "text" }, { head: "size", kind: "number" }], rows: [["a", 1]] }).columns.length // 2
 */
export function table(spec: TableSpec): Table {
  spec.rows.forEach((row, i) => {
    if (row.length === spec.columns.length) return;
    throw new FlopbookError(
      `table "${spec.title}": row ${i + 1} must have ${spec.columns.length} cells, got ${row.length}; give one for each column`,
    );
  });
  const rows = spec.rows.map((row) => row.map((cell, i) => cellJson(cell, spec.columns[i])));
  const json: TableJson = {
    title: spec.title,
    caption: spec.caption,
    columns: spec.columns.map(({ head, kind }) => ({ head, kind })),
    rows,
    ...(spec.source === undefined ? {} : { source: spec.source }),
    ...((spec.wide ?? spec.columns.length >= 5) ? { wide: true } : {}),
  };
  return { ...json, [displaySymbol]: () => bundle(json) };
}

function cellJson(cell: TableCell, column: TableColumn | undefined): CellJson {
  if (typeof cell === "number") return numberCell({ value: cell, unit: column?.unit ?? "1" }, column);
  return isQuantity(cell) ? numberCell(cell, column) : cell;
}

function numberCell(
  { value, unit, displayUnit }: { value: number; unit: string; displayUnit?: string | undefined },
  column: TableColumn | undefined,
): CellJson {
  const shownIn = column?.unit ?? displayUnit;
  return {
    value,
    unit,
    ...(shownIn === undefined ? {} : { displayUnit: shownIn }),
    ...(column?.digits === undefined ? {} : { digits: column.digits }),
    ...(column?.unit !== undefined || column?.head === "Value" ? { hideUnit: true } : {}),
  };
}

function bundle(json: TableJson): MimeBundle {
  const grid = [json.columns.map(({ head }) => head), ...json.rows.map((row) => row.map(plain))];
  const [head = [], ...body] = grid.map((row, i) =>
    row.map((cell) => `<${i ? "td" : "th"}>${escapeHtml(cell)}</${i ? "td" : "th"}>`),
  );
  const source = json.source === undefined ? "" : `<p><small>${escapeHtml(json.source)}</small></p>`;
  return {
    [mimeType.table]: json,
    [mimeType.html]: `<table><caption style="text-align:left"><b>${escapeHtml(json.title)}</b><br>${escapeHtml(json.caption)}</caption><thead><tr>${head.join("")}</tr></thead><tbody>${body.map((row) => `<tr>${row.join("")}</tr>`).join("")}</tbody></table>${source}`,
    [mimeType.text]: [json.title, ...grid.map((row) => row.join("  |  "))].join("\n"),
  };
}

function plain(cell: CellJson): string {
  if (cell === null) return "";
  if (typeof cell === "string") return cell;
  if ("tex" in cell) return `$${cell.tex}$`;
  if ("verdict" in cell) return cell.verdict.replace("-", " ");
  if ("under" in cell) {
    const cited = cell.citation === undefined ? "" : ` [${authorYear(cell.citation.source)}]`;
    return `${cell.text} (${cell.under}${cited})`;
  }
  if ("citation" in cell) return `${cell.text} [${authorYear(cell.citation.source)}]`.trim();
  const options = { unit: cell.displayUnit, digits: cell.digits };
  if (!cell.hideUnit) return text(cell.value, cell.unit, options);
  const { sign, digits, exponent } = numberParts(cell.value, cell.unit, options);
  return `${sign}${groupedDigits(digits)}${exponent === undefined ? "" : ` × 10^${exponent}`}`;
}
