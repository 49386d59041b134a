// A graph that runs several times with the same weights: the steps of a denoiser, the passes of guidance.
import { type CountedGraph, repeated } from "../../layers/index.js";

/** The graph run `times` times: operations grow, parameters stay. */
export function timesOver(graph: CountedGraph, times: number): CountedGraph {
  if (times === 1) return graph;
  return { ...graph, nodes: graph.nodes.map((node) => ({ ...node, layer: repeated(node.layer, times) })) };
}
