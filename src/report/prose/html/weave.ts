// Raw HTML of a text woven into its tokens: what an author opened is closed, what does not work is told and shown.
import type { Token } from "markdown-it";
import { type ProseEnv, placeOf } from "../prose.js";
import { isHtml, refusal, workingMarkup } from "./markup.js";
import { hoisted } from "./nested-headings.js";
import { type Item, skeletonOf, type TextReader } from "./skeleton.js";
import { blockTokens, inlineTokens } from "./tokens.js";

/** The same tokens with pairs and single tokens of type "html_…" in place of raw HTML; the same list when it has none. */
export function woven(tokens: readonly Token[], env: ProseEnv, read: TextReader): Token[] {
  const has = (list: readonly Token[]): boolean =>
    list.some(({ type, children }) => /^html_/.test(type) || (children !== null && has(children)));
  return has(tokens) ? blocks(tokens, env, read, true) : [...tokens];
}

function blocks(tokens: readonly Token[], env: ProseEnv, read: TextReader, top: boolean): Token[] {
  const items: Item[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] as Token;
    if (token.type === "html_block") items.push(rawItem(token, env));
    else if (token.nesting === 1) {
      const end = closeOf(tokens, i);
      const inside = blocks(tokens.slice(i + 1, end), env, read, false);
      items.push({ kind: "kept", tokens: [token, ...inside, ...tokens.slice(end, end + 1)] });
      i = end;
    } else {
      if (token.type === "inline") token.children = inline(token.children ?? [], env, read);
      items.push({ kind: "kept", tokens: [token] });
    }
  }
  const sample = tokens.find(({ type }) => type === "html_block");
  if (sample === undefined) return items.flatMap((item) => (item.kind === "kept" ? item.tokens : []));
  const skeleton = skeletonOf(items);
  const nodes = top ? hoisted(skeleton.nodes, skeleton) : skeleton.nodes;
  return blockTokens(nodes, { skeleton, env, read, sample, literal: false });
}

function inline(tokens: readonly Token[], env: ProseEnv, read: TextReader): Token[] {
  const sample = tokens.find(({ type }) => type === "html_inline");
  if (sample === undefined) return [...tokens];
  const items = tokens.map((token): Item => {
    if (token.type === "html_inline") return rawItem(token, env);
    if (token.nesting === 1) return { kind: "open", token };
    if (token.nesting === -1) return { kind: "close", token };
    return { kind: "kept", tokens: [token] };
  });
  const skeleton = skeletonOf(items);
  return inlineTokens(skeleton.nodes, { skeleton, env, read, sample, literal: true });
}

function closeOf(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let i = open; i < tokens.length; i++) {
    depth += tokens[i]?.nesting ?? 0;
    if (depth === 0) return i;
  }
  return tokens.length;
}

function rawItem(token: Token, env: ProseEnv): Item {
  const { cell, line = 1 } = placeOf(token, env);
  const markup = workingMarkup(token.content, ({ element, line: below }) => {
    const tell = isHtml(element) ? env.page.problems.error : env.page.problems.warning;
    tell({ cell, line: line + below }, refusal(element));
  });
  return { kind: "raw", markup, line };
}
