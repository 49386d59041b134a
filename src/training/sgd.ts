// Gradient descent: plain, with momentum, and with Nesterov's look-ahead.

import { sources } from "../sources/bibliography.js";
import type { UpdateRule } from "./update-rule.js";
import { formula } from "./vocabulary.js";

const goodfellow = { source: sources.goodfellow2016, place: "algorithm 8.1" };
const polyak = { source: sources.polyak1964, place: "eq. 9, with unit mass" };
const sutskever = (place: string) => ({ source: sources.sutskever2013, place });

/** A step down the gradient. */
export const gradientStep = formula({
  id: "optimizers.sgd.weight",
  meaning: "Parameter after a step down the gradient",
  expression: "weight - learningRate * gradient",
  result: "weightNext",
  inputs: ["weight", "learningRate", "gradient"],
  source: goodfellow,
});

/** Velocity: the gradient and what friction leaves of the last velocity. */
export const velocityUpdate = formula({
  id: "optimizers.momentum.velocity",
  meaning: "Velocity after a gradient",
  expression: "momentum * velocity + gradient",
  result: "velocityNext",
  inputs: ["momentum", "velocity", "gradient"],
  source: polyak,
});

/** A step along the velocity. */
export const velocityStep = formula({
  id: "optimizers.momentum.weight",
  meaning: "Parameter after a step along the velocity",
  expression: "weight - learningRate * velocityNext",
  result: "weightNext",
  inputs: ["weight", "learningRate", "velocityNext"],
  source: polyak,
});

/** What friction leaves of the velocity; looked ahead with, and then reused. */
export const velocityDecay = formula({
  id: "optimizers.nesterov.decayed-velocity",
  meaning: "What friction leaves of the velocity",
  expression: "momentum * velocity",
  result: "decayedVelocity",
  inputs: ["momentum", "velocity"],
  source: sutskever("section 2, eq. 3"),
  sample: { velocity: -0.02 },
});

/** The parameter at which the gradient is taken. The velocity holds −η times a sum of gradients. */
export const lookAheadWeight = formula({
  id: "optimizers.nesterov.look-ahead",
  meaning: "Parameter at which the gradient is taken",
  expression: "weight + decayedVelocity",
  result: "lookAhead",
  inputs: ["weight", "decayedVelocity"],
  source: sutskever("section 2, eq. 3"),
});

/** Velocity in the form whose velocity is a step: the learning rate is in it. */
export const nesterovVelocity = formula({
  id: "optimizers.nesterov.velocity",
  meaning: "Velocity after the gradient at the look-ahead",
  expression: "decayedVelocity - learningRate * gradient",
  result: "velocityNext",
  inputs: ["decayedVelocity", "learningRate", "gradient"],
  source: sutskever("section 2, eq. 3"),
});

/** A step by the velocity. */
export const nesterovStep = formula({
  id: "optimizers.nesterov.weight",
  meaning: "Parameter after a step by the velocity",
  expression: "weight + velocityNext",
  result: "weightNext",
  inputs: ["weight", "velocityNext"],
  source: sutskever("section 2, eq. 4"),
  sample: { velocityNext: -0.023 },
});

/** The look-ahead for a velocity without the learning rate in it, as in the momentum rule above. */
export const lookAheadOfMomentum = formula({
  id: "optimizers.nesterov.look-ahead-of-momentum",
  meaning: "Parameter at which the gradient is taken, for a velocity that is a sum of gradients",
  expression: "weight - learningRate * momentum * velocity",
  result: "lookAhead",
  inputs: ["weight", "learningRate", "momentum", "velocity"],
  source: sutskever("section 2, eq. 3, with v/(−η) for v"),
});

/**
 * Iterations of gradient descent in units of those of heavy ball, each with its best constants, on a quadratic of
 * condition number κ. Near √κ for large κ.
 */
export const momentumGain = formula({
  id: "optimizers.momentum.gain",
  meaning: "Iterations without momentum in units of those with it, on a quadratic",
  expression:
    "log((sqrt(conditionNumber) + 1) / (sqrt(conditionNumber) - 1)) / log((conditionNumber + 1) / (conditionNumber - 1))",
  result: "iterationRatio",
  inputs: ["conditionNumber"],
  source: { source: sources.polyak1964, place: "section 2, rates (κ − 1)/(κ + 1) and (√κ − 1)/(√κ + 1)" },
});

const each = { weight: "element", gradient: "element" } as const;
const withVelocity = { ...each, velocity: "element" } as const;

/** 2 operations for each parameter. */
export const sgdRule = { changes: each, keeps: {}, steps: [gradientStep] } as const satisfies UpdateRule;

/** 4 operations for each parameter. */
export const momentumRule = {
  changes: withVelocity,
  keeps: { velocity: "velocityNext" },
  steps: [velocityUpdate, velocityStep],
} as const satisfies UpdateRule;

/** 5 operations for each parameter: what friction leaves of the velocity is worked out once and used twice. */
export const nesterovRule = {
  changes: withVelocity,
  keeps: { velocity: "velocityNext" },
  steps: [velocityDecay, lookAheadWeight, nesterovVelocity, nesterovStep],
} as const satisfies UpdateRule;

/** Formulas of this file, for the catalogue. */
export const sgdFormulas = [
  gradientStep,
  velocityUpdate,
  velocityStep,
  velocityDecay,
  lookAheadWeight,
  nesterovVelocity,
  nesterovStep,
  lookAheadOfMomentum,
  momentumGain,
] as const;
