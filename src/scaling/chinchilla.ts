// How should a training budget be split between parameters and tokens? Hoffmann et al. 2022 and its refit.

import { FlopbookError, suggestion } from "../ground/errors.js";
import type { Citation } from "../ground/source.js";
import { given, type Quantity } from "../numbers/quantity.js";
import type { Amount } from "../numbers/units.js";
import { sources } from "../sources/bibliography.js";
import { formula } from "./vocabulary.js";

const hoffmann = (place: string): Citation => ({ source: sources.hoffmann2022, place });

/** Parameters for a budget when every parameter gets a fixed number of tokens: D = 20 N put into C = 6 N D. */
export const optimalParameters = formula({
  id: "chinchilla.parameters",
  meaning: "Parameters for a compute budget at a fixed number of tokens per parameter",
  expression: "sqrt(budget / (flopPerParameterToken * tokensPerParameter))",
  result: "parameters",
  inputs: ["budget"],
  source: hoffmann("Table 3"),
});

/** Tokens that go with a number of parameters at a fixed ratio. */
export const optimalTokens = formula({
  id: "chinchilla.tokens",
  meaning: "Training tokens at a fixed number per parameter",
  expression: "tokensPerParameter * parameters",
  result: "tokens",
  inputs: ["parameters"],
  source: hoffmann("Table 3"),
});

/** Parameters by N = sqrt(C/6), which leaves the token ratio out: right only where one token meets one parameter. */
export const parametersWithoutRatio = formula({
  id: "chinchilla.parameters-without-ratio",
  meaning: "Square root of budget over six: parameters if there were as many tokens as parameters",
  expression: "sqrt(budget / flopPerParameterToken)",
  result: "parameters",
  inputs: ["budget"],
  source: hoffmann("section 3.3, FLOPs(N, D) ≈ 6ND, solved for D = N"),
});

/** Product of parameters and tokens that a budget pays for. */
export const parameterTokens = formula({
  id: "chinchilla.parameter-tokens",
  meaning: "Product of parameters and tokens that a compute budget pays for",
  expression: "budget / flopPerParameterToken",
  result: "parameterTokens",
  inputs: ["budget"],
  source: hoffmann("section 3.3, FLOPs(N, D) ≈ 6ND"),
});

/** Training compute of an allocation in units of the budget that it was made for; 1 when the allocation is right. */
export const budgetShare = formula({
  id: "chinchilla.budget-share",
  meaning: "Training compute of an allocation in units of its budget",
  expression: "flopPerParameterToken * parameters * tokens / budget",
  result: "budgetShare",
  inputs: ["parameters", "tokens", "budget"],
  source: hoffmann("section 3.3, FLOPs(N, D) ≈ 6ND"),
});

/** Tokens for each parameter of an allocation. */
export const tokenRatio = formula({
  id: "chinchilla.token-ratio",
  meaning: "Training tokens per parameter",
  expression: "tokens / parameters",
  result: "tokensPerParameter",
  inputs: ["parameters", "tokens"],
  source: hoffmann("Table 3"),
});

/** Loss of N parameters trained on D tokens by the parametric fit, in nats a token. */
export const parametricLoss = formula({
  id: "chinchilla.loss",
  meaning: "Loss by the parametric fit: irreducible part, part of finite parameters, part of finite data",
  expression:
    "irreducibleLoss + sizeCoefficient / parameters ^ sizeExponent + dataCoefficient / tokens ^ dataExponent",
  result: "loss",
  inputs: [
    "irreducibleLoss",
    "sizeCoefficient",
    "sizeExponent",
    "dataCoefficient",
    "dataExponent",
    "parameters",
    "tokens",
  ],
  source: hoffmann("eq. 2"),
});

/** The exponent a of N_opt ~ C^a in the parametric fit. */
export const optimalExponent = formula({
  id: "chinchilla.optimal-exponent",
  meaning: "Exponent with which the best number of parameters grows with compute",
  expression: "dataExponent / (sizeExponent + dataExponent)",
  result: "computeExponent",
  inputs: ["sizeExponent", "dataExponent"],
  source: hoffmann("eq. 4"),
});

/** The factor G of the closed form. */
export const allocationFactor = formula({
  id: "chinchilla.allocation-factor",
  meaning: "Factor between parameters and tokens in the closed form of the optimum",
  expression:
    "(sizeExponent * sizeCoefficient / (dataExponent * dataCoefficient)) ^ (1 / (sizeExponent + dataExponent))",
  result: "allocationFactor",
  inputs: ["sizeExponent", "sizeCoefficient", "dataExponent", "dataCoefficient"],
  source: hoffmann("eq. 4"),
});

/** Parameters of least loss for a budget, by the closed form of the parametric fit. */
export const parametricParameters = formula({
  id: "chinchilla.parametric-parameters",
  meaning: "Parameters of least loss for a compute budget, by the parametric fit",
  expression: "allocationFactor * (budget / flopPerParameterToken) ^ computeExponent",
  result: "parameters",
  inputs: ["allocationFactor", "budget", "computeExponent"],
  source: hoffmann("eq. 4"),
});

