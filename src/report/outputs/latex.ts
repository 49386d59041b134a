// LaTeX that other code shows: a numbered equation where KaTeX can set it, else its source.

import { FlopbookError } from "../../ground/errors.js";
import { escapeHtml } from "../../ground/html.js";
import { displayOf } from "../prose/latex/equations.js";
import type { Piece } from "../prose/piece.js";
import { mathHtml } from "../text/math.js";
import { equationPiece } from "./equation.js";
import type { Shown } from "./shown.js";
import { notePiece } from "./unshown.js";

/** The formula without the signs round it. */
export function bareTex(latex: string): string {
  const text = latex.trim();
  const framed = /^\$\$(.*)\$\$$|^\$([^$]*)\$$|^\\\[(.*)\\\]$|^\\\((.*)\\\)$/s.exec(text);
  return (framed?.slice(1).find((part) => part !== undefined) ?? text)
    .replace(/^\s*\\displaystyle\s*/, "")
    .trim();
}

/** A display whose environment would number its rows, set without: the page numbers the equation. */
function onceNumbered(tex: string): string {
  const { environment, head, rows } = displayOf(tex);
  const set = rows.map((row) => row.tex).join(" \\\\ ");
  return environment === undefined ? set : `\\begin{${environment}}${head}${set}\\end{${environment}}`;
}

/** The output as pieces: an equation, or its source with a note. */
export function latexPieces(latex: string, shown: Shown): Piece[] {
  const { cell, page } = shown;
  const tex = onceNumbered(bareTex(latex));
  if (tex === "") return [];
  try {
    mathHtml(tex, { display: true });
  } catch (error) {
    if (!(error instanceof FlopbookError)) throw error;
    const why = (error.message.split("; ").at(-1) ?? "").replace(/\u0332/g, "");
    page.problems.warning(
      { cell: cell.number, line: undefined },
      `output text/latex: shown as its source, KaTeX cannot set it (${why}); show a formula that it knows`,
    );
    const source = `<pre class="out"><code>${escapeHtml(latex.trim())}</code></pre>`;
    return [
      notePiece("<b>LaTeX</b> that is no formula of KaTeX, as written:"),
      { mentions: [], render: () => source },
    ];
  }
  return [equationPiece({ tex }, shown)];
}
