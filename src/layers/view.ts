// The same memory under another shape: no parameters, no operations, no bytes.
import { FlopbookError } from "../errors.js";
import { type Layer, layerOf } from "./layer.js";
import { anyShape, elements, type Shape, shapeText } from "./shape.js";

/** A reshape or transposition: `output` must have as many elements as `input`. */
export function view(spec: { readonly input: Shape; readonly output: Shape }): Layer {
  const input = anyShape("layers/view", "input", spec.input);
  const output = anyShape("layers/view", "output", spec.output);
  if (elements(input) !== elements(output))
    throw new FlopbookError(
      `layers/view: output must have the ${elements(input)} elements of the input, got [${output.join(", ")}]; check the sizes`,
    );
  return layerOf({
    kind: "view",
    settings: `as ${shapeText(output)}`,
    inputs: [input],
    output,
    inputGradient: [[]],
    view: true,
  });
}
