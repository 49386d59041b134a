// Mean squared error, and the Gaussian likelihood that it maximises.

import { sources } from "../sources/bibliography.js";
import { type Loss, lossMean, sumOfTerms } from "./loss.js";
import { formula } from "./vocabulary.js";

const goodfellow = (place: string) => ({ source: sources.goodfellow2016, place });

/** Prediction minus target, of one output. */
export const predictionDifference = formula({
  id: "losses.difference",
  meaning: "How far a prediction is from its target",
  expression: "prediction - target",
  result: "difference",
  inputs: ["prediction", "target"],
  source: goodfellow("section 5.1.4, mean squared error"),
});

/** One term of the mean squared error. */
export const squaredError = formula({
  id: "losses.mse.term",
  meaning: "Squared error of one output",
  expression: "difference ^ 2",
  result: "lossTerm",
  inputs: ["difference"],
  source: goodfellow("section 5.1.4, mean squared error"),
});

/** Gradient of the mean over all elements with respect to one prediction. */
export const squaredErrorGradient = formula({
  id: "losses.mse.gradient",
  meaning: "Gradient of the mean squared error with respect to a prediction",
  expression: "(2 / elements) * (prediction - target)",
  result: "lossGradient",
  inputs: ["elements", "prediction", "target"],
  conventions: ["constants-prepared"],
  source: goodfellow("section 5.1.4, mean squared error; differentiated here"),
  sample: { elements: 320 },
});

/** Minus the logarithm of a Gaussian density around the prediction: the squared error with fixed variance. */
export const gaussianTerm = formula({
  id: "losses.gaussian.term",
  meaning: "Negative log-likelihood of a target under a Gaussian around the prediction",
  expression: "difference ^ 2 / (2 * predictionVariance) + log(2 * pi * predictionVariance) / 2",
  result: "lossTerm",
  inputs: ["difference", "predictionVariance"],
  source: goodfellow("section 5.5.1, linear regression as maximum likelihood"),
});

/** Its gradient with respect to the prediction: the difference over the variance. */
export const gaussianGradient = formula({
  id: "losses.gaussian.gradient",
  meaning: "Gradient of the Gaussian negative log-likelihood with respect to a prediction",
  expression: "difference / predictionVariance",
  result: "lossGradient",
  inputs: ["difference", "predictionVariance"],
  source: goodfellow("section 5.5.1, linear regression as maximum likelihood"),
});

/** Mean squared error over [batch, outputs]. */
export const meanSquaredError = {
  name: "Mean squared error",
  terms: "output",
  gradientTerms: "output",
  forward: {
    changes: { prediction: "element", target: "element" },
    steps: [predictionDifference, squaredError, sumOfTerms, lossMean],
  },
  gradient: { changes: { prediction: "element", target: "element" }, steps: [squaredErrorGradient] },
  stability: "Squares overflow FP16 beyond a difference of 255; sum in FP32.",
  source: goodfellow("section 6.2.2"),
} as const satisfies Loss;

/** Formulas of this file, for the catalogue. */
export const squaredErrorFormulas = [
  predictionDifference,
  squaredError,
  squaredErrorGradient,
  gaussianTerm,
  gaussianGradient,
] as const;
