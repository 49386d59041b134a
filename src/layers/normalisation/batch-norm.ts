// Batch normalisation in training: statistics over batch and positions, one scale and shift a channel.

import { FlopbookError } from "../../errors.js";
import { sources } from "../../sources/bibliography.js";
import { elementwise, perElement } from "../elementwise/work.js";
import { type Layer, layerOf } from "../graph/layer.js";
import { term } from "../graph/term.js";
import { anyShape, elements, type Shape } from "../shape/shape.js";
import { formula } from "../vocabulary.js";
import { normalisationWords } from "./operation-words.js";

const backward = {
  source: sources.ioffe2015,
  place: "section 3, gradients through the transform: 10 for each element, counted here",
};

const forwardCount = perElement(normalisationWords.forward, {
  source: sources.ioffe2015,
  place: "algorithm 1: 7 for each element, counted here",
});
const weightGradientCount = perElement(normalisationWords.weightGradient, backward);
const inputGradientCount = perElement(normalisationWords.inputGradient, backward);

/** Scale and shift for each channel. */
export const normalisationParameters = formula({
  id: "layers.normalisation.parameters",
  meaning: "Parameters of a normalisation: a scale and a shift for each channel",
  expression: "2 * channels",
  result: "parameters",
  inputs: ["channels"],
  source: { source: sources.ioffe2015, place: "section 3, scale and shift for each activation" },
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
