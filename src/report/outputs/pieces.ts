// Outputs of cells as pieces of the page: the richest form a page can show of each.

import { escapeHtml } from "../../ground/html.js";
import {
  type EquationJson,
  type MimeBundle,
  mimeType,
  type TableJson,
  type VerdictJson,
} from "../../ground/mime.js";
import type { CellError, ExecutedCell, Output } from "../../notebook/notebook.js";
import { wordsOf } from "../prose/captions.js";
import { parsedLine, proseHtml } from "../prose/markdown.js";
import type { Piece } from "../prose/piece.js";
import type { ProseOrigin } from "../prose/prose.js";
import { mentionsOf } from "../prose/render.js";
import type { PageState } from "../state/page-state.js";
import { badgeHtml } from "./badges.js";
import { equationPiece } from "./equation.js";
import { figurePiece } from "./figure.js";
import { fallbackPieces, textOf } from "./foreign.js";
import { errorHtml, errorText } from "./messages.js";
import { labelGiver, type Shown } from "./shown.js";
import { joinedStreams, printedPiece, shownLines } from "./streams.js";
import { tablePiece } from "./tables.js";

/** One cell's outputs as pieces, and those of its errors that came without an output. */
export function outputPieces(
  cell: ExecutedCell,
  page: PageState,
  errors: readonly CellError[] = [],
): Piece[] {
  const labels = labelGiver(cell, page);
  const shown = joinedStreams(cell.outputs).flatMap((output) =>
    outputPiece(output, { cell, page, take: labels.take }),
  );
  if (cell.status !== "error" && errors.length === 0) labels.check();
  const told = cell.outputs.some(({ type }) => type === "error");
  return told ? shown : [...shown, ...errors.map((error) => errorPiece(error, cell, page))];
}

function outputPiece(output: Output, shown: Shown): Piece[] {
  const { cell, page } = shown;
  if (output.type === "stream") return printedPiece(output.name, output.text, page);
  if (output.type === "error") return [errorPiece(output.error, cell, page)];
  return displayPieces(output, shown);
}

/** An error where it happened. */
function errorPiece(error: CellError, { number, options }: ExecutedCell, page: PageState): Piece {
  const expected = options.raisesException;
  const id = page.ids.claim(`error-cell-${number}`);
  if (!expected) page.failures.set(number, id);
  const lines = shownLines(errorText(error), page);
  return { mentions: [], render: () => errorHtml(error, { id, expected, lines: lines?.() ?? "" }) };
}

function displayPieces({ data, metadata }: Extract<Output, { type: "display" }>, shown: Shown): Piece[] {
  const { cell, page, take } = shown;
  const origin: ProseOrigin = { page, cell: cell.number };
  if (mimeType.values in data || mimeType.sources in data) return [];
  const equation = data[mimeType.equation] as EquationJson | undefined;
  if (equation !== undefined) return [equationPiece(equation, shown)];
  const table = data[mimeType.table] as TableJson | undefined;
  if (table !== undefined) {
    const caption = cell.options.tblCap ?? table.caption;
    return [
      tablePiece({ json: table, words: wordsOf({ ...table, caption }, origin), ...take("tbl"), origin }),
    ];
  }
  const spec = chartOf(data);
  if (spec !== undefined) return [figurePiece(spec, shown)];
  const verdict = data[mimeType.verdict] as VerdictJson | undefined;
  if (verdict !== undefined) return [verdictPiece(verdict, origin)];
  return fallbackPieces(data, metadata, shown);
}

/** A chart of Vega-Lite or of Vega in whatever version; a spec that names no schema learns it from its MIME type. */
function chartOf(data: MimeBundle): object | undefined {
  const chart = /^application\/vnd\.(vega|vegalite)\.v(\d+)(?:\.\d+)*(?:\+|\.)json$/;
  const types = Object.keys(data).filter((type) => chart.test(type));
  const type = types.find((name) => name.includes("vegalite")) ?? types[0];
  const [, library, version] = chart.exec(type ?? "") ?? [];
  const spec = type === undefined ? undefined : objectOf(data[type]);
  if (spec === undefined) return undefined;
  const name = library === "vega" ? "vega" : "vega-lite";
  return "$schema" in spec
    ? spec
    : { $schema: `https://vega.github.io/schema/${name}/v${version}.json`, ...spec };
}

/** An object, which some kernels write as text. */
function objectOf(value: unknown): object | undefined {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  try {
    const read: unknown = JSON.parse(textOf(value));
    return typeof read === "object" && read !== null && !Array.isArray(read) ? read : undefined;
  } catch {
    return undefined;
  }
}

function verdictPiece(verdict: VerdictJson, origin: ProseOrigin): Piece {
  const sentence = parsedLine(verdict.sentence, origin);
  const cause = verdict.cause === undefined ? undefined : parsedLine(verdict.cause, origin);
  const id = origin.page.ids.claim(`verdict-${verdict.id}`);
  return {
    mentions: [sentence, cause].flatMap((prose) => (prose === undefined ? [] : mentionsOf(prose))),
    render: () => {
      const cited =
        verdict.citation === undefined ? "" : ` ${origin.page.references.citeAll([verdict.citation])}`;
      const because = cause === undefined ? "" : ` <span class="cause">${proseHtml(cause)}</span>`;
      return `<p class="verdict" id="${escapeHtml(id)}">${badgeHtml(verdict.verdict)}<b>${escapeHtml(verdict.title)}.</b> ${proseHtml(sentence)}${because}${cited}</p>`;
    },
  };
}
