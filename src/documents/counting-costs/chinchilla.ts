// Splitting a budget of 10^21 operations. It takes sqrt(C/6) for N and forgets the ratio of 20.

import { flopPerParameterToken, languageModelTrainingFlop } from "../../cost/index.js";
import { claimsOf, type Example } from "../../examples/example.js";
import { flop } from "../../numbers/units.js";
import {
  budgetShare,
  fixedRatioAllocation,
  optimalParameters,
  optimalTokens,
  parametersWithoutRatio,
  parameterTokens,
} from "../../scaling/index.js";
import { sources } from "../../sources/bibliography.js";
import { documents } from "../bibliography.js";

const claim = claimsOf({
  source: documents.countingCosts,
  title: "Chinchilla allocation of 10^21 operations",
  question: "How many parameters and tokens should a budget of 10^21 operations buy?",
});

const budget = flop(1e21);
const stated = { parameters: 12.9e9, tokens: 258e9 };
const hoffmann = { source: sources.hoffmann2022, place: "Table 3: 20 tokens for each parameter, C = 6ND" };
const ratioForgotten =
  "N = sqrt(C/6) holds only for as many tokens as parameters. With D = 20 N put into C = 6 N D, N is sqrt(C/120)";

/** The claims of the example, in the order of the text. */
export const chinchillaClaims: readonly Example[] = [
  claim({
    id: "chinchilla-c-over-6",
    title: "Budget over six",
    where: "sqrt(C/6) ≈ sqrt(1.67 × 10^20)",
    formula: parameterTokens,
    inputs: { budget },
    stated: { value: 1.67e20, digits: 3 },
    unit: "1",
    note: "This is the product of parameters and tokens; its root is neither of them.",
    expect: { value: 1.666666667e20 },
  }),
  claim({
    id: "chinchilla-n-12p9b",
    title: "Parameters for the budget",
    where: "N ≈ sqrt(C/6) ≈ 12.9 billion parameters",
    formula: parametersWithoutRatio,
    inputs: { budget },
    stated: { value: 12.9e9, digits: 3 },
    unit: "parameter",
    corrected: { formula: optimalParameters, source: hoffmann },
    cause: `The root is right, its formula is not. ${ratioForgotten}, which is {correct}.`,
    expect: { verdict: "wrong-premise", value: 1.290994449e10, correct: 2.886751346e9 },
  }),
  claim({
    id: "chinchilla-d-258b",
    title: "Tokens for the budget",
    where: "D ≈ 20N ≈ 258 billion tokens",
    formula: optimalTokens,
    inputs: { parameters: stated.parameters },
    stated: { value: 258e9, digits: 3 },
    unit: "token",
    corrected: {
      inputs: () => ({ parameters: fixedRatioAllocation(budget).parameters }),
      source: hoffmann,
    },
    cause: `Twenty times 12.9 billion is right, but 12.9 billion is not. ${ratioForgotten}, and D is {correct}.`,
    expect: { verdict: "wrong-premise", value: 258e9, correct: 5.773502692e10 },
  }),
  claim({
    id: "chinchilla-check-2e22",
    title: "The text's own check line",
    where: "Training FLOPs check: 6ND ≈ 2 × 10^22 FLOPs",
    formula: languageModelTrainingFlop,
    inputs: stated,
    stated: { value: 2e22, digits: 1 },
    unit: "FLOP",
    corrected: { inputs: () => fixedRatioAllocation(budget), source: hoffmann },
    cause: `The product is right, and it should have given the budget back: it is twenty times too large. ${ratioForgotten}, and 6ND is {correct}.`,
    expect: { verdict: "wrong-premise", value: 1.99692e22, correct: 1e21 },
  }),
  claim({
    id: "chinchilla-check-vs-budget",
    title: "The check against the budget",
    where: "Given a compute budget of C = 10^21 FLOPs",
    question: "Does the allocation spend the budget that it was made for?",
    formula: budgetShare,
    inputs: { ...stated, budget },
    stated: { value: 1, digits: 1 },
    unit: "1",
    corrected: { inputs: () => fixedRatioAllocation(budget), source: hoffmann },
    cause: `Its parameters and tokens cost {computed} times the budget. ${ratioForgotten}, and the ratio is {correct}.`,
    expect: { verdict: "inconsistent", value: 19.9692, correct: 1 },
  }),
  claim({
    id: "chinchilla-factor-6",
    title: "The six in 6ND",
    where: "the factor of 6: 2 for forward pass × 3 for training",
    formula: flopPerParameterToken,
    inputs: {},
    stated: { value: 6, digits: 1 },
    unit: "FLOP/parameter/token",
    expect: { value: 6 },
  }),
];
