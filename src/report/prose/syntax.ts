// What our prose adds to Markdown: {{value}}, $formula$, @fig-x and [@source]. Parsing only; prose.ts renders.
import type { StateInline, Token } from "markdown-it";

/** Names of the tokens made here; everything they carry is in `meta`. */
export const proseToken = {
  value: "value",
  math: "math",
  display: "math_display",
  cross: "cross",
  cite: "cite",
  equationRef: "equation_ref",
} as const;

/** `{{name unit=h digits=4 bare}}` */
export interface ValueMeta {
  readonly name: string;
  /** Options as written. */
  readonly options: readonly (readonly [name: string, value: string])[];
  /** False inside a link, where a second link cannot stand. */
  readonly linked: boolean;
}

/** `{{name …}}`: a published value. */
export function valueRule(state: StateInline, silent: boolean): boolean {
  const match = at(/\{\{\s*([^\s{}]+)((?:\s+[^\s{}]+)*)\s*\}\}/y, state);
  if (match === undefined) return false;
  if (!silent) {
    const words = (match[2] ?? "").trim().split(/\s+/).filter(Boolean);
    const options = words.map((word): [string, string] => {
      const [name = "", value] = word.split("=", 2);
      return [name, value ?? "true"];
    });
    const meta: ValueMeta = { name: match[1] ?? "", options, linked: state.linkLevel === 0 };
    push(state, proseToken.value, { ...meta });
  }
  state.pos += match[0].length;
  return true;
}

/** `@fig-x` points at a figure, table, equation or section. */
export function crossRule(state: StateInline, silent: boolean): boolean {
  if (/[\w.]/.test(state.src.charAt(state.pos - 1))) return false;
  const match = at(/@((?:fig|tbl|eq|sec)-[\p{L}\p{N}_-]*[\p{L}\p{N}_])/iuy, state);
  if (match === undefined) return false;
  if (!silent) {
    const before = state.src.slice(0, state.pos);
    const label = match[1] ?? "";
    push(state, proseToken.cross, {
      label: label.charAt(0).toLowerCase() + label.slice(1),
      capital: /^[A-Z]/.test(label) || /(?:^|[.?!]\s+)$/.test(before),
    });
  }
  state.pos += match[0].length;
  return true;
}

/** What matches at the reading place. */
export function at(pattern: RegExp, state: StateInline): RegExpExecArray | undefined {
  pattern.lastIndex = state.pos;
  const match = pattern.exec(state.src.slice(0, state.posMax));
  return match ?? undefined;
}

/** A token of ours. */
export function push(state: StateInline, type: string, meta: Record<string, unknown>): Token {
  const token = state.push(type, "", 0);
  token.meta = meta;
  return token;
}
