// Sums, means, extremes and running sums along some dimensions of a tensor.

import { FlopbookError, suggestion } from "../../errors.js";
import { type Layer, layerOf, type Saved } from "../graph/layer.js";
import { anyShape, elements, type Shape } from "../shape/shape.js";
import { elementwise, perElement } from "./work.js";

const once = perElement("add (or compare)");
const twice = perElement("square + add (or exponential + add)");
const spread = perElement("multiply (gradient of the result by the share of each element)");

/** What a reduction does to each element: take it as it is, or a power or exponential of it first. */
export const reductionFunctions = ["sum", "mean", "maximum", "minimum", "product", "norm", "sort"] as const;

export type ReductionFunction = (typeof reductionFunctions)[number];

export interface ReductionSpec {
  readonly input: Shape;
  readonly output: Shape;
  readonly function: ReductionFunction;
}

/**
 * A reduction over the dimensions that `output` lacks, or has with size 1: one operation for each element of the
 * input, two for a norm. A sum and a mean keep nothing, an extreme keeps 8-byte indices of its results, the others keep
 * their input. Errors on an unknown function, and on an output with more elements than the input.
 *
 * @example reduction({ input: [8, 64, 7, 7], output: [8, 64], function: "mean" })
 */
export function reduction(spec: ReductionSpec): Layer {
  const input = anyShape("layers/reduction", "input", spec.input);
  const output = anyShape("layers/reduction", "output", spec.output);
  const count = elements(input);
  if (!reductionFunctions.includes(spec.function))
    throw new FlopbookError(
      `layers/reduction: unknown function, got "${String(spec.function)}"${suggestion(String(spec.function), reductionFunctions)}; known are ${reductionFunctions.join(", ")}`,
    );
  if (elements(output) > count)
    throw new FlopbookError(
      `layers/reduction: output must have at most the ${count} elements of the input, got [${output.join(", ")}]; leave out the dimensions that are reduced`,
    );
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
