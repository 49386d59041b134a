// Adam: every row of its table of operations, its memory, and its bias correction.

import { trainingStateMemory } from "../../cost/index.js";
import { claimsOf, type Example } from "../../examples/example.js";
import type { Quantity } from "../../numbers/quantity.js";
import {
  type CountedOperation,
  firstMomentBias,
  firstMomentCorrection,
  firstMomentUpdate,
  type OptimizerId,
  optimizerOperations,
  secondMomentBias,
  secondMomentCorrection,
  secondMomentRoot,
  squareAverageUpdate,
  stateBytes,
  updateFlopOfLines,
} from "../../training/index.js";
import { documents } from "../bibliography.js";

const claim = claimsOf({
  source: documents.lossesAndOptimizers,
  title: "Adam",
  question: "How many operations does one update of P parameters by Adam take?",
});

interface Parameters {
  readonly parameters: Quantity | number;
}

const hundred = { parameters: 100 };
const letterP = { P: "parameters" } as const;
const lines = (keep: (line: CountedOperation) => boolean) => optimizerOperations("adam").filter(keep);

const flopOfLines =
  (some: readonly CountedOperation[]) =>
  ({ parameters }: Parameters): Quantity =>
    updateFlopOfLines(some, parameters);

const averaging = "With the powers of β, which are kept as running products, two more once a step.";

/** Operations in the list of one optimizer that are not in that of another. */
function extraLines(more: OptimizerId, less: OptimizerId): readonly CountedOperation[] {
  const rest = optimizerOperations(less).map(({ operation }) => operation);
  return optimizerOperations(more).filter(({ operation }) => {
    const found = rest.indexOf(operation);
    if (found >= 0) rest.splice(found, 1);
    return found < 0;
  });
}

/** Which lines of our count make a row of the table: a formula, an operation in it, and which one of them. */
type Row = readonly [words: string, formula: string, operation?: string, which?: number];

const adamRows: readonly Row[] = [
  ["Scale m", "optimizers.adam.first-moment", "multiply", 0],
  ["Scale gradient", "optimizers.adam.first-moment", "multiply", 1],
  ["Add for m", "optimizers.adam.first-moment", "add"],
  ["Square gradient", "optimizers.rmsprop.second-moment", "square"],
  ["Scale v", "optimizers.rmsprop.second-moment", "multiply", 0],
  ["Scale squared gradient", "optimizers.rmsprop.second-moment", "multiply", 1],
  ["Add for v", "optimizers.rmsprop.second-moment", "add"],
  ["Bias correct m", "optimizers.adam.first-correction"],
  ["Bias correct v", "optimizers.adam.second-correction"],
  ["Square root", "optimizers.adam.weight", "square root"],
  ["Add epsilon", "optimizers.adam.weight", "add"],
  ["Division", "optimizers.adam.weight", "divide"],
  ["Scale by LR", "optimizers.adam.weight", "multiply"],
  ["Update params", "optimizers.adam.weight", "subtract"],
];

const rowClaims = adamRows.map(([words, formula, operation, which], i) => {
  const found = lines((line) => line.formula === formula && (operation ?? line.operation) === line.operation);
  const own = which === undefined ? found : found.slice(which, which + 1);
  const corrects = words.startsWith("Bias");
  return claim({
    id: `adam-subop-${i < 9 ? "0" : ""}${i + 1}`,
    title: `Adam: ${words}`,
    where: `Adam sub-operation table, ${words}`,
    formula: flopOfLines(own),
    inputs: hundred,
    stated: { expression: corrects ? "P+1" : "P", letters: letterP },
    unit: "FLOP/step",
    ...(corrects
      ? { note: "The 1 is the subtraction 1 − β^t. The power itself, one product a step, is counted apart." }
      : {}),
    expect: { value: corrects ? 101 : 100 },
  });
});

const notAPower = ({ formula }: CountedOperation) => formula?.endsWith("-power") !== true;
const aCorrection = ({ formula }: CountedOperation) => formula?.endsWith("-correction") === true;

