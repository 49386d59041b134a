// Markdown -> tokens: markdown-it with GitHub tables, footnotes, attributes, containers, definition lists, superscripts and our syntax.
import MarkdownItEngine, { type MarkdownIt, type Token } from "markdown-it";
import attrs from "markdown-it-attrs";
import container from "markdown-it-container";
import deflist from "markdown-it-deflist";
import footnote from "markdown-it-footnote";
import superscript from "markdown-it-sup";
import { shownCharacters } from "../../ground/html.js";
import type { Inline } from "../text/inline.js";
import { blockRules } from "./blocks.js";
import { bareCiteRule, citeRule } from "./citations.js";
import { readDirectives } from "./directives.js";
import { alertRules, readGithub } from "./github.js";
import { withoutComments } from "./html/comments.js";
import { readGiven } from "./html/given.js";
import type { TextReader } from "./html/skeleton.js";
import { woven } from "./html/weave.js";
import { readFormulas } from "./latex/read.js";
import { displayRule, latexRule, mathRule } from "./latex/syntax.js";
import { rendererRules } from "./line.js";
import { lineForms, lineRules } from "./line-rules.js";
import type { Prose, ProseEnv, ProseOrigin } from "./prose.js";
import { crossRule, valueRule } from "./syntax.js";

let engine: MarkdownIt | undefined;
let plain: MarkdownIt | undefined;

function markdown(): MarkdownIt {
  if (engine !== undefined) return engine;
  const md = new MarkdownItEngine({ html: true, linkify: true, typographer: true });
  md.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false });
  md.linkify.add("www.", {
    validate: (text, at) => /^[^\s<>]+\.[^\s<>]*[^\s<>.,;:!?)"'\]]/.exec(text.slice(at))?.[0].length ?? 0,
    normalize: withScheme,
  });
  md.use(footnote);
  md.use(deflist);
  md.use(superscript);
  md.use(attrs, { allowedAttributes: ["id", "class", "lang", "title", "alt", "width", /^data-/] });
  readDirectives(md);
  md.use(container, "block", { validate: (params) => params.trim() !== "", render: () => "" });
  addOurRules(md, "before");
  md.inline.ruler.before("escape", "latex", latexRule);
  md.block.ruler.before("fence", "display_math", displayRule, {
    alt: ["paragraph", "reference", "blockquote", "list"],
  });
  Object.assign(md.renderer.rules, blockRules, alertRules, rendererRules(lineRules));
  engine = md;
  return md;
}

function withScheme(match: { url: string }): void {
  match.url = `http://${match.url}`;
}

/** What our prose adds to a line, before links are read or where none are. */
function addOurRules({ inline: { ruler } }: MarkdownIt, how: "before" | "push"): void {
  for (const [name, rule] of Object.entries({
    value: valueRule,
    math: mathRule,
    cross: crossRule,
    cite: citeRule,
    bare_cite: bareCiteRule,
  })) {
    if (how === "before") ruler.before("link", name, rule);
    else ruler.push(name, rule);
  }
}

/** Text of HTML blocks is no Markdown, but formulas, values and references in it are read as Jupyter reads formulas. */
function plainReader(env: ProseEnv): TextReader {
  if (plain === undefined) {
    plain = new MarkdownItEngine("zero");
    plain.inline.ruler.push("latex", latexRule);
    addOurRules(plain, "push");
  }
  const md = plain;
  return (text) => md.parseInline(text, env)[0]?.children ?? [];
}

function environment({ page, cell, plain = false, attachments, linesAbove = 0 }: ProseOrigin): ProseEnv {
  return { page, cell, plain, attachments, linesAbove, notes: [], noteNumbers: new Map(), openLinks: [] };
}

/** Blocks of Markdown. Footnotes are taken out of the end and kept for the places that name them. */
export function parsedProse(text: string, origin: ProseOrigin): Prose {
  const env = environment(origin);
  const all = markdown().parse(shownCharacters(uncommented(text, env)), env);
  const notes = footnoteTokens(all);
  const end = all.findIndex(({ type }: Token) => type === "footnote_block_open");
  const body = end < 0 ? all : all.slice(0, end);
  env.notes = notes.map((note) => read(note, env));
  const tokens = read(body, env);
  readFormulas({ tokens, env });
  return { tokens: withoutEmpty(tokens), env };
}

/** One line of Markdown, as in a caption or a table cell. */
export function parsedLine(text: string, origin: ProseOrigin): Prose {
  const env = environment(origin);
  const tokens = read(markdown().parseInline(shownCharacters(uncommented(text, env)), env), env);
  readFormulas({ tokens, env });
  return { tokens, env };
}

function read(tokens: readonly Token[], env: ProseEnv): Token[] {
  numberLines(tokens, env);
  readGiven(tokens, env);
  return env.plain ? [...tokens] : readGithub(woven(tokens, env, plainReader(env)));
}

/** The text without comments; one that never ends is told. */
function uncommented(source: string, env: ProseEnv): string {
  if (!source.includes("<!--")) return source;
  const code = new Set<number>();
  for (const { type, map } of markdown().parse(source, environment(env))) {
    if (!/^(?:fence|code_block)$/.test(type) || map === null) continue;
    for (let line = map[0]; line < map[1]; line++) code.add(line);
  }
  const { text, open } = withoutComments(source, (line) => code.has(line));
  if (open !== undefined) {
    env.page.problems.warning(
      { cell: env.cell, line: open + 1 + env.linesAbove },
      "comment <!--: never ends, so that all after it is left out; write --> where it is to end",
    );
  }
  return text;
}

/** Prose as HTML. */
export function proseHtml({ tokens, env }: Prose): string {
  const md = markdown();
  return md.renderer.render([...tokens], md.options, env);
}

/** A line of prose in all its forms. */
export function proseLine({ tokens, env }: Prose): Inline {
  const { renderer, options } = markdown();
  return lineForms(tokens, env, { renderer, options });
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
function numberLines(tokens: readonly Token[], { linesAbove }: ProseEnv): void {
  let map: Token["map"] = null;
  for (const block of tokens) {
    map = block.map ?? map; // cells of a table stand on their row's line
    let line = (map?.[0] ?? 0) + 1 + linesAbove;
    if (block.type !== "inline") {
      if (block.map !== null) block.meta = { ...block.meta, line };
      continue;
    }
    for (const token of block.children ?? []) {
      if (token.type === "softbreak" || token.type === "hardbreak") line++;
      else {
        token.meta = { ...token.meta, line };
        line += Number(token.meta.lines ?? 0);
      }
    }
  }
}

/** Paragraphs that hold nothing but definitions, spaces and targets of links leave no gap; targets stay. */
function withoutEmpty(tokens: readonly Token[]): Token[] {
  const isTarget = ({ type }: Token) => /^html_(?:open|close)$/.test(type);
  const isNothing = (token: Token) =>
    token.type === "softbreak" ||
    token.meta?.empty === true ||
    isTarget(token) ||
    (token.type === "text" && token.content.trim() === "");
  const isEmpty = (at: number) =>
    tokens[at]?.type === "paragraph_open" && tokens[at + 1]?.children?.every(isNothing) === true;
  for (const [i, { children }] of tokens.entries())
    if (isEmpty(i - 1)) children?.splice(0, children.length, ...children.filter(isTarget));
  return tokens.filter((_, i) => !isEmpty(i) && !isEmpty(i - 2));
}
