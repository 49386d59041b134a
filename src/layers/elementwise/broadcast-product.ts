// The product of an image with one factor for each channel: the gate that closes a squeeze and excitation.
import { FlopbookError } from "../../ground/errors.js";
import type { Layer } from "../graph/layer.js";
import { layerRecord } from "../graph/layer-record.js";
import { anyShape, elements, type Shape, shapeText } from "../shape/shape.js";
import { elementwisePart, perElement } from "./work.js";

const subject = "layers/broadcast-product";
const product = perElement("multiply");
const productAndSum = perElement("multiply + add (gradient by input, over what the factor is spread over)");

/** Products with a factor that is spread over the input. */
export const broadcastProductRecord = layerRecord({
  id: "broadcast-product",
  kind: "product",
  meaning: "Product of a tensor with a smaller one that is spread over it, as in squeeze and excitation",
  words: "multiply gate squeeze excitation",
  dimensions: ["elements", "elementsEach"],
  inputs: [["elements"], ["elementsEach"]],
  output: ["elements"],
  forward: { elementwise: elementwisePart(product, "elements") },
  inputGradient: [
    { elementwise: elementwisePart(product, "elements") },
    { elementwise: elementwisePart(productAndSum, "elements") },
  ],
  kept: [
    { kind: "input", index: 0 },
    { kind: "input", index: 1 },
  ],
});

export interface BroadcastProductSpec {
  readonly input: Shape;
  /** As many sizes as the input, each the input's or 1, e.g. [batch, channels, 1, 1]. */
  readonly factor: Shape;
}

/**
 * Product of a tensor with a smaller one that is spread over it. Keeps both: each is the other's gradient. Errors
 * on sizes that are not whole numbers from 1 on and on shapes that do not fit.
 *
 * @example broadcastProduct({ input: [1, 64, 56, 56], factor: [1, 64, 1, 1] }).output // [1, 64, 56, 56]
 */
export function broadcastProduct(spec: BroadcastProductSpec): Layer {
  const input = anyShape(subject, "input", spec.input);
  const factor = anyShape(subject, "factor", spec.factor);
  const fits = factor.length === input.length && factor.every((size, i) => size === 1 || size === input[i]);
  if (!fits)
    throw new FlopbookError(
      `${subject}: factor must have the input's sizes (${shapeText(input)}) or 1, got ${shapeText(factor)}; check the shapes`,
    );
  return broadcastProductRecord.bind(
    { elements: elements(input), elementsEach: elements(factor) },
    { settings: `by ${shapeText(factor)}`, inputs: [input, factor], output: input },
  );
}
