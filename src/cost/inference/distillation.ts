// What does distillation cost, and what does its loss compare? Teacher passes on top of training the student.
import { FlopbookError } from "../../ground/errors.js";
import { type Quantity, sum } from "../../numbers/quantity.js";
import { sources } from "../../sources/bibliography.js";
import { divergenceTerm, softened } from "../../training/divergence.js";
import { softmaxProbabilities } from "../../training/log-sum-exp.js";
import { formula } from "../vocabulary.js";

/** Training of a student with a teacher's outputs: forward passes of the teacher, training of the student. */
export const distillationFlop = formula({
  id: "distillation.training-flop",
  meaning: "Operations of distillation: forward passes of the teacher, training of the student",
  expression: "(teacherPasses * teacherForwardFlop + passesPerStep * forwardFlop * epochs) * samples",
  result: "trainingFlop",
  inputs: ["teacherPasses", "teacherForwardFlop", "forwardFlop", "epochs", "samples"],
  conventions: ["weight-update-left-out"],
  source: {
    source: sources.hinton2015,
    place: "section 2: training on a teacher's outputs; operations worked out here",
  },
});

/** What the teacher adds: little when its outputs are kept (one pass), much when it runs in every epoch. */
export const distillationOverhead = formula({
  id: "distillation.overhead",
  meaning: "Operations of the teacher in units of training the student",
  expression: "teacherPasses * teacherForwardFlop / (passesPerStep * forwardFlop * epochs)",
  result: "distillationOverhead",
  inputs: ["teacherPasses", "teacherForwardFlop", "forwardFlop", "epochs"],
  source: {
    source: sources.hinton2015,
    place: "section 2: training on a teacher's outputs; share worked out here",
  },
});

/** The loss of distillation; the square of the temperature keeps the size of the soft gradients. */
export const distillationLoss = formula({
  id: "distillation.loss",
  meaning: "Loss of distillation: true labels and softened outputs of the teacher, weighted",
  expression: "hardShare * hardLoss + (1 - hardShare) * distillationTemperature ^ 2 * divergence",
  result: "distillationLoss",
  inputs: ["hardShare", "hardLoss", "distillationTemperature", "divergence"],
  source: {
    source: sources.hinton2015,
    place: "section 2: weighted objectives, soft ones times the square of the temperature",
  },
});

/**
 * Softmax of outputs divided by a temperature, one probability a class. Errors on an empty list.
 *
 * @example softProbabilities([2, 1, 0], 2).map(({ text }) => text) // ["0.506", "0.307", "0.186"]
 */
export function softProbabilities(
  logits: readonly (Quantity | number)[],
  distillationTemperature: Quantity | number,
): readonly Quantity[] {
  return softmaxProbabilities(logits.map((logit) => softened({ logit, distillationTemperature })));
}

/**
 * Divergence D(first || second) in nats. Distillation trains the student towards the teacher by
 * D(teacher || student); the other direction is another loss. Errors on unlike numbers of classes.
 */
export function softDivergence(first: readonly Quantity[], second: readonly Quantity[]): Quantity {
  if (first.length !== second.length)
    throw new FlopbookError(
      `distillation: both distributions must have the same classes, got ${first.length} and ${second.length}; give one probability per class`,
    );
  const terms = first.flatMap((probability, k) => {
    const other = second[k];
    return other === undefined
      ? []
      : [divergenceTerm({ labelProbability: probability, modelProbability: other })];
  });
  return sum("divergence", terms, { symbolTex: "D_{\\mathrm{KL}}" });
}
