// The optimizer table of ResNet-50: its shares are of one image's backward pass, in multiply-accumulates.

import { backwardFlopOfForward, flopOfMac, optimizerMemory } from "../../cost/index.js";
import { claimsOf, type Example } from "../../examples/example.js";
import { forwardMac } from "../../models/operations.js";
import { resnet50 } from "../../models/vision/resnet.js";
import type { Quantity } from "../../numbers/quantity.js";
import type { Amount } from "../../numbers/units.js";
import { sources } from "../../sources/bibliography.js";
import {
  batchBackwardFlop,
  type OptimizerId,
  optimizerFlop,
  optimizers,
  updateShare,
} from "../../training/index.js";
import { documents } from "../bibliography.js";

const table = claimsOf({
  source: documents.lossesAndOptimizers,
  title: "Optimizers on ResNet-50",
  question: "What does the optimizer add to a training step of ResNet-50?",
});

type Count = Quantity | number;

const parameters = 25.6e6;
const perImage = (value: number): Amount => ({ value, unit: "FLOP/image" });
const he2016 = { source: sources.he2016, place: "Table 1, 3.8 × 10^9 FLOPs (multiply-adds)" };
/** What the text prints as MB. */
export const mib = "The printed MB are MiB: 25.6 million values of 4 bytes are 102.4 MB.";

let counted: Quantity | undefined;

/** Forward operations of one image, counted. */
export function countedForward(): Quantity {
  counted ??= flopOfMac({ forwardMac: forwardMac(resnet50({ version: "v1" })) });
  return counted;
}

/** Backward operations of one image: twice the forward ones. */
export const countedBackward = (): Quantity => backwardFlopOfForward({ forwardFlop: countedForward() });

/** Operations of an update in units of the backward pass of a batch. */
function shareOfBackward(id: OptimizerId) {
  return (run: {
    readonly parameters: Count;
    readonly backwardFlop: Quantity | Amount;
    readonly batch: Count;
  }): Quantity =>
    updateShare({
      flop: optimizerFlop(id, run.parameters),
      stepTrainingFlop: batchBackwardFlop({ backwardFlop: run.backwardFlop, batch: run.batch }),
    });
}

const shareCause =
  "Two slips: 7.6 G are multiply-accumulates, half of the operations, and one update serves a whole batch, not one image. At a batch of 32 the share is {correct}.";

const shares = [
  ["sgd", "sgd", "0.67%", 0.67, 2, 0.6736842105, 0.01036813825],
  ["momentum", "momentum", "1.35%", 1.35, 3, 1.347368421, 0.0207362765],
  ["adam", "adam", "4.72%", 4.72, 3, 4.715789526, 0.07257696856],
] as const;

const shareClaims = shares.map(([id, optimizer, where, value, digits, computed, correct]) =>
  table({
    id: `opt-resnet50-pct-${id}`,
    title: `One update of ${optimizers[id].name} beside the backward pass`,
    where: `% of Backprop FLOPs: ${where}`,
    formula: shareOfBackward(optimizer),
    inputs: { parameters, backwardFlop: perImage(7.6e9), batch: 1 },
    stated: { value, digits },
    unit: "%",
    corrected: { inputs: () => ({ backwardFlop: countedBackward(), batch: 32 }), source: he2016 },
    cause: shareCause,
    note: "The table states no batch; 32 is that of the text's memory example.",
    expect: { verdict: "wrong-premise", value: computed, correct },
  }),
);

const flops = [
  ["sgd", 51.2e6, 3, 51_200_000],
  ["momentum", 102.4e6, 4, 102_400_000],
  ["adam", 358.4e6, 4, 358_400_004],
] as const;

const flopClaims = flops.map(([id, value, digits, computed]) =>
  table({
    id: `opt-resnet50-flops-${id}`,
    title: `One update of ${optimizers[id].name}`,
    where: "Per-Step Optimizer FLOPs",
    formula: (run: { readonly parameters: Count }) => optimizerFlop(id, run.parameters),
    inputs: { parameters },
    stated: { value, digits },
    unit: "FLOP/step",
    expect: { value: computed },
  }),
);

const states = [
  ["opt-resnet50-mem-sgd", "What SGD keeps", 0, 0, 1, 0],
  ["opt-resnet50-mem-momentum", "What momentum keeps", 1, 97.7, 3, 97.65625],
  ["opt-resnet50-mem-adam", "What Adam keeps", 2, 195.3, 4, 195.3125],
  ["opt-resnet50-adam-195mb", "What Adam keeps, in the text", 2, 195, 3, 195.3125],
] as const;

const stateClaims = states.map(([id, title, optimizerValues, value, digits, computed]) =>
  table({
    id,
    title,
    where: `State Memory: ${value} MB`,
    formula: optimizerMemory,
    inputs: { optimizerValues, parameters },
    stated: { value, digits },
    unit: "MiB",
    ...(value === 0 ? {} : { note: mib }),
    expect: { value: computed },
  }),
);

const tableClaims: readonly Example[] = [
  table({
    id: "opt-resnet50-backward",
    title: "Backward operations of ResNet-50",
    where: "ResNet-50 backward pass: ~7.6G FLOPs",
    formula: backwardFlopOfForward,
    inputs: { forwardFlop: perImage(3.8e9) },
    stated: { value: 7.6e9, digits: 2 },
    unit: "FLOP/image",
    corrected: { formula: countedBackward, source: he2016 },
    cause:
      "Doubling is right, but the 3.8 G of the paper are multiply-accumulates, two operations each: the backward pass takes {correct}.",
    note: "Twice the forward pass; the first layer needs no input gradient, so 1.97 times is exact.",
    expect: { verdict: "wrong-premise", value: 7.6e9, correct: 15_431_892_992 },
  }),
  table({
    id: "opt-resnet50-unit-label",
    title: "Unit of the table",
    where: "97.7 MB",
    formula: optimizerMemory,
    inputs: { optimizerValues: 1, parameters },
    stated: { value: 97.7, digits: 3 },
    unit: "MB",
    cause: "97.7 are MiB, of 1,048,576 bytes. In MB the state is {computed}.",
    expect: { verdict: "inconsistent", value: 102.4 },
  }),
  table({
    id: "opt-resnet50-at-most-4p7",
    title: "The most that an optimizer adds",
    where: "adds at most 4.7% extra FLOPs",
    formula: shareOfBackward("adam"),
    inputs: { parameters, backwardFlop: perImage(7.6e9), batch: 1 },
    stated: { value: 4.7, digits: 2 },
    unit: "%",
    corrected: { inputs: () => ({ backwardFlop: countedBackward(), batch: 32 }), source: he2016 },
    cause: shareCause,
    note: "By its own count the text's AdamW, with 16P, would be 5.4 %.",
    expect: { verdict: "wrong-premise", value: 4.715789526, correct: 0.07257696856 },
  }),
];

/** The claims about ResNet-50, in the order of the text. */
export const resnet50OptimizerClaims: readonly Example[] = [
  ...stateClaims,
  ...flopClaims,
  ...shareClaims,
  ...tableClaims,
];
