// Losses: their gradients, and the operations of each row of its tables counted over the formulas.

import { claimsOf, type Example } from "../../examples/example.js";
import type { Quantity } from "../../numbers/quantity.js";
import {
  countedOperations,
  hingeTerms,
  huberTerms,
  type LossId,
  logSumExpProcedure,
  lossElements,
  losses,
  lossFlop,
  lossForwardFlop,
  lossGradientFlop,
  operationsOfLines,
  procedureFlop,
} from "../../training/index.js";
import { documents } from "../bibliography.js";

const claim = claimsOf({
  source: documents.lossesAndOptimizers,
  title: "Losses",
  question: "How many operations do a loss and its gradient take?",
});

type Count = Quantity | number;
interface Batch {
  readonly batch: Count;
}
interface Outputs extends Batch {
  readonly outputs: Count;
}

const four = { batch: 4 };
const fourBySix = { batch: 4, outputs: 6 };
const letterB = { B: "batch" } as const;
const lettersBd = { B: "batch", d: "outputs" } as const;
const lettersBC = { B: "batch", C: "outputs" } as const;

const forward = (id: LossId) => (shape: Outputs) => lossForwardFlop(id, shape);
const gradient = (id: LossId) => (shape: Outputs) => lossGradientFlop(id, shape);
const forwardOfBatch = (id: LossId) => (shape: Batch) => lossForwardFlop(id, shape);
const gradientOfBatch = (id: LossId) => (shape: Batch) => lossGradientFlop(id, shape);

/** One row of the table of the mean squared error. */
function squaredErrorRow(operation: string) {
  const lines = countedOperations(losses["mean-squared-error"].forward).filter(
    (line) => line.operation === operation,
  );
  return (shape: Outputs): Quantity =>
    lossFlop({
      operationsPerElement: operationsOfLines(lines, "element", "operations for each element"),
      elements: lossElements(shape),
      operationsPerStep: operationsOfLines(lines, "step", "operations once a step"),
    });
}

const scaling =
  "For the mean squared error, whose gradient has the same form, the text counts both operations. Its count here holds where 1/B is folded into the learning rate.";

