// Weights whose place in the network is not known: parameters of a file's tensor, and no operations.
import type { Quantity } from "../../numbers/quantity.js";
import { anyShape, type Shape, shapeText } from "../shape/shape.js";
import { type Layer, layerOf } from "./layer.js";
import { leaf } from "./term.js";

export interface WeightsSpec {
  readonly shape: Shape;
  /** The number format in the file, e.g. "BF16" or "Q4_K". */
  readonly dtype: string;
  /** Counted from the shape by the file's reader. */
  readonly parameters: Quantity;
}

/**
 * A tensor of weights alone. It computes and moves nothing: what uses it is not known.
 *
 * @example weights({ shape: [1, 197, 768], dtype: "fp32", parameters: given(151296, "197 * 768",
 *   { unit: "parameter" }) }).output // [1, 197, 768]
 */
export function weights(spec: WeightsSpec): Layer {
  const output = anyShape("layers/weights", "shape", spec.shape);
  return layerOf({
    kind: "weights",
    settings: `${shapeText(output)}, ${spec.dtype}`,
    inputs: [],
    output,
    parameters: leaf(spec.parameters),
    parameterElementsRead: 0,
  });
}
