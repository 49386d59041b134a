// Raw cells: passed through by their format where a page knows it, named as left out where not.

import { escapeHtml } from "../../ground/html.js";
import type { ExecutedCell } from "../../notebook/notebook.js";
import type { Piece } from "../prose/piece.js";
import { prosePieces } from "../prose/pieces.js";
import type { PageState } from "../state/page-state.js";
import { fallbackPieces } from "./foreign.js";
import { labelGiver } from "./shown.js";
import { notePiece } from "./unshown.js";

/** Names under which tools write the formats that a page shows. */
const shownAs: Readonly<Record<string, string>> = {
  html: "text/html",
  html5: "text/html",
  "text/html": "text/html",
  svg: "image/svg+xml",
  "image/svg+xml": "image/svg+xml",
  markdown: "text/markdown",
  md: "text/markdown",
  "text/markdown": "text/markdown",
  "text/x-markdown": "text/markdown",
  text: "text/plain",
  "text/plain": "text/plain",
};

/** A raw cell as pieces: none when it is blank, as the cell of a front matter is. */
export function rawPieces(cell: ExecutedCell, page: PageState): Piece[] {
  if (cell.source.trim() === "") return [];
  const { format } = cell;
  const type = format === undefined ? undefined : shownAs[format];
  if (type === "text/markdown") return prosePieces(cell.source, { page, cell: cell.number });
  if (type !== undefined)
    return fallbackPieces({ [type]: cell.source }, {}, { cell, page, take: labelGiver(cell, page).take });
  const what = format === undefined ? "without a format" : `of format ${format}`;
  const remedy =
    format === undefined
      ? "give it the format text/html or text/markdown, or make it a Markdown cell"
      : "a page takes text/html, text/markdown and image/svg+xml";
  page.problems.warning({ cell: cell.number, line: undefined }, `raw cell ${what}: left out; ${remedy}`);
  return [notePiece(`<b>Left out:</b> a raw cell ${escapeHtml(what)}.`)];
}
