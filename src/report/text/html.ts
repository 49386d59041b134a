// Small pieces of HTML text: escaping, attributes, reading the words back out of markup.
import { shownCharacters } from "./controls.js";

/** Text as it stands between tags or in a double-quoted attribute; control characters are made visible. */
export function escapeHtml(text: string): string {
  return shownCharacters(text).replace(/[&<>"]/g, (character) => entities[character] ?? character);
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** ` name="value"` for every value that is neither undefined nor empty. */
export function attributes(values: Readonly<Record<string, string | undefined>>): string {
  return Object.entries(values)
    .filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== "")
    .map(([name, value]) => ` ${name}="${escapeHtml(value)}"`)
    .join("");
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

/** Entities that our own markup uses, as characters. */
export function unescapeHtml(text: string): string {
  return text.replace(/&(#x?[0-9a-f]+|\w+);/gi, (whole, name: string) => {
    if (name.startsWith("#x")) return String.fromCodePoint(Number.parseInt(name.slice(2), 16));
    if (name.startsWith("#")) return String.fromCodePoint(Number.parseInt(name.slice(1), 10));
    return named[name] ?? whole;
  });
}

const named: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: "\u00a0",
  ensp: " ",
};
