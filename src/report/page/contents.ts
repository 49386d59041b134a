// The table of contents: numbered sections, then references, provenance and, in print, the appendices.
import { escapeHtml } from "../../ground/html.js";

/** One line of the contents. `extra` lines are muted; `print` ones stand on paper only. */
export interface ContentsLine {
  readonly id: string;
  readonly number: string | undefined;
  readonly html: string;
  readonly kind: "section" | "extra" | "print";
}

/** The list; page numbers stay empty until the PDF is paged. */
export function contentsHtml(lines: readonly ContentsLine[]): string {
  if (lines.length === 0) return "";
  const classes = { section: "", extra: ' class="x"', print: ' class="x print-li"' };
  const items = lines.map(
    ({ id, number, html, kind }) =>
      `<li${classes[kind]}><span class="no">${number ?? ""}</span><a href="#${escapeHtml(id)}">${html}</a><span class="pg" data-for="${escapeHtml(id)}"></span></li>`,
  );
  return `<nav class="toc" aria-labelledby="contents"><h2 id="contents">Contents</h2><ol>\n${items.join("\n")}\n</ol></nav>`;
}
