// The words round a table or figure: finding, numbered caption, source line; the same for cells and prose.

import { escapeHtml } from "../../ground/html.js";
import type { Mention } from "../derivations/derivations.js";
import { captionNumber } from "../state/labels.js";
import { parsedLine, proseHtml } from "./markdown.js";
import type { Prose, ProseOrigin } from "./prose.js";
import { mentionsOf } from "./render.js";

/** Words of a table or figure, parsed. */
export interface Words {
  /** Finding, a sentence without full stop. */
  readonly title: Prose | undefined;
  /** What is shown. */
  readonly caption: Prose | undefined;
  readonly source: Prose | undefined;
}

/** Parses the words; empty ones are left out. */
export function wordsOf(
  written: { readonly title?: string; readonly caption?: string; readonly source?: string },
  origin: ProseOrigin,
): Words {
  const parsed = (text: string | undefined) =>
    text === undefined || text.trim() === "" ? undefined : parsedLine(text, origin);
  return { title: parsed(written.title), caption: parsed(written.caption), source: parsed(written.source) };
}

/** Named values that the words mention. */
export function wordMentions({ title, caption, source }: Words): Mention[] {
  return [title, caption, source].flatMap((prose) => (prose === undefined ? [] : mentionsOf(prose)));
}

/** Bold finding, then "Table 2. What it shows"; either may be missing. */
export function captionHtml(kind: "fig" | "tbl", number: string, { title, caption }: Words): string {
  const finding = title === undefined ? "" : `<b class="t">${proseHtml(title)}</b>`;
  const rest =
    caption === undefined
      ? captionNumber(kind, number)
      : `${captionNumber(kind, number)} ${proseHtml(caption)}`;
  return `${finding}<span class="lbl">${rest}</span>`;
}

/** The muted line under a table or figure. */
export function sourceHtml({ source }: Words): string {
  return source === undefined ? "" : `<p class="src">${proseHtml(source)}</p>`;
}

/** A figure with its words above and its source line below. */
export function figureHtml(id: string, number: string, words: Words, drawing: string): string {
  return `<figure id="${escapeHtml(id)}"><figcaption>${captionHtml("fig", number, words)}</figcaption>${drawing}${sourceHtml(words)}</figure>`;
}