/** Tokens of least loss for a budget, by the closed form of the parametric fit. */
export const parametricTokens = formula({
  id: "chinchilla.parametric-tokens",
  meaning: "Training tokens of least loss for a compute budget, by the parametric fit",
  expression: "(budget / flopPerParameterToken) ^ (1 - computeExponent) / allocationFactor",
  result: "tokens",
  inputs: ["allocationFactor", "budget", "computeExponent"],
  source: hoffmann("eq. 4"),
});

/** Constants of a parametric fit L(N, D) = E + A/N^alpha + B/D^beta, with N all parameters and D tokens. */
export interface ParametricFit {
  readonly name: string;
  readonly irreducibleLoss: number;
  readonly sizeCoefficient: number;
  readonly sizeExponent: number;
  readonly dataCoefficient: number;
  readonly dataExponent: number;
  readonly source: Citation;
}

/**
 * The published fits. Rounding the constants alone moves the optimum by a quarter: choose by name.
 * @example parametricFits["hoffmann-printed"].irreducibleLoss // 1.69
 */
export const parametricFits = {
  "hoffmann-printed": {
    name: "Hoffmann et al., constants as printed",
    irreducibleLoss: 1.69,
    sizeCoefficient: 406.4,
    sizeExponent: 0.34,
    dataCoefficient: 410.7,
    dataExponent: 0.28,
    source: hoffmann("eq. 10"),
  },
  "hoffmann-unrounded": {
    name: "Hoffmann et al., constants before rounding",
    irreducibleLoss: 1.6933738,
    sizeCoefficient: 406.40085,
    sizeExponent: 0.33917084,
    dataCoefficient: 410.72279,
    dataExponent: 0.2849083,
    source: hoffmann("source file of the paper, read by Besiroglu et al. 2024"),
  },
  besiroglu: {
    name: "Besiroglu et al., refit of the same runs",
    irreducibleLoss: 1.81686,
    sizeCoefficient: 482.00572,
    sizeExponent: 0.34781,
    dataCoefficient: 2085.4342,
    dataExponent: 0.36585,
    source: { source: sources.besiroglu2024, place: "Table 1 and its notebook" },
  },
} as const satisfies Record<string, ParametricFit>;

export type FitName = keyof typeof parametricFits;

/** A split of a training budget. */
export interface Allocation {
  readonly parameters: Quantity;
  readonly tokens: Quantity;
}

/** An allocation by a parametric fit, with the loss that the fit expects of it. */
export interface ParametricAllocation extends Allocation {
  readonly loss: Quantity;
  /** The exponent a of N_opt ~ C^a. */
  readonly computeExponent: Quantity;
}

/**
 * Budget split at a fixed number of tokens for each parameter (20), so that 6 N D gives the budget back.
 * @example fixedRatioAllocation(flop(5.76e23)).parameters // 69.3 billion parameters
 */
export function fixedRatioAllocation(
  budget: Amount | Quantity,
  tokensPerParameter?: Quantity | number,
): Allocation {
  const ratio = tokensPerParameter === undefined ? {} : { tokensPerParameter };
  const parameters = optimalParameters({ budget, ...ratio });
  return { parameters, tokens: optimalTokens({ parameters, ...ratio }) };
}

/** Budget split of least loss by a parametric fit. Errors on an unknown fit, with the nearest names. */
export function parametricAllocation(budget: Amount | Quantity, fit: FitName): ParametricAllocation {
  const constants = fitConstants(fit);
  const { sizeExponent, dataExponent } = constants;
  const exponent = optimalExponent({ sizeExponent, dataExponent });
  const factor = allocationFactor(withoutLoss(constants));
  const inputs = { allocationFactor: factor, budget, computeExponent: exponent };
  const parameters = parametricParameters(inputs);
  const tokens = parametricTokens(inputs);
  return {
    parameters,
    tokens,
    loss: parametricLoss({ ...constants, parameters, tokens }),
    computeExponent: exponent,
  };
}

/** Loss of N parameters on D tokens by a named fit, in nats a token. */
export function lossAt(parameters: Quantity | number, tokens: Quantity | number, fit: FitName): Quantity {
  return parametricLoss({ ...fitConstants(fit), parameters, tokens });
}

type FitConstants = Record<Exclude<keyof ParametricFit, "name" | "source">, Quantity>;

/** The constants of a named fit with their source. Errors on an unknown fit, with the nearest names. */
export function fitConstants(fit: FitName): FitConstants {
  const found: ParametricFit | undefined = parametricFits[fit];
  if (found === undefined)
    throw new FlopbookError(
      `chinchilla: unknown parametric fit, got "${String(fit)}"${suggestion(String(fit), Object.keys(parametricFits))}; known are ${Object.keys(parametricFits).join(", ")}`,
    );
  const constant = (value: number) => given(value, found.source);
  return {
    irreducibleLoss: constant(found.irreducibleLoss),
    sizeCoefficient: constant(found.sizeCoefficient),
    sizeExponent: constant(found.sizeExponent),
    dataCoefficient: constant(found.dataCoefficient),
    dataExponent: constant(found.dataExponent),
  };
}

function withoutLoss({ irreducibleLoss: _, ...rest }: FitConstants): Omit<FitConstants, "irreducibleLoss"> {
  return rest;
}
