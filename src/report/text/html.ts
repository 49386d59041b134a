// Small pieces of HTML text: escaping, attributes, reading the words back out of markup.

/** Text as it stands between tags or in a double-quoted attribute. */
export function escapeHtml(text: string): string {
  return visibleControls(text).replace(/[&<>"]/g, (character) => entities[character] ?? character);
}

/** Control characters written out. */
export function visibleControls(text: string): string {
  return text.replace(controls, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** What no page shows and HTML forbids, and what turns the direction of all that follows: written out as "\\u001b". */
const controls = /(?![\n\t\f\r])[\p{Cc}\u202d\u202e]/gu;

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

/** Foreign markup (an SVG or HTML output) with every id, and every use of one, prefixed, so that pages stay valid. */
export function scopedIds(markup: string, prefix: string): string {
  const ids = new Set([...markup.matchAll(/\sid=(["'])([^"']+)\1/g)].map((match) => match[2] ?? ""));
  if (ids.size === 0) return markup;
  const own = (id: string) => (ids.has(id) ? `${prefix}-${id}` : id);
  return markup
    .replace(/(\sid=["'])([^"']+)/g, (_, before: string, id: string) => before + own(id))
    .replace(/(url\(["']?#)([^"')]+)/g, (_, before: string, id: string) => before + own(id))
    .replace(/((?:xlink:)?href=["']#)([^"']+)/g, (_, before: string, id: string) => before + own(id))
    .replace(
      /(\s(?:for|aria-labelledby|aria-describedby)=["'])([^"']+)/g,
      (_, before: string, list: string) => {
        return before + list.split(/\s+/).map(own).join(" ");
      },
    );
}

/** What makes foreign markup unfit for a page that loads nothing and runs nothing; undefined when it is fit. */
export function unfitMarkup(markup: string): string | undefined {
  const element = /<\s*(script|iframe|object|embed|link|meta|base|form|foreignobject|style)\b/i.exec(markup);
  if (element !== null) return `a <${element[1]?.toLowerCase()}> element`;
  if (/\son\w+\s*=/i.test(markup)) return "an event handler";
  if (/javascript:/i.test(markup)) return "a javascript: address";
  const outside = /(?:src|srcset|xlink:href|poster)\s*=\s*["']?\s*(?:https?:)?\/\/[^"'\s>]*/i.exec(markup);
  return outside === null ? undefined : `something outside the page (${outside[0]})`;
}
