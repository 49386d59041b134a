// What a page cannot show of an output: named in the page where it would stand, and told on the terminal.

import { escapeHtml } from "../../ground/html.js";
import type { Piece } from "../prose/piece.js";
import type { PageState } from "../state/page-state.js";

/** Why a page does not show a MIME type, and what to do. */
const reasons: readonly (readonly [type: RegExp, why: string])[] = [
  [
    /^application\/vnd\.plotly\./,
    "Plotly draws in JavaScript, which a page does not run; show the figure as SVG or PNG too",
  ],
  [
    /^application\/vnd\.bokehjs_/,
    "Bokeh draws in JavaScript, which a page does not run; show the figure as SVG or PNG too",
  ],
  [
    /^application\/vnd\.(?:holoviews|jupyter\.es6-rich|vdom)/,
    "it is drawn in JavaScript, which a page does not run; show a picture too",
  ],
  [
    /^application\/vnd\.jupyter\.widget/,
    "a widget lives in its kernel; show its value as text, a table or a picture",
  ],
  [
    /^(?:application|text)\/(?:x-)?(?:java|ecma|type)script/,
    "a page runs no script; show the result as text, HTML or SVG",
  ],
  [/^application\/pdf$/, "a page holds no PDF; show an SVG or PNG of it"],
  [/^(?:video|audio)\//, "a page plays nothing; show a picture of it"],
  [/^image\//, "it is no picture of a kind that pages hold; show a PNG, JPEG or SVG"],
];

/** The reason for a type, with the remedy. */
export function reasonFor(type: string): string {
  const known = reasons.find(([pattern]) => pattern.test(type));
  return known?.[1] ?? "no page shows this type; show text, HTML, SVG, PNG, a table or a chart too";
}

/** A note in place of an output, and a warning that names cell and type. */
export function unshownPiece(what: string, why: string, cell: number, page: PageState): Piece {
  page.problems.warning({ cell, line: undefined }, `output ${what}: not shown, ${why}`);
  return notePiece(`<b>Not shown:</b> ${escapeHtml(what)}; ${escapeHtml(why)}.`);
}

/** A muted line of the page about an output. */
export function notePiece(html: string): Piece {
  return { mentions: [], render: () => `<p class="unshown">${html}</p>` };
}
