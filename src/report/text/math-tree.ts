// KaTeX's tree of a formula in the forms that a page prints: markup with and without links, and what its MathML says.
import type { Inline } from "./inline.js";

/** A node of KaTeX's tree, of its HTML or of its MathML; nodes of MathML have a type, letters no children. */
export interface FormulaNode {
  readonly type?: string;
  readonly children?: FormulaNode[];
  readonly attributes?: Record<string, string>;
  readonly toMarkup: () => string;
  readonly toText?: () => string;
}

/** The forms of the formula whose tree this is. */
export function formulaForms(tree: FormulaNode): Inline {
  const html = tree.toMarkup();
  const plain = saidBy(tree);
  return { html, plain, unlinked: unlink(tree) ? tree.toMarkup() : html };
}

/** What MathML says: the formula itself, without the TeX that stands beside it. */
function saidBy(node: FormulaNode): string {
  if (node.type === "semantics") return node.children?.[0]?.toText?.() ?? "";
  return (node.children ?? []).map(saidBy).join("");
}

/** Takes the links out of a tree; tells whether it held any. */
function unlink({ children = [] }: FormulaNode): boolean {
  let found = false;
  for (const [i, child] of children.entries()) {
    found = unlink(child) || found;
    if (child.attributes?.href === undefined) continue;
    found = true;
    if (child.type !== undefined) delete child.attributes.href;
    else children[i] = { toMarkup: () => (child.children ?? []).map((one) => one.toMarkup()).join("") };
  }
  return found;
}
