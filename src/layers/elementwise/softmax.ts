// Softmax over the last dimension.
import { sources } from "../../sources/bibliography.js";
import { type Layer, layerOf } from "../graph/layer.js";
import { anyShape, elements, type Shape } from "../shape/shape.js";
import { elementwise, perElement } from "./work.js";

/** Maximum, subtract, exp, sum, divide. */
const forwardCount = perElement("compare + subtract + exponential + add + divide", {
  source: sources.milakov2018,
  place: "algorithm 2: maximum, subtract, exp, sum, divide",
});
const backwardCount = perElement("2 multiply + add + subtract (y (g - sum of g y))");

/** Softmax over the last dimension. Keeps its output. */
export function softmax(spec: { readonly input: Shape }): Layer {
  const input = anyShape("layers/softmax", "input", spec.input);
  return layerOf({
    kind: "softmax",
    settings: `over ${input.at(-1)}`,
    inputs: [input],
    output: input,
    forward: elementwise("softmax", forwardCount, elements(input)),
    inputGradient: [elementwise("softmax", backwardCount, elements(input))],
    saved: [{ kind: "output" }],
  });
}
