// Outputs of code that knows no page: SVG, HTML, PNG, TeX, Markdown, text, in this order.
import { type MimeBundle, mimeType } from "../../mime.js";
import type { ExecutedCell } from "../../notebook/notebook.js";
import { figureHtml, wordMentions, wordsOf } from "../page/captions.js";
import { labelKind } from "../page/labels.js";
import type { Piece } from "../page/piece.js";
import { prosePieces } from "../prose/pieces.js";
import { attributes, escapeHtml, scopedIds, unfitMarkup } from "../text/html.js";
import { equationPiece } from "./equation.js";
import { streamHtml } from "./messages.js";
import type { LabelTake, OutputReader } from "./reader.js";

/** Outputs of code that does not know us, by the richest form that a page can show. */
export function fallbackPieces(
  data: MimeBundle,
  cell: ExecutedCell,
  reader: OutputReader,
  take: LabelTake,
): Piece[] {
  const text = (name: string) => joined(data[name]);
  const faults: string[] = [];
  for (const name of [mimeType.svg, mimeType.html]) {
    const markup = text(name);
    if (markup === undefined) continue;
    const fault = unfitMarkup(markup);
    if (fault === undefined) return [foreignPiece(markup, name === mimeType.svg, cell, reader, take)];
    faults.push(`${name} with ${fault}`);
  }
  const plainer = plainerPieces(text, cell, reader, take);
  if (plainer === undefined && faults.length > 0) {
    reader.page.problems.error(
      { cell: cell.number, line: undefined },
      `output: a page loads and runs nothing, got ${faults.join(" and ")}; show an SVG, a table or text`,
    );
  }
  return plainer ?? [];
}

function plainerPieces(
  text: (name: string) => string | undefined,
  cell: ExecutedCell,
  reader: OutputReader,
  take: LabelTake,
): Piece[] | undefined {
  const png = text(mimeType.png);
  if (png !== undefined) {
    const src = `data:image/png;base64,${png.replace(/\s/g, "")}`;
    const alt = cell.options.figAlt ?? cell.options.figCap ?? "";
    return [foreignPiece(`<img${attributes({ src })} alt="${escapeHtml(alt)}">`, true, cell, reader, take)];
  }
  const tex = text(mimeType.latex)?.trim();
  if (tex !== undefined)
    return [equationPiece({ tex: tex.replace(/^\$\$?|\$\$?$/g, "").trim() }, cell, reader, take)];
  const markdown = text(mimeType.markdown);
  if (markdown !== undefined) return prosePieces(markdown, { page: reader.page, cell: cell.number });
  const plain = text(mimeType.text);
  return plain === undefined ? undefined : [{ mentions: [], render: () => streamHtml("stdout", plain) }];
}

/** Foreign markup; a picture with a label or caption becomes a numbered figure. */
function foreignPiece(
  markup: string,
  picture: boolean,
  cell: ExecutedCell,
  reader: OutputReader,
  take: LabelTake,
): Piece {
  const { page } = reader;
  const { label, figCap } = cell.options;
  if (picture && (figCap !== undefined || (label !== undefined && labelKind(label) === "fig"))) {
    const { id, number } = take("fig");
    const words = wordsOf(figCap === undefined ? {} : { caption: figCap }, { page, cell: cell.number });
    return {
      mentions: wordMentions(words),
      render: () => figureHtml(id, number, words, scopedIds(markup, id)),
    };
  }
  const id = page.ids.claim(`out-${cell.number}`);
  return { mentions: [], render: () => `<div class="foreign" id="${id}">${scopedIds(markup, id)}</div>` };
}

/** nbformat writes long strings as lists of lines. */
function joined(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.join("");
  return undefined;
}
