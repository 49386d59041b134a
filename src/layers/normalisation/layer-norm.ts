// Normalisation of each position over its features: layer normalisation and root-mean-square normalisation.

import { sources } from "../../sources/bibliography.js";
import { perElement } from "../elementwise/work.js";
import type { Layer } from "../graph/layer.js";
import { layerRecord } from "../graph/layer-record.js";
import { part } from "../graph/part.js";
import { anyShape, elements, type Shape } from "../shape/shape.js";
import { formula } from "../vocabulary.js";
import { normalisationParameters } from "./batch-norm.js";
import { normalisationParts } from "./normalisation-parts.js";
import { normalisationWords } from "./operation-words.js";

const backward = {
  source: sources.ioffe2015,
  place: "section 3, gradients through the transform: 10 for each element, counted here",
};
const layerNormCounts = {
  forward: perElement(normalisationWords.forward, {
    source: sources.ba2016,
    place: "section 3: 7 for each element, counted here",
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

const rowsOfFeatures = {
  dimensions: ["batch", "sequence", "rows", "modelDim"],
  derived: { rows: "batch * sequence" },
  inputs: [["rows", "modelDim"]],
  output: ["rows", "modelDim"],
} as const;

/** Layer normalisation. */
export const layerNormRecord = layerRecord({
  id: "layer-norm",
  kind: "layer-norm",
  meaning: "Layer normalisation: statistics of each token over its features",
  ...rowsOfFeatures,
  parameters: part(normalisationParameters, { channels: "modelDim" }),
  ...normalisationParts(layerNormCounts, "rows * modelDim"),
  kept: [
    { kind: "input", index: 0 },
    { kind: "own", label: "statistics", elements: "2 * rows", bytesPerElement: 4 },
  ],
});

/** Normalisation by the root mean square. */
export const rmsNormRecord = layerRecord({
  id: "rms-norm",
  kind: "rms-norm",
  meaning: "Normalisation of each token by its root mean square (RMSNorm)",
  words: "rmsnorm root mean square",
  ...rowsOfFeatures,
  parameters: part(scaleParameters, { channels: "modelDim" }),
  ...normalisationParts(rmsNormCounts, "rows * modelDim"),
  kept: [
    { kind: "input", index: 0 },
    { kind: "own", label: "statistics", elements: "rows", bytesPerElement: 4 },
  ],
});

export interface LayerNormSpec {
  /** [..., features]. */
  readonly input: Shape;
  /** "layer" subtracts the mean and has a shift; "rms" does neither. Default "layer". */
  readonly variant?: "layer" | "rms";
}

/**
 * Normalisation over the last dimension. Keeps its input, and FP32 statistics for each position. Errors on sizes
 * that are not whole numbers from 1 on and on shapes that do not fit.
 *
 * @example layerNorm({ input: [8, 128, 768] }).output // [8, 128, 768]
 */
export function layerNorm(spec: LayerNormSpec): Layer {
  const input = anyShape("layers/layer-norm", "input", spec.input);
  const modelDim = input.at(-1) ?? 1;
  const record = spec.variant === "rms" ? rmsNormRecord : layerNormRecord;
  return record.bind(
    { rows: elements(input) / modelDim, modelDim },
    { settings: `${modelDim} features`, inputs: [input], output: input },
  );
}
