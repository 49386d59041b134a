// Kullback-Leibler divergence, and distillation, which is the same between softened outputs.

import { sources } from "../sources/bibliography.js";
import { type Loss, sumOfTerms } from "./loss.js";
import { formula } from "./vocabulary.js";

const goodfellow = { source: sources.goodfellow2016, place: "section 3.13, eq. 3.50" };
const hinton2015 = { source: sources.hinton2015, place: "section 2" };

/** One term: a class's probability times the logarithm of a quotient. */
export const divergenceTerm = formula({
  id: "losses.kl.term",
  meaning: "Share of one class in the divergence of two distributions",
  expression: "labelProbability * log(labelProbability / modelProbability)",
  result: "lossTerm",
  inputs: ["labelProbability", "modelProbability"],
  source: goodfellow,
});

/** The same with two logarithms: one operation more, but both may come from log-softmax. */
export const divergenceTermOfLogs = formula({
  id: "losses.kl.term-of-logarithms",
  meaning: "Share of one class in the divergence, from two logarithms",
  expression: "labelProbability * (log(labelProbability) - log(modelProbability))",
  result: "lossTerm",
  inputs: ["labelProbability", "modelProbability"],
  source: goodfellow,
});

/** The mean over the samples. */
export const divergenceMean = formula({
  id: "losses.kl.mean",
  meaning: "Divergence as the mean over the samples",
  expression: "(1 / batch) * lossSum",
  result: "lossMean",
  inputs: ["batch", "lossSum"],
  conventions: ["constants-prepared"],
  source: { source: sources.pytorch, place: "torch.nn.KLDivLoss, reduction batchmean" },
});

/** Gradient with respect to the logits behind the model's softmax. */
export const divergenceGradient = formula({
  id: "losses.kl.gradient",
  meaning: "Gradient of the mean divergence with respect to a logit of the model",
  expression: "(1 / batch) * (modelProbability - labelProbability)",
  result: "logitGradient",
  inputs: ["batch", "modelProbability", "labelProbability"],
  conventions: ["constants-prepared"],
  source: {
    source: sources.szegedy2016,
    place: "section 7, p(k) − q(k): the entropy of the labels does not depend on the model",
  },
});

/** A logit before the softmax of a distillation. */
export const softened = formula({
  id: "losses.distillation.logit",
  meaning: "Logit over the temperature",
  expression: "logit / distillationTemperature",
  result: "softenedLogit",
  inputs: ["logit", "distillationTemperature"],
  source: hinton2015,
});

/** Mean divergence of softened outputs, times the square of the temperature. */
export const distillationMean = formula({
  id: "losses.distillation.mean",
  meaning: "Distillation loss: mean divergence of softened outputs, scaled back",
  expression: "(distillationTemperature ^ 2 / batch) * lossSum",
  result: "lossMean",
  inputs: ["distillationTemperature", "batch", "lossSum"],
  conventions: ["constants-prepared"],
  source: hinton2015,
  sample: { lossSum: 1.6 },
});

/** Gradient with respect to the student's logits. */
export const distillationGradient = formula({
  id: "losses.distillation.gradient",
  meaning: "Gradient of the distillation loss with respect to a logit of the student",
  expression: "(distillationTemperature / batch) * (modelProbability - labelProbability)",
  result: "logitGradient",
  inputs: ["distillationTemperature", "batch", "modelProbability", "labelProbability"],
  conventions: ["constants-prepared"],
  source: { source: sources.hinton2015, place: "section 2.1, eq. 2, times the square of the temperature" },
});

const pair = { labelProbability: "element", modelProbability: "element" } as const;

/** Mean Kullback-Leibler divergence over [batch, classes], as printed: p log(p/q). */
export const divergence = {
  name: "Kullback-Leibler divergence",
  terms: "output",
  gradientTerms: "output",
  forward: { changes: pair, steps: [divergenceTerm, sumOfTerms, divergenceMean] },
  gradient: { changes: pair, steps: [divergenceGradient] },
  stability:
    "A class with p = 0 counts 0; take log q from log-softmax, for q that rounds to 0 makes it infinite.",
  source: goodfellow,
} as const satisfies Loss;

/** The same as p (log p − log q), the form of libraries. */
export const divergenceOfLogs = {
  ...divergence,
  name: "Kullback-Leibler divergence from logarithms",
  forward: { changes: pair, steps: [divergenceTermOfLogs, sumOfTerms, divergenceMean] },
} as const satisfies Loss;

/** Distillation: the student's logits are divided by the temperature; both softmaxes are counted apart. */
export const distillation = {
  name: "Distillation",
  terms: "output",
  gradientTerms: "output",
  forward: {
    changes: { ...pair, logit: "element" },
    steps: [softened, divergenceTerm, sumOfTerms, distillationMean],
  },
  gradient: { changes: pair, steps: [distillationGradient] },
  stability:
    "Without the square of the temperature its gradient shrinks with 1/τ² beside that of the labels.",
  source: hinton2015,
} as const satisfies Loss;

/** Formulas of this file, for the catalogue. */
export const divergenceFormulas = [
  divergenceTerm,
  divergenceTermOfLogs,
  divergenceMean,
  divergenceGradient,
  softened,
  distillationMean,
  distillationGradient,
] as const;
