// The summary of what each part of a training step takes: shares of its operations.

import { backwardFlopOfForward, flopShortfall } from "../../cost/index.js";
import { claimsOf, type Example } from "../../examples/example.js";
import { elementwiseFlop } from "../../layers/index.js";
import { backwardFlop, type Counting, forwardFlop } from "../../models/operations.js";
import { resnet50 } from "../../models/vision/resnet.js";
import { type Quantity, sum } from "../../numbers/quantity.js";
import type { Amount } from "../../numbers/units.js";
import { sources } from "../../sources/bibliography.js";
import {
  batchTrainingFlop,
  dropoutFlop,
  dropoutForwardWithRandom,
  logSoftmaxProcedure,
  lossForwardFlop,
  lossGradientFlop,
  optimizerFlop,
  penaltyFlop,
  procedureFlop,
  regularizers,
  updateShare,
} from "../../training/index.js";
import { documents } from "../bibliography.js";
import { layerProductFlop } from "./regularizers.js";
import { countedForward } from "./resnet50.js";

const claim = claimsOf({
  source: documents.lossesAndOptimizers,
  title: "Parts of a training step",
  question: "What does each part of a training step take of its operations?",
});

type Count = Quantity | number;
type FlopInput = Quantity | Amount;
interface Step {
  readonly forwardFlop: FlopInput;
  readonly batch: Count;
}

const perImage = (value: number): Amount => ({ value, unit: "FLOP/image" });
const counted = { forwardFlop: perImage(7_715_946_496), batch: 32 };
const oneImage = { ...counted, batch: 1 };
const resnet = "On ResNet-50 at a batch of 32.";
const he2016 = { source: sources.he2016, place: "Table 1, 3.8 × 10^9 FLOPs (multiply-adds)" };

/** A part of the operations of a training step. */
function shareOfStep(flop: FlopInput, { forwardFlop: forward, batch }: Step): Quantity {
  const stepTrainingFlop = batchTrainingFlop({ forwardFlop: forward, batch });
  return updateShare({ flop, stepTrainingFlop });
}

/** Log-softmax, loss and gradient with one true class for each sample. */
function classLossFlop(shape: { readonly batch: Count; readonly outputs: Count }): Quantity {
  return sum("operations of the loss", [
    procedureFlop(logSoftmaxProcedure, "output", shape),
    lossForwardFlop("cross-entropy", shape),
    lossGradientFlop("cross-entropy", shape),
  ]);
}

/** What normalising so many elements takes, as a share of the operations of a step. */
function normalisationShare(run: Step & { operationsPerElement: Count; elements: Count }): Quantity {
  const { operationsPerElement, elements, ...step } = run;
  return shareOfStep(elementwiseFlop({ operationsPerElement, elements }), step);
}

let whole: readonly [Quantity, Quantity] | undefined;

/** Operations of training ResNet-50 on one image, forward and backward: of its matrix products, and of everything. */
function matrixAndAll(): readonly [matrix: Quantity, all: Quantity] {
  if (whole === undefined) {
    const network = resnet50({ version: "v1" });
    const training = (counting: Counting) =>
      sum("operations, forward and backward", [
        forwardFlop(network, { counting }),
        backwardFlop(network, { counting }),
      ]);
    whole = [training("matrix"), training("all")];
  }
  return whole;
}

const passes: readonly Example[] = [
  claim({
    id: "sum-forward-33",
    title: "Share of the forward pass",
    where: "Forward pass: F, ~33%",
    formula: (step: Step) => shareOfStep(step.forwardFlop, step),
    inputs: oneImage,
    stated: { value: 33, digits: 2 },
    unit: "%",
    expect: { value: 33.33333333 },
  }),
  claim({
    id: "sum-backward-66",
    title: "Share of the backward pass",
    where: "Backward pass: ≈ 2F, ~66%",
    formula: (step: Step) => shareOfStep(backwardFlopOfForward({ forwardFlop: step.forwardFlop }), step),
    inputs: oneImage,
    stated: { value: 66, digits: 2 },
    unit: "%",
    cause: "Two thirds are {computed}: cut off instead of rounded. With 33 % the shares add up to 99 %.",
    expect: { verdict: "rounding", value: 66.66666667 },
  }),
  claim({
    id: "sum-backward-2f",
    title: "Backward pass in units of the forward pass",
    where: "Backward pass: ≈ 2F",
    formula: backwardFlopOfForward,
    inputs: { forwardFlop: perImage(1) },
    stated: { value: 2, digits: 1 },
    unit: "FLOP/image",
    note: "The first layer needs no input gradient: counted layer by layer it is 1.97 for ResNet-50.",
    expect: { value: 2 },
  }),
];

