// What follows the body: references, provenance, and in print the derivations and the code in full.

import { appendixTable } from "../derivations/table.js";
import type { PageState } from "../state/page-state.js";
import { numberedCode } from "../text/code.js";
import { derivationWords } from "./body.js";
import type { ContentsLine } from "./contents.js";
import type { ShownCode } from "./pieces.js";
import { type Provenance, provenanceHtml } from "./provenance.js";

/** What the end of a page is made of. */
export interface EndParts {
  readonly page: PageState;
  readonly codes: readonly ShownCode[];
  readonly provenance: Provenance;
}

/** The sections and their lines in the contents; sections without content are left out. */
export function appendices(parts: EndParts): {
  readonly html: string;
  readonly lines: readonly ContentsLine[];
} {
  const { page, codes, provenance } = parts;
  const table = appendixTable(page.derivations, derivationWords(page));
  const references = page.references.listHtml();
  const sections = [
    {
      line: { id: "references", number: undefined, html: "References", kind: "extra" as const },
      class: "refs",
      content: references === "" ? "" : `<ol>\n${references}\n</ol>`,
    },
    {
      line: { id: "provenance", number: undefined, html: "Provenance", kind: "extra" as const },
      class: "prov",
      content: provenanceHtml(provenance),
    },
    {
      line: { id: "derivations", number: "A", html: "Derivations", kind: "print" as const },
      class: "print appendix",
      content:
        table === ""
          ? ""
          : `<p>Marks such as D1 beside a number in the text point to these rows.</p>${table}`,
    },
    {
      line: { id: "code", number: table === "" ? "A" : "B", html: "Code", kind: "print" as const },
      class: "print appendix",
      content: codes.map(({ cell, code }) => `<h3>Cell ${cell}</h3>${numberedCode(code)}`).join("\n"),
    },
  ].filter(({ content }) => content !== "");
  return {
    lines: sections.map(({ line }) => line),
    html: sections.map(({ line, class: name, content }) => sectionHtml(line, name, content)).join("\n"),
  };
}

function sectionHtml({ id, number, html }: ContentsLine, className: string, content: string): string {
  const mark = number === undefined ? "" : `<span class="no">${number}</span>`;
  return `<section id="${id}" class="${className}"><h2>${mark}${html}</h2>\n${content}</section>`;
}
