// Adam and AdamW, with the bias correction and its two powers; and Adam with its state in 8 bits.

import type { ElementaryOperation } from "../formula/index.js";
import { sources } from "../sources/bibliography.js";
import { squareAverageUpdate } from "./adaptive.js";
import type { Listed } from "./operation-count.js";
import type { UpdateRule } from "./update-rule.js";
import { formula } from "./vocabulary.js";

const kingma = (place: string) => ({ source: sources.kingma2015, place });
const dettmers = (place: string) => ({ source: sources.dettmers2022adam, place });

/** Moving average of gradients. */
export const firstMomentUpdate = formula({
  id: "optimizers.adam.first-moment",
  meaning: "Moving average of gradients after a gradient",
  expression: "firstMomentDecay * firstMoment + (1 - firstMomentDecay) * gradient",
  result: "firstMomentNext",
  inputs: ["firstMomentDecay", "firstMoment", "gradient"],
  conventions: ["constants-prepared"],
  source: kingma("algorithm 1"),
});

/** The power of the decay, kept as a running product: one multiplication a step. */
export const firstPowerUpdate = formula({
  id: "optimizers.adam.first-power",
  meaning: "Power of the decay of the first moment, from that of the step before",
  expression: "firstMomentDecay * firstDecayPowerBefore",
  result: "firstDecayPower",
  inputs: ["firstMomentDecay", "firstDecayPowerBefore"],
  source: kingma("algorithm 1"),
});

/** The same for the second moment. */
export const secondPowerUpdate = formula({
  id: "optimizers.adam.second-power",
  meaning: "Power of the decay of the second moment, from that of the step before",
  expression: "secondMomentDecay * secondDecayPowerBefore",
  result: "secondDecayPower",
  inputs: ["secondMomentDecay", "secondDecayPowerBefore"],
  source: kingma("algorithm 1"),
});

/** First moment without the bias that starting at zero gives it. */
export const firstMomentCorrection = formula({
  id: "optimizers.adam.first-correction",
  meaning: "First moment without the bias of its start at zero",
  expression: "firstMomentNext / (1 - firstDecayPower)",
  result: "firstMomentUnbiased",
  inputs: ["firstMomentNext", "firstDecayPower"],
  source: kingma("algorithm 1"),
});

/** Second moment without that bias. */
export const secondMomentCorrection = formula({
  id: "optimizers.adam.second-correction",
  meaning: "Second moment without the bias of its start at zero",
  expression: "secondMomentNext / (1 - secondDecayPower)",
  result: "secondMomentUnbiased",
  inputs: ["secondMomentNext", "secondDecayPower"],
  source: kingma("algorithm 1"),
  sample: { secondMomentNext: 2.5e-5 },
});

/** The step of Adam. The small number stands outside the root. */
export const adamStep = formula({
  id: "optimizers.adam.weight",
  meaning: "Parameter after a step of Adam",
  expression: "weight - learningRate * (firstMomentUnbiased / (sqrt(secondMomentUnbiased) + stability))",
  result: "weightNext",
  inputs: ["weight", "learningRate", "firstMomentUnbiased", "secondMomentUnbiased", "stability"],
  conventions: ["stability-outside-root"],
  source: kingma("algorithm 1"),
  sample: { learningRate: 0.001 },
});

/** The step of AdamW: the parameter itself decays, untouched by the second moment. */
export const adamwStep = formula({
  id: "optimizers.adamw.weight",
  meaning: "Parameter after a step of AdamW",
  expression:
    "weight - learningRate * (firstMomentUnbiased / (sqrt(secondMomentUnbiased) + stability) + weightDecay * weight)",
  result: "weightNext",
  inputs: [
    "weight",
    "learningRate",
    "firstMomentUnbiased",
    "secondMomentUnbiased",
    "stability",
    "weightDecay",
  ],
  conventions: ["stability-outside-root"],
  source: { source: sources.loshchilov2019, place: "algorithm 2" },
  sample: { learningRate: 0.001 },
});

/** How much the first moment of step t is too small before its correction. */
export const firstMomentBias = formula({
  id: "optimizers.adam.first-bias",
  meaning: "How many times too small the first moment is without its correction",
  expression: "1 / (1 - firstDecayPower)",
  result: "stepTooLarge",
  inputs: ["firstDecayPower"],
  source: kingma("section 3"),
});

