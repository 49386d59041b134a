// Tensors joined along one dimension: copied, not computed.
import { FlopbookError } from "../../ground/errors.js";
import type { Layer } from "../graph/layer.js";
import { layerRecord } from "../graph/layer-record.js";
import { anyShape, elements, type Shape, sameShape, shapeText } from "../shape/shape.js";

const subject = "layers/concatenation";

/** Concatenations, the first tensor and the others. */
export const concatenationRecord = layerRecord({
  id: "concatenation",
  kind: "concatenation",
  meaning: "Concatenation of two tensors; no operations, new memory",
  words: "concat cat join dense block",
  dimensions: ["elements", "elementsEach"],
  inputs: [["elements"], ["elementsEach"]],
  output: ["elements + elementsEach"],
});

export interface ConcatenationSpec {
  /** At least two shapes that agree but along `axis`. */
  readonly inputs: readonly Shape[];
  /** Dimension along which they are joined; negative counts from the end. Default -1. */
  readonly axis?: number;
}

/**
 * Concatenation of tensors. No operations; the output is new memory, and nothing is kept for backward. Errors on fewer
 * than two inputs, on sizes that differ elsewhere than along `axis`, and on a dimension that they have not.
 *
 * @example concatenation({ inputs: [[8, 64, 7, 7], [8, 32, 7, 7]], axis: 1 }).output // [8, 96, 7, 7]
 */
export function concatenation(spec: ConcatenationSpec): Layer {
  const [first, ...others] = spec.inputs.map((shape) => anyShape(subject, "input", shape));
  if (first === undefined || others.length === 0)
    throw new FlopbookError(
      `${subject}: needs at least two inputs, got ${spec.inputs.length}; pass their shapes`,
    );
  const axis = (spec.axis ?? -1) < 0 ? first.length + (spec.axis ?? -1) : (spec.axis ?? -1);
  if (!Number.isInteger(axis) || axis < 0 || axis >= first.length)
    throw new FlopbookError(
      `${subject}: axis must lie within ${first.length} dimensions, got ${String(spec.axis)}; count from 0, or from the end with -1`,
    );
  const without = (shape: Shape) => shape.filter((_, i) => i !== axis);
  const misfit = others.find(
    (shape) => shape.length !== first.length || !sameShape(without(shape), without(first)),
  );
  if (misfit !== undefined)
    throw new FlopbookError(
      `${subject}: inputs must agree but along dimension ${axis}, got ${shapeText(first)} and ${shapeText(misfit)}; check the shapes`,
    );
  const joined = spec.inputs.reduce((sum, shape) => sum + (shape[axis] ?? 0), 0);
  const output = first.map((size, i) => (i === axis ? joined : size));
  return concatenationRecord.bind(
    { elements: elements(first), elementsEach: elements(output) - elements(first) },
    {
      settings: `${spec.inputs.length} along dimension ${axis}`,
      inputs: spec.inputs,
      output,
      inputGradient: spec.inputs.map(() => []),
    },
  );
}
