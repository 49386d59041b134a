// Tables from cells: numbers on the decimal point, units muted, verdict badges; one block per row on a phone.

import { attributes, escapeHtml } from "../../ground/html.js";
import type { CellJson, ColumnJson, TableJson } from "../../ground/mime.js";
import { type NumberParts, numberParts } from "../../numbers/format.js";
import { captionHtml, sourceHtml, type Words, wordMentions } from "../prose/captions.js";
import { checkedMath } from "../prose/latex/html.js";
import { parsedLine, proseHtml, proseLine } from "../prose/markdown.js";
import type { Piece } from "../prose/piece.js";
import type { Prose, ProseOrigin } from "../prose/prose.js";
import { mentionsOf } from "../prose/render.js";
import { wordsOfLine } from "../text/inline.js";
import { cutNumber, figures, type NumberDisplay, numberHtml, unitText } from "../text/numbers.js";
import { badgeHtml } from "./badges.js";

/** A table to set. */
export interface TableOrder {
  readonly json: TableJson;
  readonly words: Words;
  readonly id: string;
  readonly number: string;
  readonly origin: ProseOrigin;
}

/** Up to this many rows, and this many lines in them, a table stays on one page. */
const KEPT_ROWS = 10;
const KEPT_LINES = 12;
/** Characters of a line in a column of text, about. */
const LINE_LENGTH = 44;
/** From this many columns on a table uses the margin too. */
const WIDE_COLUMNS = 6;

/** The table as a piece of the page. */
export function tablePiece(order: TableOrder): Piece {
  const { json, origin, words } = order;
  const heads = json.columns.map(({ head }) => parsedLine(head, origin));
  const prose = (cell: CellJson): Prose | undefined => {
    const text = typeof cell === "string" ? cell : cell !== null && "text" in cell ? cell.text : undefined;
    return text === undefined ? undefined : parsedLine(text, origin);
  };
  const under = (cell: CellJson): Prose | undefined =>
    typeof cell === "object" && cell !== null && "under" in cell ? parsedLine(cell.under, origin) : undefined;
  const cells = json.rows.map((row) => row.map((cell) => ({ text: prose(cell), under: under(cell) })));
  const mentions = [...heads, ...cells.flat().flatMap(({ text, under }) => [text, under])].flatMap((line) =>
    line === undefined ? [] : mentionsOf(line),
  );
  return {
    mentions: [...wordMentions(words), ...mentions],
    render: () => tableHtml(order, heads, cells),
  };
}

/** The words of a cell: its own, and those below them. */
interface CellProse {
  readonly text: Prose | undefined;
  readonly under: Prose | undefined;
}

const wordless: CellProse = { text: undefined, under: undefined };

function tableHtml(
  { json, words, id, number, origin }: TableOrder,
  heads: readonly Prose[],
  cells: readonly (readonly CellProse[])[],
): string {
  const columns = setColumns(json);
  const lines = heads.map(proseLine);
  const names = lines.map(wordsOfLine);
  const head = columns.map((column, i) => headCell(column, lines[i]?.html ?? "")).join("");
  const body = json.rows.map((row, r) => {
    const inner = columns.map((column, c) => {
      const cell = row[c] ?? null;
      return bodyCell(column, names[c] ?? "", cellHtml(cell, column, cells[r]?.[c] ?? wordless, origin));
    });
    return `<tr role="row">${inner.join("")}</tr>`;
  });
  const wide = json.wide ?? json.columns.length >= WIDE_COLUMNS;
  const kept = json.rows.length <= KEPT_ROWS && linesOf(json) <= KEPT_LINES ? " keep" : "";
  return `<div class="tbl${kept}${wide ? " wide" : ""}" id="${escapeHtml(id)}"><p class="cap">${captionHtml("tbl", number, words)}</p>
<table class="stack" role="table"><thead><tr role="row">${head}</tr></thead><tbody>
${body.join("\n")}
</tbody></table>${sourceHtml(words)}</div>`;
}

/** About how many lines the rows take: each as many as its longest text. */
function linesOf({ rows }: TableJson): number {
  const length = (cell: CellJson) =>
    typeof cell === "string" ? cell.length : cell !== null && "text" in cell ? cell.text.length : 0;
  const lines = rows.map((row) => Math.max(1, ...row.map((cell) => Math.ceil(length(cell) / LINE_LENGTH))));
  return lines.reduce((sum, one) => sum + one, 0);
}

/** A column with what its cells have in common. */
interface SetColumn {
  readonly kind: ColumnJson["kind"];
  /** Decimals of the longest fraction, for columns whose numbers align on the point. */
  readonly decimals: number | undefined;
  /** True when the cells carry their unit, so that the head stands over number and unit. */
  readonly carriesUnit: boolean;
}

