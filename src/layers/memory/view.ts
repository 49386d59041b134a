// The same memory under another shape, a part of it, or a copy in another order: no parameters, no operations.
import { FlopbookError } from "../../errors.js";
import { type Layer, layerOf } from "../graph/layer.js";
import { anyShape, elements, type Shape, shapeText, wholeNumber } from "../shape/shape.js";

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

/** A part of a tensor along one dimension, e.g. half of the channels. Memory of its own only where somebody copies it. */
export function slice(spec: { readonly input: Shape; readonly axis: number; readonly size: number }): Layer {
  const input = anyShape("layers/slice", "input", spec.input);
  const whole = input[spec.axis] ?? 0;
  const size = wholeNumber("layers/slice", "size", spec.size);
  if (size > whole)
    throw new FlopbookError(
      `layers/slice: size must be at most the ${whole} of dimension ${spec.axis}, got ${size}; check axis and size`,
    );
  return layerOf({
    kind: "view",
    settings: `${size} of ${whole} along dimension ${spec.axis}`,
    inputs: [input],
    output: input.map((n, i) => (i === spec.axis ? size : n)),
    inputGradient: [[]],
    view: true,
  });
}

/** The same values in another order, in new memory: a transposition that is made contiguous. Keeps nothing. */
export function copy(spec: { readonly input: Shape; readonly output: Shape; readonly what: string }): Layer {
  return { ...view(spec), kind: "copy", settings: spec.what, view: false };
}
