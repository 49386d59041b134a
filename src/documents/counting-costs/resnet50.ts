// ResNet-50 on ImageNet. Its 3.8 G are multiply-accumulates, taken for operations.

import { flopOfMac, macOfFlop, trainingFlop, trainingTime } from "../../cost/index.js";
import { converted } from "../../examples/conversion.js";
import { claimsOf, type Example } from "../../examples/example.js";
import { forwardMac } from "../../models/operations.js";
import { resnet50 } from "../../models/vision/resnet.js";
import type { Quantity } from "../../numbers/quantity.js";
import { type Amount, exaflop, flop, teraflopPerSecond } from "../../numbers/units.js";
import { sources } from "../../sources/bibliography.js";
import { documents } from "../bibliography.js";

const claim = claimsOf({
  source: documents.countingCosts,
  title: "ResNet-50 on ImageNet",
  question: "How many operations does training ResNet-50 on ImageNet take, and how long is that on a V100?",
});

const he2016 = { source: sources.he2016, place: "Table 1, 3.8 × 10^9 FLOPs (multiply-adds)" };
const macForFlop =
  "The 3.8 G of the paper are multiply-accumulates, and by the text's own rule each of them is two operations.";
const perImage: Amount = { value: 3.8e9, unit: "FLOP/image" };
const run = { samples: 1.28e6, epochs: 90 };
const v100 = { peak: teraflopPerSecond(125), utilisation: 0.5 };

let counted: Quantity | undefined;

/** Multiply-accumulates of one image, counted from the network of the paper. */
function countedMac(): Quantity {
  counted ??= forwardMac(resnet50({ version: "v1" }));
  return counted;
}

const countedFlop = () => flopOfMac({ forwardMac: countedMac() });
const rightTotal = () => trainingFlop({ forwardFlop: countedFlop(), ...run });

/** The claims of the example, in the order of the text. */
export const resnet50Claims: readonly Example[] = [
  claim({
    id: "resnet50-forward-flops",
    title: "Forward operations of ResNet-50",
    where: "Forward FLOPs per image: 3.8G",
    formula: flopOfMac,
    inputs: () => ({ forwardMac: countedMac() }),
    stated: { value: 3.8e9, digits: 2 },
    unit: "FLOP/image",
    cause: `${macForFlop} Counted layer by layer, one image takes {computed}.`,
    expect: { verdict: "inconsistent", value: 7_715_946_496 },
  }),
  claim({
    id: "resnet50-forward-macs",
    title: "Forward multiply-accumulates of ResNet-50",
    where: "3.8G (≈ 1.9G MACs)",
    formula: macOfFlop,
    inputs: { forwardFlop: perImage },
    stated: { value: 1.9e9, digits: 2 },
    unit: "MAC/image",
    corrected: { inputs: () => ({ forwardFlop: countedFlop() }), source: he2016 },
    cause: "Halving is right for operations, but 3.8 G is already the count of multiply-accumulates.",
    expect: { verdict: "wrong-premise", value: 1.9e9, correct: 3_857_973_248 },
  }),
  claim({
    id: "resnet50-train-mantissa",
    title: "Digits of the product",
    where: "= 3 × 3.8 × 1.28 × 90 × 10^15 = 1.32 × 10^18",
    formula: trainingFlop,
    inputs: { forwardFlop: perImage, ...run },
    stated: { value: 1.32e18, digits: 3 },
    unit: "FLOP",
    cause: "3 × 3.8 × 1.28 × 90 is 1313.28, which rounds to 1.31 and not to 1.32.",
    expect: { verdict: "rounding", value: 1.31328e18 },
  }),
  claim({
    id: "resnet50-train-exponent",
    title: "Power of ten of the product",
    where: "10^9 × 10^6 = 10^15",
    formula: trainingFlop,
    inputs: { forwardFlop: { value: 1e9, unit: "FLOP/image" }, samples: 1e6, epochs: 1, passesPerStep: 1 },
    stated: { value: 1e15, digits: 1 },
    unit: "FLOP",
    expect: { value: 1e15 },
  }),
  claim({
    id: "resnet50-train-total",
    title: "Training compute of ResNet-50",
    where: "FLOPs_total = 1.32 × 10^18",
    formula: trainingFlop,
    inputs: { forwardFlop: perImage, ...run },
    stated: { value: 1.32e18, digits: 3 },
    unit: "FLOP",
    corrected: { inputs: () => ({ forwardFlop: countedFlop() }), source: he2016 },
    cause: `${macForFlop} Training takes {correct}, twice what is stated; the product itself gives {computed}.`,
    expect: { verdict: "wrong-premise", value: 1.31328e18, correct: 2.6666311090176e18 },
  }),
  claim({
    id: "resnet50-train-eflop-unit",
    title: "Training compute in EFLOP",
    where: "≈ 1.32 EFLOPs (exaFLOPs)",
    formula: converted,
    inputs: { amount: flop(1.32e18) },
    stated: { value: 1.32, digits: 3 },
    unit: "EFLOP",
    expect: { value: 1.32 },
  }),
  claim({
    id: "resnet50-train-seconds",
    title: "Training time of ResNet-50 on one V100",
    where: "t = 1.32 × 10^18 / (125 × 10^12 × 0.5) ≈ 21,100 seconds",
    formula: trainingTime,
    inputs: { trainingFlop: exaflop(1.32), devices: 1, ...v100 },
    stated: { value: 21_100, digits: 3 },
    unit: "s",
    corrected: { inputs: () => ({ trainingFlop: rightTotal() }), source: he2016 },
    cause: `The division is right. ${macForFlop} At the same utilisation the run takes {correct}.`,
    expect: { verdict: "wrong-premise", value: 21_120, correct: 42_666.0977442816 },
  }),
  claim({
    id: "resnet50-train-hours",
    title: "Training time of ResNet-50 on one V100, in hours",
    where: "≈ 21,100 seconds ≈ 5.9 hours",
    formula: trainingTime,
    inputs: { trainingFlop: exaflop(1.32), devices: 1, ...v100 },
    stated: { value: 5.9, digits: 2 },
    unit: "h",
    corrected: { inputs: () => ({ trainingFlop: rightTotal() }), source: he2016 },
    cause: `The conversion is right. ${macForFlop} At the same utilisation the run takes {correct}.`,
    expect: { verdict: "wrong-premise", value: 5.866666667, correct: 11.851693818 },
  }),
  claim({
    id: "resnet50-8xv100-consistency",
    title: "Training time of ResNet-50 on eight V100",
    where: "In practice, ~6–8 hours on 8× V100 with data parallelism, consistent with this estimate",
    formula: trainingTime,
    inputs: { trainingFlop: exaflop(1.32), devices: 8, ...v100 },
    stated: { range: [6, 8], digits: 1 },
    unit: "h",
    corrected: { inputs: () => ({ trainingFlop: rightTotal() }), source: he2016 },
    cause:
      "The hours of one card are compared with those of eight. At the 50 % of the estimate eight would need {computed}, or {correct} with operations counted twice as high. The hours of practice may well be right: they mean that 9 to 12 % of the peak is reached. Consistent with the estimate they are not.",
    rightSays: "6 to 8 h at 9 to 12 % of the peak",
    expect: { verdict: "inconsistent", value: 0.733333333, correct: 1.481461727 },
  }),
];
