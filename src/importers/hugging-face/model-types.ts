// Every type that is known, and the graph of a config of any of them.
import type { CountedGraph } from "../../layers/index.js";
import { type ConfigOptions, graphOfTypes } from "./config-graph.js";
import type { ConfigKeys } from "./config-keys.js";
import { families } from "./families.js";
import type { KnownTypes } from "./known-types.js";
import { sameComputation } from "./same-computation.js";

const all: KnownTypes = { families, same: sameComputation };

/** The values of `model_type` that are known. */
export const modelTypes: readonly string[] = [
  ...Object.keys(families),
  ...Object.keys(sameComputation),
].sort();

/** The network that these keys describe, of any known type. */
export function configGraph(keys: ConfigKeys, options: ConfigOptions): CountedGraph {
  return graphOfTypes(all, keys, options);
}
