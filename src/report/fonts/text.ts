// What a page prints, as runs of text that know how they are set: bold, in the code face, inside a formula.
import { unescapeHtml } from "../../ground/html.js";

/** Text between two tags of a page. */
export interface TextRun {
  readonly text: string;
  readonly bold: boolean;
  readonly mono: boolean;
  /** Set by KaTeX, whose faces come first there. */
  readonly math: boolean;
}

interface Open extends Omit<TextRun, "text"> {
  readonly name: string;
  readonly hidden: boolean;
}

const tagOrText = /<!--[\s\S]*?-->|<(\/?)([a-zA-Z][\w-]*)((?:"[^"]*"|'[^']*'|[^'">])*)>|[^<]+|</g;
const empty = /^(?:area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)$/;
const boldName = /^(?:h[1-6]|th|strong|b|dt|summary|caption)$/;
const boldAttributes =
  /font-weight\s*[:=]\s*["']?(?:bold|[6-9]00)|class="[^"]*\b(?:text|math)bf\b|\b(?:kicker|big|badge|h|v)\b/;
const monoName = /^(?:pre|code|kbd|samp|tt)$/;
const unseen = /^(?:style|script|title|desc|template)$/;
const unseenClass = /class="[^"]*\bkatex-mathml\b/;

/** The runs of `html` that paper or screen may show, in order. */
export function* textRuns(html: string): Generator<TextRun> {
  const open: Open[] = [{ name: "", bold: false, mono: false, math: false, hidden: false }];
  for (const [whole, closing, tag, attributes = ""] of html.matchAll(tagOrText)) {
    const now = open.at(-1) as Open;
    if (whole.startsWith("<!--")) continue;
    if (tag === undefined) {
      if (!now.hidden) yield { ...now, text: unescapeHtml(whole) };
      continue;
    }
    const name = tag.toLowerCase();
    if (closing === "/") close(open, name);
    else if (!empty.test(name) && !attributes.endsWith("/")) open.push(opened(name, attributes, now));
  }
}

function opened(name: string, attributes: string, around: Open): Open {
  return {
    name,
    bold: around.bold || boldName.test(name) || boldAttributes.test(attributes),
    mono: around.mono || monoName.test(name),
    math: around.math || /class="[^"]*\bkatex\b/.test(attributes),
    hidden: around.hidden || unseen.test(name) || unseenClass.test(attributes),
  };
}

function close(open: Open[], name: string): void {
  for (let i = open.length - 1; i > 0; i--) {
    if (open[i]?.name !== name) continue;
    open.length = i;
    return;
  }
}

/**
 * What is shaped as one: a letter with its marks, an emoji with its tone and joined partners, a flag. Our own rule
 * and not the platform's, whose version would move it.
 */
const cluster =
  /\p{Regional_Indicator}{2}|.(?:[\p{M}\p{Emoji_Modifier}\u{e0020}-\u{e007f}\u200c]|\u200d.?)*/gsu;

/** The clusters of a text, in order. */
export function clustersOf(text: string): string[] {
  return text.match(cluster) ?? [];
}

/** Code points of a text that need a glyph: no spaces, controls, joiners, selectors. */
export function inked(text: string): number[] {
  return [...text]
    .filter((character) => !/[\p{Cc}\p{Z}\p{Default_Ignorable_Code_Point}]/u.test(character))
    .map((character) => character.codePointAt(0) ?? 0);
}

/** Khmer vowels that are drawn on both sides of their letter: the left half is U+17C1. */
const khmerSplit = /[\u17be-\u17c0\u17c4\u17c5]/;

/**
 * Every code point that a browser may ask a font for when it sets a text: as written, put together and taken apart
 * (a Thai or Bengali vowel is set as its two halves), and the circle under a mark that has no letter.
 */
export function shapedCodes(text: string): number[] {
  const forms = [text, ...(["NFC", "NFD", "NFKD"] as const).map((form) => text.normalize(form))];
  const more = [/\p{M}/u.test(text) ? "\u25cc" : "", khmerSplit.test(text) ? "\u17c1" : ""];
  return [...[...forms, ...more].join("")].map((character) => character.codePointAt(0) ?? 0);
}
