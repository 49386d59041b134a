// Focal loss: cross-entropy that turns down samples which are already right.

import { sources } from "../sources/bibliography.js";
import { type Loss, negativeLossMean, sumOfTerms } from "./loss.js";
import { formula } from "./vocabulary.js";

const lin2017 = { source: sources.lin2017focal, place: "section 3, eq. 5" };

/** One minus the probability of the true class. */
export const probabilityLeft = formula({
  id: "losses.focal.rest",
  meaning: "One minus the probability of the true class",
  expression: "1 - probability",
  result: "probabilityRest",
  inputs: ["probability"],
  source: lin2017,
});

/** One term before the minus sign. */
export const focalTerm = formula({
  id: "losses.focal.term",
  meaning: "Weighted log-probability, turned down by the probability itself",
  expression: "focalWeight * probabilityRest ^ focusing * log(probability)",
  result: "lossTerm",
  inputs: ["focalWeight", "probabilityRest", "focusing", "probability"],
  source: lin2017,
});

/** Gradient of the mean with respect to the logit of the true class's sigmoid. */
export const focalGradient = formula({
  id: "losses.focal.gradient",
  meaning: "Gradient of the mean focal loss with respect to the logit behind the probability",
  expression:
    "(focalWeight / batch) * probabilityRest ^ focusing * (focusing * probability * log(probability) - probabilityRest)",
  result: "logitGradient",
  inputs: ["focalWeight", "batch", "probabilityRest", "focusing", "probability"],
  conventions: ["constants-prepared"],
  source: { source: sources.lin2017focal, place: "appendix B" },
});

const probability = { probability: "element" } as const;

/** Mean focal loss over [batch, classes] of a sigmoid for each class, as in detection. */
export const focal = {
  name: "Focal",
  terms: "output",
  gradientTerms: "output",
  forward: { changes: probability, steps: [probabilityLeft, focalTerm, sumOfTerms, negativeLossMean] },
  gradient: { changes: probability, steps: [probabilityLeft, focalGradient] },
  stability:
    "Take log p from the logit as in binary cross-entropy; (1 − p)^γ has no slope at p = 1 for γ < 1.",
  source: lin2017,
} as const satisfies Loss;

/** Formulas of this file, for the catalogue. */
export const focalFormulas = [probabilityLeft, focalTerm, focalGradient] as const;
