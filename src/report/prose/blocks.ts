// Block tokens as HTML: display formulas, tables that stack on a phone, callouts, code, pictures.
import type { RendererRule, Token } from "markdown-it";
import { attributes, escapeHtml } from "../../ground/html.js";
import { codeBlock } from "../text/code.js";
import { wordsOfLine } from "../text/inline.js";
import { directiveOf } from "./directives.js";
import { authorClasses } from "./html/classes.js";
import { lineForms, type OtherMarkup } from "./line-rules.js";
import { type ProseEnv, placeOf } from "./prose.js";

/** Renderer rules for markdown-it. */
export const blockRules: Readonly<Record<string, RendererRule>> = {
  table_open: () => '<table class="stack" role="table">',
  tr_open: () => '<tr role="row">',
  th_open: (tokens, i) => `<th${cellAttributes(tokens[i] as Token)}>`,
  td_open: (tokens, i, options, env, renderer) => {
    const token = tokens[i] as Token;
    const column = token.meta?.column as Token | undefined;
    const head = column === undefined ? undefined : headWords(column, env as ProseEnv, { renderer, options });
    return token.tag === "th" ? `<th${cellAttributes(token)}>` : `<td${cellAttributes(token, head)}><span>`;
  },
  td_close: (tokens, i) => (tokens[i]?.tag === "th" ? "</th>\n" : "</span></td>\n"),
  fence: (tokens, i, _options, env) => fenceHtml(tokens[i] as Token, env as ProseEnv),
  code_block: (tokens, i) => codeBlock(tokens[i]?.content ?? "", ""),
  container_block_open: (tokens, i) => containerOpening(tokens[i] as Token),
  container_block_close: () => "</div>\n",
};

function cellAttributes(token: Token, head?: string): string {
  const numeric = /right|center/.test(String(token.attrGet("style") ?? ""));
  return attributes({
    role: token.meta?.role as string | undefined,
    scope: token.meta?.scope as string | undefined,
    class: numeric ? "n" : undefined,
    "data-h": head,
  });
}

const told = new WeakMap<Token, string>();

/** The words of a column's head, which are the same for every cell below it. */
function headWords(head: Token, env: ProseEnv, other: OtherMarkup): string {
  const words = told.get(head) ?? wordsOfLine(lineForms([head], env, other));
  told.set(head, words);
  return words;
}

/** Cells learn their column's head (a phone prints it beside them); the first cell of a row becomes its head. */
export function prepareTables(tokens: readonly Token[]): void {
  let heads: Token[] = [];
  let column = 0;
  let inBody = false;
  for (const [i, token] of tokens.entries()) {
    if (token.type === "table_open") [heads, inBody] = [[], false];
    else if (token.type === "tbody_open") inBody = true;
    else if (token.type === "tr_open") column = 0;
    else if (token.type === "th_open") {
      heads.push(tokens[i + 1] as Token);
      token.meta = { ...token.meta, role: "columnheader", scope: "col" };
    } else if (token.type === "td_open" && inBody) {
      const first = column === 0;
      token.meta = {
        ...token.meta,
        role: first ? "rowheader" : "cell",
        ...(first ? { scope: "row" } : { column: heads[column] }),
      };
      if (first) {
        token.tag = "th";
        const close = tokens.slice(i).find((later) => later.type === "td_close");
        if (close !== undefined) close.tag = "th";
      }
      column++;
    }
  }
}

/** Kinds of a `:::` block, each under the names that authors use. */
const callouts: Readonly<Record<string, string>> = {
  note: "Note",
  tip: "Note",
  caution: "Caution",
  warning: "Caution",
  important: "Caution",
  result: "Result",
};

/** `:::note Title`, `:::{.callout-note}`, `:::{.margin}`: what a block is called and titled. */
export function containerKind(token: Token): { kind: string; title: string } {
  const classes = String(token.attrGet("class") ?? "").split(" ");
  const named = classes.map((name) => name.replace(/^callout-/, "")).find((name) => name !== "");
  const [first = "", ...rest] = token.info.trim().split(/\s+/).filter(Boolean);
  const kind = named ?? first;
  const words = named === undefined ? rest : [first, ...rest];
  const title = String(token.attrGet("title") ?? words.join(" ")).trim();
  return { kind: /^(?:margin|column-margin|aside)$/.test(kind) ? "margin" : kind.toLowerCase(), title };
}

function containerOpening(token: Token): string {
  const { kind, title } = containerKind(token);
  const id = attributes({ id: token.attrGet("id")?.toString() });
  const word = callouts[kind];
  if (word !== undefined) {
    return `<div class="callout callout-${word.toLowerCase()}" role="note"${id}><p class="h">${escapeHtml(title === "" ? word : title)}</p>\n`;
  }
  if (kind === "margin") return `<div class="note" role="note"${id}>`;
  return `<div${attributes({ class: authorClasses([kind]) })}${id}>\n`;
}

function fenceHtml(token: Token, env: ProseEnv): string {
  const directive = directiveOf(token);
  if (directive !== undefined) return directiveHtml(token, directive, env);
  const language = token.info.trim().split(/\s+/)[0] ?? "";
  const code = codeBlock(token.content, language);
  if (!/^mermaid$/i.test(language)) return code;
  env.page.problems.warning(
    placeOf(token, env),
    "Mermaid diagram: not drawn, its source stands in the page; export it as SVG, save it beside the notebook and show it as a picture",
  );
  return `<div class="undrawn">${code}<p class="src">A Mermaid diagram, shown as its source: it was not drawn.</p></div>\n`;
}

function directiveHtml(
  token: Token,
  { name, opening }: { name: string; opening: string },
  env: ProseEnv,
): string {
  env.page.problems.warning(
    placeOf(token, env),
    `directive {${name}}: not understood, its source stands in the page; write it in Markdown, :::note for a note, ![words](picture.png) for a picture`,
  );
  const code = codeBlock(`${opening}\n${token.content}`, "");
  return `<div class="undrawn">${code}<p class="src">A directive {${escapeHtml(name)}}, shown as its source: it was not understood.</p></div>\n`;
}
