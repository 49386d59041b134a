// What a tower hands on: the tokens of its last layer, and the grid that they lie on.
import type { CountedGraph, Tensor } from "../../layers/index.js";
import { sharedInProcess } from "../../numbers/shared.js";

/** Features of an image or a sound as a language model's projector reads them. */
export interface Features {
  /** [images, tokens, width], of the tower's own graph. */
  readonly tensor: Tensor;
  /** Rows and columns of patches; a sound has one row. */
  readonly grid: readonly [number, number];
  /** Class tokens and registers before the patches. */
  readonly firstTokens: number;
  /** What the tower gives where it stands alone: its pooled features, [images, tokens, width]. */
  readonly own: Tensor;
}

const known = sharedInProcess("tower-features", () => new WeakMap<CountedGraph["nodes"], Features>());

/** The graph, with what it hands on. */
export function withFeatures(graph: CountedGraph, features: Features): CountedGraph {
  known.set(graph.nodes, features);
  return graph;
}

/** What a tower's graph hands on; undefined for every other graph. */
export function featuresOf(graph: CountedGraph): Features | undefined {
  return known.get(graph.nodes);
}
