// Outputs of code that knows no page, in their richest form that a page shows; what it cannot show is named.

import { escapeHtml } from "../../ground/html.js";
import { type MimeBundle, mimeType } from "../../ground/mime.js";
import type { Piece } from "../prose/piece.js";
import { prosePieces } from "../prose/pieces.js";
import { jsonText } from "./json.js";
import { latexPieces } from "./latex.js";
import { fitMarkup, markupPieces, picturePiece } from "./markup.js";
import { pictureHtml, pictureTypes } from "./picture.js";
import type { Shown } from "./shown.js";
import { printedPiece } from "./streams.js";
import { notePiece, reasonFor, unshownPiece } from "./unshown.js";

/** How well a form of an output can be shown; `pieces` is asked of the form that is chosen alone. */
interface Form {
  /** "part": something of it is missing; "none": nothing is left. */
  readonly shows: "whole" | "part" | "none";
  readonly pieces: () => Piece[];
  /** What to name when nothing better is there: type, and why it is not shown. */
  readonly unshown?: readonly [what: string, why: string];
}

type FormOf = (type: string, data: MimeBundle, metadata: MimeBundle, shown: Shown) => Form;

/** Forms that a page shows, richest first; `text/plain` comes after all. */
const forms: readonly (readonly [types: readonly string[], form: FormOf])[] = [
  [[mimeType.svg, mimeType.html, "application/xhtml+xml"], markupForm],
  [pictureTypes, pictureForm],
  [[mimeType.latex, "text/x-latex"], latexForm],
  [[mimeType.markdown, "text/x-markdown"], markdownForm],
  [["application/json", "application/geo+json"], jsonForm],
];
const known = new Set([...forms.flatMap(([types]) => types), mimeType.text]);

/** Outputs of code that does not know us, by the richest form that a page can show. */
export function fallbackPieces(data: MimeBundle, metadata: MimeBundle, shown: Shown): Piece[] {
  const tried: Form[] = [];
  for (const [types, formOf] of forms)
    for (const type of types)
      if (type in data && tried.at(-1)?.shows !== "whole") tried.push(formOf(type, data, metadata, shown));
  const best = tried.find(({ shows }) => shows === "whole") ?? tried.find(({ shows }) => shows === "part");
  if (best !== undefined) return best.pieces();
  const { cell, page } = shown;
  const others = Object.keys(data).filter((type) => !known.has(type));
  const unshown = [
    ...tried.flatMap((form) => (form.unshown === undefined ? [] : [form.unshown])),
    ...others.map((type) => [type, reasonFor(type)] as const),
  ];
  return [
    ...unshown.map(([what, why]) => unshownPiece(what, why, cell.number, page)),
    ...printedPiece("stdout", textOf(data[mimeType.text]), page),
  ];
}

function markupForm(type: string, data: MimeBundle, _: MimeBundle, shown: Shown): Form {
  const fit = fitMarkup(textOf(data[type]), type, shown);
  if (fit.visible)
    return { shows: fit.missing.length === 0 ? "whole" : "part", pieces: () => markupPieces(fit, shown) };
  const without = fit.removed.join(", ");
  const form = { shows: "none", pieces: () => [] } as const;
  if (without === "") return form;
  return {
    ...form,
    unshown: [type, `nothing is left of it without ${without}; show an SVG, a table or text`],
  };
}

function pictureForm(type: string, data: MimeBundle, metadata: MimeBundle, shown: Shown): Form {
  const { cell, page } = shown;
  const alt = cell.options.figAlt ?? cell.options.figCap ?? "";
  const { html, fault } = pictureHtml(type, textOf(data[type]), metadata, alt);
  if (html === undefined)
    return { shows: "none", pieces: () => [], unshown: [type, `${fault}; write the picture again`] };
  if (fault === undefined) return { shows: "whole", pieces: () => [picturePiece(html, shown)] };
  const pieces = () => {
    const message = `output ${type}: ${fault}; write it again`;
    page.problems.warning({ cell: cell.number, line: undefined }, message);
    return [picturePiece(html, shown), notePiece(`This ${escapeHtml(type)} is broken: ${fault}.`)];
  };
  return { shows: "part", pieces };
}

function latexForm(type: string, data: MimeBundle, _: MimeBundle, shown: Shown): Form {
  return { shows: "whole", pieces: () => latexPieces(textOf(data[type]), shown) };
}

function markdownForm(type: string, data: MimeBundle, _: MimeBundle, { cell, page }: Shown): Form {
  const pieces = () => prosePieces(textOf(data[type]), { page, cell: cell.number });
  return { shows: "whole", pieces };
}

function jsonForm(type: string, data: MimeBundle): Form {
  const text = jsonOf(data[type]);
  const html = `<div class="json"><pre class="out"><code>${escapeHtml(text)}</code></pre></div>`;
  return { shows: "whole", pieces: () => [{ mentions: [], render: () => html }] };
}

/** The JSON of an output, which some kernels write as text. */
function jsonOf(value: unknown): string {
  try {
    const text = typeof value === "string" ? value : isLines(value) ? value.join("") : undefined;
    return jsonText(text === undefined ? value : JSON.parse(text));
  } catch {
    return typeof value === "string" ? value : JSON.stringify(value);
  }
}

function isLines(value: unknown): value is string[] {
  if (!Array.isArray(value) || value.length === 0 || !value.every((line) => typeof line === "string"))
    return false;
  try {
    JSON.parse(value.join(""));
    return true;
  } catch {
    return false;
  }
}

/** nbformat writes long strings as lists of lines. */
export function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.map(String).join("");
  return value === undefined || value === null ? "" : JSON.stringify(value);
}
