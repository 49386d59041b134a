// Vectors over their length: the queries and keys of cosine attention.
import { elementwisePart, perElement } from "../elementwise/work.js";
import type { Layer } from "../graph/layer.js";
import { layerRecord } from "../graph/layer-record.js";
import { anyShape, elements, type Shape } from "../shape/shape.js";

const forwardCount = perElement("square + add + divide (by the length)");
const backwardCount = perElement("multiply + add (with the output, summed) + multiply + subtract + divide");

/** Vectors over their length. */
export const unitNormRecord = layerRecord({
  id: "unit-norm",
  kind: "unit-norm",
  meaning: "Every vector over its length, as in cosine attention",
  words: "normalize l2 cosine",
  dimensions: ["batch", "sequence", "rows", "modelDim"],
  derived: { rows: "batch * sequence" },
  inputs: [["rows", "modelDim"]],
  output: ["rows", "modelDim"],
  forward: { normalisation: elementwisePart(forwardCount, "rows * modelDim") },
  inputGradient: [{ normalisation: elementwisePart(backwardCount, "rows * modelDim") }],
  kept: [
    { kind: "input", index: 0 },
    { kind: "own", label: "lengths, raw and clamped", elements: "2 * rows" },
  ],
});

/**
 * Every vector of the last dimension over its length. PyTorch keeps its input, and the length twice: as it comes out
 * and with a smallest value, which the division reads.
 */
export function unitNorm(spec: { readonly input: Shape }): Layer {
  const input = anyShape("layers/unit-norm", "input", spec.input);
  const modelDim = input.at(-1) ?? 1;
  return unitNormRecord.bind(
    { rows: elements(input) / modelDim, modelDim },
    { settings: `${modelDim} features`, inputs: [input], output: input },
  );
}
