// A line of prose, token by token, in the forms that a page prints.
import type { RendererRule, Token } from "markdown-it";
import { type Inline, joined, markup } from "../text/inline.js";
import type { ProseEnv } from "./prose.js";

/** What surrounds a token while it is written. */
export interface LineContext {
  readonly env: ProseEnv;
  readonly before: Token | undefined;
  readonly after: Token | undefined;
  /** Writes tokens that stand inside this one: the words of a note. */
  readonly line: (tokens: readonly Token[]) => Inline;
}

/** How tokens are written, by type. */
export type LineRules = Readonly<Record<string, (token: Token, context: LineContext) => Inline>>;

/** Writes what no rule of ours does: emphasis, code, line ends. */
export type Markup = (token: Token) => string;

/** The tokens of one line, those without a rule as `other` writes them. */
export function lineOf(tokens: readonly Token[], env: ProseEnv, rules: LineRules, other: Markup): Inline {
  const line = (inner: readonly Token[]) => lineOf(inner, env, rules, other);
  return joined(
    tokens.map((token, i) => {
      const rule = rules[token.type];
      if (rule !== undefined) return rule(token, { env, before: tokens[i - 1], after: tokens[i + 1], line });
      return token.children === null ? plainToken(token, other) : line(token.children);
    }),
  );
}

function plainToken(token: Token, other: Markup): Inline {
  const html = other(token);
  if (/break$/.test(token.type))
    return { html, unlinked: token.type === "softbreak" ? html : " ", plain: " " };
  return { html, unlinked: token.attrs === null ? html : other(withoutId(token)), plain: token.content };
}

/** A second target of the same name would stand in the contents. */
function withoutId(token: Token): Token {
  const copy = Object.assign(Object.create(Object.getPrototypeOf(token) as object), token) as Token;
  return Object.assign(copy, { attrs: token.attrs?.filter(([name]) => name !== "id") ?? null });
}

/** The rules as markdown-it takes them, for what stands in blocks. */
export function rendererRules(rules: LineRules): Record<string, RendererRule> {
  const written = Object.entries(rules).map(([type, rule]): [string, RendererRule] => [
    type,
    (tokens, i, options, env, renderer) => {
      const inner = (list: readonly Token[]) => markup(renderer.renderInline([...list], options, env));
      const context = { env: env as ProseEnv, before: tokens[i - 1], after: tokens[i + 1], line: inner };
      return rule(tokens[i] as Token, context).html;
    },
  ]);
  return Object.fromEntries(written);
}
