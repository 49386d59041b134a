// The same memory under another shape, a part of it, or a copy in another order: no parameters, no operations.
import { FlopbookError } from "../../ground/errors.js";
import { type Layer, layerOf } from "../graph/layer.js";
import { layerRecord } from "../graph/layer-record.js";
import { anyShape, elements, type Shape, shapeText, wholeNumber } from "../shape/shape.js";

/** Views of memory. */
export const viewRecord = layerRecord({
  id: "view",
  kind: "view",
  meaning: "Another shape of the same memory: reshape, transpose, rearrangement by named shapes",
  words: "einops rearrange permute flatten squeeze",
  dimensions: ["elements"],
  inputs: [["elements"]],
  output: ["elements"],
  view: true,
});

/**
 * A reshape or transposition, input and output of any shapes with equally many elements: no operations, no memory of
 * its own, and nothing kept. Errors when the elements differ.
 *
 * @example view({ input: [8, 64, 7, 7], output: [8, 64, 49] })
 */
export function view(spec: { readonly input: Shape; readonly output: Shape }): Layer {
  const input = anyShape("layers/view", "input", spec.input);
  const output = anyShape("layers/view", "output", spec.output);
  if (elements(input) !== elements(output))
    throw new FlopbookError(
      `layers/view: output must have the ${elements(input)} elements of the input, got [${output.join(", ")}]; check the sizes`,
    );
  return viewRecord.bind(
    { elements: elements(input) },
    { settings: `as ${shapeText(output)}`, inputs: [input], output },
  );
}

export interface FlattenSpec {
  readonly input: Shape;
  /** The first dimension that is flattened, counted from 0, or from the end with -1; default 1: all but the batch. */
  readonly from?: number;
}

/**
 * The dimensions from `from` on in one, as torch.nn.Flatten does: [batch, channels, height, width] ->
 * [batch, channels × height × width]. A view: no operations, and nothing kept. Errors on a dimension that the input
 * has not.
 *
 * @example flatten({ input: [8, 64, 1, 1] }).output // [8, 64]
 */
export function flatten(spec: FlattenSpec): Layer {
  const input = anyShape("layers/flatten", "input", spec.input);
  const from = dimensionOf("layers/flatten", "from", input, spec.from ?? 1);
  return view({ input, output: [...input.slice(0, from), elements(input.slice(from))] });
}

export interface SliceSpec {
  readonly input: Shape;
  /** Dimension along which a part is taken, counted from 0, or from the end with -1. */
  readonly axis: number;
  /** How many of that dimension. */
  readonly size: number;
}

/**
 * A part of a tensor along one dimension, e.g. half of the channels: the input's shape with `size` at `axis`. A view:
 * no operations, nothing kept, and memory of its own only where somebody copies it. Errors on a dimension that the
 * input has not, and on more than it has.
 *
 * @example slice({ input: [8, 64, 7, 7], axis: 1, size: 32 }).output // [8, 32, 7, 7]
 */
export function slice(spec: SliceSpec): Layer {
  const input = anyShape("layers/slice", "input", spec.input);
  const axis = dimensionOf("layers/slice", "axis", input, spec.axis);
  const whole = input[axis] ?? 0;
  const size = wholeNumber("layers/slice", "size", spec.size);
  if (size > whole)
    throw new FlopbookError(
      `layers/slice: size must be at most the ${whole} of dimension ${axis}, got ${size}; check axis and size`,
    );
  return layerOf({
    kind: "view",
    settings: `${size} of ${whole} along dimension ${axis}`,
    inputs: [input],
    output: input.map((n, i) => (i === axis ? size : n)),
    inputGradient: [[]],
    view: true,
  });
}

/**
 * The same values in another order, in new memory: a transposition that is made contiguous. No operations, and
 * nothing kept; `what` is shown as its settings. Errors when the elements differ.
 *
 * @example copy({ input: [8, 49, 64], output: [8, 64, 49], what: "tokens last" })
 */
export function copy(spec: { readonly input: Shape; readonly output: Shape; readonly what: string }): Layer {
  return { ...view(spec), kind: "copy", settings: spec.what, view: false };
}

/** A dimension of a shape counted from 0, where it was given so or from the end with a negative number. */
function dimensionOf(subject: string, name: string, shape: Shape, given: number): number {
  const dimension = given < 0 ? shape.length + given : given;
  if (Number.isInteger(dimension) && dimension >= 0 && dimension < shape.length) return dimension;
  throw new FlopbookError(
    `${subject}: ${name} must be one of the ${shape.length} dimensions of [${shape.join(", ")}], got ${String(given)}; count from 0, or from the end with -1`,
  );
}
