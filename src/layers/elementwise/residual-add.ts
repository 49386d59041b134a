// The addition that closes a residual connection, and the product that closes a gate.
import { sources } from "../../sources/bibliography.js";
import { type Layer, layerOf } from "../graph/layer.js";
import { anyShape, elements, type Shape } from "../shape/shape.js";
import { elementwise, perElement } from "./work.js";

const addition = perElement("add", {
  source: sources.he2016,
  place: "section 3.2, eq. 1: one addition for each element",
});
const fork = perElement("add (gradients of the two ways, where they part)");
const product = perElement("multiply");

/** Sum of two tensors of one shape. Keeps nothing: the gradient of a sum is the gradient. */
export function residualAdd(spec: { readonly input: Shape }): Layer {
  const input = anyShape("layers/residual-add", "input", spec.input);
  const count = elements(input);
  return layerOf({
    kind: "residual-add",
    settings: "sum of two",
    inputs: [input, input],
    output: input,
    forward: elementwise("residual", addition, count),
    inputGradient: [[], elementwise("residual", fork, count)],
  });
}

/** Product of two tensors of one shape, as in a gated feed-forward layer. Keeps both. */
export function productOf(spec: { readonly input: Shape }): Layer {
  const input = anyShape("layers/product", "input", spec.input);
  const count = elements(input);
  return layerOf({
    kind: "product",
    settings: "product of two",
    inputs: [input, input],
    output: input,
    forward: elementwise("elementwise", product, count),
    inputGradient: [elementwise("elementwise", product, count), elementwise("elementwise", product, count)],
    saved: [
      { kind: "input", index: 0 },
      { kind: "input", index: 1 },
    ],
  });
}
