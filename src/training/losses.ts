// Losses by explicit list, and what one costs over a batch.
import { FlopbookError, suggestion } from "../ground/errors.js";
import type { Quantity } from "../numbers/quantity.js";
import {
  binaryCrossEntropy,
  binaryCrossEntropyOfLogits,
  crossEntropy,
  softCrossEntropy,
} from "./cross-entropy.js";
import { distillation, divergence, divergenceOfLogs } from "./divergence.js";
import { focal } from "./focal.js";
import { hinge } from "./hinge.js";
import { huber } from "./huber.js";
import { type BatchShape, type Loss, procedureFlop } from "./loss.js";
import { type CountedOperation, countedOperations } from "./operation-count.js";
import { meanSquaredError } from "./squared-error.js";

/** Losses by id. */
export const losses = {
  "mean-squared-error": meanSquaredError,
  "binary-cross-entropy": binaryCrossEntropy,
  "binary-cross-entropy-of-logits": binaryCrossEntropyOfLogits,
  "cross-entropy": crossEntropy,
  "cross-entropy-soft": softCrossEntropy,
  hinge,
  huber,
  focal,
  "kl-divergence": divergence,
  "kl-divergence-of-logarithms": divergenceOfLogs,
  distillation,
} as const satisfies Readonly<Record<string, Loss>>;

export type LossId = keyof typeof losses;

/** A loss by id. Errors on an unknown name, with the nearest. */
export function lossOf(id: LossId): Loss {
  if (Object.hasOwn(losses, id)) return losses[id];
  const known = Object.keys(losses);
  throw new FlopbookError(
    `losses: unknown loss, got "${String(id)}"${suggestion(String(id), known)}; known are ${known.join(", ")}`,
  );
}

/** Forward operations of a loss over a batch, from what it takes in; sigmoid or softmax before it not counted. */
export function lossForwardFlop(id: LossId, shape: BatchShape): Quantity {
  const { forward, terms } = lossOf(id);
  return procedureFlop(forward, terms, shape);
}

/** Operations of its gradient with respect to predictions or logits, over a batch. */
export function lossGradientFlop(id: LossId, shape: BatchShape): Quantity {
  const { gradient, gradientTerms } = lossOf(id);
  return procedureFlop(gradient, gradientTerms, shape);
}

/** The itemised operations of a loss, forward or for its gradient. */
export function lossOperations(id: LossId, pass: "forward" | "gradient"): readonly CountedOperation[] {
  return countedOperations(lossOf(id)[pass]);
}
