// Optimizers: operations of each update counted over its rule, and the bytes that each keeps.

import { claimsOf, type Example } from "../../examples/example.js";
import type { Quantity } from "../../numbers/quantity.js";
import {
  lookAheadOfMomentum,
  momentumGain,
  type OptimizerId,
  optimizerFlop,
  optimizers,
  stateBytes,
} from "../../training/index.js";
import { documents } from "../bibliography.js";

const claim = claimsOf({
  source: documents.lossesAndOptimizers,
  title: "Optimizers",
  question: "How many operations does one update of P parameters take?",
});

type Count = Quantity | number;
interface Parameters {
  readonly parameters: Count;
}

const hundred = { parameters: 100 };
const letterP = { P: "parameters" } as const;

const flopOf =
  (id: OptimizerId) =>
  ({ parameters }: Parameters): Quantity =>
    optimizerFlop(id, parameters);

interface FlopRow {
  readonly id: OptimizerId;
  readonly stated: string;
  readonly where: string;
  readonly value: number;
  readonly digits?: number;
  readonly cause?: string;
  readonly note?: string;
}

const flopRows: readonly FlopRow[] = [
  { id: "sgd", stated: "2*P", where: "P multiplications + P subtractions = 2P", value: 200 },
  { id: "momentum", stated: "4*P", where: "P + P + P + P = 4P", value: 400 },
  {
    id: "nesterov",
    stated: "5*P",
    where: "4P (plus P for the look-ahead position computation)",
    value: 500,
    note: "Holds when μv is worked out once and used twice. The printed look-ahead has the wrong sign for the printed velocity: see opt-nesterov-look-ahead.",
  },
  {
    id: "adagrad",
    stated: "7*P",
    where: "square, accumulate, sqrt, add ε, divide, scale, update ≈ 7P",
    value: 700,
  },
  {
    id: "rmsprop",
    stated: "8*P",
    where: "≈ 8P",
    value: 900,
    cause:
      "The step takes the same five operations as AdaGrad's, and the moving average four (square, two products, a sum) where AdaGrad's sum takes two: 9P, {computed} here.",
  },
  {
    id: "adam",
    stated: "14*P",
    where: "≈ 14P FLOPs",
    value: 1404,
    digits: 2,
    note: "Read as the leading term. Itemised it is 14P + 4: both bias corrections take a subtraction and a power once a step.",
  },
  {
    id: "adamw",
    stated: "16*P",
    where: "Adam + 2P",
    value: 1604,
    digits: 2,
    note: "Read as the leading term. Itemised it is 16P + 4.",
  },
];

/** One claim for a row of a metric table, and one for the same row of the comparison table. */
function flopClaims({ id, stated, where, value, digits, cause, note }: FlopRow): readonly Example[] {
  const both = {
    formula: flopOf(id),
    inputs: hundred,
    stated: { expression: stated, letters: letterP, ...(digits === undefined ? {} : { digits }) },
    unit: "FLOP/step",
    ...(cause === undefined ? {} : { cause }),
    ...(note === undefined ? {} : { note }),
    expect: { value, verdict: cause === undefined ? "agrees" : "inconsistent" },
  } as const;
  return [
    claim({ ...both, id: `opt-${id}-flops`, title: `One update of ${optimizers[id].name}`, where }),
    claim({
      ...both,
      id: `opt-table-flops-${id}`,
      title: `One update of ${optimizers[id].name}, comparison table`,
      where: "Optimizer comparison table, Per-Step FLOPs",
    }),
  ];
}

const memoryRows = [
  ["sgd", 0],
  ["momentum", 1],
  ["nesterov", 1],
  ["adagrad", 1],
  ["rmsprop", 1],
  ["adam", 2],
  ["adamw", 2],
] as const;

const memoryClaims = memoryRows.map(([id, optimizerValues]) =>
  claim({
    id: `opt-table-memory-${id}`,
    title: `What ${optimizers[id].name} keeps for each parameter`,
    where: "Optimizer comparison table, Extra Memory",
    question: "How many bytes does the optimizer keep for each parameter?",
    formula: stateBytes,
    inputs: { optimizerValues },
    stated: { value: 4 * optimizerValues, digits: 1 },
    unit: "byte/parameter",
    expect: { value: 4 * optimizerValues },
  }),
);

const rates: readonly Example[] = [
  claim({
    id: "opt-momentum-sqrt-kappa",
    title: "Iterations that momentum saves",
    where: "√κ fewer iterations for condition number κ (Polyak, 1964)",
    question: "How many times fewer iterations does momentum take on a quadratic?",
    formula: momentumGain,
    inputs: { conditionNumber: 100 },
    stated: { expression: "sqrt(kappa)", letters: { kappa: "conditionNumber" }, digits: 2 },
    unit: "1",
    note: "With the best constants of both methods, the ratio tends to √κ as κ grows. The O(1/t²) of the same sentence is Nesterov's rate for smooth convex functions; on quadratics heavy ball converges geometrically.",
    expect: { value: 10.0331986 },
  }),
  claim({
    id: "opt-nesterov-look-ahead",
    kind: "own",
    title: "Nesterov's look-ahead for the printed velocity",
    where: "Evaluate gradient at θ_t + μ v_{t−1}, with v_t = μ v_{t−1} + g_t and θ_{t+1} = θ_t − η v_t",
    question: "Where is the gradient taken?",
    formula: lookAheadOfMomentum,
    inputs: { weight: 1, learningRate: 0.1, momentum: 0.9, velocity: 0.5 },
    stated: { expression: "theta+mu*v", letters: { theta: "weight", mu: "momentum", v: "velocity" } },
    unit: "1",
    cause:
      "The printed velocity is a sum of gradients and is subtracted with η, so the anticipated position is θ − η μ v, {computed} here. θ + μ v belongs to Sutskever's velocity, which holds −η times that sum; as printed it looks back.",
    note: "A record of ours: the statement is not among the claims.",
    expect: { verdict: "inconsistent", value: 0.955 },
  }),
];

/** The claims about optimizers, in the order of the text. */
export const optimizerClaims: readonly Example[] = [
  ...flopRows.flatMap(flopClaims),
  ...rates,
  ...memoryClaims,
];
