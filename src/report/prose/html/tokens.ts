// A tree of HTML and stand-ins as tokens: elements in pairs, headings as Markdown's own, text read for formulas and values.
import type { Element, RootContent } from "hast";
import type { Token } from "markdown-it";
import { inlineElements, voidElements } from "./allowed.js";
import { keptAttributes } from "./attributes.js";
import type { Weaving } from "./skeleton.js";

/** Tokens of blocks: runs of text and elements of a line that stand alone become paragraphs. */
export function blockTokens(nodes: readonly RootContent[], weaving: Weaving): Token[] {
  const tokens: Token[] = [];
  let run: RootContent[] = [];
  const close = () => {
    if (run.length > 0) tokens.push(...paragraph(run, weaving));
    run = [];
  };
  for (const node of nodes) {
    if (isPhrasing(node)) run.push(node);
    else {
      close();
      tokens.push(...nodeTokens(node, weaving));
    }
  }
  close();
  return tokens;
}

/** Tokens of a line. */
export function inlineTokens(nodes: readonly RootContent[], weaving: Weaving): Token[] {
  return nodes.flatMap((node) => nodeTokens(node, weaving));
}

function paragraph(nodes: readonly RootContent[], weaving: Weaving): Token[] {
  if (nodes.every((node) => node.type === "text" && node.value.trim() === "")) return [];
  const inline = token(weaving, "inline", "", 0);
  inline.children = inlineTokens(nodes, weaving);
  if (!nodes.some(isVisible)) return [inline];
  return [token(weaving, "paragraph_open", "p", 1), inline, token(weaving, "paragraph_close", "p", -1)];
}

function isPhrasing(node: RootContent): boolean {
  if (node.type !== "element") return true;
  return inlineElements.has(node.tagName) && node.children.every(isPhrasing);
}

function isVisible(node: RootContent): boolean {
  if (node.type === "text") return node.value.trim() !== "";
  return node.type === "element" && (node.tagName === "img" || node.children.some(isVisible));
}

function nodeTokens(node: RootContent, weaving: Weaving): Token[] {
  if (node.type === "text") return textTokens(node, weaving);
  if (node.type !== "element") return [];
  const stand = weaving.skeleton.standsFor(node);
  if (stand?.kind === "kept") return [...keptTokens(stand.tokens, node)];
  if (stand?.kind === "pair") {
    const inside = inlineTokens(node.children, weaving);
    return [stand.open, ...inside, stand.close ?? token(weaving, "html_close", "span", -1)];
  }
  return /^h[1-6]$/.test(node.tagName) ? headingTokens(node, weaving) : elementTokens(node, weaving);
}

function textTokens(node: Extract<RootContent, { type: "text" }>, weaving: Weaving): Token[] {
  const line = weaving.skeleton.lineOf(node);
  if (weaving.literal || node.value.trim() === "") {
    const text = token(weaving, "text", "", 0);
    text.content = node.value;
    text.meta = { line };
    return [text];
  }
  const tokens = weaving.read(node.value);
  for (const one of tokens) one.meta = { ...one.meta, line };
  return tokens;
}

/** Markdown's own blocks; a heading learns the side that its box asked for. */
function keptTokens(tokens: readonly Token[], { properties }: Element): readonly Token[] {
  const [first] = tokens;
  if (first?.type === "heading_open" && typeof properties.align === "string")
    first.meta = { ...first.meta, align: properties.align };
  return tokens;
}

function headingTokens(node: Element, weaving: Weaving): Token[] {
  const open = token(weaving, "heading_open", node.tagName, 1);
  const { id, class: className, align, ...rest } = keptAttributes(node, weaving, { claims: false });
  for (const [name, value] of Object.entries({ id, class: className }))
    if (value !== undefined) open.attrSet(name, value);
  open.meta = { line: weaving.skeleton.lineOf(node), align, html: rest };
  const inline = token(weaving, "inline", "", 0);
  inline.children = trimmed(inlineTokens(node.children, weaving));
  return [open, inline, token(weaving, "heading_close", node.tagName, -1)];
}

/** Spaces and line ends at both ends of a heading are no part of it. */
function trimmed(tokens: readonly Token[]): Token[] {
  const isSpace = ({ type, content }: Token) => type === "text" && content.trim() === "";
  const from = tokens.findIndex((one) => !isSpace(one));
  const to = [...tokens].reverse().findIndex((one) => !isSpace(one));
  const kept = from < 0 ? [] : tokens.slice(from, tokens.length - to);
  const [first] = kept;
  const last = kept.at(-1);
  if (first?.type === "text") first.content = first.content.trimStart();
  if (last?.type === "text") last.content = last.content.trimEnd();
  return kept;
}

function elementTokens(node: Element, weaving: Weaving): Token[] {
  const { tagName } = node;
  const line = weaving.skeleton.lineOf(node);
  const attributes = keptAttributes(node, weaving, { claims: true });
  const isLink = tagName === "a" && attributes.href !== undefined;
  if (tagName === "img") return [leaf("html_picture")];
  if (voidElements.has(tagName)) return [leaf("html_void")];
  const open = token(weaving, isLink ? "link_open" : "html_open", tagName, 1);
  const close = token(weaving, isLink ? "link_close" : "html_close", tagName, -1);
  open.attrs = Object.entries(attributes);
  open.meta = { line };
  const inner = { ...weaving, literal: weaving.literal || /^(?:pre|code|kbd|samp)$/.test(tagName) };
  const holdsBlocks = /^(?:div|center|blockquote|details|li|td|th|figure)$/.test(tagName);
  const blocks = holdsBlocks && node.children.some((child) => !isPhrasing(child));
  return [open, ...(blocks ? blockTokens : inlineTokens)(node.children, inner), close];

  function leaf(type: string): Token {
    const single = token(weaving, type, tagName, 0);
    single.attrs = Object.entries(attributes);
    single.meta = { line };
    return single;
  }
}

function token({ sample }: Weaving, type: string, tag: string, nesting: -1 | 0 | 1): Token {
  const Kind = sample.constructor as new (type: string, tag: string, nesting: number) => Token;
  return Object.assign(new Kind(type, tag, nesting), { block: sample.block });
}
