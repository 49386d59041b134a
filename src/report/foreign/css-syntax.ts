// CSS as a tree and back. The only import of css-tree.
import { type CssNode, generate, ident, List, parse, type StyleSheet, walk } from "css-tree";

export type { CssNode, List, StyleSheet } from "css-tree";

/** A style sheet; what cannot be read stands in it as Raw nodes. */
export function parsedSheet(css: string): StyleSheet {
  return parse(css, { context: "stylesheet", parseCustomProperty: true }) as StyleSheet;
}

/** `a: b; c: d`, or a single value; undefined when it cannot be read at all. */
export function parsedPart(
  css: string,
  context: "declarationList" | "value" | "selectorList",
): CssNode | undefined {
  try {
    return parse(css, { context, parseCustomProperty: true });
  } catch {
    return undefined;
  }
}

/** The tree as CSS that no page mistakes for markup: `<` before a letter or a slash is written as an escape. */
export function cssText(node: CssNode): string {
  return generate(node).replace(/<(?=[/!?a-z])/gi, "\\3c ");
}

/** Calls `visit` for a node and everything in it. */
export function eachNode(node: CssNode, visit: (node: CssNode) => void): void {
  walk(node, visit);
}

/** Children as css-tree holds them. */
export function listOf(nodes: readonly CssNode[]): List<CssNode> {
  return new List<CssNode>().fromArray([...nodes]);
}

/** A name as it is meant, its escapes read. */
export function decoded(name: string): string {
  return ident.decode(name);
}

/** A name as it is written. */
export function encoded(name: string): string {
  return ident.encode(name);
}
