// Braces after a fence, as Quarto and MyST write them: a language, a kind of block, or a directive that we do not know.
import type { MarkdownIt, Token } from "markdown-it";

const braced = /^\{([A-Za-z][\w:+-]*)(?:[\s,][^}]*)?\}\s*(.*)$/s;

/** Languages that Quarto runs or draws from braces, and MyST's names for code in the language that follows. */
const languages =
  /^(?:mermaid|dot|python3?|ipython3?|r|julia|ojs|observable|js|javascript|ts|typescript|bash|sh|shell|sql|html|css|json|yaml|rust|cpp|c)$/i;
const codeNames = /^(?:code|code-block|code-cell|sourcecode)$/i;

/** Reads the braces before markdown-it-attrs takes them for attributes and drops what stands in them. */
export function readDirectives(md: MarkdownIt): void {
  md.core.ruler.before("curly_attributes", "directives", ({ tokens }) => {
    for (const token of tokens) {
      if (token.type === "fence") readFence(token);
      else if (token.type === "container_block_open") readContainer(token);
    }
  });
}

/** ```` ```{figure} picture.png ```` as it was written: what no page of ours understands. */
export function directiveOf(token: Token): { readonly name: string; readonly opening: string } | undefined {
  const { directive } = (token.meta ?? {}) as { directive?: { name: string; opening: string } };
  return directive;
}

function readFence(token: Token): void {
  const [written = "", name = "", rest = ""] = braced.exec(token.info.trim()) ?? [];
  if (name === "") return;
  if (languages.test(name)) token.info = name.toLowerCase();
  else if (codeNames.test(name)) token.info = rest;
  else {
    token.meta = { ...token.meta, directive: { name, opening: `${token.markup}${written}` } };
    token.info = "";
  }
}

/** `:::{note} Title` is `:::note Title`; an admonition is a note with a title of its own. */
function readContainer(token: Token): void {
  const [, name = "", rest = ""] = braced.exec(token.info.trim()) ?? [];
  if (name !== "") token.info = `${name === "admonition" ? "note" : name} ${rest}`.trim();
}
