// Lion: the sign of an interpolated gradient, with one kept value and decoupled decay.

import { sources } from "../sources/bibliography.js";
import type { UpdateRule } from "./update-rule.js";
import { formula } from "./vocabulary.js";

const chen = { source: sources.chen2023lion, place: "algorithm 2" };

/** Direction of the step: between the kept average and the gradient. */
export const lionInterpolation = formula({
  id: "optimizers.lion.direction",
  meaning: "Interpolation of the kept average and the gradient",
  expression: "firstMomentDecay * firstMoment + (1 - firstMomentDecay) * gradient",
  result: "lionDirection",
  inputs: ["firstMomentDecay", "firstMoment", "gradient"],
  conventions: ["constants-prepared"],
  source: chen,
});

/** The step: every parameter moves by the learning rate, whatever the size of its gradient. */
export const lionStep = formula({
  id: "optimizers.lion.weight",
  meaning: "Parameter after a step of Lion",
  expression: "weight - learningRate * (sign(lionDirection) + weightDecay * weight)",
  result: "weightNext",
  inputs: ["weight", "learningRate", "lionDirection", "weightDecay"],
  source: chen,
  sample: { learningRate: 1e-4, weightDecay: 0.1 },
});

/** The kept average, with a decay of its own. */
export const lionMoment = formula({
  id: "optimizers.lion.first-moment",
  meaning: "Kept average of gradients after a gradient",
  expression: "secondMomentDecay * firstMoment + (1 - secondMomentDecay) * gradient",
  result: "firstMomentNext",
  inputs: ["secondMomentDecay", "firstMoment", "gradient"],
  conventions: ["constants-prepared"],
  source: chen,
});

/** 11 operations for each parameter. */
export const lionRule = {
  changes: { weight: "element", gradient: "element", firstMoment: "element" },
  keeps: { firstMoment: "firstMomentNext" },
  steps: [lionInterpolation, lionStep, lionMoment],
} as const satisfies UpdateRule;

/** Formulas of this file, for the catalogue. */
export const lionFormulas = [lionInterpolation, lionStep, lionMoment] as const;
