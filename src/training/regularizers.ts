// Regularizers: penalties on the parameters, decay, dropout and augmentation, and what each adds to a step.

import type { Citation } from "../ground/source.js";
import type { Quantity } from "../numbers/quantity.js";
import { sources } from "../sources/bibliography.js";
import { countedOperations, type Procedure, type Reduction } from "./operation-count.js";
import { updateFlopOfLines } from "./update-rule.js";
import { formula } from "./vocabulary.js";

const goodfellow = (place: string) => ({ source: sources.goodfellow2016, place });
const loshchilov = { source: sources.loshchilov2019, place: "section 2" };

/** One parameter's size, for the L1 penalty. */
export const absoluteTerm = formula({
  id: "regularizers.l1.term",
  meaning: "Size of one parameter",
  expression: "abs(weight)",
  result: "penaltyTerm",
  inputs: ["weight"],
  source: goodfellow("section 7.1.2"),
});

/** L1 penalty: λ Σ |θ|. */
export const l1Penalty = formula({
  id: "regularizers.l1.penalty",
  meaning: "L1 penalty from the sum of the parameters' sizes",
  expression: "weightDecay * penaltySum",
  result: "penalty",
  inputs: ["weightDecay", "penaltySum"],
  source: goodfellow("section 7.1.2"),
});

/** Gradient with the L1 penalty's part. */
export const l1Gradient = formula({
  id: "regularizers.l1.gradient",
  meaning: "Gradient of the loss with an L1 penalty",
  expression: "gradient + weightDecay * sign(weight)",
  result: "penalisedGradient",
  inputs: ["gradient", "weightDecay", "weight"],
  source: goodfellow("section 7.1.2"),
});

/** One parameter's square, for the L2 penalty. */
export const squareTerm = formula({
  id: "regularizers.l2.term",
  meaning: "Square of one parameter",
  expression: "weight ^ 2",
  result: "penaltyTerm",
  inputs: ["weight"],
  source: goodfellow("section 7.1.1"),
});

/** L2 penalty: (λ/2) Σ θ². */
export const l2Penalty = formula({
  id: "regularizers.l2.penalty",
  meaning: "L2 penalty from the sum of the parameters' squares",
  expression: "(weightDecay / 2) * penaltySum",
  result: "penalty",
  inputs: ["weightDecay", "penaltySum"],
  conventions: ["constants-prepared"],
  source: goodfellow("section 7.1.1"),
});

/** Gradient with the L2 penalty's part. */
export const l2Gradient = formula({
  id: "regularizers.l2.gradient",
  meaning: "Gradient of the loss with an L2 penalty",
  expression: "gradient + weightDecay * weight",
  result: "penalisedGradient",
  inputs: ["gradient", "weightDecay", "weight"],
  source: goodfellow("section 7.1.1"),
});

/** A step of gradient descent after which the parameter has decayed by the factor 1 − ηλ. */
export const decayedStep = formula({
  id: "regularizers.weight-decay.weight",
  meaning: "Parameter after a step of gradient descent with decay",
  expression: "weight * (1 - learningRate * weightDecay) - learningRate * gradient",
  result: "weightNext",
  inputs: ["weight", "learningRate", "weightDecay", "gradient"],
  conventions: ["constants-prepared"],
  source: loshchilov,
});

const sum: Reduction = {
  kind: "sum",
  of: "penaltyTerm",
  result: "penaltySum",
  over: "element",
  into: "step",
};
const weights = { weight: "element" } as const;
const gradients = { weight: "element", gradient: "element" } as const;

/** What a penalty adds to a step: `forward` to the loss, `gradient` to the backward pass or the update. */
export interface Regularizer {
  readonly name: string;
  readonly forward: Procedure | undefined;
  readonly gradient: Procedure;
  /** Values kept beside the parameters: none. */
  readonly extraValues: 0;
  readonly property: string;
  readonly source: Citation;
}

/** Penalties and decay by id. Dropout and augmentation work on activations and inputs: see below. */
export const regularizers = {
  l1: {
    name: "L1 penalty",
    forward: { changes: weights, steps: [absoluteTerm, sum, l1Penalty] },
    gradient: { changes: gradients, steps: [l1Gradient] },
    extraValues: 0,
    property: "drives parameters to exactly 0",
    source: goodfellow("section 7.1.2"),
  },
  l2: {
    name: "L2 penalty",
    forward: { changes: weights, steps: [squareTerm, sum, l2Penalty] },
    gradient: { changes: gradients, steps: [l2Gradient] },
    extraValues: 0,
    property: "equals decay in gradient descent, not in Adam",
    source: goodfellow("section 7.1.1"),
  },
  "weight-decay": {
    name: "Decoupled weight decay",
    forward: undefined,
    gradient: { changes: gradients, steps: [decayedStep] },
    extraValues: 0,
    property: "shrinks every parameter by the same factor",
    source: loshchilov,
  },
} as const satisfies Readonly<Record<string, Regularizer>>;

export type RegularizerId = keyof typeof regularizers;

/** Operations of a procedure over all parameters, for one step. */
export function penaltyFlop(procedure: Procedure, parameters: Quantity | number): Quantity {
  return updateFlopOfLines(countedOperations(procedure), parameters);
}

/** What data augmentation costs: nothing on the device while processors of the host do it. */
export const augmentation = {
  name: "Data augmentation",
  where: "in the host's data loader: flips, crops, colour, cutout",
  deviceOperations: 0,
  deviceBytes: 0,
  limit:
    "Nothing on the device only while the loader keeps up; mixup done there takes 3 operations per input element.",
  source: {
    source: sources.pytorch,
    place: "torch.utils.data.DataLoader, num_workers: processes of the host",
  },
} as const;

/** Mixup of two inputs: an interpolation of each element, 3 operations where it is done on the device. */
export const mixup = formula({
  id: "regularizers.mixup",
  meaning: "Element of an input mixed from two inputs",
  expression: "mixShare * mixFirst + (1 - mixShare) * mixSecond",
  result: "mixed",
  inputs: ["mixShare", "mixFirst", "mixSecond"],
  source: { source: sources.zhang2018mixup, place: "section 2" },
});

/** Formulas of this file, for the catalogue. */
export const penaltyFormulas = [
  absoluteTerm,
  l1Penalty,
  l1Gradient,
  squareTerm,
  l2Penalty,
  l2Gradient,
  decayedStep,
  mixup,
] as const;
