// Formulas of prose as HTML: in a line, displayed with their number, and the links that name an equation.
import type { Token } from "markdown-it";
import { FlopbookError } from "../../../ground/errors.js";
import { attributes, escapeHtml } from "../../../ground/html.js";
import type { Place } from "../../problem.js";
import { type Labelled, latexLabel } from "../../state/labels.js";
import type { PageState } from "../../state/page-state.js";
import { formulaWidth } from "../../text/formula-width.js";
import { enclosed, type Inline, inlineText, joined, linked, markup } from "../../text/inline.js";
import { type Macros, mathInline } from "../../text/math.js";
import { broken } from "../broken.js";
import type { LineRules } from "../line.js";
import { type ProseEnv, placeOf } from "../prose.js";
import { proseToken } from "../syntax.js";
import type { Row } from "./equations.js";

/** Formulas in a line up to this many characters wide do not break. */
const UNBROKEN = 18;

/** How formulas and the links to them are written. */
export const latexRules: LineRules = {
  [proseToken.math]: (token, { env, before, after }) => {
    const { opening } = clinging(before?.content ?? "", undefined, token);
    const { closing } = clinging(after?.content ?? "", token, undefined);
    return inlineMath(token, env, [opening, closing]);
  },
  [proseToken.display]: (token, { env }) => displayInline(token, env),
  [proseToken.equationRef]: (token, { env }) => referenceInline(token, env),
};

/** Punctuation that belongs to a formula beside the text: a browser would break the line between them. */
export function clinging(
  text: string,
  before: Token | undefined,
  after: Token | undefined,
): { opening: string; closing: string } {
  const closing = isInline(before) ? (/^[.,;:!?)\]’”'"]+/.exec(text)?.[0] ?? "") : "";
  const rest = text.slice(closing.length);
  const opening = isInline(after) ? (/[([‘“'"]+$/.exec(rest)?.[0] ?? "") : "";
  return { opening, closing };
}

function isInline(token: Token | undefined): boolean {
  return token?.type === proseToken.math && token.meta?.display !== true && token.meta?.empty !== true;
}

function inlineMath(token: Token, env: ProseEnv, [opening, closing]: readonly [string, string]): Inline {
  const {
    display = false,
    empty = false,
    ids = [],
    macros,
  } = token.meta as {
    display?: boolean;
    empty?: boolean;
    ids?: readonly string[];
    macros?: Macros;
  };
  if (empty) return inlineText("");
  const tex = String(token.meta?.tex);
  const formula = checkedFormula(tex, env, placeOf(token, env), { display, macros });
  if (display) return joined([markup(targets(ids), ""), formula]);
  const clung = joined([markup(escapeHtml(opening)), formula, markup(escapeHtml(closing))]);
  return formulaWidth(tex) > UNBROKEN ? clung : enclosed('<span class="nb">', clung, "</span>");
}

function displayInline(token: Token, env: ProseEnv): Inline {
  const {
    tex,
    ids = [],
    number,
    tag,
    empty,
    macros,
  } = token.meta as {
    tex: string;
    ids?: readonly string[];
    number?: string;
    tag?: Row["tag"];
    empty?: boolean;
    macros?: Macros;
  };
  if (empty === true) return inlineText("");
  const place = placeOf(token, env);
  const formula = checkedFormula(tex, env, place, { display: true, macros });
  const [id, ...others] = ids;
  const right = number === undefined ? undefined : tagHtml(tag, number, env, { place, macros });
  return { ...formula, html: equationHtml(targets(others) + formula.html, id, right) };
}

/** The number as it stands at the right: in brackets unless its \tag has a star. */
function tagHtml(
  tag: Row["tag"],
  number: string,
  env: ProseEnv,
  { place, macros }: { readonly place: Place; readonly macros: Macros | undefined },
): string {
  const words =
    tag !== undefined && /[$\\{]/.test(tag.tex)
      ? checkedMath(`\\text{${tag.tex}}`, env, place, { macros })
      : escapeHtml(tag?.tex ?? number);
  return tag?.bare === true ? words : `(${words})`;
}

function targets(ids: readonly string[]): string {
  return ids.map((id) => `<span${attributes({ id })}></span>`).join("");
}

/** A display formula with its number, as HTML, at the right. */
export function equationHtml(formula: string, id: string | undefined, number: string | undefined): string {
  const right = number === undefined ? "" : `<div class="nr">${number}</div>`;
  return `<div class="eq"${attributes({ id })}><div class="body">${formula}</div>${right}</div>\n`;
}

interface Setting {
  readonly display?: boolean;
  readonly macros?: Macros | undefined;
}

/** A formula as HTML, or its source marked as broken together with a problem. */
export function checkedMath(
  tex: string,
  where: { readonly page: PageState },
  place: Place,
  setting: Setting = {},
): string {
  return checkedFormula(tex, where, place, setting).html;
}

function checkedFormula(
  tex: string,
  { page }: { readonly page: PageState },
  place: Place,
  { display = false, macros = page.macros }: Setting,
): Inline {
  try {
    return mathInline(withReferences(tex, page, place), { display, macros, lenient: true });
  } catch (error) {
    if (!(error instanceof FlopbookError)) throw error;
    page.problems.error(place, error.message);
    return broken(tex);
  }
}

/** \ref and \eqref inside a formula become the number, linked. */
function withReferences(tex: string, page: PageState, place: Place): string {
  return tex.replace(/\\(eq)?ref\{([^{}]+)\}/g, (whole, bracketed: string | undefined, label: string) => {
    const target = equationOf(label, page);
    if (target === undefined) {
      tellUnknown(whole, label, page, place);
      return "\\text{??}";
    }
    const number = target.number ?? target.title ?? "";
    return `\\href{#${target.id}}{\\text{${bracketed === undefined ? number : `(${number})`}}}`;
  });
}

function referenceInline(token: Token, env: ProseEnv): Inline {
  const { label, bracketed } = token.meta as { label: string; bracketed: boolean };
  const target = equationOf(label, env.page);
  const written = `\\${bracketed ? "eq" : ""}ref{${label}}`;
  if (target === undefined) {
    tellUnknown(written, label, env.page, placeOf(token, env));
    return broken(written);
  }
  const number = target.number ?? `“${target.title ?? label}”`;
  const words = inlineText(bracketed ? `(${number})` : number);
  return env.plain ? words : linked(`<a class="xref"${attributes({ href: `#${target.id}` })}>`, words);
}

function equationOf(label: string, { labels }: PageState): Labelled | undefined {
  return labels.find(latexLabel(label)) ?? labels.find(label);
}

function tellUnknown(written: string, label: string, page: PageState, place: Place): void {
  const near = page.labels.suggestion(latexLabel(label));
  page.problems.error(place, `reference ${written}: no equation has this \\label${near}`);
}
