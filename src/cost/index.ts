// Questions about the cost of training and inference, by explicit list.

export {
  accumulationMemory,
  accumulationOverhead,
  accumulationSlowdown,
  accumulationSteps,
  accumulationWork,
  effectiveBatch,
} from "./accumulation.js";
export {
  activationMemory,
  activationScaling,
  activationShare,
  largestBatch,
  largestBatchOfActivations,
  sampleMemory,
  sampleMemoryWithBuffers,
  temporaryMemory,
  trainingMemory,
} from "./activations.js";
export { mostAlive } from "./alive.js";
export {
  type BackwardRatioRow,
  backwardFlopPerParameter,
  backwardRatioOfLayer,
  backwardRatioPerParameter,
  backwardRatioTable,
  countedBackwardRatio,
} from "./backward-ratio.js";
export {
  batchAtRidge,
  fewRowsIntensity,
  intensityGain,
  manyRowsIntensity,
  matmulBytes,
  matmulIntensity,
  ridgeRows,
} from "./batch-intensity.js";
export {
  type CheckpointPlan,
  checkpointPlan,
  countedRecomputedShare,
  type Segment,
} from "./checkpoint-plan.js";
export {
  batchGain,
  bestSegments,
  checkpointedMemory,
  evenSegment,
  keptLayers,
  passesOverhead,
  recomputedShare,
  recomputePasses,
  scaledBatch,
  speedChange,
} from "./checkpointing.js";
export { accuracyLoss, flopRatio, flopShortfall } from "./comparison.js";
export {
  backwardFlopOfForward,
  countedPassesPerStep,
  flopOfConnections,
  flopOfMac,
  flopPerParameterToken,
  languageModelBackwardFlop,
  languageModelForwardFlop,
  languageModelTrainingFlop,
  languageModelTrainingFlopOfParts,
  macOfFlop,
  passesPerStep,
  samplesSeen,
  tokensSeen,
  trainingFlop,
  trainingFlopOfConnections,
  trainingFlopOfSamplesSeen,
  trainingFlopOfSteps,
  trainingFlopOfTokens,
} from "./compute.js";
export {
  type CountingRule,
  countedTrainingFlop,
  countingRules,
  samplesOfBatches,
  trainingFlopOfPasses,
} from "./counting-rules.js";
export { trainingCarbon, trainingEnergy } from "./energy.js";
export { type FitPass, largestFitting, passMemory } from "./fit.js";
export { formatSpeedup, speedOfFormat, speedsOf } from "./format-speed.js";
export { costFormulas } from "./formulas.js";
export {
  bestCheckpointInterval,
  checkpointSize,
  checkpointTime as checkpointWriteTime,
  goodputShare,
  runFailureTime,
} from "./goodput.js";
export {
  type DeviceTimeEstimate,
  type DeviceTimeSpec,
  deviceTimeEstimate,
  deviceTimeFlop,
  methodRatio,
} from "./gpu-time.js";
export {
  meanPeakOfYear,
  type TypicalDevice,
  typicalDevice,
  typicalDevices,
  type UtilisationEvidence,
  utilisationEvidence,
  utilisationRange,
} from "./gpu-time-evidence.js";
export { type AppliedRule, deviceTimeRules, type Rule, type RuleId } from "./gpu-time-rules.js";
export {
  devicesForMemory,
  gradientMemory,
  memoryShare,
  optimizerMemory,
  optimizerToModel,
  parameterMemory,
  stateMemory,
  stateMemoryOfParameters,
  trainingStateMemory,
} from "./memory.js";
export { deviceCost } from "./money.js";
export {
  classShare,
  elementRatio,
  flopPerConnectionOf,
  flopPerMacOfParts,
  flopPerParameterOf,
  parametersOfFlop,
} from "./operation-heuristics.js";
export { type BoundOperator, boundOperator, type Operator, operatorsOf, operatorTable } from "./operators.js";
export {
  amortisedPrice,
  breakEvenTime,
  clusterPrice,
  electricityCost,
  fleetPrice,
  ownedCost,
  replacementRate,
  serverPower,
} from "./ownership.js";
export { type PracticeRule, practiceRules } from "./practice-rules.js";
export {
  encoderDecoderFlop,
  headShare,
  manyToManyFlop,
  manyToOneFlop,
  oneToManyFlop,
  oneToOneFlop,
  recurrentPartFlop,
  recurrentTrainingFlop,
  type SequenceType,
  sequenceType,
  sequenceTypes,
  trainingFlopOfSequences,
  trainingSequences,
} from "./recurrent-training.js";
export {
  attainableRate,
  attainableShare,
  bytesOfIntensity,
  intensityOf,
  passBytes,
  type Roof,
  ridgeIntensity,
  ridgeShare,
  roof,
  timeRatio,
  transferTime,
} from "./roofline.js";
export {
  deviceState,
  memoryOfRatio,
  memoryRatio,
  memorySaving,
  optimizerBytes,
  type StateParts,
  type StateRecipe,
  type StateRecipeId,
  shardedState,
  stateBytes,
  stateMemoryOfBytes,
  stateParts,
  stateRecipes,
  type ZeroStage,
} from "./state-composition.js";
export { type Relief, type Technique, techniques } from "./techniques.js";
export { type TemporaryRule, type TemporaryRuleId, temporaryBuffers, temporaryRules } from "./temporary.js";
export { sustainedRate, timeAtThroughput, utilisationOfRate } from "./throughput.js";
export {
  accumulatedDeviceTime,
  devicesForTime,
  deviceTime,
  peakSpread,
  reachedUtilisation,
  trainingTime,
} from "./time.js";
export {
  largestBatchOf,
  type MemoryBreakdown,
  type MemoryOptions,
  memoryBreakdown,
} from "./training-memory.js";
export {
  layerActivations,
  layerActivationsWithoutScores,
  layerInputMemory,
  replicatedActivations,
  scoreActivations,
  shardedActivations,
  type TransformerLayerSpec,
  transformerLayerMemory,
} from "./transformer-activations.js";
export {
  type AttentionShape,
  addNormShare,
  encoderDecoderStackFlop,
  feedForwardFlop,
  logitsFlop,
  multiHeadAttentionFlop,
  softmaxShare,
  transformerForwardFlop,
} from "./transformer-token.js";
export { defaultUtilisation, type UtilisationDefault, utilisationDefaults } from "./utilisation.js";
