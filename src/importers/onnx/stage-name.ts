// The stage of a node: the first part of its module path that tells one part of the network from another.
import type { FileNode } from "./model-file.js";

/** The stage of every node of a graph; "graph" where names say nothing. */
export function stageNames(nodes: readonly FileNode[]): (node: FileNode) => string {
  const paths = nodes.map(modulePath).filter((path) => path.length > 0);
  const shared = sharedDepth(paths);
  return (node) => modulePath(node)[shared] ?? modulePath(node).at(-1) ?? "graph";
}

/** "/layer1/layer1.0/conv1/Conv" -> ["layer1", "layer1.0", "conv1"]. */
function modulePath({ name, scopes }: FileNode): readonly string[] {
  if (scopes.length > 0) return scopes.slice(0, -1).filter((scope) => scope !== "");
  return name.split("/").filter(Boolean).slice(0, -1);
}

/** How many leading parts all paths share: a wrapper module, or the name of the whole model. */
function sharedDepth(paths: readonly (readonly string[])[]): number {
  const [first = []] = paths;
  let depth = 0;
  while (depth < first.length - 1 && paths.every((path) => path[depth] === first[depth])) depth++;
  return depth;
}
