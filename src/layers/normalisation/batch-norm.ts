// Batch normalisation in training: statistics over batch and positions, one scale and shift a channel.

import { FlopbookError } from "../../errors.js";
import { sources } from "../../sources/bibliography.js";
import { elementwise, perElement } from "../elementwise/work.js";
import { type Layer, layerOf } from "../graph/layer.js";
import { term } from "../graph/term.js";
import { anyShape, elements, type Shape } from "../shape/shape.js";
import { formula } from "../vocabulary.js";

const backward = { source: sources.seed002, place: "Batch normalization, backward pass: 10Nd" };

/** Operations per element, training: mean 1, variance 3, normalise 1, scale and shift 2. */
const forwardCount = perElement(7, { source: sources.seed000, place: "table of layer types, row BatchNorm" });
/** Of the 10 per element: 2 for the scale's gradient, 1 for the shift's, 7 for the input's. */
const weightGradientCount = perElement(3, backward);
const inputGradientCount = perElement(7, backward);

/** Scale and shift for each channel. */
export const normalisationParameters = formula({
  id: "layers.normalisation.parameters",
  meaning: "Parameters of a normalisation: a scale and a shift for each channel",
  expression: "2 * channels",
  result: "parameters",
  inputs: ["channels"],
  source: { source: sources.seed002, place: "Batch normalization: gamma and beta" },
});

export interface BatchNormSpec {
  /** [batch, channels, ...]. */
  readonly input: Shape;
  /** Whether it has a scale and a shift; default true. */
  readonly affine?: boolean;
}

/** Batch normalisation of [batch, channels, ...]. Keeps its input, and mean and deviation of each channel in FP32. */
export function batchNorm(spec: BatchNormSpec): Layer {
  const input = anyShape("layers/batch-norm", "input", spec.input);
  const channels = input[1];
  if (channels === undefined)
    throw new FlopbookError(
      `layers/batch-norm: input must be [batch, channels, ...], got [${input.join(", ")}]; give at least two sizes`,
    );
  const affine = spec.affine !== false;
  const count = elements(input);
  return layerOf({
    kind: "batch-norm",
    settings: `${channels} channels`,
    inputs: [input],
    output: input,
    parameters: affine ? term(normalisationParameters, { channels }) : undefined,
    forward: elementwise("normalisation", forwardCount, count),
    weightGradient: affine ? elementwise("normalisation", weightGradientCount, count) : [],
    inputGradient: [elementwise("normalisation", inputGradientCount, count)],
    saved: [
      { kind: "input", index: 0 },
      { kind: "own", label: "mean and deviation", elements: 2 * channels, bytesPerElement: 4 },
    ],
  });
}
