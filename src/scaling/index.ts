// Scaling laws and their formulas, by explicit list.
import type { Formula } from "../formula/index.js";
import { powerLawParameters } from "./approaches.js";
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
import { flopGrowth, parameterGrowth, stepsGrowth, trainingGrowth } from "./dimensions.js";
import {
  compoundDepth,
  compoundGrowth,
  compoundResolution,
  compoundWidth,
  unitGrowth,
} from "./efficientnet.js";
import {
  hoffmannFormRatio,
  hoffmannForwardFlop,
  hoffmannLayerFlop,
  hoffmannLayerParameters,
  hoffmannParameters,
  hoffmannSmallParameters,
} from "./hoffmann-models.js";
import { kaplanParameters, tokensForBudget } from "./kaplan.js";
import {
  criticalBatch,
  kaplanForwardFlop,
  kaplanModelParameters,
  lossOfBoth,
  lossOfCompute,
  lossOfParameters,
  lossOfSteps,
  lossOfTokens,
  lossRatio,
  optimalGrowth,
} from "./kaplan-loss.js";
import {
  breakEvenTokens,
  budgetForParameters,
  dataLoss,
  overTraining,
  parametersForLoss,
  reducibleLoss,
  tokensForLoss,
} from "./over-training.js";

/** Every formula of this folder. */
export const scalingFormulas: readonly Formula[] = [
  allocationFactor,
  breakEvenTokens,
  budgetForParameters,
  budgetShare,
  compoundDepth,
  compoundGrowth,
  compoundResolution,
  compoundWidth,
  criticalBatch,
  dataLoss,
  flopGrowth,
  hoffmannFormRatio,
  hoffmannForwardFlop,
  hoffmannLayerFlop,
  hoffmannLayerParameters,
  hoffmannParameters,
  hoffmannSmallParameters,
  kaplanForwardFlop,
  kaplanModelParameters,
  kaplanParameters,
  lossOfBoth,
  lossOfCompute,
  lossOfParameters,
  lossOfSteps,
  lossOfTokens,
  lossRatio,
  optimalExponent,
  optimalGrowth,
  optimalParameters,
  optimalTokens,
  overTraining,
  parameterGrowth,
  parameterTokens,
  parametersForLoss,
  parametersWithoutRatio,
  parametricLoss,
  parametricParameters,
  parametricTokens,
  powerLawParameters,
  reducibleLoss,
  stepsGrowth,
  tokenRatio,
  tokensForBudget,
  tokensForLoss,
  trainingGrowth,
  unitGrowth,
];

export {
  type AllocationLaw,
  type AllocationLawName,
  allocationByLaw,
  allocationLaws,
} from "./approaches.js";
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
export { type DimensionFactors, type Growth, growth } from "./dimensions.js";
export { compoundScaling, efficientNetBases, unitGrowth } from "./efficientnet.js";
export { type HoffmannShape, hoffmannFlopRatio, hoffmannModelParameters } from "./hoffmann-models.js";
export { kaplanAllocation, kaplanConstants, kaplanParameters, tokensForBudget } from "./kaplan.js";
export {
  criticalBatch,
  type KnownForKaplan,
  kaplanForwardFlop,
  kaplanLaws,
  kaplanLoss,
  kaplanLossOfBoth,
  kaplanLossOfCompute,
  kaplanLossOfParameters,
  kaplanLossOfTokens,
  kaplanModelParameters,
  lossOfSteps,
  lossRatio,
  optimalGrowth,
} from "./kaplan-loss.js";
export {
  isoFlopCurve,
  isoFlopMinimum,
  type LossPoint,
  logarithmicRange,
  lossContour,
  lossSurface,
} from "./loss-surface.js";
export {
  breakEvenTokens,
  budgetOfParameters,
  type OverTraining,
  overTraining,
  overTrainingOf,
  tokensToReach,
} from "./over-training.js";
