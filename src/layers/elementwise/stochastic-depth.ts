// Stochastic depth: in training a residual branch is dropped for some samples and scaled up for the others.

import { FlopbookError } from "../../ground/errors.js";
import { sources } from "../../sources/bibliography.js";
import { type Layer, layerOf } from "../graph/layer.js";
import { layerRecord } from "../graph/layer-record.js";
import { anyShape, elements, type Shape } from "../shape/shape.js";
import { elementwisePart, perElement } from "./work.js";

const subject = "layers/stochastic-depth";
const product = perElement("multiply", {
  source: sources.huang2016,
  place: "equation 2, the gate times the branch",
});

const oneProduct = { elementwise: elementwisePart(product, "elements") };

/** Stochastic depth in training. */
export const stochasticDepthRecord = layerRecord({
  id: "stochastic-depth",
  kind: "dropout",
  meaning: "Stochastic depth in training: the branch of a sample is dropped as a whole",
  words: "drop path regularizer",
  dimensions: ["batch", "elements"],
  inputs: [["elements"]],
  output: ["elements"],
  forward: oneProduct,
  inputGradient: [oneProduct],
  kept: [{ kind: "own", label: "gates", elements: "batch" }],
});

export interface StochasticDepthSpec {
  /** [batch, ...]; each sample is dropped as a whole. */
  readonly input: Shape;
  /** Probability of dropping the branch; with 0 there is no mask and no work. */
  readonly rate: number;
}

/**
 * Stochastic depth in training. Keeps one value for each sample: 0, or 1 over the probability of keeping. Errors
 * on sizes that are not whole numbers from 1 on and on shapes that do not fit.
 *
 * @example stochasticDepth({ input: [8, 197, 768], rate: 0.1 }).output // [8, 197, 768]
 */
export function stochasticDepth(spec: StochasticDepthSpec): Layer {
  const input = anyShape(subject, "input", spec.input);
  const { rate } = spec;
  if (!(rate >= 0 && rate < 1))
    throw new FlopbookError(
      `${subject}: rate must be at least 0 and below 1, got ${rate}; it is the probability of dropping a branch`,
    );
  const actual = { settings: `rows, rate ${rate}`, inputs: [input], output: input };
  if (rate === 0) return layerOf({ ...actual, kind: "dropout", inputGradient: [[]], view: true });
  return stochasticDepthRecord.bind({ batch: input[0] ?? 1, elements: elements(input) }, actual);
}
