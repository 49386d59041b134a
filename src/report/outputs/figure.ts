// A cell's chart as a numbered figure: its words, both drawings, and what its author should know of it.

import { escapeHtml } from "../../ground/html.js";
import type { FigureJson } from "../../ground/mime.js";
import { projectFile } from "../project-file.js";
import { figureHtml, wordMentions, wordsOf } from "../prose/captions.js";
import type { Piece } from "../prose/piece.js";
import type { Shown } from "./shown.js";

/** The figure of a Vega-Lite or Vega spec; a chart that cannot be drawn is a problem of its cell alone. */
export function figurePiece(spec: object, { cell, page, take }: Shown): Piece {
  const { figure, waiting } = page;
  const { id, number } = take("fig");
  const given = (spec as { usermeta?: { flopbook?: Partial<FigureJson> } }).usermeta?.flopbook ?? {};
  const { figCap, figAlt } = cell.options;
  const words = wordsOf(
    { ...given, ...(figCap === undefined ? {} : { caption: figCap }) },
    { page, cell: cell.number },
  );
  const alt = figAlt ?? given.alt ?? given.title;
  const described = { ...spec, usermeta: { flopbook: { ...given, ...(alt === undefined ? {} : { alt }) } } };
  const place = { cell: cell.number, line: undefined };
  let drawing = "";
  const drawn = figure(described, id, { files: (address) => projectFile(address, page) }).then(
    ({ wide, narrow, notes = [], pictured }) => {
      for (const note of notes) page.problems.warning(place, `${id}: ${note}`);
      if (pictured !== undefined) page.problems.warning(place, `${id}: ${pictured}`);
      const told = pictured === undefined ? "" : `<p class="src">${escapeHtml(pictured)}.</p>`;
      drawing = `<div class="wide-c">${wide}</div><div class="narrow-c">${narrow}</div>${told}`;
    },
    (error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      page.problems.error(place, message);
      drawing = `<p class="broken">${escapeHtml(message)}</p>`;
    },
  );
  waiting.push(drawn);
  return { mentions: wordMentions(words), render: () => figureHtml(id, number, words, drawing) };
}
