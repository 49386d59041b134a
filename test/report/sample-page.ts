// A small page with everything that a PDF is held to: contents, headings, an embedded font, a table, a chart.
import { readFileSync } from "node:fs";

const font = readFileSync(new URL("../../templates/default/fonts/flop-serif-400.woff2", import.meta.url));

/** A section for the sample page; each begins a page of its own. */
export interface SampleSection {
  readonly id: string;
  readonly text: string;
}

/** HTML of a report with the given sections. */
export function samplePage(
  sections: readonly SampleSection[],
  options: { head?: string; body?: string } = {},
): string {
  const contents = sections.map(
    ({ id }) => `<li><a href="#${id}">${id}</a><span class="pg" data-for="${id}"></span></li>`,
  );
  const body = sections.map(({ id, text }) => `<section><h2 id="${id}">${id}</h2><p>${text}</p></section>`);
  return `<!doctype html><html lang="en"><head><meta charset="utf-8">${options.head ?? "<title>A sample</title>"}<style>
@font-face{font-family:Sample;src:url(data:font/woff2;base64,${font.toString("base64")})}
body{font:11pt Sample} h1,h2,th{font-weight:400} section{break-before:page}
</style></head><body><h1>A sample</h1><nav class="toc"><ol>${contents.join("")}</ol></nav>${body.join("")}
<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>
<svg role="img" aria-label="two bars" width="100" height="40"><rect width="40" height="9"/><rect y="20" width="80" height="9"/></svg>
${options.body ?? ""}</body></html>`;
}

export const twoSections: readonly SampleSection[] = [
  { id: "question", text: "What does it cost?" },
  { id: "answer", text: "2.67 EFLOP." },
];
