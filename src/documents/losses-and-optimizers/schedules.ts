// Learning-rate schedules: what a rate costs, and how many steps each part takes.

import { claimsOf, type Example } from "../../examples/example.js";
import type { Quantity } from "../../numbers/quantity.js";
import {
  operationsOf,
  partOfSteps,
  rateFall,
  restOfSteps,
  scheduleProcedures,
  stepDecayRate,
  stepsSaved,
} from "../../training/index.js";
import { documents } from "../bibliography.js";

const claim = claimsOf({
  source: documents.lossesAndOptimizers,
  title: "Learning-rate schedules",
  question: "What does a schedule cost, and how many steps does it save?",
});

type Count = Quantity | number;
interface Decay {
  readonly highestRate: Count;
  readonly rateDecay: Count;
  readonly currentStep: Count;
  readonly decayInterval: Count;
}

/** The claims about schedules, in the order of the text. */
export const scheduleClaims: readonly Example[] = [
  claim({
    id: "lr-step-30-epochs",
    title: "Fall of the rate after 30 epochs",
    where: "reduce LR by 10× every 30 epochs (γ typically 0.1)",
    formula: (decay: Decay) =>
      rateFall({ highestRate: decay.highestRate, learningRate: stepDecayRate(decay) }),
    inputs: { highestRate: 0.1, rateDecay: 0.1, currentStep: 30, decayInterval: 30 },
    stated: { value: 10, digits: 2 },
    unit: "1",
    expect: { value: 10 },
  }),
  claim({
    id: "lr-cosine-cost",
    title: "Operations of a cosine rate",
    where: "1 cosine + 3 multiplications + 2 additions",
    formula: (_: object) => operationsOf(scheduleProcedures.cosine, "step", "operations of a cosine rate"),
    inputs: {},
    stated: { value: 6, digits: 1 },
    unit: "1",
    note: "π/T and the range of rates are the same at every step and are not counted; the halving is one of the products.",
    expect: { value: 6 },
  }),
  claim({
    id: "lr-warmup-extra-5pct",
    title: "Steps of a warm-up",
    where: "≈ 5% extra steps (typically 5–10 epochs out of 90+)",
    formula: partOfSteps,
    inputs: { stepsPart: 5, steps: 90 },
    stated: { value: 5, digits: 1 },
    unit: "%",
    cause:
      "5 to 10 epochs of 90 are {computed} to 11.1 %, and five percent lies below all of it: it needs 100 epochs and the shortest warm-up.",
    rightSays: "{correct} to 11.1 %",
    expect: { verdict: "inconsistent", value: 5.55555556 },
  }),
  claim({
    id: "lr-onecycle-phase2",
    title: "Second phase of one cycle",
    where: "Phase 2 (annealing, ~70% of training)",
    formula: restOfSteps,
    inputs: { cycleShare: 0.3 },
    stated: { value: 70, digits: 1 },
    unit: "%",
    expect: { value: 70 },
  }),
  claim({
    id: "lr-onecycle-3x",
    title: "Training operations saved by one cycle",
    where: "30 epochs instead of 90: the total training FLOPs are reduced by 3×",
    formula: stepsSaved,
    inputs: { steps: 90, stepsPart: 30 },
    stated: { value: 3, digits: 1 },
    unit: "1",
    note: "The text promises 5 to 10 times fewer steps one sentence before: see x-superconvergence.",
    expect: { value: 3 },
  }),
];
