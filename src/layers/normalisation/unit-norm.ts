// Vectors over their length: the queries and keys of cosine attention.
import { elementwise, perElement } from "../elementwise/work.js";
import { type Layer, layerOf } from "../graph/layer.js";
import { anyShape, elements, type Shape } from "../shape/shape.js";

const forwardCount = perElement("square + add + divide (by the length)");
const backwardCount = perElement("multiply + add (with the output, summed) + multiply + subtract + divide");

/**
 * Every vector of the last dimension over its length. PyTorch keeps its input, and the length twice: as it comes out
 * and with a smallest value, which the division reads.
 */
export function unitNorm(spec: { readonly input: Shape }): Layer {
  const input = anyShape("layers/unit-norm", "input", spec.input);
  const count = elements(input);
  return layerOf({
    kind: "unit-norm",
    settings: `${input.at(-1)} features`,
    inputs: [input],
    output: input,
    forward: elementwise("normalisation", forwardCount, count),
    inputGradient: [elementwise("normalisation", backwardCount, count)],
    saved: [
      { kind: "input", index: 0 },
      { kind: "own", label: "lengths, raw and clamped", elements: 2 * (count / (input.at(-1) ?? 1)) },
    ],
  });
}