const costClaims: readonly Example[] = [
  claim({
    id: "adam-subop-sum",
    title: "Sum of Adam's sub-operations",
    where: "Total per step ≈ 14P FLOPs",
    formula: flopOfLines(lines(notAPower)),
    inputs: hundred,
    stated: { expression: "14*P", letters: letterP, digits: 2 },
    unit: "FLOP/step",
    note: `Read as the leading term: the rows add up to 14P + 2. ${averaging}`,
    expect: { value: 1402 },
  }),
  claim({
    id: "adam-bias-cost",
    title: "Cost of the bias correction",
    where: "Bias correction costs 2P + 2 FLOPs",
    formula: flopOfLines(lines(aCorrection)),
    inputs: hundred,
    stated: { expression: "2*P+2", letters: letterP },
    unit: "FLOP/step",
    note: averaging,
    expect: { value: 202 },
  }),
  claim({
    id: "opt-adamw-extra-2p",
    title: "What AdamW adds to Adam",
    where: "Extra FLOPs vs. Adam: +2P",
    formula: flopOfLines(extraLines("adamw", "adam")),
    inputs: hundred,
    stated: { expression: "2*P", letters: letterP },
    unit: "FLOP/step",
    expect: { value: 200 },
  }),
  claim({
    id: "adam-memory-8p",
    title: "Adam's moments",
    where: "Memory: 2 × 4P = 8P bytes extra",
    question: "How many bytes does training keep for each parameter?",
    formula: stateBytes,
    inputs: { optimizerValues: 2 },
    stated: { value: 8, digits: 1 },
    unit: "byte/parameter",
    expect: { value: 8 },
  }),
  claim({
    id: "adam-memory-16p",
    title: "Adam's moments with parameters and gradients",
    where: "Including parameters and gradients: 16P bytes total",
    question: "How many bytes does training keep for each parameter?",
    formula: ({ parameters }: Parameters) => trainingStateMemory(parameters, "adam").state,
    inputs: { parameters: 1 },
    stated: { value: 16, digits: 2 },
    unit: "byte/parameter",
    expect: { value: 16 },
  }),
];

const first = { firstMomentDecay: 0.9, firstMoment: 0, gradient: 1 };
const second = { secondMomentDecay: 0.999, secondMoment: 0, gradient: 1 };
const bias = "How far off are Adam's moments at the first step, and does the correction put them right?";

const biasClaims: readonly Example[] = [
  claim({
    id: "adam-bias-m1-factor",
    title: "First moment at the first step",
    where: "(1 − 0.9) g₁ = 0.1 g₁",
    question: bias,
    formula: firstMomentUpdate,
    inputs: first,
    stated: { value: 0.1, digits: 1 },
    unit: "1",
    expect: { value: 0.1 },
  }),
  claim({
    id: "adam-bias-m1-factor-10",
    title: "Bias of the first moment",
    where: "biased toward zero by a factor of 10",
    question: bias,
    formula: firstMomentBias,
    inputs: { firstDecayPower: 0.9 },
    stated: { value: 10, digits: 2 },
    unit: "1",
    expect: { value: 10 },
  }),
  claim({
    id: "adam-bias-m1-corrected",
    title: "First moment after its correction",
    where: "recovering m̂₁ = g₁",
    question: bias,
    formula: (moment: typeof first) =>
      firstMomentCorrection({
        firstMomentNext: firstMomentUpdate(moment),
        firstDecayPower: moment.firstMomentDecay,
      }),
    inputs: first,
    stated: { value: 1, digits: 1 },
    unit: "1",
    expect: { value: 1 },
  }),
  claim({
    id: "adam-bias-v1-factor",
    title: "Second moment at the first step",
    where: "v₁ = 0.001 g₁²",
    question: bias,
    formula: squareAverageUpdate,
    inputs: second,
    stated: { value: 0.001, digits: 1 },
    unit: "1",
    expect: { value: 0.001 },
  }),
  claim({
    id: "adam-bias-v1-sqrt",
    title: "Root of the second moment at the first step",
    where: "η / (0.0316 |g₁|)",
    question: bias,
    formula: (moment: typeof second) => secondMomentRoot({ secondMomentNext: squareAverageUpdate(moment) }),
    inputs: second,
    stated: { value: 0.0316, digits: 3 },
    unit: "1",
    expect: { value: 0.0316227766 },
  }),
  claim({
    id: "adam-bias-v1-30x",
    title: "Effective learning rate without the second correction",
    where: "about 30× too large",
    question: bias,
    formula: secondMomentBias,
    inputs: { secondDecayPower: 0.999 },
    stated: { value: 30, digits: 1 },
    unit: "1",
    note: "With the first moment corrected. Without either correction the step is 0.1/0.0316 = 3.16 times too large.",
    expect: { value: 31.6227766 },
  }),
  claim({
    id: "adam-bias-v1-corrected",
    title: "Second moment after its correction",
    where: "giving v̂₁ = g₁²",
    question: bias,
    formula: (moment: typeof second) =>
      secondMomentCorrection({
        secondMomentNext: squareAverageUpdate(moment),
        secondDecayPower: moment.secondMomentDecay,
      }),
    inputs: second,
    stated: { value: 1, digits: 1 },
    unit: "1",
    expect: { value: 1 },
  }),
];

/** The claims about Adam, in the order of the text. */
export const adamClaims: readonly Example[] = [...rowClaims, ...costClaims, ...biasClaims];
