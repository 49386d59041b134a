// Reads our own markup in tests: tags, ids, headings, visible words.
import { unescapeHtml, withoutSpans } from "../../src/report/text/html.js";

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
