// Citations in prose: [see @a, p. 3; @b], [-@a], @a, @a [p. 3]; which @words are citations, and how they are printed.
import type { StateInline, Token } from "markdown-it";
import type { Cited } from "../citations/references.js";
import { type Inline, inlineText, joined } from "../text/inline.js";
import { broken } from "./broken.js";
import { type ProseEnv, placeOf } from "./prose.js";
import { at, proseToken, push } from "./syntax.js";

/** A key as Pandoc reads it: marks may stand inside it, not at its end. */
const key = String.raw`[\p{L}\p{N}_](?:[\p{L}\p{N}_]|[:.#$%&+?<>~/-](?=[\p{L}\p{N}_]))*`;
const bracketed = /\[((?:[^[\]\\]|\\.)*@(?:[^[\]\\]|\\.)*)\](?![([{])/suy;
const part = new RegExp(String.raw`^(|.*?[\s([“"'—–-])(-?)@(${key})(.*)$`, "su");
const bare = new RegExp(`@(${key})`, "uy");

/** Labels of our own, which may stand in brackets too. */
const ownLabel = /^(?:fig|tbl|eq|sec)-/i;

/** `[@key]`, `[see @key, Table 3]`, `[-@a; @b]`: the mark clings to the word before it. */
export function citeRule(state: StateInline, silent: boolean): boolean {
  const match = at(bracketed, state);
  if (match === undefined) return false;
  const parts = (match[1] ?? "").split(";").map((one) => part.exec(one));
  const cited = parts.flatMap((one): Cited[] => (one === null ? [] : [citedOf(one)]));
  if (cited.length < parts.length) return false;
  if (!silent) {
    state.pending = state.pending.replace(/[ \n]$/, "\u00a0");
    if (cited.every(({ id }) => ownLabel.test(id))) pushReferences(state, cited);
    else push(state, proseToken.cite, { sources: cited });
  }
  state.pos += match[0].length;
  return true;
}

function citedOf([, before = "", , id = "", after = ""]: RegExpExecArray): Cited {
  const prefix = before.trim();
  const place = after
    .replace(/^\s*,?\s*/, "")
    .trim()
    .replace(/--/g, "–");
  return { id, place: place === "" ? undefined : place, ...(prefix === "" ? {} : { prefix }) };
}

/** `[@fig-x; @tbl-y]`: references as they stand without brackets. */
function pushReferences(state: StateInline, cited: readonly Cited[]): void {
  for (const [i, { id, place, prefix }] of cited.entries()) {
    const before = `${i === 0 ? "" : "; "}${prefix === undefined ? "" : `${prefix} `}`;
    if (before !== "") push(state, "text", {}).content = before;
    push(state, proseToken.cross, { label: id.charAt(0).toLowerCase() + id.slice(1), capital: false });
    if (place !== undefined) push(state, "text", {}).content = `, ${place}`;
  }
}

/**
 * `@key` in a sentence: a citation when a source has the key, or when the key ends in a year as keys do, so that a
 * wrong one is told. Any other @word is a word: names of people, decorators, addresses.
 */
export function bareCiteRule(state: StateInline, silent: boolean): boolean {
  if (/[\p{L}\p{N}_.@/-]$/u.test(state.src.slice(Math.max(0, state.pos - 2), state.pos))) return false;
  const match = at(bare, state);
  if (match === undefined) return false;
  const id = match[1] ?? "";
  const { references } = (state.env as ProseEnv).page;
  const known = references.knows(id);
  if (!known && !/^\p{L}[\p{L}_:.-]*(?:19|20)\d\d[a-z]?(?:[\p{L}_-]+)?$/u.test(id)) return false;
  const rest = known
    ? /^\s?\[([^[\]@]+)\](?![([{])/.exec(state.src.slice(state.pos + match[0].length, state.posMax))
    : null;
  if (!silent) push(state, proseToken.cite, { sources: [{ id, place: rest?.[1]?.trim() }], bare: true });
  state.pos += match[0].length + (rest?.[0].length ?? 0);
  return true;
}

/** A citation; unknown keys are told and stand as written. */
export function citationsInline(token: Token, env: ProseEnv): Inline {
  const { sources, bare: isBare = false } = token.meta as { sources: readonly Cited[]; bare?: boolean };
  const { references, problems } = env.page;
  const unknown = sources.filter(({ id }) => !references.knows(id));
  for (const { id } of unknown) {
    problems.error(
      placeOf(token, env),
      `citation ${isBare ? `@${id}` : `[@${id}]`}: no source of this page has this id${references.suggestion(id) || "; hand it over with cite(source), or name a .bib file as bibliography: in the front matter"}`,
    );
  }
  const [first] = sources;
  const known = sources.filter(({ id }) => references.knows(id));
  const name = isBare && first !== undefined && known.length > 0 ? `${references.name(first.id)}\u00a0` : "";
  const marks = known.length === 0 ? [] : [references.cite(known)];
  const written = ({ id }: Cited) => broken(isBare ? `@${id}` : `[@${id}]`);
  return joined([inlineText(name), joined([...marks, ...unknown.map(written)], " ")]);
}