const additions: readonly Example[] = [
  claim({
    id: "sum-loss-pct",
    title: "Share of the loss",
    where: "Loss computation: O(BC), <0.01%",
    formula: ({ outputs, ...step }: Step & { outputs: Count }) =>
      shareOfStep(classLossFlop({ batch: step.batch, outputs }), step),
    inputs: { ...oneImage, outputs: 1000 },
    stated: { atMost: 0.01 },
    unit: "%",
    note: "Log-softmax, loss and gradient of one image of 1000 classes; the share does not depend on the batch.",
    expect: { value: 3.024903e-5, tolerance: 1e-5 },
  }),
  claim({
    id: "sum-sgd-pct",
    title: "Share of an update by SGD",
    where: "Optimizer (SGD): 2P, <1%",
    formula: ({ parameters, ...step }: Step & { parameters: Count }) =>
      shareOfStep(optimizerFlop("sgd", parameters), step),
    inputs: { ...counted, parameters: 25.6e6 },
    stated: { atMost: 1 },
    unit: "%",
    note: resnet,
    expect: { value: 0.0069120922 },
  }),
  claim({
    id: "sum-adam-pct",
    title: "Share of an update by Adam",
    where: "Optimizer (Adam): 14P, ~2–5%",
    formula: ({ parameters, ...step }: Step & { parameters: Count }) =>
      shareOfStep(optimizerFlop("adam", parameters), step),
    inputs: { forwardFlop: perImage(3.8e9), batch: 1, parameters: 25.6e6 },
    stated: { range: [2, 5] },
    unit: "%",
    corrected: { inputs: () => ({ forwardFlop: countedForward(), batch: 32 }), source: he2016 },
    cause:
      "The range holds for one image whose multiply-accumulates are taken for operations ({computed} on ResNet-50). One update serves a whole batch: at 32 images its share is {correct}.",
    note: "It would reach 2 % on ResNet-50 only below a batch of 1; language models with few tokens a step come nearer.",
    expect: { verdict: "wrong-premise", value: 3.143859684, correct: 0.04838464571 },
  }),
  claim({
    id: "sum-l2-pct",
    title: "Share of an L2 penalty",
    where: "L2 regularization: 2P, <0.5%",
    formula: ({ parameters, ...step }: Step & { parameters: Count }) =>
      shareOfStep(penaltyFlop(regularizers.l2.gradient, parameters), step),
    inputs: { ...counted, parameters: 25.6e6 },
    stated: { atMost: 0.5 },
    unit: "%",
    note: resnet,
    expect: { value: 0.0069120922 },
  }),
  claim({
    id: "sum-dropout-pct",
    title: "Share of dropout in its layer",
    where: "Dropout (per layer): ≈ 4Bn, <0.1%",
    formula: (shape: { batch: Count; outputs: Count }) =>
      updateShare({
        flop: dropoutFlop(dropoutForwardWithRandom, shape),
        stepTrainingFlop: layerProductFlop(shape),
      }),
    inputs: { batch: 32, outputs: 4096 },
    stated: { atMost: 0.1 },
    unit: "%",
    note: "2/n of the layer's product, forward: below 0.1 % for layers wider than 2000. A random number is taken as one operation.",
    expect: { value: 0.048828125 },
  }),
];

const largestNormalisation = 64 * 112 * 112;

const normalisation: readonly Example[] = (
  [
    // 7 × 802,816 and 10 × 802,816 over 3 × 7,715,946,496
    ["sum-bn-forward-pct", "forward", 7, [1, 2], 0.02427748, "0.320 %"],
    ["sum-bn-backward-pct", "backward", 10, [2, 3], 0.03468211, "0.457 %"],
  ] as const
).map(([id, pass, operationsPerElement, range, value, together]) =>
  claim({
    id,
    title: `Share of one batch normalisation, ${pass}`,
    where: `BatchNorm (per layer, ${pass}): ≈ ${operationsPerElement}Nd, ~${range.join("–")}%`,
    formula: normalisationShare,
    inputs: { ...oneImage, operationsPerElement, elements: largestNormalisation },
    stated: { range },
    unit: "%",
    cause: `The largest of ResNet-50's 53 normalisations takes {computed} of a training step, all of them together ${together}. The stated range is that of the text's example, which sets one against the convolution before it, four times too small.`,
    note: "The largest has 64 channels of 112 × 112, or 256 of 56 × 56: 802,816 elements; all together have 10,587,136.",
    expect: { verdict: "inconsistent", value, tolerance: 1e-5 },
  }),
);

const shares: readonly Example[] = [
  claim({
    id: "sum-main-95-98",
    title: "Share of matrix products and convolutions",
    where: "account for ~95–98% of total training FLOPs",
    formula: (_: object) => {
      const [flop, stepTrainingFlop] = matrixAndAll();
      return updateShare({ flop, stepTrainingFlop });
    },
    inputs: {},
    stated: { range: [95, 98] },
    unit: "%",
    cause:
      "Convolutions and the last layer are {computed} of what ResNet-50 takes forward and backward, above the range.",
    note: "Forward alone 98.8 %. Loss, regularizers and the update add too little to change it.",
    expect: { verdict: "inconsistent", value: 99.0870849 },
  }),
  claim({
    id: "sum-others-under-5",
    title: "Share of everything else",
    where: "All other components are collectively less than 5%",
    formula: (_: object) => {
      const [statedFlop, computedFlop] = matrixAndAll();
      return flopShortfall({ statedFlop, computedFlop });
    },
    inputs: {},
    stated: { atMost: 5, says: "less than 5 %" },
    unit: "%",
    note: "On ResNet-50, forward and backward.",
    expect: { value: 0.9129150881 },
  }),
];

/** The claims of the summary, in the order of the table. */
export const summaryClaims: readonly Example[] = [...passes, ...additions, ...normalisation, ...shares];
