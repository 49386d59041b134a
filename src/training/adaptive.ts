// AdaGrad and RMSProp: a learning rate for each parameter, from its squared gradients.

import { sources } from "../sources/bibliography.js";
import type { UpdateRule } from "./update-rule.js";
import { formula } from "./vocabulary.js";

const duchi = { source: sources.duchi2011, place: "section 1, diagonal matrices" };
const hinton = { source: sources.hinton2012, place: "slide 29" };

/** Sum of the squared gradients since the start. */
export const squareSumUpdate = formula({
  id: "optimizers.adagrad.sum",
  meaning: "Sum of squared gradients after a gradient",
  expression: "squaredSum + gradient ^ 2",
  result: "squaredSumNext",
  inputs: ["squaredSum", "gradient"],
  source: duchi,
});

/** A step whose rate falls with that sum. The small number stands under the root. */
export const adagradStep = formula({
  id: "optimizers.adagrad.weight",
  meaning: "Parameter after a step of AdaGrad",
  expression: "weight - learningRate / sqrt(squaredSumNext + stability) * gradient",
  result: "weightNext",
  inputs: ["weight", "learningRate", "squaredSumNext", "stability", "gradient"],
  conventions: ["stability-inside-root"],
  source: { source: sources.ruder2016, place: "section 4.3" },
  sample: { learningRate: 0.01 },
});

/** Moving average of squared gradients. */
export const squareAverageUpdate = formula({
  id: "optimizers.rmsprop.second-moment",
  meaning: "Moving average of squared gradients after a gradient",
  expression: "secondMomentDecay * secondMoment + (1 - secondMomentDecay) * gradient ^ 2",
  result: "secondMomentNext",
  inputs: ["secondMomentDecay", "secondMoment", "gradient"],
  conventions: ["constants-prepared"],
  source: hinton,
  sample: { secondMomentDecay: 0.99 },
});

/** A step in units of the root of that average. The small number stands under the root. */
export const rmspropStep = formula({
  id: "optimizers.rmsprop.weight",
  meaning: "Parameter after a step of RMSProp",
  expression: "weight - learningRate / sqrt(secondMomentNext + stability) * gradient",
  result: "weightNext",
  inputs: ["weight", "learningRate", "secondMomentNext", "stability", "gradient"],
  conventions: ["stability-inside-root"],
  source: { source: sources.goodfellow2016, place: "algorithm 8.5" },
  sample: { learningRate: 0.001 },
});

/** What a gradient is divided by when the small number stands under the root. */
export const denominatorInside = formula({
  id: "optimizers.denominator-inside",
  meaning: "What a gradient is divided by, small number under the root",
  expression: "sqrt(secondMomentNext + stability)",
  result: "stepDenominator",
  inputs: ["secondMomentNext", "stability"],
  conventions: ["stability-inside-root"],
  source: { source: sources.goodfellow2016, place: "algorithm 8.5" },
});

/** The same when it stands outside. */
export const denominatorOutside = formula({
  id: "optimizers.denominator-outside",
  meaning: "What a gradient is divided by, small number beside the root",
  expression: "sqrt(secondMomentNext) + stability",
  result: "stepDenominator",
  inputs: ["secondMomentNext", "stability"],
  conventions: ["stability-outside-root"],
  source: { source: sources.kingma2015, place: "algorithm 1" },
});

const each = { weight: "element", gradient: "element" } as const;

/** 7 operations for each parameter. */
export const adagradRule = {
  changes: { ...each, squaredSum: "element" },
  keeps: { squaredSum: "squaredSumNext" },
  steps: [squareSumUpdate, adagradStep],
} as const satisfies UpdateRule;

/** 9 operations for each parameter: 4 for the average, 5 for the step. */
export const rmspropRule = {
  changes: { ...each, secondMoment: "element" },
  keeps: { secondMoment: "secondMomentNext" },
  steps: [squareAverageUpdate, rmspropStep],
} as const satisfies UpdateRule;

/** Formulas of this file, for the catalogue. */
export const adaptiveFormulas = [
  squareSumUpdate,
  adagradStep,
  squareAverageUpdate,
  rmspropStep,
  denominatorInside,
  denominatorOutside,
] as const;
