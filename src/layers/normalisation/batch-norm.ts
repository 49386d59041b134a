// Batch normalisation in training: statistics over batch and positions, one scale and shift a channel.

import { FlopbookError } from "../../ground/errors.js";
import { sources } from "../../sources/bibliography.js";
import { perElement } from "../elementwise/work.js";
import type { Layer } from "../graph/layer.js";
import { layerRecord } from "../graph/layer-record.js";
import { part } from "../graph/part.js";
import { asImage, image } from "../image-window.js";
import { anyShape, type Shape } from "../shape/shape.js";
import { formula } from "../vocabulary.js";
import { normalisationParts, notAffine } from "./normalisation-parts.js";
import { normalisationWords } from "./operation-words.js";

const backward = {
  source: sources.ioffe2015,
  place: "section 3, gradients through the transform: 10 for each element, counted here",
};

const counts = {
  forward: perElement(normalisationWords.forward, {
    source: sources.ioffe2015,
    place: "algorithm 1: 7 for each element, counted here",
  }),
  weightGradient: perElement(normalisationWords.weightGradient, backward),
  inputGradient: perElement(normalisationWords.inputGradient, backward),
};

/** Scale and shift for each channel. */
export const normalisationParameters = formula({
  id: "layers.normalisation.parameters",
  meaning: "Parameters of a normalisation: a scale and a shift for each channel",
  expression: "2 * channels",
  result: "parameters",
  inputs: ["channels"],
  source: { source: sources.ioffe2015, place: "section 3, scale and shift for each activation" },
});

/** Batch normalisation in training. */
export const batchNormRecord = layerRecord({
  id: "batch-norm",
  kind: "batch-norm",
  meaning: "Batch normalisation: statistics of each channel over the batch",
  dimensions: image.shape,
  inputs: [image.shape],
  output: image.shape,
  parameters: part(normalisationParameters),
  ...normalisationParts(counts, image.elements),
  kept: [
    { kind: "input", index: 0 },
    { kind: "own", label: "mean and deviation", elements: "2 * channels", bytesPerElement: 4 },
  ],
  choices: { affine: { yes: {}, no: notAffine } },
});

export interface BatchNormSpec {
  /** [batch, channels, ...]. */
  readonly input: Shape;
  /** Whether it has a scale and a shift; default true. */
  readonly affine?: boolean;
}

/**
 * Batch normalisation of [batch, channels, ...]. Keeps its input, and mean and deviation of each channel in FP32.
 * Errors on sizes that are not whole numbers from 1 on and on shapes that do not fit.
 *
 * @example batchNorm({ input: [1, 64, 56, 56] }).output // [1, 64, 56, 56]
 */
export function batchNorm(spec: BatchNormSpec): Layer {
  const input = anyShape("layers/batch-norm", "input", spec.input);
  const channels = input[1];
  if (channels === undefined)
    throw new FlopbookError(
      `layers/batch-norm: input must be [batch, channels, ...], got [${input.join(", ")}]; give at least two sizes`,
    );
  return batchNormRecord
    .variant({ affine: spec.affine === false ? "no" : "yes" })
    .bind(asImage(input), { settings: `${channels} channels`, inputs: [input], output: input });
}
