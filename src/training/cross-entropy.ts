// Cross-entropy: binary, with one true class, and with soft labels; the gradients fused with sigmoid and softmax.

import { sources } from "../sources/bibliography.js";
import { type Loss, negativeLossMean, sumOfTerms } from "./loss.js";
import { formula } from "./vocabulary.js";

const goodfellow = (place: string) => ({ source: sources.goodfellow2016, place });

/** Probability of a logit. */
export const sigmoid = formula({
  id: "losses.sigmoid",
  meaning: "Probability that the sigmoid makes of a logit",
  expression: "1 / (1 + exp(-logit))",
  result: "probability",
  inputs: ["logit"],
  source: goodfellow("section 3.10"),
});

/** Slope of the sigmoid: near 0 wherever the probability is near 0 or 1. */
export const sigmoidSlope = formula({
  id: "losses.sigmoid-slope",
  meaning: "Slope of the sigmoid at a probability",
  expression: "probability * (1 - probability)",
  result: "probabilitySlope",
  inputs: ["probability"],
  source: goodfellow("section 3.10"),
});

/** One term of the binary cross-entropy, before the minus sign. */
export const binaryTerm = formula({
  id: "losses.bce.term",
  meaning: "Log-likelihood of a label of 0 or 1",
  expression: "label * log(probability) + (1 - label) * log(1 - probability)",
  result: "lossTerm",
  inputs: ["label", "probability"],
  source: goodfellow("section 6.2.2.2"),
});

/** The same from the logit, which neither overflows nor takes the logarithm of 0; the sign is included. */
export const binaryTermOfLogit = formula({
  id: "losses.bce.term-of-logit",
  meaning: "Binary cross-entropy of one sample from its logit",
  expression: "max(logit, 0) - logit * label + log(1 + exp(-abs(logit)))",
  result: "lossTerm",
  inputs: ["logit", "label"],
  source: { source: sources.abadi2016, place: "tf.nn.sigmoid_cross_entropy_with_logits" },
});

/** Gradient with respect to a logit, fused with the sigmoid or the softmax that makes its probability. */
export const crossEntropyGradient = formula({
  id: "losses.cross-entropy.gradient",
  meaning: "Gradient of a cross-entropy with respect to a logit",
  expression: "(1 / batch) * (probability - label)",
  result: "logitGradient",
  inputs: ["batch", "probability", "label"],
  conventions: ["constants-prepared"],
  source: {
    source: sources.szegedy2016,
    place: "section 7, p(k) − q(k); the mean over the batch taken here",
  },
});

/** Gradient of the mean squared error with respect to a logit: the slope of the sigmoid damps it. */
export const squaredErrorLogitGradient = formula({
  id: "losses.mse.logit-gradient",
  meaning: "Gradient of the mean squared error of a sigmoid with respect to its logit",
  expression: "(2 / elements) * (probability - label) * probabilitySlope",
  result: "logitGradient",
  inputs: ["elements", "probability", "label", "probabilitySlope"],
  conventions: ["constants-prepared"],
  source: goodfellow("section 6.2.2.2, saturation"),
  sample: { elements: 320 },
});

/** One term with one true class: the logarithm of its probability. */
export const oneHotTerm = formula({
  id: "losses.cross-entropy.one-hot-term",
  meaning: "Log-probability of the true class",
  expression: "log(probability)",
  result: "lossTerm",
  inputs: ["probability"],
  source: goodfellow("section 6.2.2.3"),
});

/** One term with soft labels: every class counts with its label. */
export const softTerm = formula({
  id: "losses.cross-entropy.soft-term",
  meaning: "Log-probability of a class times its label",
  expression: "label * log(probability)",
  result: "lossTerm",
  inputs: ["label", "probability"],
  source: goodfellow("section 3.13"),
});

/** Label of one class after label smoothing, for the cross-entropy with soft labels. */
export const smoothedLabel = formula({
  id: "losses.cross-entropy.smoothed-label",
  meaning: "Label of a class after label smoothing: a part of it spread evenly over all classes",
  expression: "(1 - labelSmoothing) * label + labelSmoothing / outputs",
  result: "smoothedLabel",
  inputs: ["labelSmoothing", "label", "outputs"],
  source: { source: sources.szegedy2016, place: "section 7, q′(k) with u(k) = 1/K" },
});

const gradient = {
  changes: { probability: "element", label: "element" },
  steps: [crossEntropyGradient],
} as const;

/** Binary cross-entropy over a batch of probabilities. */
export const binaryCrossEntropy = {
  name: "Binary cross-entropy",
  terms: "sample",
  gradientTerms: "sample",
  forward: {
    changes: { probability: "element", label: "element" },
    steps: [binaryTerm, sumOfTerms, negativeLossMean],
  },
  gradient,
  stability:
    "The logarithm of a probability that rounds to 0 is infinite; work from the logit: max(z, 0) − z y + log(1 + exp(−|z|)).",
  source: goodfellow("section 6.2.2.2"),
} as const satisfies Loss;

/** Binary cross-entropy from logits: safe for any logit. */
export const binaryCrossEntropyOfLogits = {
  ...binaryCrossEntropy,
  name: "Binary cross-entropy from logits",
  forward: {
    changes: { logit: "element", label: "element" },
    steps: [binaryTermOfLogit, sumOfTerms, negativeLossMean],
  },
  stability: "Safe: exp takes a negative number, log a number of at least 1.",
} as const satisfies Loss;

/** Cross-entropy with one true class for each sample, from probabilities; softmax is counted apart. */
export const crossEntropy = {
  name: "Cross-entropy, one true class",
  terms: "sample",
  gradientTerms: "output",
  forward: { changes: { probability: "element" }, steps: [oneHotTerm, sumOfTerms, negativeLossMean] },
  gradient,
  stability:
    "Take the log-probability from the logits by log-sum-exp; log(softmax) loses small probabilities.",
  source: goodfellow("section 6.2.2.3"),
} as const satisfies Loss;

/** Cross-entropy with a probability for every class: label smoothing, distillation. */
export const softCrossEntropy = {
  ...crossEntropy,
  name: "Cross-entropy, soft labels",
  terms: "output",
  forward: {
    changes: { probability: "element", label: "element" },
    steps: [softTerm, sumOfTerms, negativeLossMean],
  },
} as const satisfies Loss;

/** Formulas of this file, for the catalogue. */
export const crossEntropyFormulas = [
  sigmoid,
  sigmoidSlope,
  binaryTerm,
  binaryTermOfLogit,
  crossEntropyGradient,
  squaredErrorLogitGradient,
  oneHotTerm,
  softTerm,
  smoothedLabel,
] as const;
