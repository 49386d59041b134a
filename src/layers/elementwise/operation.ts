// Any element-wise operation on tensors that broadcast: sums, products, comparisons, functions of one value.
import type { Quantity } from "../../numbers/quantity.js";
import { type Layer, layerOf, type Saved } from "../graph/layer.js";
import { anyShape, elements, type Shape } from "../shape/shape.js";
import { elementwise } from "./work.js";

export interface ElementwiseOperationSpec {
  /** What it does, e.g. "sum" or "sqrt". */
  readonly name: string;
  /** Shapes that broadcast to `output`. */
  readonly inputs: readonly Shape[];
  readonly output: Shape;
  /** Operations for each element of the output. */
  readonly forward: Quantity;
  /** Operations for each element of the output, for the gradient of each input; undefined: the gradient passes as it is. */
  readonly backward: readonly (Quantity | undefined)[];
  /** What autograd keeps; default nothing. */
  readonly saved?: readonly Saved[];
}

/** One operation for each element of the output; the inputs broadcast as in NumPy. */
export function elementwiseOperation(spec: ElementwiseOperationSpec): Layer {
  const subject = "layers/elementwise-operation";
  const output = anyShape(subject, "output", spec.output);
  const count = elements(output);
  return layerOf({
    kind: "elementwise",
    settings: spec.name,
    inputs: spec.inputs.map((shape) => anyShape(subject, "input", shape)),
    output,
    forward: elementwise("elementwise", spec.forward, count),
    inputGradient: spec.inputs.map((_, i) => {
      const operations = spec.backward[i];
      return operations === undefined ? [] : elementwise("elementwise", operations, count);
    }),
    saved: spec.saved ?? [],
  });
}
