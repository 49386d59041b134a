// A piece of HTML as an author wrote it -> the same with only elements that work; the tags of others are shown as text.
import { suggestion } from "../../../ground/errors.js";
import { escapeHtml } from "../../../ground/html.js";
import { allowedElements, isAllowed } from "./allowed.js";

/** An element that does not work in prose. `line` counts from 0 in the piece. */
export interface Refused {
  readonly element: string;
  readonly line: number;
}

/** A tag, its quoted values whole; else the sign that would begin one. */
const tag = /<(\/?)([A-Za-z][^\s/>]*)((?:"[^"]*"|'[^']*'|[^>"'])*)>|<(?=[A-Za-z/!?])/g;

/**
 * Markup that a parser reads to its end whatever stood in it: nothing left in it opens a comment, a script or raw
 * text. Comments have gone before.
 */
export function workingMarkup(raw: string, refuse: (refused: Refused) => void): string {
  return raw.replace(
    tag,
    (whole, _slash: string | undefined, name: string | undefined, _rest, at: number) => {
      if (name === undefined) return "&lt;";
      const element = name.toLowerCase();
      if (isAllowed(element)) return whole;
      refuse({ element, line: raw.slice(0, at).split("\n").length - 1 });
      return escapeHtml(whole);
    },
  );
}

/** What to write in place of an element that people use for looks alone. */
const instead: Readonly<Record<string, string>> = {
  font: "write <b>, <em> or <mark>",
  tt: "write <code>",
  big: "write <b>",
  strike: "write <s>",
  style: "the look of a page belongs to its template",
  script: "a page runs nothing",
  iframe: "a page loads nothing; write a link",
  video: "a page loads nothing; write a link",
  audio: "a page loads nothing; write a link",
  svg: "save the drawing as a file and show it as a picture",
};

/** Elements of HTML, SVG and MathML that do not work: whoever writes one means it. */
const known = new Set(
  `acronym address applet area article aside audio base basefont bdi bdo bgsound big blink body button canvas circle
   command content data datalist dd dialog dir dl dt embed fieldset font footer foreignobject form frame frameset
   g head header hgroup html iframe image input isindex keygen label legend line link listing main map marquee math
   menu menuitem meta meter mi mn mo mrow multicol nav nextid nobr noembed noframes noscript object optgroup option
   output param path picture plaintext polygon progress rb rbc rect rp rt rtc ruby script search section select
   shadow slot source spacer strike style svg template text textarea time title track tt use video wbr xmp`
    .trim()
    .split(/\s+/),
);

/** True for a name that HTML gives a meaning; `<T>` and `<your-name>` are words in angle brackets. */
export function isHtml(element: string): boolean {
  return known.has(element);
}

/** What the author is told, with what works in its place. */
export function refusal(element: string): string {
  const group = /^(?:section|article|main|header|footer|nav|aside|address|dl|fieldset|form)$/.test(element);
  const remedy = instead[element] ?? (group ? "write <div>" : undefined);
  const near = suggestion(element, allowedElements).replace(/^; /, "");
  return `element <${element}>: does not work in prose and stands as text; ${remedy ?? (near || "write Markdown, or &lt; for a plain <")}`;
}
