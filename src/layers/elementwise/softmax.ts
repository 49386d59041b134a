// Softmax over the last dimension.
import { sources } from "../../sources/bibliography.js";
import { type Layer, layerOf } from "../graph/layer.js";
import { anyShape, elements, type Shape } from "../shape/shape.js";
import { elementwise, perElement } from "./work.js";

/** Maximum, subtract, exp, sum, divide. */
const forwardCount = perElement(5, { source: sources.seed000, place: "table of layer types, row Softmax" });
const backwardCount = perElement(4, "y (g - sum of g y): 4");

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
