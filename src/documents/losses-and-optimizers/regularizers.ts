// Regularizers: what penalties, decay and dropout add to a step.

import { claimsOf, type Example } from "../../examples/example.js";
import { matmulMac, matrixFlop } from "../../layers/index.js";
import { given, type Quantity } from "../../numbers/quantity.js";
import {
  countedOperations,
  dropoutBackward,
  dropoutFlop,
  dropoutForward,
  dropoutForwardWithRandom,
  expectedActivation,
  gradientStep,
  l2Gradient,
  lossElements,
  lossFlop,
  operationsOfLines,
  penaltyFlop,
  regularizers,
  updateFlopOfLines,
  updateShare,
} from "../../training/index.js";
import { documents } from "../bibliography.js";

const document = {
  source: documents.lossesAndOptimizers,
  question: "What does the regularizer add to a step?",
};
const claim = claimsOf({ ...document, title: "Penalties and decay" });
const dropout = claimsOf({ ...document, title: "Dropout" });

type Count = Quantity | number;
interface Parameters {
  readonly parameters: Count;
}
type PenalisedStep = Readonly<Record<"weight" | "learningRate" | "weightDecay" | "gradient", Count>>;
interface Outputs {
  readonly batch: Count;
  readonly outputs: Count;
}

const hundred = { parameters: 100 };
const letterP = { P: "parameters" } as const;
const fiveByTen = { batch: 5, outputs: 10 };
const lettersBn = { B: "batch", n: "outputs" } as const;
const layer = { batch: 32, outputs: 4096 };

/** What decay adds to the operations of gradient descent: the product with 1 − ηλ. */
function decayFlop({ parameters }: Parameters): Quantity {
  const added = countedOperations(regularizers["weight-decay"].gradient).filter(
    ({ of }) => of === "weight * (1 - (learningRate * weightDecay))",
  );
  return updateFlopOfLines(added, parameters);
}

/** One row of the table of dropout. */
function dropoutRow(operation: string) {
  const lines = countedOperations(dropoutForwardWithRandom).filter((line) => line.operation === operation);
  return (shape: Outputs): Quantity =>
    lossFlop({
      operationsPerElement: operationsOfLines(lines, "element", "operations for each activation"),
      elements: lossElements(shape),
      operationsPerStep: operationsOfLines(lines, "step", "operations once a step"),
    });
}

/** The product of a layer as wide as it is long, over a batch. */
export function layerProductFlop({ batch, outputs }: Outputs): Quantity {
  const one = given(1, "one product for the whole batch");
  const mac = matmulMac({ batch: one, heads: one, rows: batch, innerDim: outputs, columns: outputs });
  return matrixFlop({ mac });
}

const randomAsOne =
  "A random number is taken as one of the four operations, as our layer counts; beside the random numbers it is 3Bn.";

const penaltyClaims: readonly Example[] = [
  claim({
    id: "reg-l1-forward",
    title: "L1 penalty, forward",
    where: "P (absolute values) + P (sum) = 2P",
    formula: ({ parameters }: Parameters) => penaltyFlop(regularizers.l1.forward, parameters),
    inputs: hundred,
    stated: { expression: "2*P", letters: letterP },
    unit: "FLOP/step",
    note: "Exact: the sum takes one addition fewer, the factor λ one product more.",
    expect: { value: 200 },
  }),
  claim({
    id: "reg-l1-gradient",
    title: "L1 penalty, gradient",
    where: "P (sign) + P (scale by λ) + P (add to gradient) = 3P",
    formula: ({ parameters }: Parameters) => penaltyFlop(regularizers.l1.gradient, parameters),
    inputs: hundred,
    stated: { expression: "3*P", letters: letterP },
    unit: "FLOP/step",
    expect: { value: 300 },
  }),
  claim({
    id: "reg-l2-gradient",
    title: "L2 penalty, gradient",
    where: "P (scale w by λ) + P (add to gradient) = 2P",
    formula: ({ parameters }: Parameters) => penaltyFlop(regularizers.l2.gradient, parameters),
    inputs: hundred,
    stated: { expression: "2*P", letters: letterP },
    unit: "FLOP/step",
    note: "The penalty itself takes 2P forward where the loss is printed; training needs its gradient only.",
    expect: { value: 200 },
  }),
  claim({
    id: "reg-weight-decay-flops",
    title: "Decay in gradient descent",
    where: "(1 − ηλ): P extra multiplications",
    formula: decayFlop,
    inputs: hundred,
    stated: { expression: "P", letters: letterP },
    unit: "FLOP/step",
    note: "1 − ηλ is worked out once.",
    expect: { value: 100 },
  }),
  claim({
    id: "reg-l2-weight-decay-equivalence",
    title: "L2 penalty and decay in gradient descent",
    where: "In SGD, L2 regularization is equivalent to weight decay: w ← w(1 − ηλ) − η ∂L/∂w",
    question: "Does gradient descent with an L2 penalty give the same step as decay?",
    formula: ({ weight, learningRate, weightDecay, gradient }: PenalisedStep) =>
      gradientStep({ weight, learningRate, gradient: l2Gradient({ gradient, weightDecay, weight }) }),
    inputs: { weight: 0.5, learningRate: 0.1, weightDecay: 0.01, gradient: 0.3 },
    stated: {
      expression: "w*(1-eta*lam)-eta*g",
      letters: { w: "weight", eta: "learningRate", lam: "weightDecay", g: "gradient" },
    },
    unit: "1",
    note: "Only there: Adam would divide λw by the root of the second moment.",
    expect: { value: 0.4695 },
  }),
];

