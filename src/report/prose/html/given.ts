// Attributes in braces ({.class #id}) on a page: classes become the author's own, ids the only ones of their page.
import type { Token } from "markdown-it";
import type { ProseEnv } from "../prose.js";
import { authorId } from "./attributes.js";
import { authorClasses } from "./classes.js";

/** Tokens whose braces name a label or a kind, which their own readers look at. */
const labelled = /^(?:heading_open|paragraph_open|image|table_open)$/;

/** Reads the braces of all tokens but those that carry labels. */
export function readGiven(tokens: readonly Token[], env: ProseEnv): void {
  for (const token of tokens) {
    if (token.attrs !== null && !labelled.test(token.type)) {
      const given = token.attrGet("class");
      const id = token.attrGet("id");
      if (given !== null && token.type !== "container_block_open")
        token.attrSet("class", authorClasses(String(given).split(/\s+/)));
      if (id !== null) token.attrSet("id", authorId(String(id), env.page));
    }
    if (token.children !== null) readGiven(token.children, env);
  }
}

/** A paragraph with an id that is neither a caption nor a figure. */
export function readParagraph(open: Token | undefined, env: ProseEnv): void {
  if (open?.type !== "paragraph_open" || open.attrs === null) return;
  const given = open.attrGet("class");
  const id = open.attrGet("id");
  if (given !== null) open.attrSet("class", authorClasses(String(given).split(/\s+/)));
  if (id !== null) open.attrSet("id", authorId(String(id), env.page));
}
