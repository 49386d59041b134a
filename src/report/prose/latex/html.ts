// Formulas of prose as HTML: in a line, displayed with their number, and the links that name an equation.
import type { RendererRule, Token } from "markdown-it";
import { FlopbookError } from "../../../errors.js";
import type { Place } from "../../problem.js";
import { type Labelled, latexLabel } from "../../state/labels.js";
import type { PageState } from "../../state/page-state.js";
import { formulaWidth } from "../../text/formula-width.js";
import { attributes, escapeHtml } from "../../text/html.js";
import { type Macros, mathHtml } from "../../text/math.js";
import { type ProseEnv, placeOf } from "../prose.js";
import { proseToken } from "../syntax.js";
import type { Row } from "./equations.js";

/** Formulas in a line up to this many characters wide do not break. */
const UNBROKEN = 18;

/** Renderer rules for markdown-it. */
export const latexRules: Readonly<Record<string, RendererRule>> = {
  [proseToken.math]: (tokens, i, _options, env) => {
    const token = tokens[i] as Token;
    const { opening } = clinging(tokens[i - 1]?.content ?? "", undefined, token);
    const { closing } = clinging(tokens[i + 1]?.content ?? "", token, undefined);
    return inlineMath(token, env as ProseEnv, [opening, closing]);
  },
  [proseToken.display]: (tokens, i, _options, env) => displayHtml(tokens[i] as Token, env as ProseEnv),
  [proseToken.equationRef]: (tokens, i, _options, env) => referenceHtml(tokens[i] as Token, env as ProseEnv),
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

function inlineMath(token: Token, env: ProseEnv, [opening, closing]: readonly [string, string]): string {
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
  if (empty) return "";
  const tex = String(token.meta?.tex);
  const formula = checkedMath(tex, env, placeOf(token, env), { display, macros });
  if (display) return `${targets(ids)}${formula}`;
  const html = escapeHtml(opening) + formula + escapeHtml(closing);
  return formulaWidth(tex) > UNBROKEN ? html : `<span class="nb">${html}</span>`;
}

function displayHtml(token: Token, env: ProseEnv): string {
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
  if (empty === true) return "";
  const place = placeOf(token, env);
  const formula = checkedMath(tex, env, place, { display: true, macros });
  const [id, ...others] = ids;
  const right = number === undefined ? undefined : tagHtml(tag, number, env, { place, macros });
  return equationHtml(targets(others) + formula, id, right);
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

/** A formula, or its source marked as broken together with a problem. */
export function checkedMath(
  tex: string,
  { page }: { readonly page: PageState },
  place: Place,
  {
    display = false,
    macros = page.macros,
  }: { readonly display?: boolean; readonly macros?: Macros | undefined } = {},
): string {
  try {
    return mathHtml(withReferences(tex, page, place), { display, macros, lenient: true });
  } catch (error) {
    if (!(error instanceof FlopbookError)) throw error;
    page.problems.error(place, error.message);
    return `<span class="broken">${escapeHtml(tex)}</span>`;
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

function referenceHtml(token: Token, env: ProseEnv): string {
  const { label, bracketed } = token.meta as { label: string; bracketed: boolean };
  const target = equationOf(label, env.page);
  const written = `\\${bracketed ? "eq" : ""}ref{${label}}`;
  if (target === undefined) {
    tellUnknown(written, label, env.page, placeOf(token, env));
    return `<span class="broken">${escapeHtml(written)}</span>`;
  }
  const number = target.number ?? `“${target.title ?? label}”`;
  const words = escapeHtml(bracketed ? `(${number})` : number);
  return env.plain ? words : `<a class="xref"${attributes({ href: `#${target.id}` })}>${words}</a>`;
}

function equationOf(label: string, { labels }: PageState): Labelled | undefined {
  return labels.find(latexLabel(label)) ?? labels.find(label);
}

function tellUnknown(written: string, label: string, page: PageState, place: Place): void {
  const near = page.labels.suggestion(latexLabel(label));
  page.problems.error(place, `reference ${written}: no equation has this \\label${near}`);
}
