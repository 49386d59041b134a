// SVG and HTML of other code as pieces of the page, in a box of their own; with a label or caption a figure or table.

import { escapeHtml } from "../../ground/html.js";
import { mimeType } from "../../ground/mime.js";
import { type ForeignHtml, foreignHtml } from "../foreign/foreign.js";
import { captionHtml, figureHtml, wordMentions, wordsOf } from "../prose/captions.js";
import type { Piece } from "../prose/piece.js";
import { labelKind } from "../state/labels.js";
import type { Shown } from "./shown.js";
import { notePiece } from "./unshown.js";

/** Markup made fit for the page, not yet part of it. */
export interface FitMarkup extends ForeignHtml {
  readonly id: string;
  readonly type: string;
}

/** The markup with names of its own. */
export function fitMarkup(markup: string, type: string, { cell, page }: Shown): FitMarkup {
  const { ids } = page;
  const id = ids.claim(`out-${cell.number}`);
  return { ...foreignHtml(markup, { prefix: id, claim: ids.claim }), id, type };
}

/** The markup as pieces, with a word on what had to go. */
export function markupPieces(fit: FitMarkup, shown: Shown): Piece[] {
  const { cell, page } = shown;
  const { type, removed, missing } = fit;
  if (removed.length > 0)
    page.problems.warning(
      { cell: cell.number, line: undefined },
      `output ${type}: shown without ${removed.join(", ")}; a page loads and runs nothing`,
    );
  const piece = placed(fit, shown);
  if (missing.length === 0) return [piece];
  return [
    piece,
    notePiece(`<b>Not shown</b> of this ${escapeHtml(type)}: ${escapeHtml(missing.join(", "))}.`),
  ];
}

/** A figure or a table with number and caption when the cell says so. */
function placed({ html, id, type }: FitMarkup, { cell, page, take }: Shown): Piece {
  const { label, figCap, tblCap } = cell.options;
  const origin = { page, cell: cell.number };
  const named = label === undefined ? undefined : labelKind(label);
  const box = `<div class="foreign" id="${escapeHtml(id)}">${html}</div>`;
  if (figCap !== undefined || named === "fig") {
    const figure = take("fig");
    const words = wordsOf(figCap === undefined ? {} : { caption: figCap }, origin);
    return { mentions: wordMentions(words), render: () => figureHtml(figure.id, figure.number, words, box) };
  }
  if (type !== mimeType.svg && html.includes("<table") && (tblCap !== undefined || named === "tbl")) {
    const table = take("tbl");
    const words = wordsOf(tblCap === undefined ? {} : { caption: tblCap }, origin);
    const caption = () => `<div class="cap">${captionHtml("tbl", table.number, words)}</div>`;
    const render = () => `<div class="tbl" id="${escapeHtml(table.id)}">${caption()}${box}</div>`;
    return { mentions: wordMentions(words), render };
  }
  return { mentions: [], render: () => box };
}

/** A picture of ours, which needs no box; with a label or caption a numbered figure. */
export function picturePiece(image: string, { cell, page, take }: Shown): Piece {
  const { label, figCap } = cell.options;
  if (figCap === undefined && (label === undefined || labelKind(label) !== "fig")) {
    const id = page.ids.claim(`out-${cell.number}`);
    return { mentions: [], render: () => `<div class="picture" id="${escapeHtml(id)}">${image}</div>` };
  }
  const { id, number } = take("fig");
  const words = wordsOf(figCap === undefined ? {} : { caption: figCap }, { page, cell: cell.number });
  return { mentions: wordMentions(words), render: () => figureHtml(id, number, words, image) };
}
