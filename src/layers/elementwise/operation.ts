// Any element-wise operation on tensors that broadcast: sums, products, comparisons, functions of one value.
import { FlopbookError } from "../../ground/errors.js";
import type { Quantity } from "../../numbers/quantity.js";
import { type Layer, layerOf, type Saved } from "../graph/layer.js";
import { anyShape, elements, type Shape } from "../shape/shape.js";
import { elementwise, perElement } from "./work.js";

export interface ElementwiseOperationSpec {
  /** What it does, e.g. "sum" or "sqrt". */
  readonly name: string;
  /** Shapes that broadcast to `output`. */
  readonly inputs: readonly Shape[];
  readonly output: Shape;
  /** Operations for each element of the output: their words, "2 multiply + add", or a number with its origin. */
  readonly forward: string | Quantity;
  /** The same for the gradient of each input; undefined: the gradient passes as it is, or there is none. */
  readonly backward: readonly (string | Quantity | undefined)[];
  /** What autograd keeps; default nothing. */
  readonly saved?: readonly Saved[];
}

/**
 * Any layer that makes each element of its output from one of each input; the inputs broadcast to `output` as in
 * NumPy. Keeps what `saved` says. Errors on a shape that is none, on words that are no elementary operations, and when
 * `backward` has not one entry for each input.
 *
 * @example elementwiseOperation({ name: "clip", inputs: [[8, 64]], output: [8, 64], forward: "2 compare",
 *   backward: ["multiply (mask)"], saved: [{ kind: "input", index: 0 }] })
 */
export function elementwiseOperation(spec: ElementwiseOperationSpec): Layer {
  const subject = "layers/elementwise-operation";
  const output = anyShape(subject, "output", spec.output);
  const count = elements(output);
  if (spec.backward.length !== spec.inputs.length)
    throw new FlopbookError(
      `${subject}: backward must have one entry for each of ${spec.inputs.length} inputs, got ${spec.backward.length}; write undefined where the gradient passes as it is`,
    );
  return layerOf({
    kind: "elementwise",
    settings: spec.name,
    inputs: spec.inputs.map((shape) => anyShape(subject, "input", shape)),
    output,
    forward: elementwise("elementwise", counted(spec.forward), count),
    inputGradient: spec.inputs.map((_, i) => {
      const operations = spec.backward[i];
      return operations === undefined ? [] : elementwise("elementwise", counted(operations), count);
    }),
    saved: spec.saved ?? [],
  });
}

function counted(operations: string | Quantity): Quantity {
  return typeof operations === "string" ? perElement(operations) : operations;
}
