// Batch normalisation at inference as a formula, and folded into the convolution before it.

import { sources } from "../../sources/bibliography.js";
import { formula } from "../vocabulary.js";

const fusion = { source: sources.jacob2018, place: "section 3.2, eq. 14, and the bias in the same way" };

/** Deviation with the small constant under the root. */
export const normalisationDeviation = formula({
  id: "layers.normalisation.deviation",
  meaning: "Standard deviation of a normalisation, with the small constant under the root",
  expression: "sqrt(variance + smallConstant)",
  result: "deviation",
  inputs: ["variance", "smallConstant"],
  source: { source: sources.ioffe2015, place: "algorithm 1" },
});

/** One value normalised, scaled and shifted. */
export const normalisedValue = formula({
  id: "layers.normalisation.value",
  meaning: "A value after normalisation, scale and shift",
  expression: "normScale * (normInput - normMean) / deviation + normShift",
  result: "normOutput",
  inputs: ["normScale", "normInput", "normMean", "deviation", "normShift"],
  source: { source: sources.ioffe2015, place: "algorithm 1" },
});

/** A weight of the convolution once the normalisation is folded in: scaled. */
export const foldedWeight = formula({
  id: "layers.normalisation.folded-weight",
  meaning: "Weight of a convolution with the normalisation behind it folded in",
  expression: "normScale / deviation * layerWeight",
  result: "foldedWeight",
  inputs: ["normScale", "deviation", "layerWeight"],
  source: fusion,
});

/** The bias of the convolution once the normalisation is folded in: shifted. */
export const foldedBias = formula({
  id: "layers.normalisation.folded-bias",
  meaning: "Bias of a convolution with the normalisation behind it folded in",
  expression: "normScale / deviation * (layerBias - normMean) + normShift",
  result: "foldedBias",
  inputs: ["normScale", "deviation", "layerBias", "normMean", "normShift"],
  source: fusion,
});

/** Formulas of this file, for the catalogue. */
export const foldFormulas = [normalisationDeviation, normalisedValue, foldedWeight, foldedBias] as const;
