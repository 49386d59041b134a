// Scaling laws and their formulas, by explicit list.
import type { Formula } from "../formula/index.js";
import {
  allocationFactor,
  budgetShare,
  optimalExponent,
  optimalParameters,
  optimalTokens,
  parametersWithoutRatio,
  parameterTokens,
  parametricLoss,
  parametricParameters,
  parametricTokens,
  tokenRatio,
} from "./chinchilla.js";
import { kaplanParameters, tokensForBudget } from "./kaplan.js";

/** Every formula of this folder. */
export const scalingFormulas: readonly Formula[] = [
  allocationFactor,
  budgetShare,
  kaplanParameters,
  optimalExponent,
  optimalParameters,
  optimalTokens,
  parameterTokens,
  parametersWithoutRatio,
  parametricLoss,
  parametricParameters,
  parametricTokens,
  tokenRatio,
  tokensForBudget,
];

export {
  type Allocation,
  budgetShare,
  type FitName,
  fixedRatioAllocation,
  lossAt,
  optimalExponent,
  optimalParameters,
  optimalTokens,
  type ParametricAllocation,
  type ParametricFit,
  parametersWithoutRatio,
  parameterTokens,
  parametricAllocation,
  parametricFits,
  parametricLoss,
  tokenRatio,
} from "./chinchilla.js";
export { kaplanAllocation, kaplanConstants, kaplanParameters, tokensForBudget } from "./kaplan.js";
