// Softmax over the last dimension.
import { sources } from "../../sources/bibliography.js";
import type { Layer } from "../graph/layer.js";
import { layerRecord } from "../graph/layer-record.js";
import { anyShape, elements, type Shape } from "../shape/shape.js";
import { elementwisePart, perElement } from "./work.js";

/** Maximum, subtract, exp, sum, divide. */
const forwardCount = perElement("compare + subtract + exponential + add + divide", {
  source: sources.milakov2018,
  place: "algorithm 2: maximum, subtract, exp, sum, divide",
});
const backwardCount = perElement("2 multiply + add + subtract (y (g - sum of g y))");

/** Softmax over rows of any length. */
export const softmaxRecord = layerRecord({
  id: "softmax",
  kind: "softmax",
  meaning: "Softmax over the last dimension",
  dimensions: ["elements"],
  inputs: [["elements"]],
  output: ["elements"],
  forward: { softmax: elementwisePart(forwardCount, "elements") },
  inputGradient: [{ softmax: elementwisePart(backwardCount, "elements") }],
  kept: [{ kind: "output" }],
});

/**
 * Softmax over the last dimension. Keeps its output. Errors on sizes that are not whole numbers from 1 on and on
 * shapes that do not fit.
 *
 * @example softmax({ input: [8, 12, 128, 128] }).output // [8, 12, 128, 128]
 */
export function softmax(spec: { readonly input: Shape }): Layer {
  const input = anyShape("layers/softmax", "input", spec.input);
  return softmaxRecord.bind(
    { elements: elements(input) },
    { settings: `over ${input.at(-1)}`, inputs: [input], output: input },
  );
}
