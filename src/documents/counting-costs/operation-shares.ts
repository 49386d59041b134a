// Which operations a convolutional network spends its work on, and what the backward pass costs.

import { classShare, countedBackwardRatio, passesPerStep } from "../../cost/index.js";
import { claimsOf, type Example } from "../../examples/example.js";
import {
  elementwiseFlop,
  inputGradientProduct,
  layerGraph,
  linearMac,
  matrixFlop,
  type OperationClass,
  softmax,
  weightGradientProduct,
} from "../../layers/index.js";
import {
  byOperationClass,
  forwardFlop,
  forwardMac,
  inputGradientMac,
  weightGradientMac,
} from "../../models/operations.js";
import { resnet50 } from "../../models/vision/resnet.js";
import { given, type Quantity, sum } from "../../numbers/quantity.js";
import { documents } from "../bibliography.js";

const claim = claimsOf({
  source: documents.countingCosts,
  title: "Operations of a network by type",
  question: "Which share of the forward operations of ResNet-50 falls to each type?",
});

type Count = Quantity | number;

const network = once(() => resnet50({ version: "v1" }));
const classes = once(() => byOperationClass(network()));

/** Softmax over 1000 classes and the cross-entropy of one sample. */
const softmaxAndLoss = once(() =>
  sum("softmax and loss", [
    forwardFlop(layerGraph(softmax({ input: [1, 1000] })), { counting: "all" }),
    elementwiseFlop({
      operationsPerElement: given(2, "cross-entropy of one label: logarithm, negation"),
      elements: given(1, "one sample", { unit: "element" }),
    }),
  ]),
);

const everything = once(() => sum("all forward operations", [...classes().values(), softmaxAndLoss()]));

const backwardCounts = once(() => ({
  weightGradientMac: weightGradientMac(network()),
  inputGradientMac: inputGradientMac(network()),
  mac: forwardMac(network()),
}));

const share = (operationClass: OperationClass) => () => ({
  classFlop: classes().get(operationClass) ?? given({ value: 0, unit: "FLOP" }, "none of this class"),
  flop: everything(),
});

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

interface LinearShape {
  readonly rows: Count;
  readonly inputFeatures: Count;
  readonly outputFeatures: Count;
}

const forwardProduct = (shape: LinearShape) => matrixFlop({ mac: linearMac(shape) });
const weightGradient = (shape: LinearShape) =>
  matrixFlop({ mac: weightGradientProduct({ mac: linearMac(shape) }) });
const inputGradient = (shape: LinearShape) =>
  matrixFlop({ mac: inputGradientProduct({ mac: linearMac(shape) }) });

const product = {
  inputs: { rows: 3, inputFeatures: 4, outputFeatures: 5 },
  stated: {
    expression: "2*m*n_in*n_out",
    letters: { m: "rows", n_in: "inputFeatures", n_out: "outputFeatures" },
  },
  unit: "FLOP",
  expect: { value: 120 },
} as const;

/** The claims of the table of operation types and of the backward pass. */
export const operationShareClaims: readonly Example[] = [
  claim({
    id: "dist-matmul",
    title: "Matrix products and convolutions",
    where: "Operation table, Matrix Multiplication (Conv + FC): 90–99%",
    formula: classShare,
    inputs: share("matrix"),
    stated: { range: [90, 99], digits: 2 },
    unit: "%",
    expect: { value: 98.84168 },
  }),
  claim({
    id: "dist-normalization",
    title: "Normalisation",
    where: "Operation table, Normalization: 1–5%",
    formula: classShare,
    inputs: share("normalisation"),
    stated: { range: [1, 5], digits: 1 },
    unit: "%",
    cause:
      "ResNet-50 spends {computed} on batch normalisation, just below the range and 1 % when rounded as the text does.",
    note: "With 7 operations for each element, in training.",
    expect: { verdict: "rounding", value: 0.94935245 },
  }),
  claim({
    id: "dist-activation",
    title: "Activation functions",
    where: "Operation table, Activation Functions: 0.1–1%",
    formula: classShare,
    inputs: share("activation"),
    stated: { range: [0.1, 1], digits: 1 },
    unit: "%",
    expect: { value: 0.116339 },
  }),
  claim({
    id: "dist-pooling",
    title: "Pooling",
    where: "Operation table, Pooling: 0.1–0.5%",
    formula: classShare,
    inputs: share("pooling"),
    stated: { range: [0.1, 0.5], digits: 1 },
    unit: "%",
    cause:
      "ResNet-50 pools twice, which takes {computed}; VGG-16, AlexNet and MobileNetV2 stay at 0.05 % and below too. Only networks that pool in every block, such as GoogLeNet, reach the stated range.",
    expect: { verdict: "inconsistent", value: 0.021853746 },
  }),
  claim({
    id: "dist-residual",
    title: "Residual additions",
    where: "Operation table, Residual Connections: 0.01–0.1%",
    formula: classShare,
    inputs: share("residual"),
    stated: { range: [0.01, 0.1], digits: 1 },
    unit: "%",
    expect: { value: 0.0707033 },
  }),
  claim({
    id: "dist-softmax-loss",
    title: "Softmax and loss",
    where: "Operation table, Softmax + Loss: <0.01%",
    formula: classShare,
    inputs: () => ({ classFlop: softmaxAndLoss(), flop: everything() }),
    stated: { atMost: 0.01, says: "< 0.01 %" },
    unit: "%",
    expect: { value: 6.40759e-5 },
  }),
  claim({
    id: "bwd-forward-matmul",
    title: "Forward product of a linear layer",
    where: "Forward: 1 matmul → 2 m n_in n_out",
    question: "How many operations do the products of a linear layer take, forward and backward?",
    formula: forwardProduct,
    ...product,
  }),
  claim({
    id: "bwd-weight-grad",
    title: "Gradient of the weights",
    where: "Backward (weight gradient): 1 matmul → same order FLOPs",
    question: "How many operations do the products of a linear layer take, forward and backward?",
    formula: weightGradient,
    ...product,
    note: "The same number, not only the same order: the three sizes are the same.",
  }),
  claim({
    id: "bwd-input-grad",
    title: "Gradient of the input",
    where: "Backward (input gradient): 1 matmul → same order FLOPs",
    question: "How many operations do the products of a linear layer take, forward and backward?",
    formula: inputGradient,
    ...product,
    note: "The same number; the first layer of a network does without, because data need no gradient.",
  }),
  claim({
    id: "bwd-ratio-2",
    title: "Backward pass in units of the forward pass",
    where: "boxed: FLOPs_backward ≈ 2 × FLOPs_forward",
    question: "What does the backward pass cost, compared with the forward pass?",
    formula: countedBackwardRatio,
    inputs: backwardCounts,
    stated: { value: 2, digits: 1 },
    unit: "1",
    note: "Counted for ResNet-50, whose first convolution (3.1 % of the work) has no input gradient. Optimizer not included.",
    expect: { value: 1.96941037 },
  }),
  claim({
    id: "bwd-step-3f",
    title: "Training step in units of the forward pass",
    where: "boxed: FLOPs_training step ≈ 3 × FLOPs_forward",
    question: "What does a training step cost, compared with the forward pass?",
    formula: passesPerStep,
    inputs: { gradientPasses: 2 },
    stated: { value: 3, digits: 1 },
    unit: "1",
    expect: { value: 3 },
  }),
];
