// The addition that closes a residual connection, and the product that closes a gate.
import { sources } from "../../sources/bibliography.js";
import type { Layer } from "../graph/layer.js";
import { layerRecord } from "../graph/layer-record.js";
import { anyShape, elements, type Shape } from "../shape/shape.js";
import { elementwisePart, perElement } from "./work.js";

const addition = perElement("add", {
  source: sources.he2016,
  place: "section 3.2, eq. 1: one addition for each element",
});
const fork = perElement("add (gradients of the two ways, where they part)");
const product = perElement("multiply");

/** Sums of two tensors. */
export const residualAddRecord = layerRecord({
  id: "residual-add",
  kind: "residual-add",
  meaning: "Sum of a branch and what passes it by",
  words: "skip shortcut addition",
  dimensions: ["elements"],
  inputs: [["elements"], ["elements"]],
  output: ["elements"],
  forward: { residual: elementwisePart(addition, "elements") },
  inputGradient: [{}, { residual: elementwisePart(fork, "elements") }],
});

const oneProduct = { elementwise: elementwisePart(product, "elements") };

/** Products of two tensors. */
export const productRecord = layerRecord({
  id: "product",
  kind: "product",
  meaning: "Product of two tensors, element by element, as in a gated feed-forward layer",
  words: "multiply hadamard gate",
  dimensions: ["elements"],
  inputs: [["elements"], ["elements"]],
  output: ["elements"],
  forward: oneProduct,
  inputGradient: [oneProduct, oneProduct],
  kept: [
    { kind: "input", index: 0 },
    { kind: "input", index: 1 },
  ],
});

/**
 * Sum of two tensors of one shape. Keeps nothing: the gradient of a sum is the gradient. Errors on sizes that are
 * not whole numbers from 1 on and on shapes that do not fit.
 *
 * @example residualAdd({ input: [1, 256, 56, 56] }).inputs.length // 2
 */
export function residualAdd(spec: { readonly input: Shape }): Layer {
  const input = anyShape("layers/residual-add", "input", spec.input);
  return residualAddRecord.bind(
    { elements: elements(input) },
    { settings: "sum of two", inputs: [input, input], output: input },
  );
}

/**
 * Product of two tensors of one shape, as in a gated feed-forward layer. Keeps both. Errors on sizes that are not
 * whole numbers from 1 on and on shapes that do not fit.
 *
 * @example productOf({ input: [8, 2048] }).inputs.length // 2
 */
export function productOf(spec: { readonly input: Shape }): Layer {
  const input = anyShape("layers/product", "input", spec.input);
  return productRecord.bind(
    { elements: elements(input) },
    { settings: "product of two", inputs: [input, input], output: input },
  );
}
