// Losses: the gradients that it gives, worked out.

import { claimsOf, type Example } from "../../examples/example.js";
import type { Quantity } from "../../numbers/quantity.js";
import {
  crossEntropyGradient,
  huberOutside,
  lossElements,
  sigmoid,
  sigmoidSlope,
  softmaxProbabilities,
  squaredErrorGradient,
} from "../../training/index.js";
import { documents } from "../bibliography.js";

const claim = claimsOf({
  source: documents.lossesAndOptimizers,
  title: "Gradients of losses",
  question: "What is the gradient of the loss?",
});

type Count = Quantity | number;
type LogitName = "first" | "second" | "third";
interface Batch {
  readonly batch: Count;
}
interface Outputs extends Batch {
  readonly outputs: Count;
}

/** The claims about gradients, in the order of the text. */
export const lossGradientClaims: readonly Example[] = [
  claim({
    id: "loss-mse-gradient",
    title: "Gradient of the mean squared error",
    where: "∂L/∂ŷ = 2/(Bd) (ŷ − y)",
    question: "What is the gradient of the mean squared error?",
    formula: ({ batch, outputs, prediction, target }: Outputs & { prediction: Count; target: Count }) =>
      squaredErrorGradient({ elements: lossElements({ batch, outputs }), prediction, target }),
    inputs: { batch: 4, outputs: 6, prediction: 0.7, target: 0.2 },
    stated: {
      expression: "2/(B*d)*(yhat-y)",
      letters: { B: "batch", d: "outputs", yhat: "prediction", y: "target" },
    },
    unit: "1",
    expect: { value: 0.0416666667 },
  }),
  claim({
    id: "loss-bce-gradient",
    title: "Gradient of the binary cross-entropy",
    where: "∂L/∂z = (1/B)(ŷ − y), fused with sigmoid",
    question: "What is the gradient of the binary cross-entropy?",
    formula: ({ batch, logit, label }: Batch & { logit: Count; label: Count }) =>
      crossEntropyGradient({ batch, probability: sigmoid({ logit }), label }),
    inputs: { batch: 4, logit: 0.3, label: 1 },
    stated: { expression: "(1/(1+exp(-z))-y)/B", letters: { B: "batch", z: "logit", y: "label" } },
    unit: "1",
    expect: { value: -0.1063893708 },
  }),
  claim({
    id: "loss-ce-gradient",
    title: "Gradient of the cross-entropy",
    where: "∂L/∂z = (1/B)(ŷ − y), fused with softmax",
    question: "What is the gradient of the cross-entropy?",
    formula: ({ batch, first, second, third, label }: Batch & Record<LogitName, Count> & { label: Count }) =>
      crossEntropyGradient({ batch, probability: firstProbability([first, second, third]), label }),
    inputs: { batch: 4, first: 0.1, second: -0.4, third: 0.9, label: 1 },
    stated: {
      expression: "(exp(z0)/(exp(z0)+exp(z1)+exp(z2))-y0)/B",
      letters: { B: "batch", z0: "first", z1: "second", z2: "third", y0: "label" },
    },
    unit: "1",
    expect: { value: -0.1847611353 },
  }),
  claim({
    id: "loss-ce-gradient-wrong",
    title: "Gradient of the cross-entropy where the prediction is badly wrong",
    where: "∂L/∂z_k ≈ ŷ_k − 1 ≈ −1",
    question: "How strong is the gradient where the prediction is badly wrong?",
    formula: crossEntropyGradient,
    inputs: { batch: 1, probability: 1e-6, label: 1 },
    stated: { value: -1, digits: 1 },
    unit: "1",
    note: "Of one sample: the mean over a batch divides it by B.",
    expect: { value: -0.999999 },
  }),
  claim({
    id: "loss-mse-sigmoid-vanish",
    title: "Slope of the sigmoid where the prediction is badly wrong",
    where: "must pass through σ′(z_k), which is near zero when ŷ_k is near 0 or 1",
    question: "How strong is the gradient where the prediction is badly wrong?",
    formula: sigmoidSlope,
    inputs: { probability: 1e-6 },
    stated: { value: 0, digits: 3, says: "near zero" },
    unit: "1",
    note: "Near zero is read as below 0.005.",
    expect: { value: 9.99999e-7 },
  }),
  claim({
    id: "loss-huber-continuity",
    title: "Huber loss where its branches meet",
    where: "δ|y − ŷ| − ½δ² at |y − ŷ| = δ",
    question: "Do the branches of the Huber loss meet?",
    formula: ({ huberLimit }: { huberLimit: Count }) => huberOutside({ huberLimit, magnitude: huberLimit }),
    inputs: { huberLimit: 1.3 },
    stated: { expression: "delta^2/2", letters: { delta: "huberLimit" } },
    unit: "1",
    expect: { value: 0.845 },
  }),
];

function firstProbability(logits: readonly Count[]): Quantity {
  const [first] = softmaxProbabilities(logits);
  if (first === undefined) throw new RangeError("a softmax of no logits");
  return first;
}
