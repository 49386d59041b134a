// The earlier answer to the same question: Kaplan et al. 2020, larger models on fewer tokens.

import { given, type Quantity } from "../numbers/quantity.js";
import { type Amount, petaflopPerSecondDays } from "../numbers/units.js";
import { sources } from "../sources/bibliography.js";
import type { Allocation } from "./chinchilla.js";
import { formula } from "./vocabulary.js";

const table6 = { source: sources.kaplan2020, place: "Table 6" };

/** Parameters (without embeddings) for a budget: a power law of compute in PF-days. */
export const kaplanParameters = formula({
  id: "kaplan.parameters",
  meaning: "Parameters without embeddings for a compute budget, by the power law of Kaplan et al.",
  expression: "sizeScale * (budget / computeScale) ^ computeExponent",
  result: "parameters",
  inputs: ["sizeScale", "budget", "computeScale", "computeExponent"],
  conventions: ["embeddings-not-counted"],
  source: table6,
  sample: { computeExponent: 0.73 },
});

/** Tokens that the rest of the budget pays for: C = 6 N D solved for D. */
export const tokensForBudget = formula({
  id: "kaplan.tokens-for-budget",
  meaning: "Training tokens that a compute budget pays for at a given number of parameters",
  expression: "budget / (flopPerParameterToken * parameters)",
  result: "tokens",
  inputs: ["budget", "parameters"],
  source: { source: sources.kaplan2020, place: "section 2.1, C ≈ 6ND" },
});

/**
 * The constants of Table 6: 1.3e9 parameters at one PF-day, exponent 0.73.
 *
 * @example kaplanConstants.computeExponent // 0.73
 */
export const kaplanConstants = { sizeScale: 1.3e9, computeExponent: 0.73 } as const;

/**
 * Budget split by Kaplan et al. Parameters leave the embeddings out; tokens are what 6ND leaves of the budget. The
 * law holds for compute at the critical batch size (C_min), so the split is shown beside Chinchilla's, not mixed.
 *
 * @example kaplanAllocation(flop(1e21)).parameters // 7.77 billion parameters
 */
export function kaplanAllocation(budget: Amount | Quantity): Allocation {
  const parameters = kaplanParameters({
    budget,
    sizeScale: given(kaplanConstants.sizeScale, table6, { unit: "parameter" }),
    computeScale: given(petaflopPerSecondDays(1), table6),
    computeExponent: given(kaplanConstants.computeExponent, table6),
  });
  return { parameters, tokens: tokensForBudget({ budget, parameters }) };
}
