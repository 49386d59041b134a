// Normalisation of each position over its features: layer normalisation and root-mean-square normalisation.

import { sources } from "../../sources/bibliography.js";
import { elementwise, perElement } from "../elementwise/work.js";
import { type Layer, layerOf } from "../graph/layer.js";
import { term } from "../graph/term.js";
import { anyShape, elements, type Shape } from "../shape/shape.js";
import { formula } from "../vocabulary.js";
import { normalisationParameters } from "./batch-norm.js";

const backward = { source: sources.seed002, place: "backward pass of a normalisation: 10 for each element" };
const layerNormCounts = {
  forward: perElement(7, { source: sources.seed002, place: "Layer normalization: 7Bd" }),
  weightGradient: perElement(3, backward),
  inputGradient: perElement(7, backward),
};
const rmsNormCounts = {
  forward: perElement(4, "square, sum, divide by the root mean square, scale: 4"),
  weightGradient: perElement(2, "gradient times normalised input, summed: 2"),
  inputGradient: perElement(6, "scale, product with x, sum, times x, subtract, divide: 6"),
};

/** Parameters of a normalisation with a scale only. */
export const scaleParameters = formula({
  id: "layers.normalisation.scale-parameters",
  meaning: "Parameters of a normalisation without shift: a scale for each feature",
  expression: "channels",
  result: "parameters",
  inputs: ["channels"],
  source: { source: sources.zhang2019, place: "eq. 4" },
});

export interface LayerNormSpec {
  /** [..., features]. */
  readonly input: Shape;
  /** "layer" subtracts the mean and has a shift; "rms" does neither. Default "layer". */
  readonly variant?: "layer" | "rms";
}

/** Normalisation over the last dimension. Keeps its input, and FP32 statistics for each position. */
export function layerNorm(spec: LayerNormSpec): Layer {
  const input = anyShape("layers/layer-norm", "input", spec.input);
  const channels = input.at(-1) ?? 1;
  const rms = spec.variant === "rms";
  const counts = rms ? rmsNormCounts : layerNormCounts;
  const count = elements(input);
  const statistics = (rms ? 1 : 2) * (count / channels);
  return layerOf({
    kind: rms ? "rms-norm" : "layer-norm",
    settings: `${channels} features`,
    inputs: [input],
    output: input,
    parameters: term(rms ? scaleParameters : normalisationParameters, { channels }),
    forward: elementwise("normalisation", counts.forward, count),
    weightGradient: elementwise("normalisation", counts.weightGradient, count),
    inputGradient: [elementwise("normalisation", counts.inputGradient, count)],
    saved: [
      { kind: "input", index: 0 },
      { kind: "own", label: "statistics", elements: statistics, bytesPerElement: 4 },
    ],
  });
}
