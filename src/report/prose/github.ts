// What GitHub adds to Markdown beside tables: boxes of task lists, and quotes that are notes or warnings.
import type { RendererRule, Token } from "markdown-it";
import { escapeHtml } from "../../ground/html.js";
import { markup } from "../text/inline.js";
import type { LineRules } from "./line.js";

/** The box of a task. */
export const taskRules: LineRules = {
  task: ({ meta }) => {
    const done = meta?.done === true;
    return markup(
      `<span class="box" role="checkbox" aria-checked="${done}" aria-disabled="true" aria-label="${done ? "done" : "to do"}"></span>`,
    );
  },
};

/** Renderer rules for markdown-it. */
export const alertRules: Readonly<Record<string, RendererRule>> = {
  alert_open: (tokens, i) => {
    const { kind, title } = (tokens[i] as Token).meta as { kind: string; title: string };
    return `<div class="callout callout-${kind}" role="note"><p class="h">${escapeHtml(title)}</p>\n`;
  },
  alert_close: () => "</div>\n",
};

/** Marks items that begin with `[ ]` or `[x]` and quotes that begin with `[!NOTE]`. */
export function readGithub(tokens: readonly Token[]): Token[] {
  const gone = new Set<Token>();
  for (const [i, token] of tokens.entries()) {
    if (token.type === "list_item_open") readTask(token, tokens[i + 2]);
    if (token.type === "blockquote_open") for (const one of readAlert(tokens, i)) gone.add(one);
  }
  return tokens.filter((token) => !gone.has(token));
}

function readTask(item: Token, inline: Token | undefined): void {
  const [first] = inline?.type === "inline" ? (inline.children ?? []) : [];
  const match = first?.type === "text" ? /^\[([ xX])\](?:[ \u00a0]+|$)/.exec(first.content) : null;
  if (inline?.children === null || inline?.children === undefined || first === undefined || match === null)
    return;
  const box = like(first, "task");
  box.meta = { ...first.meta, done: match[1] !== " " };
  first.content = ` ${first.content.slice(match[0].length)}`;
  inline.children.unshift(box);
  item.attrJoin("class", "task");
}

const alerts: Readonly<Record<string, { readonly kind: string; readonly title: string }>> = {
  NOTE: { kind: "note", title: "Note" },
  TIP: { kind: "note", title: "Tip" },
  IMPORTANT: { kind: "caution", title: "Important" },
  WARNING: { kind: "caution", title: "Warning" },
  CAUTION: { kind: "caution", title: "Caution" },
};

/** Turns the quote into a callout; gives the tokens of its first line, which then stand nowhere. */
function readAlert(tokens: readonly Token[], at: number): Token[] {
  const [quote, open, inline, close] = tokens.slice(at, at + 4);
  const [first, second, ...rest] = inline?.children ?? [];
  const word = /^\[!([A-Za-z]+)\]\s*$/.exec(first?.type === "text" ? first.content : "")?.[1]?.toUpperCase();
  const alert = word === undefined ? undefined : alerts[word];
  const alone = second === undefined || /^(?:soft|hard)break$/.test(second.type);
  if (quote === undefined || open === undefined || inline === undefined || close === undefined) return [];
  if (alert === undefined || !alone || open.type !== "paragraph_open") return [];
  Object.assign(quote, { type: "alert_open", tag: "div", meta: { ...quote.meta, ...alert } });
  const end = endOf(tokens, at);
  if (end !== undefined) Object.assign(end, { type: "alert_close", tag: "div" });
  inline.children = rest;
  return rest.length === 0 ? [open, inline, close] : [];
}

function endOf(tokens: readonly Token[], open: number): Token | undefined {
  let depth = 0;
  return tokens.slice(open).find((token) => {
    depth += token.nesting;
    return depth === 0;
  });
}

function like(sample: Token, type: string): Token {
  const Kind = sample.constructor as new (type: string, tag: string, nesting: number) => Token;
  return new Kind(type, "", 0);
}
