// Learning-rate schedules: the rate at a step, as formulas and as one function over their parts.

import { FlopbookError } from "../ground/errors.js";
import type { Quantity } from "../numbers/quantity.js";
import { sources } from "../sources/bibliography.js";
import type { Procedure } from "./operation-count.js";
import { formula } from "./vocabulary.js";

const goyal = { source: sources.goyal2017, place: "section 2.2, gradual warm-up" };
const oneCycle = (place: string) => ({
  source: sources.pytorch,
  place: `torch.optim.lr_scheduler.OneCycleLR, ${place}`,
});
const smith = { source: sources.smith2019, place: "section 3" };

/** Step decay: divided by a constant every so many steps (or epochs: both in one unit). */
export const stepDecayRate = formula({
  id: "schedules.step",
  meaning: "Learning rate of a step decay",
  expression: "highestRate * rateDecay ^ floor(currentStep / decayInterval)",
  result: "learningRate",
  inputs: ["highestRate", "rateDecay", "currentStep", "decayInterval"],
  source: { source: sources.he2016, place: "section 3.4: divided by 10 at plateaus" },
});

/** Cosine annealing from the highest to the lowest rate. */
export const cosineRate = formula({
  id: "schedules.cosine",
  meaning: "Learning rate of a cosine annealing",
  expression: "lowestRate + (highestRate - lowestRate) * (1 + cos(currentStep * (pi / steps))) / 2",
  result: "learningRate",
  inputs: ["lowestRate", "highestRate", "steps", "currentStep"],
  conventions: ["constants-prepared"],
  source: { source: sources.loshchilov2017, place: "eq. 5" },
});

/** Linear warm-up from 0. */
export const warmupRate = formula({
  id: "schedules.warm-up",
  meaning: "Learning rate of a linear warm-up",
  expression: "(highestRate / warmupSteps) * currentStep",
  result: "learningRate",
  inputs: ["highestRate", "warmupSteps", "currentStep"],
  conventions: ["constants-prepared"],
  source: goyal,
  sample: { currentStep: 1000 },
});

/** First part of one cycle: linear from the lowest to the highest rate. */
export const cycleRiseRate = formula({
  id: "schedules.one-cycle.rise",
  meaning: "Learning rate while one cycle rises",
  expression: "lowestRate + ((highestRate - lowestRate) / (cycleShare * steps)) * currentStep",
  result: "learningRate",
  inputs: ["lowestRate", "highestRate", "cycleShare", "steps", "currentStep"],
  conventions: ["constants-prepared"],
  source: smith,
  sample: { currentStep: 5000 },
});

/** Second part: a cosine from the highest rate to a tenth of the lowest. */
export const cycleFallRate = formula({
  id: "schedules.one-cycle.fall",
  meaning: "Learning rate while one cycle falls",
  expression:
    "lowestRate / 10 + (highestRate - lowestRate / 10) * (1 + cos(pi * (currentStep - cycleShare * steps) / ((1 - cycleShare) * steps))) / 2",
  result: "learningRate",
  inputs: ["lowestRate", "highestRate", "currentStep", "cycleShare", "steps"],
  source: oneCycle("anneal_strategy cos, with a final_div_factor of 10"),
});

/** Linear scaling: twice the batch, twice the rate. */
export const scaledRate = formula({
  id: "schedules.linear-scaling",
  meaning: "Learning rate for a batch, from that of a reference batch",
  expression: "referenceRate * batch / referenceBatch",
  result: "learningRate",
  inputs: ["referenceRate", "batch", "referenceBatch"],
  source: { source: sources.goyal2017, place: "section 2.1, linear scaling rule" },
  sample: { batch: 1024 },
});

/** Part of all steps, such as that of a warm-up or of the rest. */
export const partOfSteps = formula({
  id: "schedules.part-of-steps",
  meaning: "Part of the steps of a run",
  expression: "stepsPart / steps",
  result: "stepShare",
  inputs: ["stepsPart", "steps"],
  source: oneCycle("pct_start"),
});