type NumberCell = Extract<CellJson, { readonly value: number }>;

function isNumber(cell: CellJson | undefined): cell is NumberCell {
  return typeof cell === "object" && cell !== null && "value" in cell;
}

/** Without a declared row head the first text column is one: a phone and a screen reader need it. */
function setColumns({ columns, rows }: TableJson): SetColumn[] {
  const declared = columns.findIndex(({ kind }) => kind === "rowHead");
  const head = declared >= 0 ? declared : columns.findIndex(({ kind }) => kind === "text");
  return columns.map(({ kind }, c) => {
    const numbers = rows.map((row) => row[c]).filter(isNumber);
    return {
      kind: c === head ? "rowHead" : kind,
      decimals: kind === "number" ? commonDecimals(numbers) : undefined,
      carriesUnit: numbers.some((number) => number.hideUnit !== true && unitText(partsOf(number)) !== ""),
    };
  });
}

/** Numbers align on the point when none is a power of ten and all share one unit. */
function commonDecimals(numbers: readonly NumberCell[]): number | undefined {
  const parts = numbers.map(partsOf);
  const units = new Set(
    numbers.map((number, i) => (number.hideUnit === true ? "" : unitText(parts[i] ?? noParts))),
  );
  const cuts = parts.map(cutNumber);
  if (numbers.length === 0 || units.size > 1 || cuts.some(({ aligns }) => !aligns)) return undefined;
  return Math.max(...cuts.map(({ fraction }) => Math.max(0, fraction.length - 1)));
}

const noParts = { sign: "", digits: "", exponent: undefined, prefix: "", unit: "" } as const;

/** A whole number that has no more digits than asked for stands in full. */
function shownAs({ value, displayUnit, digits }: NumberCell): NumberDisplay {
  const whole = Number.isInteger(value) && displayUnit === undefined;
  if (whole && digits !== undefined && String(Math.abs(value)).length <= digits) return { exact: true };
  return { unit: displayUnit, digits };
}

function partsOf(cell: NumberCell): NumberParts {
  return numberParts(cell.value, cell.unit, shownAs(cell));
}

function headCell({ kind, decimals, carriesUnit }: SetColumn, html: string): string {
  const aligns = decimals !== undefined && decimals > 0 && !carriesUnit;
  const inner = aligns ? aligned(html, "", decimals) : html;
  return `<th${attributes({ role: "columnheader", scope: "col", class: cellClass(kind) })}>${inner}</th>`;
}

function bodyCell({ kind }: SetColumn, head: string, inner: string): string {
  if (kind === "rowHead") return `<th role="rowheader" scope="row">${inner}</th>`;
  return `<td${attributes({ role: "cell", "data-h": head, class: cellClass(kind) })}><span>${inner}</span></td>`;
}

function cellClass(kind: ColumnJson["kind"]): string | undefined {
  return { number: "n", tex: "sym", unit: "unit", verdict: "vd", text: undefined, rowHead: undefined }[kind];
}

function cellHtml(
  cell: CellJson,
  column: SetColumn,
  { text, under }: CellProse,
  { page, cell: at }: ProseOrigin,
): string {
  if (cell === null) return "";
  if (isNumber(cell)) return numberCell(cell, column);
  if (typeof cell === "string") return text === undefined ? "" : proseHtml(text);
  if ("tex" in cell) return checkedMath(cell.tex, { page }, { cell: at, line: undefined });
  if ("verdict" in cell) return badgeHtml(cell.verdict);
  const cited = cell.citation === undefined ? "" : page.references.citeAll([cell.citation]);
  const html = text === undefined ? "" : proseHtml(text);
  if (under === undefined) return [html, cited].filter((part) => part !== "").join("\u00a0");
  const below = [proseHtml(under), cited].filter((part) => part !== "").join("\u00a0");
  return `${html}<span class="under">${below}</span>`;
}

function numberCell(cell: NumberCell, { decimals }: SetColumn): string {
  const parts = partsOf(cell);
  const unit = cell.hideUnit === true ? "" : unitText(parts);
  if (decimals === undefined) {
    if (cell.hideUnit === true) return `<span class="q">${figures(parts).html}</span>`;
    return numberHtml(cell.value, cell.unit, shownAs(cell));
  }
  const { whole, fraction } = cutNumber(parts);
  const number = decimals === 0 ? whole + fraction : aligned(whole, fraction, decimals);
  return unit === "" ? number : `<span class="q">${number}\u00a0${escapeHtml(unit)}</span>`;
}

/** The fraction stands in a box as wide as the longest of its column, so that points meet. */
function aligned(whole: string, fraction: string, decimals: number): string {
  return `<span class="dec">${whole}<span class="f f${Math.min(decimals, 9)}">${fraction}</span></span>`;
}
