// Conflicts between the texts about latency, quantization and scaling laws: both sides, and which one is used here.

import {
  overlappedLatency,
  roundTripWithIntegerZero,
  roundTripWithRealZero,
  sequentialLatency,
} from "../../cost/inference/index.js";
import { claimsOf, type Example } from "../../examples/example.js";
import { given, type Quantity } from "../../numbers/quantity.js";
import { flop, seconds } from "../../numbers/units.js";
import { optimalGrowth, optimalParameters, parametersWithoutRatio } from "../../scaling/index.js";
import { sources } from "../../sources/bibliography.js";
import { documents } from "../bibliography.js";
import { withSides } from "./sides.js";

const latency = claimsOf({
  source: documents.networkEfficiency,
  title: "Conflict: latency",
  question: "Do arithmetic and data movement add up, or does the longer one count?",
});
const affine = claimsOf({
  source: documents.countingCosts,
  title: "Conflict: affine quantization",
  question: "Is the zero point a value or a code?",
});
const chinchilla = claimsOf({
  source: documents.countingCosts,
  title: "Conflict: scaling laws",
  question: "How large should a model be for its compute?",
});

const hoffmann = { source: sources.hoffmann2022, place: "Table 2 and Table 3" };

/** The value zero, there and back. */
interface ZeroTrip {
  readonly realValue: Quantity | number;
  readonly quantizationScale: Quantity | number;
  readonly realZeroPoint: Quantity | number;
}

const errorAtZero = (trip: ZeroTrip): Quantity => roundTripWithRealZero(trip).error;

/** The same with the nearest whole code for zero, in eight bits. */
function errorAtZeroWithCode({ realValue, quantizationScale }: ZeroTrip): Quantity {
  const jacob = { source: sources.jacob2018, place: "section 2.1" };
  return roundTripWithIntegerZero({
    realValue,
    quantizationScale,
    integerZeroPoint: given(-10, jacob),
    lowestCode: given(-128, jacob),
    highestCode: given(127, jacob),
  }).error;
}

/** Both sides of each conflict; the stated side is the one that is not used. */
export const inferenceConflicts: readonly Example[] = withSides([
  latency({
    id: "x-latency",
    title: "Latency: the sum of both times, or the longer one",
    where: "T_latency = T_comp + T_data; “Counting the operations”: performance ≤ min(peak, AI × bandwidth)",
    formula: sequentialLatency,
    inputs: {
      computeTime: seconds(3.205128205128205e-6),
      transferTime: seconds(9.80872976949485e-7),
    },
    stated: { expression: "t_comp+t_data", letters: { t_comp: "computeTime", t_data: "transferTime" } },
    unit: "s",
    corrected: {
      formula: overlappedLatency,
      source: { source: sources.williams2009, place: "the roofline as a time" },
    },
    cause:
      "The blog post adds both times, {computed}; by the roofline the longer one counts, {correct}. We use the maximum, because processors load the next data while they compute; the sum stays as an upper limit, at most twice the maximum.",
    expect: { verdict: "wrong-premise", value: 4.186001182e-6, correct: 3.205128205e-6 },
  }),
  affine({
    id: "x-quant-affine",
    title: "Zero point: a value in the text, a code in the paper that it cites",
    where: "q = round((x − z)/s), x ≈ s q + z, cited from Jacob et al.",
    formula: errorAtZero,
    inputs: { realValue: 0, quantizationScale: 0.01, realZeroPoint: 0.1037 },
    stated: { atMost: 0, says: "none for zero, by the citation" },
    unit: "1",
    corrected: {
      formula: errorAtZeroWithCode,
      source: { source: sources.jacob2018, place: "section 2.1, eq. 1: r = S (q − Z), Z a code" },
    },
    cause:
      "The text's z is a real offset: unless it is a multiple of s, no code stands for zero (here zero comes back off by {computed}). The paper that it cites makes Z a code, so that padding and ReLU stay exact, and products need integers only. We use Z; z = −s Z where they agree.",
    expect: { verdict: "inconsistent", value: 0.0037, correct: 0 },
  }),
  chinchilla({
    id: "x-chinchilla",
    title: "Parameters for 10^21 operations: with or without the ratio of 20",
    where: "D ≈ 20N, against N ≈ sqrt(C/6)",
    formula: parametersWithoutRatio,
    inputs: { budget: flop(1e21) },
    stated: { value: 12.9e9, digits: 3 },
    unit: "parameter",
    corrected: { formula: optimalParameters, source: hoffmann },
    cause:
      "D = 20 N and N = sqrt(C/6) cannot both hold with C = 6 N D: together they spend twenty times the budget. We use the ratio, N = sqrt(C/120), {correct}, which the paper's Table 3 bears out.",
    expect: { verdict: "wrong-premise", value: 1.290994449e10, correct: 2.886751346e9 },
  }),
  chinchilla({
    id: "x-chinchilla-kaplan",
    title: "Growth of the best model: Kaplan's 0.73 or Chinchilla's 0.5",
    where: "N_opt ∝ C^0.73, against N_opt ∝ C^0.5",
    formula: optimalGrowth,
    inputs: { growthFactor: 10, computeExponent: 0.73 },
    stated: { expression: "C_ratio^a", letters: { C_ratio: "growthFactor", a: "computeExponent" } },
    unit: "1",
    corrected: { inputs: { computeExponent: 0.5 }, source: hoffmann },
    cause:
      "For ten times the compute Kaplan et al. grow the model {computed} times, Hoffmann et al. {correct} times. We use the latter: its learning rates were set for each length of training, which the earlier study kept fixed, and it counts all parameters.",
    expect: { verdict: "wrong-premise", value: 5.370317964, correct: 3.16227766 },
  }),
]);
