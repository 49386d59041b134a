// The body of a page: title block, numbered sections, and after each piece the derivations of its numbers.

import { escapeHtml } from "../../ground/html.js";
import { MASTHEAD } from "../derivations/derivations.js";
import { panelHtml, type ToldFormulas } from "../derivations/panel.js";
import type { DerivationWords } from "../derivations/words.js";
import { headingHtml } from "../prose/headings.js";
import { proseLine } from "../prose/markdown.js";
import type { Piece } from "../prose/piece.js";
import type { PageState } from "../state/page-state.js";
import type { ContentsLine } from "./contents.js";
import type { Masthead } from "./masthead.js";

/** What the body is made of. */
export interface BodyParts {
  readonly page: PageState;
  readonly head: Masthead;
  readonly pieces: readonly Piece[];
}

/** The body in document order; writing it numbers citations and notes. */
export function bodyHtml(parts: BodyParts): {
  mastheadHtml: string;
  mainHtml: string;
  lines: ContentsLine[];
} {
  const { page, head, pieces } = parts;
  const words = derivationWords(page);
  const told: ToldFormulas = new Map();
  const panels = (piece: number) =>
    page.derivations.after(piece).map((placed) => panelHtml(placed, words, told));
  const title = head.render();
  const lines: ContentsLine[] = [];
  const main: string[] = [];
  let open = false;
  for (const [i, piece] of pieces.entries()) {
    const { heading } = piece;
    if (heading?.level === 2) {
      if (open) main.push("</section>");
      main.push(`<section id="${escapeHtml(heading.id)}">${headingHtml(heading)}`);
      lines.push({
        id: heading.id,
        number: heading.number,
        html: proseLine(heading.title).unlinked.trim(),
        kind: "section",
      });
      open = true;
      continue;
    }
    if (!open) {
      main.push('<section class="lead">');
      open = true;
    }
    main.push(heading === undefined ? piece.render() : headingHtml(heading), ...panels(i));
  }
  if (open) main.push("</section>");
  // last, so that the text and not a closed row under the title numbers the references
  const mastheadHtml = [title, ...panels(MASTHEAD)].join("\n");
  return { mastheadHtml, mainHtml: `${main.join("\n")}\n`, lines };
}

/** How derivations of a page cite sources and name equations. */
export function derivationWords({ references, keys, equations }: PageState): DerivationWords {
  return {
    cite: (citations) => references.citeAll(citations),
    citeSources: (sources) => references.citeSources(sources),
    equation(json) {
      const found = equations.get(keys(json));
      if (found === undefined) return undefined;
      return `<a class="xref" href="#${escapeHtml(found.id)}">equation\u00a0${found.number}</a>`;
    },
  };
}