/** What is left of the steps after a part. */
export const restOfSteps = formula({
  id: "schedules.rest-of-steps",
  meaning: "Part of the steps that a first part leaves",
  expression: "1 - cycleShare",
  result: "stepShare",
  inputs: ["cycleShare"],
  source: oneCycle("pct_start: what it leaves of the cycle"),
});

/** Steps of a long schedule in units of those of a short one; operations of training are in the same ratio. */
export const stepsSaved = formula({
  id: "schedules.steps-saved",
  meaning: "Steps of a run in units of those of a shorter one",
  expression: "steps / stepsPart",
  result: "stepRatio",
  inputs: ["steps", "stepsPart"],
  source: { source: sources.smith2019, place: "abstract: training in fewer steps; the ratio taken here" },
});

/** How far a rate has fallen. */
export const rateFall = formula({
  id: "schedules.rate-fall",
  meaning: "Highest learning rate in units of the present one",
  expression: "highestRate / learningRate",
  result: "stepRatio",
  inputs: ["highestRate", "learningRate"],
  source: oneCycle("div_factor and final_div_factor: one rate over another"),
  sample: { learningRate: 0.001 },
});

/** A schedule and its constants; steps and epochs will do alike, all in one unit. */
export type Schedule =
  | { readonly kind: "step"; readonly rate: number; readonly decay: number; readonly interval: number }
  | { readonly kind: "cosine"; readonly rate: number; readonly lowest: number; readonly steps: number }
  | { readonly kind: "warm-up"; readonly steps: number; readonly rate: number; readonly then: Schedule }
  | {
      readonly kind: "one-cycle";
      readonly lowest: number;
      readonly highest: number;
      readonly steps: number;
      /** Part that rises; default 0.3. */
      readonly rise?: number;
    };

/**
 * The learning rate of a schedule at a step from 0. After a warm-up, the next schedule starts at its step 0.
 *
 * @example learningRateAt({ kind: "cosine", rate: 3e-4, lowest: 3e-5, steps: 1000 }, 500) // 1.65 × 10^−4
 */
export function learningRateAt(schedule: Schedule, currentStep: number): Quantity {
  switch (schedule.kind) {
    case "step": {
      const { rate: highestRate, decay: rateDecay, interval: decayInterval } = schedule;
      return stepDecayRate({ highestRate, rateDecay, decayInterval, currentStep });
    }
    case "cosine": {
      const { rate: highestRate, lowest: lowestRate, steps } = schedule;
      return cosineRate({ highestRate, lowestRate, steps, currentStep: within(schedule, currentStep) });
    }
    case "warm-up": {
      const { steps: warmupSteps, rate: highestRate, then } = schedule;
      if (currentStep >= warmupSteps) return learningRateAt(then, currentStep - warmupSteps);
      return warmupRate({ highestRate, warmupSteps, currentStep });
    }
    case "one-cycle": {
      const { lowest: lowestRate, highest: highestRate, steps, rise: cycleShare = 0.3 } = schedule;
      const part = currentStep < cycleShare * steps ? cycleRiseRate : cycleFallRate;
      return part({ lowestRate, highestRate, cycleShare, steps, currentStep: within(schedule, currentStep) });
    }
  }
}

function within(schedule: { readonly kind: string; readonly steps: number }, step: number): number {
  if (step >= 0 && step <= schedule.steps) return step;
  throw new FlopbookError(
    `schedules/${schedule.kind}: the step must be from 0 to ${schedule.steps}, got ${step}; give a step of the schedule`,
  );
}

/** What a new rate costs at each step: a handful of operations, for all parameters together. */
export const scheduleProcedures = {
  step: { changes: { currentStep: "step" }, steps: [stepDecayRate] },
  cosine: { changes: { currentStep: "step" }, steps: [cosineRate] },
  "warm-up": { changes: { currentStep: "step" }, steps: [warmupRate] },
} as const satisfies Readonly<Record<string, Procedure>>;

/** Formulas of this file, for the catalogue. */
export const scheduleFormulas = [
  stepDecayRate,
  cosineRate,
  warmupRate,
  cycleRiseRate,
  cycleFallRate,
  scaledRate,
  partOfSteps,
  restOfSteps,
  stepsSaved,
  rateFall,
] as const;
