// Formulas as people write them: $…$, $$…$$, \(…\), \[…\], \begin{…}…\end{…}, and \ref and \eqref in the text.
import type { StateBlock, StateInline } from "markdown-it";
import { at, proseToken, push } from "../syntax.js";

/**
 * `$…$`: a formula. As in Pandoc a dollar opens only before something that is not a space and closes only after
 * something that is not a space and not before a digit, so that $5 and $6 stay money. `$$…$$` in a line is displayed.
 */
export function mathRule(state: StateInline, silent: boolean): boolean {
  const match = at(/\$\$([^$]+)\$\$|\$(?![\s$])((?:\\.|[^$\\])*?(?:[^\s\\$]|\\\S))\$(?!\d)/sy, state);
  if (match === undefined) return false;
  const [whole, display, line] = match;
  return taken(state, silent, { whole, tex: display ?? line ?? "", display: display !== undefined });
}

/** What begins with a backslash: it comes before Markdown's own escapes. */
export function latexRule(state: StateInline, silent: boolean): boolean {
  const round = at(/(\\{1,2})\(([^\0]+?)\1\)/y, state);
  if (round !== undefined)
    return taken(state, silent, { whole: round[0], tex: round[2] ?? "", display: false });
  const square = at(/(\\{1,2})\[([^\0]+?)\1\](?![([:])/y, state);
  if (square !== undefined && isMath(square[2] ?? ""))
    return taken(state, silent, { whole: square[0], tex: square[2] ?? "", display: true });
  const end = environmentEnd(state.src.slice(state.pos, state.posMax));
  if (end !== undefined) {
    const whole = state.src.slice(state.pos, state.pos + end);
    return taken(state, silent, { whole, tex: whole, display: true });
  }
  const reference = at(/\\(eq)?ref\{([^{}]+)\}/y, state);
  if (reference === undefined) return false;
  if (!silent)
    push(state, proseToken.equationRef, { label: reference[2] ?? "", bracketed: reference[1] !== undefined });
  state.pos += reference[0].length;
  return true;
}

interface Taken {
  readonly whole: string;
  readonly tex: string;
  readonly display: boolean;
}

function taken(state: StateInline, silent: boolean, { whole, tex, display }: Taken): boolean {
  if (!silent) {
    push(state, proseToken.math, { tex: tex.trim(), display, lines: whole.split("\n").length - 1 });
  }
  state.pos += whole.length;
  return true;
}

/** Brackets with a backslash embrace a formula or are escaped: `\[1\]` and `\[x\]` are text. */
function isMath(inside: string): boolean {
  return inside.trim() !== "" && /^\s|[\\^_=+<>]/.test(inside);
}

/** Where the environment that begins the text has ended; undefined when none begins or it has no end. */
function environmentEnd(text: string): number | undefined {
  const name = /^\\begin\{([A-Za-z]+\*?)\}/.exec(text)?.[1];
  if (name === undefined) return undefined;
  let depth = 0;
  for (const mark of text.matchAll(/\\(begin|end)\{([A-Za-z]+\*?)\}/g)) {
    if (mark[2] !== name) continue;
    depth += mark[1] === "begin" ? 1 : -1;
    if (depth === 0) return mark.index + mark[0].length;
  }
  return undefined;
}

/** A formula on lines of its own, numbered when it has a label: `$$ … $$ {#eq-x}`. */
export function displayRule(state: StateBlock, start: number, end: number, silent: boolean): boolean {
  const line = (n: number) =>
    state.src.slice((state.bMarks[n] ?? 0) + (state.tShift[n] ?? 0), state.eMarks[n] ?? 0);
  const closes = closing(line(start));
  if (closes === undefined) return false;
  let text = line(start);
  let last = start;
  let found = closes(text);
  while (found === undefined) {
    if (++last >= end) return false;
    text += `\n${line(last)}`;
    found = closes(text);
  }
  const label = /^\s*(?:\{#([\w-]+)\})?\s*$/.exec(text.slice(found.end));
  if (label === null || found.tex.trim() === "") return false;
  if (silent) return true;
  const token = state.push(proseToken.display, "div", 0);
  token.block = true;
  token.map = [start, last + 1];
  token.meta = { tex: found.tex.trim(), label: label[1] };
  state.line = last + 1;
  return true;
}

type Closed = { readonly tex: string; readonly end: number } | undefined;

/** How the formula that a line begins finds its end; undefined when it begins none. */
function closing(line: string): ((text: string) => Closed) | undefined {
  if (line.startsWith("$$")) return (text) => between(text, 2, "$$");
  const bracket = /^\\{1,2}(?=\[)/.exec(line)?.[0];
  if (bracket !== undefined) {
    return (text) => {
      const found = between(text, bracket.length + 1, `${bracket}]`);
      return found !== undefined && isMath(found.tex) ? found : undefined;
    };
  }
  if (!/^\\begin\{[A-Za-z]+\*?\}/.test(line)) return undefined;
  return (text) => {
    const end = environmentEnd(text);
    return end === undefined ? undefined : { tex: text.slice(0, end), end };
  };
}

function between(text: string, from: number, mark: string): Closed {
  const to = text.indexOf(mark, from);
  return to < 0 ? undefined : { tex: text.slice(from, to), end: to + mark.length };
}