const tableRows = [
  ["dropout-mask-rng", "Generate random mask", "random number"],
  ["dropout-mask-threshold", "Threshold to binary", "compare"],
  ["dropout-mask-multiply", "Multiply by mask", "multiply"],
  ["dropout-scale", "Scale by 1/(1-p)", "divide"],
] as const;

const rowClaims = tableRows.map(([id, row, operation]) =>
  dropout({
    id,
    title: `Dropout: ${row}`,
    where: `Dropout table, row ${row}`,
    formula: dropoutRow(operation),
    inputs: fiveByTen,
    stated: { expression: "B*n", letters: lettersBn },
    unit: "FLOP",
    ...(operation === "random number" ? { note: "Random numbers, each taken as one operation here." } : {}),
    expect: { value: 50 },
  }),
);

const dropoutClaims: readonly Example[] = [
  dropout({
    id: "dropout-total-4bn",
    title: "Dropout, forward",
    where: "≈ 4Bn FLOPs + RNG cost",
    formula: (shape: Outputs) => dropoutFlop(dropoutForward, shape),
    inputs: fiveByTen,
    stated: { expression: "4*B*n", letters: lettersBn },
    unit: "FLOP",
    cause:
      "One of the four rows is the random numbers, and “+ RNG cost” adds them again. Beside them threshold, mask and scale take 3Bn, {computed} here; with each taken as one operation 4Bn is the whole of it, as the text's example and our layer have it.",
    rightSays: "3Bn and the random numbers ({correct}), or 4Bn with them",
    expect: { verdict: "inconsistent", value: 150 },
  }),
  dropout({
    id: "dropout-inverted-expectation",
    title: "Mean of an activation after inverted dropout",
    where: "ã = a · mask / (1 − p); during inference no scaling needed",
    question: "Does dropout leave the mean of an activation as it is?",
    formula: expectedActivation,
    inputs: { dropoutRate: 0.2, activation: 1.7 },
    stated: { expression: "a", letters: { a: "activation" } },
    unit: "1",
    expect: { value: 1.7 },
  }),
  dropout({
    id: "dropout-mask-memory",
    title: "Values of a dropout mask",
    where: "Extra memory (training): Bn values for the binary mask",
    question: "How much does dropout keep for the backward pass?",
    formula: lossElements,
    inputs: fiveByTen,
    stated: { expression: "B*n", letters: lettersBn },
    unit: "element",
    note: "In bytes the texts disagree: see x-dropout-mask.",
    expect: { value: 50 },
  }),
  dropout({
    id: "dropout-backward-2bn",
    title: "Dropout, backward",
    where: "same element-wise operation, 2Bn FLOPs",
    formula: (shape: Outputs) => dropoutFlop(dropoutBackward, shape),
    inputs: fiveByTen,
    stated: { expression: "2*B*n", letters: lettersBn },
    unit: "FLOP",
    note: "Bn where the mask is kept with its scale.",
    expect: { value: 100 },
  }),
  dropout({
    id: "dropout-example-flops",
    title: "Dropout of a layer of 4096",
    where: "4 × 32 × 4096 = 524,288 FLOPs",
    formula: (shape: Outputs) => dropoutFlop(dropoutForwardWithRandom, shape),
    inputs: layer,
    stated: { value: 524_288, digits: 6 },
    unit: "FLOP",
    note: randomAsOne,
    expect: { value: 524_288 },
  }),
  dropout({
    id: "dropout-example-matmul",
    title: "Product of the same layer",
    where: "2 × 32 × 4096 × 4096 = 1.07G FLOPs",
    formula: layerProductFlop,
    inputs: layer,
    stated: { value: 1.07e9, digits: 3 },
    unit: "FLOP",
    expect: { value: 1_073_741_824 },
  }),
  dropout({
    id: "dropout-example-overhead",
    title: "Dropout beside the product",
    where: "Dropout overhead: 0.05%",
    formula: (shape: Outputs) =>
      updateShare({
        flop: dropoutFlop(dropoutForwardWithRandom, shape),
        stepTrainingFlop: layerProductFlop(shape),
      }),
    inputs: layer,
    stated: { value: 0.05, digits: 1 },
    unit: "%",
    note: `${randomAsOne} The share is 2/n, whatever the batch.`,
    expect: { value: 0.048828125 },
  }),
];

/** The claims about regularizers, in the order of the text. */
export const regularizerClaims: readonly Example[] = [...penaltyClaims, ...rowClaims, ...dropoutClaims];
