// Reads our own markup in tests: tags, ids, headings, visible words.
import { unescapeHtml } from "../../src/ground/html.js";

/** Attribute values by name over all tags of a page. */
export function attributeValues(html: string, name: string): string[] {
  return [...withoutStyle(html).matchAll(new RegExp(`\\s${name}="([^"]*)"`, "g"))].map((match) =>
    unescapeHtml(match[1] ?? ""),
  );
}

/** Levels of the headings in document order. */
export function headingLevels(html: string): number[] {
  return [...html.matchAll(/<h([1-6])\b/g)].map((match) => Number(match[1]));
}

/** The words that a reader sees, formulas left out. */
export function words(html: string): string {
  const shown = withoutSpans(withoutStyle(html), '<span class="katex">').replace(/<[^>]*>/g, "");
  return unescapeHtml(shown).replace(/\s+/g, " ").trim();
}

/** The page without its style sheets. */
export function withoutStyle(html: string): string {
  return html.replace(/<style[\s\S]*?<\/style>/g, "");
}

/** The page as a golden keeps it: no styles, no inside of formulas. */
export function normalised(html: string): string {
  return withoutSpans(withoutStyle(html), '<span class="katex-html"')
    .replace(
      /<span class="katex-mathml">.*?<annotation encoding="application\/x-tex">(.*?)<\/annotation>.*?<\/math><\/span>/gs,
      "$1",
    )
    .replace(/<(p|section|tr|li|div|table|figure|details|ul|dt|dd|h\d)\b/g, "\n<$1")
    .replace(/\n\s*\n+/g, "\n");
}

/** `body` up to the end of the element that begins at the first match of `start`. */
export function part(html: string, start: RegExp, length = 600): string {
  const at = html.search(start);
  return at < 0 ? "" : html.slice(at, at + length);
}

/** The words of a piece of our markup, tags removed and entities read; of a formula its MathML speaks. */
export function plainText(html: string): string {
  const spoken = withoutSpans(html, '<span class="katex-html"').replace(
    /<annotation[^>]*>.*?<\/annotation>/gs,
    "",
  );
  return unescapeHtml(spoken.replace(/<[^>]*>/g, ""))
    .replace(/[ \n\t\u200b]+/g, " ")
    .trim();
}

/** `html` without the span elements that begin with `opening`, their insides included; in one pass. */
export function withoutSpans(html: string, opening: string): string {
  const kept: string[] = [];
  let from = 0;
  for (let start = html.indexOf(opening); start >= 0; start = html.indexOf(opening, from)) {
    kept.push(html.slice(from, start));
    from = spanEnd(html, start);
  }
  return [...kept, html.slice(from)].join("");
}

/** Where the span that opens at `start` has closed; the end of the text when it never does. */
function spanEnd(html: string, start: number): number {
  const tags = /<(\/?)span\b/g;
  tags.lastIndex = start;
  let depth = 0;
  for (let tag = tags.exec(html); tag !== null; tag = tags.exec(html)) {
    depth += tag[1] === "/" ? -1 : 1;
    if (depth === 0) return html.indexOf(">", tag.index) + 1;
  }
  return html.length;
}
