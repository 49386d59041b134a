// A piece of a line in the forms that a page prints, made together where it is rendered: none is cut out of another.
import { escapeHtml } from "../../ground/html.js";

/** A piece of a line. */
export interface Inline {
  readonly html: string;
  /** The same without links, targets and pictures: how a heading stands in the contents, where all is one link. */
  readonly unlinked: string;
  /** The words alone, as a window's title or a hint says them. */
  readonly plain: string;
}

/** Words that look the same everywhere. */
export function inlineText(plain: string): Inline {
  const html = escapeHtml(plain);
  return { html, unlinked: html, plain };
}

/** Markup that says nothing by itself. */
export function markup(html: string, unlinked = html): Inline {
  return { html, unlinked, plain: "" };
}

/** A link round words that stand without it too. */
export function linked(opening: string, inner: Inline): Inline {
  return { ...inner, html: `${opening}${inner.html}</a>` };
}

/** An element round both forms of markup. */
export function enclosed(opening: string, inner: Inline, closing: string): Inline {
  const around = (html: string) => opening + html + closing;
  return { html: around(inner.html), unlinked: around(inner.unlinked), plain: inner.plain };
}

/** One after the other, with markup or a text that needs no escaping between them. */
export function joined(parts: readonly Inline[], between = ""): Inline {
  return {
    html: parts.map(({ html }) => html).join(between),
    unlinked: parts.map(({ unlinked }) => unlinked).join(between),
    plain: parts.map(({ plain }) => plain).join(between),
  };
}

/** The words of a whole line: one space between them, none at its ends. */
export function wordsOfLine({ plain }: Inline): string {
  return plain.replace(/[ \n\t\u200b]+/g, " ").trim();
}
