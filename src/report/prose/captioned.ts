// Tables and pictures of prose that carry a caption: their words, numbers and labels.
import type { Token } from "markdown-it";
import { escapeHtml } from "../../ground/html.js";
import { captionHtml, type Words, wordMentions } from "./captions.js";
import { claimed } from "./claimed.js";
import { proseHtml } from "./markdown.js";
import type { Piece } from "./piece.js";
import type { Prose, ProseEnv } from "./prose.js";
import { mentionsOf } from "./render.js";

/** ": **Finding** What it shows {#tbl-x}" in the paragraph after a table. */
export function isTableCaption(block: readonly Token[] | undefined): block is readonly Token[] {
  return block?.[0]?.type === "paragraph_open" && /^:\s/.test(block[1]?.children?.[0]?.content ?? "");
}

/** A table of prose with its caption. */
export function tableBlock(
  block: readonly Token[],
  caption: readonly Token[] | undefined,
  env: ProseEnv,
): Piece {
  const table = { tokens: block, env };
  const rows = block.filter((token) => token.type === "tr_open").length;
  const columns = block.filter((token) => token.type === "th_open").length;
  const classes = `tbl${rows <= 11 ? " keep" : ""}${columns >= 6 ? " wide" : ""}`;
  const [open, inline] = caption ?? [];
  if (open === undefined || inline === undefined) {
    return { mentions: mentionsOf(table), render: () => `<div class="${classes}">${proseHtml(table)}</div>` };
  }
  const words = tableWords(inline.children ?? [], env);
  const { id, number } = claimed("tbl", open.attrGet("id")?.toString(), open, env);
  return {
    mentions: [...wordMentions(words), ...mentionsOf(table)],
    render: () =>
      `<div class="${classes}" id="${escapeHtml(id)}"><p class="cap">${captionHtml("tbl", number, words)}</p>${proseHtml(table)}</div>`,
  };
}

function tableWords(children: readonly Token[], env: ProseEnv): Words {
  const [first, ...rest] = children;
  if (first !== undefined) first.content = first.content.replace(/^:\s*/, "");
  const body = first === undefined || first.content === "" ? rest : [first, ...rest];
  const close =
    body[0]?.type === "strong_open" ? body.findIndex((token) => token.type === "strong_close") : -1;
  const next = body[close + 1];
  if (next !== undefined) next.content = next.content.replace(/^\s+/, "");
  const line = (tokens: readonly Token[]): Prose => ({ tokens: [inlineOf(tokens)], env });
  return {
    title: close < 0 ? undefined : line(body.slice(1, close)),
    caption: line(body.slice(close + 1)),
    source: undefined,
  };
}

function inlineOf(children: readonly Token[]): Token {
  const [sample] = children;
  const inline = Object.assign(Object.create(Object.getPrototypeOf(sample ?? {}) as object), sample) as Token;
  return Object.assign(inline, {
    type: "inline",
    tag: "",
    nesting: 0,
    content: "",
    children: [...children],
    attrs: null,
  });
}

/** A paragraph that holds only a picture is a figure; its words are the caption. */
export function soloPicture(block: readonly Token[], env: ProseEnv): Piece | undefined {
  const [open, inline] = block;
  const [picture, ...others] = inline?.children ?? [];
  if (open?.type !== "paragraph_open" || picture?.type !== "image" || others.length > 0) return undefined;
  if (picture.content.trim() === "") return undefined;
  const label = (picture.attrGet("id") ?? open.attrGet("id"))?.toString();
  const { id, number } = claimed("fig", label, open, env);
  const title = picture.attrGet("title")?.toString();
  const words: Words = {
    title: title === undefined ? undefined : { tokens: [textToken(picture, title)], env },
    caption: { tokens: [inlineOf(picture.children ?? [])], env },
    source: undefined,
  };
  const image = { tokens: [picture], env };
  return {
    mentions: wordMentions(words),
    render: () =>
      `<figure id="${escapeHtml(id)}"><figcaption>${captionHtml("fig", number, words)}</figcaption>${proseHtml({ ...image, tokens: [inlineOf([picture])] })}</figure>`,
  };
}

function textToken(sample: Token, content: string): Token {
  const text = Object.assign(Object.create(Object.getPrototypeOf(sample) as object), sample) as Token;
  return inlineOf([Object.assign(text, { type: "text", tag: "", content, children: null, attrs: null })]);
}
