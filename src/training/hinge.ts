// Hinge loss: no cost beyond the margin, a straight line before it.

import { sources } from "../sources/bibliography.js";
import { type Loss, lossMean, sumOfTerms } from "./loss.js";
import { formula } from "./vocabulary.js";

const cortes = { source: sources.cortes1995, place: "section 3, soft margin" };

/** How far a score falls short of the margin of 1; negative beyond it. */
export const marginShortfall = formula({
  id: "losses.hinge.margin",
  meaning: "How far the score of a label of 1 or −1 falls short of the margin",
  expression: "1 - label * prediction",
  result: "margin",
  inputs: ["label", "prediction"],
  source: cortes,
});

/** One term of the hinge loss. */
export const hingeTerm = formula({
  id: "losses.hinge.term",
  meaning: "Hinge loss of one sample",
  expression: "max(0, margin)",
  result: "lossTerm",
  inputs: ["margin"],
  source: cortes,
});

/** 1 where the margin is not reached: the forward pass knows it from its comparison. */
export const marginIndicator = formula({
  id: "losses.hinge.active",
  meaning: "1 where the margin is not reached, 0 elsewhere",
  expression: "min(1, ceil(max(0, margin)))",
  result: "marginActive",
  inputs: ["margin"],
  source: { source: sources.shalevShwartz2011, place: "section 2, indicator in the subgradient" },
});

/** Gradient of the mean over a batch; at the corner itself it is taken to be 0. */
export const hingeGradient = formula({
  id: "losses.hinge.gradient",
  meaning: "Gradient of the mean hinge loss with respect to a score",
  expression: "(-1 / batch) * marginActive * label",
  result: "lossGradient",
  inputs: ["batch", "marginActive", "label"],
  conventions: ["constants-prepared"],
  source: cortes,
});

/** The hinge of each sample without the mean, as in a table of loss functions. */
export const hingeTerms = {
  changes: { label: "element", prediction: "element" },
  steps: [marginShortfall, hingeTerm],
} as const;

/** Mean hinge loss over a batch of scores. */
export const hinge = {
  name: "Hinge",
  terms: "sample",
  gradientTerms: "sample",
  forward: { changes: hingeTerms.changes, steps: [...hingeTerms.steps, sumOfTerms, lossMean] },
  gradient: { changes: { marginActive: "element", label: "element" }, steps: [hingeGradient] },
  stability: "No exponential and no logarithm; the gradient jumps at the margin, where it is taken to be 0.",
  source: cortes,
} as const satisfies Loss;

/** Formulas of this file, for the catalogue. */
export const hingeFormulas = [marginShortfall, hingeTerm, marginIndicator, hingeGradient] as const;
