// Values moved and not computed: slices, copies, look-ups of positions, padding, repetition.
import { type Layer, layerOf, type Saved } from "../graph/layer.js";
import { anyShape, type Shape } from "../shape/shape.js";

export interface DataMovementSpec {
  /** What it does, e.g. "slice" or "pad". */
  readonly name: string;
  readonly inputs: readonly Shape[];
  readonly output: Shape;
  /** True where the output is the first input's memory seen another way: a slice, a transposition, an expansion. */
  readonly view?: boolean;
  /** What autograd keeps, such as the indices of a look-up; default nothing. */
  readonly saved?: readonly Saved[];
}

/**
 * Values moved from the inputs to the output, of any shapes: no parameters and no operations. Keeps what `saved` says,
 * and is new memory unless `view` says otherwise. Errors on a shape that is none.
 *
 * @example dataMovement({ name: "look-up", inputs: [[1000, 64]], output: [8, 64] })
 */
export function dataMovement(spec: DataMovementSpec): Layer {
  const subject = "layers/data-movement";
  const view = spec.view === true;
  return layerOf({
    kind: view ? "view" : "copy",
    settings: spec.name,
    inputs: spec.inputs.map((shape) => anyShape(subject, "input", shape)),
    output: anyShape(subject, "output", spec.output),
    inputGradient: spec.inputs.map(() => []),
    saved: spec.saved ?? [],
    view,
  });
}
