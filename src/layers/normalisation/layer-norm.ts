// Normalisation of each position over its features: layer normalisation and root-mean-square normalisation.

import { sources } from "../../sources/bibliography.js";
import { elementwise, perElement } from "../elementwise/work.js";
import { type Layer, layerOf } from "../graph/layer.js";
import { term } from "../graph/term.js";
import { anyShape, elements, type Shape } from "../shape/shape.js";
import { formula } from "../vocabulary.js";
import { normalisationParameters } from "./batch-norm.js";
import { normalisationWords } from "./operation-words.js";

const backward = {
  source: sources.ioffe2015,
  place: "section 3, gradients through the transform: 10 for each element, counted here",
};
const layerNormCounts = {
  forward: perElement(normalisationWords.forward, {
    source: sources.ba2016,
    place: "eq. 3: 7 for each element, counted here",
  }),
  weightGradient: perElement(normalisationWords.weightGradient, backward),
  inputGradient: perElement(normalisationWords.inputGradient, backward),
};
const rmsNormCounts = {
  forward: perElement("square + add + divide (by the root mean square) + multiply (scale)"),
  weightGradient: perElement("multiply + add (gradient by normalised input)"),
  inputGradient: perElement(
    "multiply (scale) + multiply + add (with x, summed) + multiply + subtract + divide",
  ),
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
