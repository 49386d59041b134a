// Sums, means, extremes and running sums along some dimensions of a tensor.

import { FlopbookError, suggestion } from "../../ground/errors.js";
import type { Layer } from "../graph/layer.js";
import { layerRecord } from "../graph/layer-record.js";
import { anyShape, elements, type Shape } from "../shape/shape.js";
import { elementwisePart, perElement } from "./work.js";

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

const indices = { kind: "own", label: "indices", elements: "outputElements", bytesPerElement: 8 } as const;
const keptInput = { kept: [{ kind: "input", index: 0 }] } as const;

/** Reductions; other functions than a sum or mean keep more. */
export const reductionRecord = layerRecord({
  id: "reduction",
  kind: "reduction",
  meaning: "Sum, mean, extreme, product, norm or order along some dimensions of a tensor",
  words: "sum mean max min norm sort",
  dimensions: ["elements", "outputElements"],
  inputs: [["elements"]],
  output: ["outputElements"],
  forward: { elementwise: elementwisePart(once, "elements") },
  inputGradient: [{ elementwise: elementwisePart(spread, "elements") }],
  choices: {
    function: {
      sum: {},
      mean: {},
      maximum: { kept: [indices] },
      minimum: { kept: [indices] },
      sort: { kept: [indices] },
      product: keptInput,
      norm: { ...keptInput, forward: { elementwise: elementwisePart(twice, "elements") } },
    },
  },
});

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
  return reductionRecord
    .variant({ function: spec.function })
    .bind(
      { elements: count, outputElements: elements(output) },
      { settings: spec.function, inputs: [input], output },
    );
}
