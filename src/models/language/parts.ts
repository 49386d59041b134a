// Parameters of a language model by part, as tables of papers split them.
import type { CountedGraph, GraphNode } from "../../layers/index.js";
import type { Quantity } from "../../numbers/quantity.js";
import { parameterParts } from "../operations.js";
import { total } from "../total.js";

/** Parts of a language model; "other" is what fits none, such as a table of relative positions. */
export const languageParts = ["embedding", "attention", "mlp", "norms", "outputHead", "other"] as const;

export type LanguagePart = (typeof languageParts)[number];

/**
 * Trainable parameters by part. Normalisations of queries and keys count under "norms", those of compressed vectors
 * (DeepSeek) under "attention", routers and experts under "mlp".
 *
 * @example parametersByPart(model("gpt2")).embedding // 39.4 million parameters
 */
export function parametersByPart(graph: CountedGraph): Readonly<Record<LanguagePart, Quantity>> {
  const partOf = new Map(graph.nodes.map((node) => [node.name, part(node)]));
  const terms = parameterParts(graph);
  const entries = languageParts.map((name) => {
    const own = terms.filter((one) => partOf.get(one.name) === name);
    return [name, total(`parameters: ${name}`, "parameters", graph, own)];
  });
  return Object.fromEntries(entries);
}

function part({ name, stage, layer }: GraphNode): LanguagePart {
  const norm = layer.kind.endsWith("-norm");
  if (norm && !name.includes(".compressed.")) return "norms";
  if (/attention\./.test(name)) return "attention";
  if (/\.mlp\./.test(name)) return "mlp";
  if (stage === "embedding" && (layer.kind === "embedding" || layer.kind === "positions")) return "embedding";
  return stage === "output" && name.startsWith("output") && !name.includes("projection")
    ? "outputHead"
    : "other";
}
