// How dear is the backward pass in units of the forward pass? Counted, and with the update of the weights.

import type { Origin } from "../ground/source.js";
import type { Quantity } from "../numbers/quantity.js";
import { sources } from "../sources/bibliography.js";
import { formula } from "./vocabulary.js";

const box = {
  source: sources.epochMethod,
  place: "The ratio of backward pass operations to forward pass operations",
};
const dropoutAppendix = { source: sources.epochMethod, place: "Appendix E: Dropout" };

/** Backward over forward, from counted multiply-accumulates. Epoch's article calls it fp_to_bp_ratio. */
export const countedBackwardRatio = formula({
  id: "backward-ratio.counted",
  meaning: "Backward pass in units of the forward pass, from counted multiply-accumulates",
  expression: "(weightGradientMac + inputGradientMac) / mac",
  result: "gradientPasses",
  inputs: ["weightGradientMac", "inputGradientMac", "mac"],
  source: box,
});

/** Backward over forward of one layer, with the update of its weights, which a whole batch shares. */
export const backwardRatioOfLayer = formula({
  id: "backward-ratio.layer",
  meaning: "Backward pass and weight update of a layer in units of its forward pass",
  expression: "layerGradients + updateFlopPerParameter / (flopPerMac * weightUses * batch)",
  result: "gradientPasses",
  inputs: ["layerGradients", "updateFlopPerParameter", "weightUses", "batch"],
  source: box,
  sample: { updateFlopPerParameter: 12 },
});

/** Operations of the backward pass for each parameter of a fully connected layer. */
export const backwardFlopPerParameter = formula({
  id: "backward-ratio.flop-per-parameter",
  meaning: "Backward operations per parameter: gradients of weights and input, and the update",
  expression: "weightGradientFlopPerParameter + inputGradientFlopPerParameter + updateFlopPerParameter",
  result: "flopPerParameter",
  inputs: ["weightGradientFlopPerParameter", "inputGradientFlopPerParameter", "updateFlopPerParameter"],
  source: dropoutAppendix,
});

/** The same in units of the forward pass, which takes two operations for each parameter. */
export const backwardRatioPerParameter = formula({
  id: "backward-ratio.per-parameter",
  meaning: "Backward operations per parameter in units of the forward pass",
  expression: "flopPerParameter / flopPerMac",
  result: "gradientPasses",
  inputs: ["flopPerParameter"],
  source: dropoutAppendix,
});

/** A row of the table of ratios in Epoch's article. */
export interface BackwardRatioRow {
  readonly batch: "large" | "small";
  readonly layer: "first" | "other";
  readonly ratio: Quantity;
  readonly origin: Origin;
}

/** One row: a large batch is 1024 samples, a small one a single sample; SGD takes two operations a weight. */
function row(batch: "large" | "small", layer: "first" | "other", origin: Origin): BackwardRatioRow {
  const ratio = backwardRatioOfLayer({
    layerGradients: layer === "first" ? 1 : 2,
    updateFlopPerParameter: { value: 2, unit: "FLOP/parameter" },
    weightUses: 1,
    batch: batch === "large" ? 1024 : 1,
  });
  return { batch, layer, ratio, origin };
}

/** The table of ratios, recomputed: 1 and 2 for large batches or convolutions, 2 and 3 for single samples. */
export function backwardRatioTable(): readonly BackwardRatioRow[] {
  const seen = { source: sources.epochMethod, place: "the same table in the article" };
  return [
    row("large", "first", seen),
    row("large", "other", seen),
    row("small", "first", "derived: one gradient, and an update that only one sample pays for"),
    row("small", "other", seen),
  ];
}

/** Formulas of this file, for the catalogue. */
export const backwardRatioFormulas = [
  countedBackwardRatio,
  backwardRatioOfLayer,
  backwardFlopPerParameter,
  backwardRatioPerParameter,
] as const;
