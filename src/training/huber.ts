// Huber loss: a square near zero, a straight line beyond a limit.

import { sources } from "../sources/bibliography.js";
import { type Loss, lossMean, sumOfTerms } from "./loss.js";
import type { Listed } from "./operation-count.js";
import { predictionDifference } from "./squared-error.js";
import { formula } from "./vocabulary.js";

const huber1964 = { source: sources.huber1964, place: "section 1" };

/** Size of a difference. */
export const differenceMagnitude = formula({
  id: "losses.huber.magnitude",
  meaning: "Size of the difference of a prediction from its target",
  expression: "abs(difference)",
  result: "magnitude",
  inputs: ["difference"],
  source: huber1964,
});

/** The branch inside the limit. */
export const huberInside = formula({
  id: "losses.huber.inside",
  meaning: "Huber loss of a difference inside the limit",
  expression: "difference ^ 2 / 2",
  result: "lossTerm",
  inputs: ["difference"],
  source: huber1964,
});

/** The branch outside the limit; at the limit it gives δ²/2 as the other branch does. */
export const huberOutside = formula({
  id: "losses.huber.outside",
  meaning: "Huber loss of a difference outside the limit",
  expression: "huberLimit * magnitude - huberLimit ^ 2 / 2",
  result: "lossTerm",
  inputs: ["huberLimit", "magnitude"],
  source: huber1964,
  sample: { magnitude: 2.5 },
});

/** Both branches in one: a (|e| − a/2) with a = min(|e|, δ). */
export const huberTerm = formula({
  id: "losses.huber.term",
  meaning: "Huber loss of a difference",
  expression: "min(magnitude, huberLimit) * (magnitude - min(magnitude, huberLimit) / 2)",
  result: "lossTerm",
  inputs: ["magnitude", "huberLimit"],
  source: {
    source: sources.huber1964,
    place: "section 1; both branches joined: with a = min(|e|, δ), a (|e| − a/2)",
  },
});

/** Gradient of the mean: the difference, clipped to the limit. */
export const huberGradient = formula({
  id: "losses.huber.gradient",
  meaning: "Gradient of the mean Huber loss with respect to a prediction",
  expression: "(1 / elements) * max(-huberLimit, min(huberLimit, difference))",
  result: "lossGradient",
  inputs: ["elements", "huberLimit", "difference"],
  conventions: ["constants-prepared"],
  source: huber1964,
  sample: { elements: 320 },
});

const branch: Listed = {
  kind: "listed",
  operation: "compare",
  of: "|e| with the limit",
  scope: "element",
  count: 1,
  source: huber1964,
};
const pair = { prediction: "element", target: "element" } as const;

/** The terms without the mean, inside the limit; the branch outside takes as many operations. */
export const huberTerms = {
  changes: pair,
  steps: [predictionDifference, differenceMagnitude, branch, huberInside],
} as const;

/** The same outside the limit. */
export const huberOutsideTerms = {
  changes: pair,
  steps: [predictionDifference, differenceMagnitude, branch, huberOutside],
} as const;

/** Mean Huber loss over [batch, outputs]. */
export const huber = {
  name: "Huber",
  terms: "output",
  gradientTerms: "output",
  forward: { changes: pair, steps: [...huberTerms.steps, sumOfTerms, lossMean] },
  gradient: { changes: pair, steps: [predictionDifference, huberGradient] },
  stability: "Grows linearly: no overflow, and the gradient never exceeds δ/n.",
  source: huber1964,
} as const satisfies Loss;

/** Formulas of this file, for the catalogue. */
export const huberFormulas = [
  differenceMagnitude,
  huberInside,
  huberOutside,
  huberTerm,
  huberGradient,
] as const;
