// Log-sum-exp: softmax and its logarithm without overflow, step by step.

import { FlopbookError } from "../ground/errors.js";
import { type Quantity, sum } from "../numbers/quantity.js";
import { sources } from "../sources/bibliography.js";
import type { Procedure, Reduction } from "./operation-count.js";
import { formula } from "./vocabulary.js";

const goodfellow = { source: sources.goodfellow2016, place: "section 4.1, overflow and underflow" };

/** The larger of two logits. */
export const largerLogit = formula({
  id: "losses.log-sum-exp.larger",
  meaning: "Larger of two logits",
  expression: "max(logit, logitOther)",
  result: "largestLogit",
  inputs: ["logit", "logitOther"],
  source: goodfellow,
});

/** A logit minus the largest: never above 0. */
export const logitShift = formula({
  id: "losses.log-sum-exp.shift",
  meaning: "Logit minus the largest one",
  expression: "logit - largestLogit",
  result: "shiftedLogit",
  inputs: ["logit", "largestLogit"],
  source: goodfellow,
});

/** Exponential of a shifted logit: never above 1. */
export const shiftedExponential = formula({
  id: "losses.log-sum-exp.exponential",
  meaning: "Exponential of a shifted logit",
  expression: "exp(shiftedLogit)",
  result: "exponentialTerm",
  inputs: ["shiftedLogit"],
  source: goodfellow,
});

/** The largest logit and the logarithm of the sum of shifted exponentials. */
export const logSumExpOfParts = formula({
  id: "losses.log-sum-exp",
  meaning: "Logarithm of the sum of exponentials of logits",
  expression: "largestLogit + log(sumOfExponentials)",
  result: "logSumExp",
  inputs: ["largestLogit", "sumOfExponentials"],
  source: goodfellow,
});

/** Logarithm of a class's probability. */
export const logSoftmax = formula({
  id: "losses.log-softmax",
  meaning: "Logarithm of the probability of a class",
  expression: "logit - logSumExp",
  result: "logProbability",
  inputs: ["logit", "logSumExp"],
  source: goodfellow,
});

/** Probability of a class. */
export const softmaxProbability = formula({
  id: "losses.softmax",
  meaning: "Probability of a class",
  expression: "exponentialTerm / sumOfExponentials",
  result: "probability",
  inputs: ["exponentialTerm", "sumOfExponentials"],
  source: goodfellow,
});

const largest: Reduction = {
  kind: "maximum",
  of: "logit",
  result: "largestLogit",
  over: "element",
  into: "row",
};
const total: Reduction = {
  kind: "sum",
  of: "exponentialTerm",
  result: "sumOfExponentials",
  over: "element",
  into: "row",
};
const shifted = [largest, logitShift, shiftedExponential, total] as const;

/** Log-sum-exp of each sample: 4 operations for each class, none left over. */
export const logSumExpProcedure: Procedure = {
  changes: { logit: "element" },
  steps: [...shifted, logSumExpOfParts],
};

/** Log-softmax of each class: log-sum-exp and one subtraction. */
export const logSoftmaxProcedure: Procedure = {
  changes: { logit: "element" },
  steps: [...shifted, logSumExpOfParts, logSoftmax],
};

/** Softmax: 5C − 2 operations for C classes. */
export const softmaxProcedure: Procedure = {
  changes: { logit: "element" },
  steps: [...shifted, softmaxProbability],
};

interface Parts {
  readonly largestLogit: Quantity;
  readonly terms: readonly Quantity[];
  readonly sumOfExponentials: Quantity;
}

function parts(logits: readonly (Quantity | number)[]): Parts {
  const [first, ...others] = logits;
  if (first === undefined)
    throw new FlopbookError("log-sum-exp: needs at least one logit, got none; pass a list of numbers");
  const start = largerLogit({ logit: first, logitOther: first });
  const largestLogit = others.reduce<Quantity>(
    (logitOther, logit) => largerLogit({ logit, logitOther }),
    start,
  );
  const terms = logits.map((logit) =>
    shiftedExponential({ shiftedLogit: logitShift({ logit, largestLogit }) }),
  );
  return { largestLogit, terms, sumOfExponentials: sum("sum of the exponentials", terms) };
}

/** log Σ exp(z) of a list of logits. Errors on an empty list. */
export function logSumExp(logits: readonly (Quantity | number)[]): Quantity {
  const { largestLogit, sumOfExponentials } = parts(logits);
  return logSumExpOfParts({ largestLogit, sumOfExponentials });
}

/** Softmax of a list of logits. Errors on an empty list. */
export function softmaxProbabilities(logits: readonly (Quantity | number)[]): readonly Quantity[] {
  const { terms, sumOfExponentials } = parts(logits);
  return terms.map((exponentialTerm) => softmaxProbability({ exponentialTerm, sumOfExponentials }));
}

/** Formulas of this file, for the catalogue. */
export const logSumExpFormulas = [
  largerLogit,
  logitShift,
  shiftedExponential,
  logSumExpOfParts,
  logSoftmax,
  softmaxProbability,
] as const;
