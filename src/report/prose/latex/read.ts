// Formulas of a text, read in document order: definitions last for the rest of the notebook, displays get numbers and ids.
import type { Token } from "markdown-it";
import { FlopbookError } from "../../../ground/errors.js";
import { latexLabel } from "../../state/labels.js";
import { definitions } from "../../text/macros.js";
import { macrosAfter } from "../../text/math.js";
import { claimed, named } from "../claimed.js";
import { everyToken, type Prose, type ProseEnv } from "../prose.js";
import { proseToken } from "../syntax.js";
import { displayOf, displayTex, type Row } from "./equations.js";

/** Reads each formula once, also those in notes that are named twice. */
export function readFormulas({ tokens, env }: Prose): void {
  for (const token of everyToken(tokens, env)) {
    if (token.meta?.read === true) continue;
    if (token.type === proseToken.math) readInline(token, env);
    else if (token.type === proseToken.display) readDisplay(token, env);
  }
}

function readInline(token: Token, env: ProseEnv): void {
  const reference = /^\\(eq)?ref\{([^{}]+)\}$/.exec(String(token.meta?.tex));
  if (reference !== null) {
    token.type = proseToken.equationRef;
    token.meta = { ...token.meta, label: reference[2], bracketed: reference[1] !== undefined };
    return;
  }
  readDefinitions(token, env);
  if (token.meta?.display !== true) return;
  const display = displayOf(String(token.meta?.tex));
  const numbers = display.rows.map((row) => numberOf(row, undefined, token, env));
  const tags = numbers.map((number, i) => tagOf(display.rows[i], number?.number));
  const ids = numbers.flatMap((number) => number?.id ?? []);
  token.meta = { ...token.meta, tex: displayTex(display, tags), ids };
}

function readDisplay(token: Token, env: ProseEnv): void {
  readDefinitions(token, env);
  const { label } = token.meta as { label?: string };
  const display = displayOf(String(token.meta?.tex));
  const own = display.environment === undefined ? label : undefined;
  const numbers = display.rows.map((row) => numberOf(row, own, token, env));
  const ids = numbers.flatMap((number) => number?.id ?? []);
  if (display.environment === undefined) {
    const tag = display.rows[0]?.tag;
    const [number] = numbers;
    token.meta = { ...token.meta, tex: displayTex(display, []), ids, number: number?.number, tag };
    return;
  }
  const first = numbers.find((number) => number !== undefined);
  if (label !== undefined && first !== undefined) named("eq", label, first, token, env);
  const whole = label !== undefined && first === undefined ? claimed("eq", label, token, env) : undefined;
  const tags = numbers.map((number, i) => tagOf(display.rows[i], number?.number));
  token.meta = {
    ...token.meta,
    tex: displayTex(display, tags),
    ids: whole === undefined ? ids : [whole.id],
    number: whole?.number,
  };
}

/** Number and id of a row that has one; every label of it becomes a target. */
function numberOf(
  row: Row,
  label: string | undefined,
  token: Token,
  env: ProseEnv,
): { readonly id: string; readonly number: string } | undefined {
  if (!row.numbered && label === undefined) return undefined;
  const [first, ...others] = [...(label === undefined ? [] : [label]), ...row.labels.map(equationLabel)];
  const number = claimed("eq", first, token, env, row.tag?.tex.replace(/[${}\\]/g, "").trim());
  for (const other of others) named("eq", other, number, token, env);
  return number;
}

function equationLabel(label: string): string {
  const name = latexLabel(label);
  return name.startsWith("eq-") ? name : `eq-${name}`;
}

function tagOf(row: Row | undefined, number: string | undefined): string | undefined {
  if (number === undefined) return undefined;
  return row?.tag === undefined ? `\\tag{${number}}` : `\\tag${row.tag.bare ? "*" : ""}{${row.tag.tex}}`;
}

/** Definitions take hold from here on; a formula that holds nothing else shows nothing. */
function readDefinitions(token: Token, env: ProseEnv): void {
  const { page } = env;
  const { tex, defines, only } = definitions(String(token.meta?.tex));
  let empty = false;
  if (defines) {
    try {
      page.macros = macrosAfter(only ? tex : displayTex(displayOf(tex), []), page.macros);
      empty = only;
    } catch (error) {
      if (!(error instanceof FlopbookError)) throw error; // told where the formula is printed
    }
  }
  const macros = env.cell === undefined ? undefined : page.macros;
  token.meta = { ...token.meta, tex, macros, empty, read: true };
}
