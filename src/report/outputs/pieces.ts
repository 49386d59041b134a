// Outputs of cells as pieces of the page: the richest form a page can show of each.
import {
  type EquationJson,
  type MimeBundle,
  mimeType,
  type TableJson,
  type VerdictJson,
} from "../../mime.js";
import type { CellError, ExecutedCell, Output } from "../../notebook/notebook.js";
import { wordsOf } from "../page/captions.js";
import type { Piece } from "../page/piece.js";
import { parsedLine, proseHtml } from "../prose/markdown.js";
import type { ProseOrigin } from "../prose/prose.js";
import { mentionsOf } from "../prose/render.js";
import { escapeHtml } from "../text/html.js";
import { badgeHtml } from "./badges.js";
import { equationPiece } from "./equation.js";
import { figurePiece } from "./figure.js";
import { fallbackPieces } from "./foreign.js";
import { errorHtml, streamHtml } from "./messages.js";
import { type LabelTake, labelGiver, type OutputReader } from "./reader.js";
import { tablePiece } from "./tables.js";

/** One cell's outputs as pieces, and those of its errors that came without an output. */
export function outputPieces(
  cell: ExecutedCell,
  reader: OutputReader,
  errors: readonly CellError[] = [],
): Piece[] {
  const labels = labelGiver(cell, reader.page);
  const shown = cell.outputs.flatMap((output) => outputPiece(output, cell, reader, labels.take));
  if (cell.status !== "error" && errors.length === 0) labels.check();
  const told = cell.outputs.some(({ type }) => type === "error");
  return told ? shown : [...shown, ...errors.map((error) => errorPiece(error, cell, reader))];
}

function outputPiece(output: Output, cell: ExecutedCell, reader: OutputReader, take: LabelTake): Piece[] {
  if (output.type === "stream") {
    const html = streamHtml(output.name, output.text);
    return html === "" ? [] : [{ mentions: [], render: () => html }];
  }
  if (output.type === "error") return [errorPiece(output.error, cell, reader)];
  return displayPieces(output.data, cell, reader, take);
}

/** An error where it happened. */
function errorPiece(error: CellError, { number, options }: ExecutedCell, reader: OutputReader): Piece {
  const expected = options.raisesException;
  const id = reader.page.ids.claim(`error-cell-${number}`);
  if (!expected) reader.failures.set(number, id);
  return { mentions: [], render: () => errorHtml(error, { id, expected }) };
}

function displayPieces(data: MimeBundle, cell: ExecutedCell, reader: OutputReader, take: LabelTake): Piece[] {
  const { page } = reader;
  const origin: ProseOrigin = { page, cell: cell.number };
  if (mimeType.values in data || mimeType.sources in data) return [];
  const equation = data[mimeType.equation] as EquationJson | undefined;
  if (equation !== undefined) return [equationPiece(equation, cell, reader, take)];
  const table = data[mimeType.table] as TableJson | undefined;
  if (table !== undefined) {
    const caption = cell.options.tblCap ?? table.caption;
    return [
      tablePiece({ json: table, words: wordsOf({ ...table, caption }, origin), ...take("tbl"), origin }),
    ];
  }
  const spec = vegaLiteOf(data);
  if (spec !== undefined) return [figurePiece(spec, cell, reader, take)];
  const verdict = data[mimeType.verdict] as VerdictJson | undefined;
  if (verdict !== undefined) return [verdictPiece(verdict, origin)];
  return fallbackPieces(data, cell, reader, take);
}

function vegaLiteOf(data: MimeBundle): object | undefined {
  const key = Object.keys(data).find((name) => /^application\/vnd\.vegalite\.v\d+\+json$/.test(name));
  const spec = key === undefined ? undefined : data[key];
  return typeof spec === "object" && spec !== null ? spec : undefined;
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
