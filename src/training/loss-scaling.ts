// Loss scaling for FP16: gradients are kept above the smallest number by a factor on the loss, fixed or adapted.

import { type Formula, operationCount } from "../formula/index.js";
import { given, type Quantity } from "../numbers/quantity.js";
import { sources } from "../sources/bibliography.js";
import { updateFlop } from "./update-rule.js";
import { formula } from "./vocabulary.js";

const micikevicius = { source: sources.micikevicius2018, place: "section 3.2, loss scaling" };
const tensorflow = { source: sources.tensorflowMixedPrecision, place: "loss scaling overview" };
const amp = { source: sources.pytorchAmp, place: "GradScaler" };

/** Gradient of the loss times its scale, as the backward pass computes it. */
export const scaledLossGradient = formula({
  id: "loss-scaling.scaled-gradient",
  meaning: "Gradient that the backward pass computes when the loss is multiplied by a scale",
  expression: "lossScale * gradient",
  result: "scaledLossGradient",
  inputs: ["lossScale", "gradient"],
  source: micikevicius,
});

/** The gradient again, before the update. */
export const unscaledGradient = formula({
  id: "loss-scaling.unscaled-gradient",
  meaning: "Gradient of the loss itself, unscaled before the update",
  expression: "scaledLossGradient / lossScale",
  result: "gradient",
  inputs: ["scaledLossGradient", "lossScale"],
  source: micikevicius,
});

/** Smallest gradient that a format does not lose under a scale. */
export const smallestGradient = formula({
  id: "loss-scaling.smallest-gradient",
  meaning: "Smallest gradient that is not lost when the loss is scaled",
  expression: "smallestNumber / lossScale",
  result: "smallestGradient",
  inputs: ["smallestNumber", "lossScale"],
  source: micikevicius,
});

/** Scale after a step whose gradients were infinite or no numbers; that step's update is skipped. */
export const scaleAfterOverflow = formula({
  id: "loss-scaling.after-overflow",
  meaning: "Loss scale after a step with infinite gradients; its update is skipped",
  expression: "scaleBackoff * lossScale",
  result: "lossScaleNext",
  inputs: ["scaleBackoff", "lossScale"],
  source: amp,
});

/** Scale after some number of good steps in a row. */
export const scaleAfterGoodSteps = formula({
  id: "loss-scaling.after-good-steps",
  meaning: "Loss scale after a run of steps without infinite gradients",
  expression: "scaleGrowth * lossScale",
  result: "lossScaleNext",
  inputs: ["scaleGrowth", "lossScale"],
  source: amp,
});

/** A fixed scale, and PyTorch's rule for an adapted one. Each number with its source. */
export const lossScaling = {
  static: { scale: 1024, source: tensorflow },
  dynamic: { scale: 65_536, growth: 2, backoff: 0.5, growthInterval: 2000, source: amp },
} as const;

/** What a network's loss scale is, and how many good steps it has had since it last changed. */
export interface LossScaleState {
  readonly scale: Quantity | number;
  readonly goodSteps: number;
}

/** The state after a step: halved after an overflow, doubled after 2000 good steps in a row, else as it was. */
export function lossScaleAfterStep(state: LossScaleState, overflow: boolean): LossScaleState {
  const { growth, backoff, growthInterval } = lossScaling.dynamic;
  const { scale: lossScale, goodSteps } = state;
  if (overflow) {
    const scaleBackoff = given(backoff, amp);
    return { scale: scaleAfterOverflow({ scaleBackoff, lossScale }), goodSteps: 0 };
  }
  if (goodSteps + 1 < growthInterval) return { scale: lossScale, goodSteps: goodSteps + 1 };
  const scaleGrowth = given(growth, amp);
  return { scale: scaleAfterGoodSteps({ scaleGrowth, lossScale }), goodSteps: 0 };
}

/** Operations as many as their words. */
const counted = (words: string): Quantity => given(operationCount(words), words);

/** Operations of loss scaling in a step: each gradient is compared with infinity and unscaled, and the loss is scaled. */
export function lossScalingFlop(parameters: Quantity | number): Quantity {
  return updateFlop({
    operationsPerParameter: counted("compare + multiply (each gradient by 1/S)"),
    parameters,
    operationsPerStep: counted("divide (1/S) + multiply (the loss by S)"),
  });
}

/** Formulas of this file. */
export const lossScalingFormulas: readonly Formula[] = [
  scaleAfterGoodSteps,
  scaleAfterOverflow,
  scaledLossGradient,
  smallestGradient,
  unscaledGradient,
];
