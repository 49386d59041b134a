// Sums, means, extremes and running sums along some dimensions of a tensor.

import { type Layer, layerOf, type Saved } from "../graph/layer.js";
import { anyShape, elements, type Shape } from "../shape/shape.js";
import { elementwise, perElement } from "./work.js";

const once = perElement("add (or compare)");
const twice = perElement("square + add (or exponential + add)");
const spread = perElement("multiply (gradient of the result by the share of each element)");

/** What a reduction does to each element: take it as it is, or a power or exponential of it first. */
export type ReductionFunction = "sum" | "mean" | "maximum" | "minimum" | "product" | "norm" | "sort";

export interface ReductionSpec {
  readonly input: Shape;
  readonly output: Shape;
  readonly function: ReductionFunction;
}

/**
 * A reduction over the dimensions that `output` lacks. A sum and a mean keep nothing, an extreme keeps 8-byte indices
 * of its results, the others keep their input.
 */
export function reduction(spec: ReductionSpec): Layer {
  const input = anyShape("layers/reduction", "input", spec.input);
  const output = anyShape("layers/reduction", "output", spec.output);
  const count = elements(input);
  return layerOf({
    kind: "reduction",
    settings: spec.function,
    inputs: [input],
    output,
    forward: elementwise("elementwise", spec.function === "norm" ? twice : once, count),
    inputGradient: [elementwise("elementwise", spread, count)],
    saved: keptBy(spec.function, elements(output)),
  });
}

function keptBy(name: ReductionFunction, results: number): readonly Saved[] {
  if (name === "sum" || name === "mean") return [];
  if (name === "maximum" || name === "minimum" || name === "sort")
    return [{ kind: "own", label: "indices", elements: results, bytesPerElement: 8 }];
  return [{ kind: "input", index: 0 }];
}
