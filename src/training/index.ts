// What training adds around the layers.

export {
  adafactorStep,
  clippedRate,
  columnMomentUpdate,
  factoredMoment,
  factoredStateMemory,
  rootScaledGradient,
  rowMomentUpdate,
  rowShareOfTotal,
  stabilisedSquare,
  updateSize,
  updateSquare,
} from "./adafactor.js";
export {
  adamStep,
  adamwStep,
  bothMomentsBias,
  dequantised,
  firstMomentBias,
  firstMomentCorrection,
  firstMomentUpdate,
  firstPowerUpdate,
  quantisedStateBytes,
  secondMomentBias,
  secondMomentCorrection,
  secondMomentRoot,
  secondPowerUpdate,
} from "./adam.js";
export {
  adagradStep,
  denominatorInside,
  denominatorOutside,
  rmspropStep,
  squareAverageUpdate,
  squareSumUpdate,
} from "./adaptive.js";
export {
  binaryTerm,
  binaryTermOfLogit,
  crossEntropyGradient,
  oneHotTerm,
  sigmoid,
  sigmoidSlope,
  softTerm,
  squaredErrorLogitGradient,
} from "./cross-entropy.js";
export {
  distillationGradient,
  distillationMean,
  divergenceGradient,
  divergenceMean,
  divergenceTerm,
  divergenceTermOfLogs,
  softened,
} from "./divergence.js";
export {
  dropoutBackward,
  dropoutFlop,
  dropoutForward,
  dropoutForwardWithRandom,
  dropoutMaskBytes,
  dropoutMaskMemory,
  dropoutTest,
  droppedActivation,
  droppedGradient,
  expectedActivation,
  maskBytes,
  testScaledWeight,
} from "./dropout.js";
export {
  focalGradient,
  focalTerm,
  probabilityLeft,
} from "./focal.js";
export { trainingFormulas } from "./formulas.js";
export {
  hingeGradient,
  hingeTerm,
  hingeTerms,
  marginIndicator,
  marginShortfall,
} from "./hinge.js";
export {
  differenceMagnitude,
  huberGradient,
  huberInside,
  huberOutside,
  huberOutsideTerms,
  huberTerm,
  huberTerms,
} from "./huber.js";
export {
  lionInterpolation,
  lionMoment,
  lionStep,
} from "./lion.js";
export {
  largerLogit,
  logitShift,
  logSoftmax,
  logSoftmaxProcedure,
  logSumExp,
  logSumExpOfParts,
  logSumExpProcedure,
  shiftedExponential,
  softmaxProbabilities,
  softmaxProbability,
  softmaxProcedure,
} from "./log-sum-exp.js";
export {
  type BatchShape,
  type Loss,
  lossElements,
  lossFlop,
  lossMean,
  negativeLossMean,
  operationsOf,
  operationsOfLines,
  procedureFlop,
  sampledLossFlop,
} from "./loss.js";
export {
  type LossScaleState,
  lossScaleAfterStep,
  lossScaling,
  lossScalingFlop,
  scaleAfterGoodSteps,
  scaleAfterOverflow,
  scaledLossGradient,
  smallestGradient,
  unscaledGradient,
} from "./loss-scaling.js";
export {
  type LossId,
  losses,
  lossForwardFlop,
  lossGradientFlop,
  lossOf,
  lossOperations,
} from "./losses.js";
export {
  decimalDigits,
  type FloatFormat,
  type FormatRange,
  formatBytes,
  formatRange,
  type IntegerFormat,
  integerMaximum,
  integerMinimum,
  largestNumber,
  roundingStep,
  significandLimit,
  smallestNormal,
  smallestNumber,
  type ValueFormatId,
  valueFormats,
} from "./number-formats.js";
export {
  type CountedOperation,
  countedOperations,
  operationTotals,
  type Procedure,
  type Scope,
} from "./operation-count.js";
export {
  adafactorState,
  type MatrixShape,
  type Optimizer,
  type OptimizerId,
  optimizerFlop,
  optimizerOf,
  optimizerOperations,
  optimizerStateBytes,
  optimizers,
  optimizerValues,
} from "./optimizers.js";
export {
  absoluteTerm,
  augmentation,
  decayedStep,
  l1Gradient,
  l1Penalty,
  l2Gradient,
  l2Penalty,
  mixup,
  penaltyFlop,
  type Regularizer,
  type RegularizerId,
  regularizers,
  squareTerm,
} from "./regularizers.js";
export {
  cosineRate,
  cycleFallRate,
  cycleRiseRate,
  learningRateAt,
  partOfSteps,
  rateFall,
  restOfSteps,
  type Schedule,
  scaledRate,
  scheduleProcedures,
  stepDecayRate,
  stepsSaved,
  warmupRate,
} from "./schedules.js";
export {
  gradientStep,
  lookAheadOfMomentum,
  lookAheadWeight,
  momentumGain,
  nesterovStep,
  nesterovVelocity,
  velocityDecay,
  velocityStep,
  velocityUpdate,
} from "./sgd.js";
export {
  gaussianGradient,
  gaussianTerm,
  predictionDifference,
  squaredError,
  squaredErrorGradient,
} from "./squared-error.js";
export {
  batchBackwardFlop,
  batchTrainingFlop,
  carried,
  factoredUpdateFlop,
  ruleFormulas,
  stateBytes,
  type UpdateRule,
  updated,
  updateFlop,
  updateFlopOfLines,
  updateShare,
} from "./update-rule.js";
