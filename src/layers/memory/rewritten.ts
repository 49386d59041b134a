// Memory copied without arithmetic: rearranged, repeated, or in another width; and a view of a part of a tensor.
import { FlopbookError } from "../../ground/errors.js";
import { type Layer, layerOf } from "../graph/layer.js";
import { anyShape, elements, type Shape, shapeText } from "../shape/shape.js";

export interface RewrittenSpec {
  readonly input: Shape;
  /** Default: the input's shape. More elements: values are repeated, e.g. heads of keys for grouped queries. */
  readonly output?: Shape;
  /** Width of the copy, e.g. 4 where a 16-bit network turns to FP32; default: as the network's activations. */
  readonly bytesPerElement?: number;
}

/**
 * The values in new memory. No operations; keeps nothing: the gradient is copied back. Errors on sizes that are
 * not whole numbers from 1 on and on shapes that do not fit.
 *
 * @example rewritten({ input: [8, 768] }).output // [8, 768]
 */
export function rewritten(spec: RewrittenSpec): Layer {
  const input = anyShape("layers/rewritten", "input", spec.input);
  const output = anyShape("layers/rewritten", "output", spec.output ?? spec.input);
  return layerOf({
    kind: "copy",
    settings:
      spec.bytesPerElement === undefined ? `as ${shapeText(output)}` : `${spec.bytesPerElement} bytes each`,
    inputs: [input],
    output,
    ...(spec.bytesPerElement === undefined ? {} : { outputBytesPerElement: spec.bytesPerElement }),
    inputGradient: [[]],
  });
}

/**
 * A view of a part of a tensor, e.g. the queries in a joint projection: what keeps it keeps the whole memory.
 * Errors on sizes that are not whole numbers from 1 on and on shapes that do not fit.
 *
 * @example partOfTensor({ input: [8, 3, 768], output: [8, 1, 768] }).output // [8, 1, 768]
 */
export function partOfTensor(spec: { readonly input: Shape; readonly output: Shape }): Layer {
  const input = anyShape("layers/part", "input", spec.input);
  const output = anyShape("layers/part", "output", spec.output);
  if (elements(output) > elements(input))
    throw new FlopbookError(
      `layers/part: output must have at most the ${elements(input)} elements of the input, got ${shapeText(output)}; check the sizes`,
    );
  return layerOf({
    kind: "view",
    settings: `part, ${shapeText(output)}`,
    inputs: [input],
    output,
    inputGradient: [[]],
    view: true,
  });
}