/** Root of the second moment as it is, which the step is divided by. */
export const secondMomentRoot = formula({
  id: "optimizers.adam.root",
  meaning: "Root of the second moment",
  expression: "sqrt(secondMomentNext)",
  result: "stepDenominator",
  inputs: ["secondMomentNext"],
  source: kingma("algorithm 1"),
});

/** How much the step is too large when only the second moment lacks its correction. */
export const secondMomentBias = formula({
  id: "optimizers.adam.second-bias",
  meaning: "How many times too large the step is when the second moment lacks its correction",
  expression: "1 / sqrt(1 - secondDecayPower)",
  result: "stepTooLarge",
  inputs: ["secondDecayPower"],
  source: kingma("section 3"),
});

/** How much the step is too large when both lack it. */
export const bothMomentsBias = formula({
  id: "optimizers.adam.both-biases",
  meaning: "How many times too large the step is when both moments lack their correction",
  expression: "(1 - firstDecayPower) / sqrt(1 - secondDecayPower)",
  result: "stepTooLarge",
  inputs: ["firstDecayPower", "secondDecayPower"],
  source: kingma("section 3"),
});

/** Bytes for each parameter of moments in 8 bits: a code for each value, and one scale for each block. */
export const quantisedStateBytes = formula({
  id: "optimizers.adam-8bit.state-bytes",
  meaning: "Bytes per parameter when each value is a code of one byte and a block shares a scale",
  expression: "optimizerValues * (bytesPerElement + bytesPerValue / quantisationBlock)",
  result: "stateBytesPerParameter",
  inputs: ["optimizerValues", "bytesPerElement", "quantisationBlock"],
  source: dettmers("section 2.1, blocks of 2048"),
  sample: { bytesPerElement: 1 },
});

/** A value of a state, from its code and the scale of its block. */
export const dequantised = formula({
  id: "optimizers.adam-8bit.first-moment",
  meaning: "First moment from its code and the scale of its block",
  expression: "quantisedScale * quantisedValue",
  result: "firstMoment",
  inputs: ["quantisedScale", "quantisedValue"],
  source: dettmers("section 2.1"),
});

const corrections = [
  firstPowerUpdate,
  secondPowerUpdate,
  firstMomentCorrection,
  secondMomentCorrection,
] as const;
const changes = {
  weight: "element",
  gradient: "element",
  firstMoment: "element",
  secondMoment: "element",
  firstDecayPowerBefore: "step",
  secondDecayPowerBefore: "step",
} as const;
const keeps = {
  firstMoment: "firstMomentNext",
  secondMoment: "secondMomentNext",
  firstDecayPowerBefore: "firstDecayPower",
  secondDecayPowerBefore: "secondDecayPower",
} as const;

/** 14 operations for each parameter and 4 for each step. */
export const adamRule = {
  changes,
  keeps,
  steps: [firstMomentUpdate, squareAverageUpdate, ...corrections, adamStep],
} as const satisfies UpdateRule;

/** 16 operations for each parameter and 4 for each step. */
export const adamwRule = {
  changes,
  keeps,
  steps: [firstMomentUpdate, squareAverageUpdate, ...corrections, adamwStep],
} as const satisfies UpdateRule;

/** A line of the work with codes: done for both moments. */
function ofBoth(operation: ElementaryOperation, of: string, times = 1): Listed {
  return {
    kind: "listed",
    operation,
    of,
    scope: "element",
    count: 2 * times,
    source: dettmers("section 2.1"),
  };
}

/**
 * Adam with 8-bit moments: 14 operations of Adam, 2 to read both moments, and 22 to write them (absolute value,
 * comparison for the block's largest, division, and 8 comparisons to find one of 256 codes, each twice).
 */
export const adam8bitRule = {
  changes,
  keeps,
  steps: [
    ofBoth("multiply", "code with the scale of its block"),
    ...adamRule.steps,
    ofBoth("absolute value", "new moment"),
    ofBoth("compare", "for the largest of a block"),
    ofBoth("divide", "by the largest of the block"),
    ofBoth("compare", "binary search among 256 codes", 8),
  ],
} as const satisfies UpdateRule;

/** Formulas of this file, for the catalogue. */
export const adamFormulas = [
  firstMomentUpdate,
  firstPowerUpdate,
  secondPowerUpdate,
  firstMomentCorrection,
  secondMomentCorrection,
  adamStep,
  adamwStep,
  firstMomentBias,
  secondMomentRoot,
  secondMomentBias,
  bothMomentsBias,
  quantisedStateBytes,
  dequantised,
] as const;
