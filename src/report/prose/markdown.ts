// Markdown -> tokens: markdown-it with GitHub tables, footnotes, attributes, containers, definition lists, superscripts and our syntax.
import MarkdownItEngine, { type MarkdownIt, type Token } from "markdown-it";
import attrs from "markdown-it-attrs";
import container from "markdown-it-container";
import deflist from "markdown-it-deflist";
import footnote from "markdown-it-footnote";
import superscript from "markdown-it-sup";
import { shownCharacters } from "../text/controls.js";
import { blockRules } from "./blocks.js";
import type { Prose, ProseEnv, ProseOrigin } from "./prose.js";
import { inlineRules } from "./render.js";
import { citeRule, crossRule, displayMathRule, mathRule, valueRule } from "./syntax.js";

let engine: MarkdownIt | undefined;

function markdown(): MarkdownIt {
  if (engine !== undefined) return engine;
  const md = new MarkdownItEngine({ html: false, linkify: false, typographer: true });
  md.use(footnote);
  md.use(deflist);
  md.use(superscript);
  md.use(attrs, { allowedAttributes: ["id", "class", "lang", "title", "alt", "width", /^data-/] });
  md.use(container, "block", { validate: (params) => params.trim() !== "", render: () => "" });
  md.inline.ruler.before("link", "value", valueRule);
  md.inline.ruler.before("link", "math", mathRule);
  md.inline.ruler.before("link", "cross", crossRule);
  md.inline.ruler.before("link", "cite", citeRule);
  md.block.ruler.before("fence", "display_math", displayMathRule, {
    alt: ["paragraph", "reference", "blockquote", "list"],
  });
  Object.assign(md.renderer.rules, inlineRules, blockRules);
  engine = md;
  return md;
}

function environment({ page, cell, plain }: ProseOrigin): ProseEnv {
  return { page, cell, plain: plain ?? false, notes: [], noteNumbers: new Map() };
}

/** Blocks of Markdown. Footnotes are taken out of the end and kept for the places that name them. */
export function parsedProse(text: string, origin: ProseOrigin): Prose {
  const env = environment(origin);
  const all = markdown().parse(shownCharacters(text), env);
  env.notes = footnoteTokens(all);
  const end = all.findIndex(({ type }: Token) => type === "footnote_block_open");
  const tokens = end < 0 ? all : all.slice(0, end);
  for (const list of [tokens, ...env.notes]) numberLines(list);
  return { tokens, env };
}

/** One line of Markdown, as in a caption or a table cell. */
export function parsedLine(text: string, origin: ProseOrigin): Prose {
  const env = environment(origin);
  const tokens = markdown().parseInline(shownCharacters(text), env);
  numberLines(tokens);
  return { tokens, env };
}

/** Prose as HTML. */
export function proseHtml({ tokens, env }: Prose): string {
  const md = markdown();
  return md.renderer.render([...tokens], md.options, env);
}

function footnoteTokens(tokens: readonly Token[]): Token[][] {
  const notes: Token[][] = [];
  let current: Token[] | undefined;
  for (const token of tokens) {
    if (token.type === "footnote_open") current = [];
    else if (token.type === "footnote_close" && current !== undefined) {
      notes.push(current);
      current = undefined;
    } else if (token.type !== "footnote_anchor") current?.push(token);
  }
  return notes;
}

/** Our tokens learn the line of the cell they stand on. */
function numberLines(tokens: readonly Token[]): void {
  for (const block of tokens) {
    let line = (block.map?.[0] ?? 0) + 1;
    if (block.type !== "inline") {
      if (block.map !== null) block.meta = { ...block.meta, line };
      continue;
    }
    for (const token of block.children ?? []) {
      if (token.type === "softbreak" || token.type === "hardbreak") line++;
      else token.meta = { ...token.meta, line };
    }
  }
}
