// The product of an image with one factor for each channel: the gate that closes a squeeze and excitation.
import { FlopbookError } from "../../errors.js";
import { type Layer, layerOf } from "../graph/layer.js";
import { anyShape, elements, type Shape, shapeText } from "../shape/shape.js";
import { elementwise, perElement } from "./work.js";

const subject = "layers/broadcast-product";
const product = perElement("multiply");
const productAndSum = perElement("multiply + add (gradient by input, over what the factor is spread over)");

export interface BroadcastProductSpec {
  readonly input: Shape;
  /** As many sizes as the input, each the input's or 1, e.g. [batch, channels, 1, 1]. */
  readonly factor: Shape;
}

/** Product of a tensor with a smaller one that is spread over it. Keeps both: each is the other's gradient. */
export function broadcastProduct(spec: BroadcastProductSpec): Layer {
  const input = anyShape(subject, "input", spec.input);
  const factor = anyShape(subject, "factor", spec.factor);
  const fits = factor.length === input.length && factor.every((size, i) => size === 1 || size === input[i]);
  if (!fits)
    throw new FlopbookError(
      `${subject}: factor must have the input's sizes (${shapeText(input)}) or 1, got ${shapeText(factor)}; check the shapes`,
    );
  const count = elements(input);
  return layerOf({
    kind: "product",
    settings: `by ${shapeText(factor)}`,
    inputs: [input, factor],
    output: input,
    forward: elementwise("elementwise", product, count),
    inputGradient: [
      elementwise("elementwise", product, count),
      elementwise("elementwise", productAndSum, count),
    ],
    saved: [
      { kind: "input", index: 0 },
      { kind: "input", index: 1 },
    ],
  });
}
