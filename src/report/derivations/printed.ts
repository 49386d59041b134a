// Which nodes of a derivation the appendix prints: all of a small tree, the upper levels of a large one.
import type { DerivationNode } from "./tree.js";

/** A sum of more inputs than this is one row that lists them. */
const LONG_SUM = 8;
/** A tree of more rows than this is cut at the deepest level that keeps it within. */
const MOST_ROWS = 24;

/** A node with its depth below the root of its tree, which has depth 0. */
export interface PrintedNode extends Pick<DerivationNode, "mark"> {
  readonly node: DerivationNode;
  readonly depth: number;
  /** Inputs that are listed in this row. */
  readonly listed: readonly DerivationNode[];
  /** Nodes below this one without a row of their own. */
  readonly below: readonly DerivationNode[];
  /** How many of these are left to the HTML report, not even listed. */
  readonly left: number;
}

/** The rows of one tree, in order. */
export function printedNodes(root: DerivationNode): PrintedNode[] {
  let depth = height(root);
  while (depth > 1 && count(root, depth) > MOST_ROWS) depth--;
  return rows(root, depth, 0);
}

function rows(node: DerivationNode, last: number, depth: number): PrintedNode[] {
  const long = isLongSum(node);
  const cut = depth === last && !long;
  const listed = long ? node.children : [];
  const below = long || cut ? descendants(node) : [];
  const own = { mark: node.mark, node, depth, listed, below, left: below.length - listed.length };
  return long || cut ? [own] : [own, ...node.children.flatMap((child) => rows(child, last, depth + 1))];
}

function isLongSum({ json, children }: DerivationNode): boolean {
  return json.kind === "sum" && children.length > LONG_SUM;
}

function height({ children }: DerivationNode): number {
  return children.reduce((most, child) => Math.max(most, 1 + height(child)), 0);
}

function descendants({ children }: DerivationNode): readonly DerivationNode[] {
  return children.flatMap((child) => [child, ...descendants(child)]);
}

function count(node: DerivationNode, last: number): number {
  return rows(node, last, 0).length;
}