/** The claims about losses, in the order of the text. */
export const lossClaims: readonly Example[] = [
  claim({
    id: "loss-mse-diff",
    title: "Mean squared error: differences",
    where: "Difference: Bd subtractions",
    formula: squaredErrorRow("subtract"),
    inputs: fourBySix,
    stated: { expression: "B*d", letters: lettersBd },
    unit: "FLOP",
    expect: { value: 24 },
  }),
  claim({
    id: "loss-mse-square",
    title: "Mean squared error: squares",
    where: "Square: Bd multiplications",
    formula: squaredErrorRow("square"),
    inputs: fourBySix,
    stated: { expression: "B*d", letters: lettersBd },
    unit: "FLOP",
    expect: { value: 24 },
  }),
  claim({
    id: "loss-mse-sum",
    title: "Mean squared error: sum",
    where: "Sum over d and B: Bd − 1 additions",
    formula: squaredErrorRow("add"),
    inputs: fourBySix,
    stated: { expression: "B*d-1", letters: lettersBd },
    unit: "FLOP",
    expect: { value: 23 },
  }),
  claim({
    id: "loss-mse-forward",
    title: "Mean squared error, forward",
    where: "Total forward ≈ 3Bd FLOPs",
    formula: forward("mean-squared-error"),
    inputs: fourBySix,
    stated: { expression: "3*B*d", letters: lettersBd },
    unit: "FLOP",
    note: "Exact: the sum takes one addition fewer, the mean one division more.",
    expect: { value: 72 },
  }),
  claim({
    id: "loss-mse-gradient-flops",
    title: "Mean squared error, gradient",
    where: "Bd subtractions + Bd multiplications = 2Bd FLOPs",
    formula: gradient("mean-squared-error"),
    inputs: fourBySix,
    stated: { expression: "2*B*d", letters: lettersBd },
    unit: "FLOP",
    note: "The factor 2/(Bd) is the same at every step and is not counted.",
    expect: { value: 48 },
  }),
  claim({
    id: "loss-bce-forward",
    title: "Binary cross-entropy, forward",
    where: "≈ 4B (2 logs, 2 mults, sum)",
    formula: forwardOfBatch("binary-cross-entropy"),
    inputs: four,
    stated: { expression: "4*B", letters: letterB },
    unit: "FLOP",
    cause:
      "Two logarithms, two products and the sum are already five for each sample; 1 − y, 1 − ŷ and the addition of both terms make eight, {computed} here.",
    note: "From probabilities. With labels of exactly 0 or 1 one of the two terms could be skipped.",
    expect: { verdict: "inconsistent", value: 32 },
  }),
  claim({
    id: "loss-bce-gradient-flops",
    title: "Binary cross-entropy, gradient",
    where: "Gradient FLOPs: B (subtraction)",
    formula: gradientOfBatch("binary-cross-entropy"),
    inputs: four,
    stated: { expression: "B", letters: letterB },
    unit: "FLOP",
    cause: "The gradient (1/B)(ŷ − y) takes a subtraction and a multiplication, 2B and not B.",
    note: scaling,
    expect: { verdict: "inconsistent", value: 8 },
  }),
  claim({
    id: "loss-ce-onehot-forward",
    title: "Cross-entropy with one true class, forward",
    where: "≈ 2B (1 log per sample + sum)",
    formula: forwardOfBatch("cross-entropy"),
    inputs: four,
    stated: { expression: "2*B", letters: letterB },
    unit: "FLOP",
    note: "From probabilities: the softmax before it is counted as a layer.",
    expect: { value: 8 },
  }),
  claim({
    id: "loss-ce-onehot-gradient",
    title: "Cross-entropy with one true class, gradient",
    where: "Gradient FLOPs: BC (subtraction)",
    formula: gradient("cross-entropy"),
    inputs: fourBySix,
    stated: { expression: "B*C", letters: lettersBC },
    unit: "FLOP",
    cause: "The gradient (1/B)(ŷ − y) takes a subtraction and a multiplication, 2BC and not BC.",
    note: `${scaling} With one true class B subtractions do, and B + BC in all.`,
    expect: { verdict: "inconsistent", value: 48 },
  }),
  claim({
    id: "loss-ce-soft-forward",
    title: "Cross-entropy with soft labels, forward",
    where: "≈ 3BC (C logs per sample)",
    formula: forward("cross-entropy-soft"),
    inputs: fourBySix,
    stated: { expression: "3*B*C", letters: lettersBC },
    unit: "FLOP",
    expect: { value: 72 },
  }),
  claim({
    id: "loss-ce-soft-gradient",
    title: "Cross-entropy with soft labels, gradient",
    where: "Gradient FLOPs: BC (subtraction)",
    formula: gradient("cross-entropy-soft"),
    inputs: fourBySix,
    stated: { expression: "B*C", letters: lettersBC },
    unit: "FLOP",
    cause: "The gradient (1/B)(ŷ − y) takes a subtraction and a multiplication, 2BC and not BC.",
    note: scaling,
    expect: { verdict: "inconsistent", value: 48 },
  }),
  claim({
    id: "loss-logsumexp-3c",
    title: "Log-sum-exp of a sample",
    where: "≈ 3C FLOPs per sample (max + shift + sum of exp + log)",
    formula: (shape: Outputs) => procedureFlop(logSumExpProcedure, "output", shape),
    inputs: { batch: 1, outputs: 10 },
    stated: { expression: "3*C", letters: { C: "outputs" } },
    unit: "FLOP",
    cause:
      "Maximum, shift, exponentials and their sum are C operations each: with the logarithm 4C, {computed} here. The exponentials were left out.",
    note: "C − 1 + C + C + C − 1 + 1 + 1: the last adds the maximum back. The log-softmax of every class takes C more.",
    expect: { verdict: "inconsistent", value: 40 },
  }),
  claim({
    id: "loss-hinge",
    title: "Hinge loss, forward",
    where: "3B (mult, sub, max)",
    formula: ({ batch }: Batch) => procedureFlop(hingeTerms, "sample", { batch }),
    inputs: four,
    stated: { expression: "3*B", letters: letterB },
    unit: "FLOP",
    note: "Of the printed formula, which has no mean; the mean over the batch takes B more.",
    expect: { value: 12 },
  }),
  claim({
    id: "loss-huber",
    title: "Huber loss, forward",
    where: "≈ 4Bd",
    formula: (shape: Outputs) => procedureFlop(huberTerms, "output", shape),
    inputs: fourBySix,
    stated: { expression: "4*B*d", letters: lettersBd },
    unit: "FLOP",
    cause:
      "By either branch of the printed formula an element takes five operations: difference, absolute value, comparison, and two more. That is 5Bd, {computed} here.",
    note: "Without the mean, which the printed formula does not have and which would take Bd more.",
    expect: { verdict: "inconsistent", value: 120 },
  }),
  claim({
    id: "loss-focal",
    title: "Focal loss, forward",
    where: "≈ 6BC",
    formula: forward("focal"),
    inputs: fourBySix,
    stated: { expression: "6*B*C", letters: lettersBC },
    unit: "FLOP",
    note: "With a sigmoid for each class, as in detection. With a softmax only the true class counts: 6B.",
    expect: { value: 144 },
  }),
  claim({
    id: "loss-kl",
    title: "Kullback-Leibler divergence, forward",
    where: "∑ p(x) log(p(x)/q(x)): ≈ 5BC",
    formula: forward("kl-divergence"),
    inputs: fourBySix,
    stated: { expression: "5*B*C", letters: lettersBC },
    unit: "FLOP",
    cause:
      "The printed formula takes a division, a logarithm, a product and an addition: 4BC, {computed} here. Five belong to the form p (log p − log q).",
    expect: { verdict: "inconsistent", value: 96 },
  }),
];
