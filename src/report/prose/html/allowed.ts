// The HTML that Markdown may hold: elements, their attributes, and the class names that a page keeps for itself.

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** Elements that stand in a line of text. */
export const inlineElements: ReadonlySet<string> = words(
  "a abbr b br cite code del dfn em i img ins kbd mark q s samp small span strong sub sup u var",
);

const blockElements = words(
  `blockquote caption center col colgroup details div figcaption figure h1 h2 h3 h4 h5 h6 hr li ol p pre summary table
   tbody td tfoot th thead tr ul`,
);

/** Elements that hold nothing and have no end tag. */
export const voidElements: ReadonlySet<string> = words("br col hr img");

/** Whether an element works in prose; the others are refused by name. */
export function isAllowed(element: string): boolean {
  return inlineElements.has(element) || blockElements.has(element);
}

/** Every element that works, for a remedy. */
export const allowedElements: readonly string[] = [...inlineElements, ...blockElements].sort();

const everywhere = words("class id title lang dir align width height");
const cell = words("colspan rowspan scope headers abbr valign");
const own: Readonly<Record<string, ReadonlySet<string>>> = {
  a: words("href name"),
  img: words("src alt"),
  td: cell,
  th: cell,
  tr: words("valign"),
  ol: words("start reversed type"),
  ul: words("type"),
  li: words("value"),
  col: words("span"),
  colgroup: words("span"),
  details: words("open"),
  del: words("datetime"),
  ins: words("datetime"),
};

/** Attributes without which a reader of a page that loads nothing misses nothing. */
const idle = words(
  "target rel loading decoding border cellspacing cellpadding frame rules data-toc-modified-id translate tabindex",
);

/** "kept", "idle" (left out without a word) or "told" (left out and said so). */
export function attributeFate(element: string, name: string): "kept" | "idle" | "told" {
  if (everywhere.has(name) || own[element]?.has(name) === true) return "kept";
  return idle.has(name) || /^(?:aria|data)-/.test(name) ? "idle" : "told";
}

/** A value that does what its attribute is for; undefined for one that does not. */
export function checkedValue(name: string, value: string): string | undefined {
  const trimmed = value.trim();
  if (name === "align")
    return /^(?:left|right|center|justify|middle|top|bottom)$/i.test(trimmed) ? trimmed : undefined;
  if (name === "dir") return /^(?:ltr|rtl|auto)$/i.test(trimmed) ? trimmed : undefined;
  if (name === "width" || name === "height")
    return /^\d+(?:\.\d+)?(?:px|%)?$/.test(trimmed) ? trimmed.replace(/px$/, "") : undefined;
  return value;
}
