// What does a model smaller than optimal cost? More tokens for the same loss, paid back when it serves.

import { FlopbookError } from "../ground/errors.js";
import type { Quantity } from "../numbers/quantity.js";
import { sources } from "../sources/bibliography.js";
import {
  allocationFactor,
  type FitName,
  fitConstants,
  optimalExponent,
  parametricLoss,
} from "./chinchilla.js";
import { formula } from "./vocabulary.js";

const hoffmann = (place: string) => ({ source: sources.hoffmann2022, place });
const deVries = { source: sources.deVries2023, place: "compute overhead of smaller models" };

/** Budget for which a size is the best one: the closed form solved for compute. */
export const budgetForParameters = formula({
  id: "chinchilla.budget-for-parameters",
  meaning: "Compute budget for which a number of parameters is the best, by the parametric fit",
  expression: "flopPerParameterToken * (parameters / allocationFactor) ^ (1 / computeExponent)",
  result: "budget",
  inputs: ["parameters", "allocationFactor", "computeExponent"],
  source: hoffmann("eq. 4, solved for C"),
});

/** The part of a loss that more parameters and tokens can remove. */
export const reducibleLoss = formula({
  id: "chinchilla.reducible-loss",
  meaning: "Part of a loss above what remains with endless size and data",
  expression: "loss - irreducibleLoss",
  result: "reducibleLoss",
  inputs: ["loss", "irreducibleLoss"],
  source: hoffmann("eq. 2"),
});

/** The part of a loss that more tokens can remove from a model of this size. */
export const dataLoss = formula({
  id: "chinchilla.data-loss",
  meaning: "Part of a loss that more tokens can remove from a model of a given size",
  expression: "reducibleLoss - sizeCoefficient / parameters ^ sizeExponent",
  result: "dataLoss",
  inputs: ["reducibleLoss", "sizeCoefficient", "parameters", "sizeExponent"],
  source: hoffmann("eq. 2"),
});

/** Tokens that bring the part of the data down to this. */
export const tokensForLoss = formula({
  id: "chinchilla.tokens-for-loss",
  meaning: "Training tokens at which the data's part of the loss is so large, by the parametric fit",
  expression: "(dataCoefficient / dataLoss) ^ (1 / dataExponent)",
  result: "tokens",
  inputs: ["dataCoefficient", "dataLoss", "dataExponent"],
  source: hoffmann("eq. 2, solved for D"),
});

/** Parameters of the cheapest model that reaches a loss. */
export const parametersForLoss = formula({
  id: "chinchilla.parameters-for-loss",
  meaning: "Parameters of the cheapest model that reaches a loss, by the parametric fit",
  expression: "(sizeCoefficient * (1 + sizeExponent / dataExponent) / reducibleLoss) ^ (1 / sizeExponent)",
  result: "parameters",
  inputs: ["sizeCoefficient", "sizeExponent", "dataExponent", "reducibleLoss"],
  source: hoffmann("eq. 2 at its minimum: alpha A / N^alpha = beta B / D^beta"),
});

/** Compute beyond the least that reaches the same loss. */
export const overTraining = formula({
  id: "chinchilla.over-training",
  meaning: "Training compute beyond the least that reaches the same loss",
  expression: "flopPerParameterToken * parameters * tokens / bestFlop - 1",
  result: "overTraining",
  inputs: ["parameters", "tokens", "bestFlop"],
  source: deVries,
});

/** Tokens served from which a smaller model, dearer to train, is cheaper in all. */
export const breakEvenTokens = formula({
  id: "chinchilla.break-even-tokens",
  meaning: "Tokens served from which a smaller model pays for its longer training",
  expression: "extraFlop / (flopPerMac * (largerParameters - smallerParameters))",
  result: "breakEvenTokens",
  inputs: ["extraFlop", "largerParameters", "smallerParameters"],
  conventions: ["attention-products-left-out"],
  source: {
    source: sources.sardana2024,
    place: "6ND operations for training and 2ND for inference; solved here",
  },
});

/**
 * Tokens for a given model: the budget for which it is the best, and the tokens of that budget.
 *
 * @example budgetOfParameters(7e9, "hoffmann-printed") // 19.6 ZFLOP
 */
export function budgetOfParameters(parameters: Quantity | number, fit: FitName): Quantity {
  const { irreducibleLoss: _, ...constants } = fitConstants(fit);
  const { sizeExponent, dataExponent } = constants;
  const computeExponent = optimalExponent({ sizeExponent, dataExponent });
  return budgetForParameters({ parameters, allocationFactor: allocationFactor(constants), computeExponent });
}

/** A model trained beyond its best number of tokens, beside the cheapest one of the same loss. */
export interface OverTraining {
  readonly loss: Quantity;
  /** Parameters and least compute of the cheapest model of that loss. */
  readonly bestParameters: Quantity;
  readonly bestFlop: Quantity;
  /** 0 for the cheapest; 1 for twice its compute. */
  readonly overhead: Quantity;
}

/**
 * What training a model of this size on so many tokens costs beyond the cheapest way to the same loss.
 *
 * @example overTrainingOf(7e9, 1e12, "hoffmann-printed").loss // 2.05
 */
export function overTrainingOf(
  parameters: Quantity | number,
  tokens: Quantity | number,
  fit: FitName,
): OverTraining {
  const constants = fitConstants(fit);
  const loss = parametricLoss({ ...constants, parameters, tokens });
  const { sizeCoefficient, sizeExponent, dataExponent, irreducibleLoss } = constants;
  const reducible = reducibleLoss({ loss, irreducibleLoss });
  const inputs = { sizeCoefficient, sizeExponent, dataExponent, reducibleLoss: reducible };
  const bestParameters = parametersForLoss(inputs);
  const bestFlop = budgetOfParameters(bestParameters, fit);
  return { loss, bestParameters, bestFlop, overhead: overTraining({ parameters, tokens, bestFlop }) };
}

/**
 * Tokens with which a model of this size reaches a loss. Errors when no number of tokens suffices.
 *
 * @example tokensToReach(2.2, 7e9, "hoffmann-printed") // 116 billion tokens
 */
export function tokensToReach(
  loss: Quantity | number,
  parameters: Quantity | number,
  fit: FitName,
): Quantity {
  const { irreducibleLoss, sizeCoefficient, sizeExponent, dataCoefficient, dataExponent } = fitConstants(fit);
  const reducible = reducibleLoss({ loss, irreducibleLoss });
  const ofData = dataLoss({ reducibleLoss: reducible, sizeCoefficient, parameters, sizeExponent });
  if (ofData.value <= 0)
    throw new FlopbookError(
      `chinchilla: a model of this size does not reach the loss on any number of tokens, got ${reducible.value + irreducibleLoss.value}, which is ${-ofData.value} too low; take a larger model or a higher loss`,
    );
  return tokensForLoss({ dataCoefficient, dataLoss: ofData, dataExponent });
}
