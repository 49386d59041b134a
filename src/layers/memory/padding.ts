// Zeros round an image, and an image without its rim: new memory of another size.

import { type Layer, layerOf } from "../graph/layer.js";
import { anyShape, type Shape, shapeText } from "../shape/shape.js";

/**
 * An image with zeros added at its sides, or cut back: copied to `output`. No operations; keeps nothing. Errors on
 * sizes that are not whole numbers from 1 on and on shapes that do not fit.
 *
 * @example padding({ input: [1, 3, 224, 224], output: [1, 3, 230, 230] }).output // [1, 3, 230, 230]
 */
export function padding(spec: { readonly input: Shape; readonly output: Shape }): Layer {
  const input = anyShape("layers/padding", "input", spec.input);
  const output = anyShape("layers/padding", "output", spec.output);
  return layerOf({
    kind: "copy",
    settings: `${shapeText(input)} as ${shapeText(output)}`,
    inputs: [input],
    output,
    inputGradient: [[]],
  });
}
