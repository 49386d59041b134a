// Questions about the cost of training and their formulas, by explicit list.
import type { Formula } from "../formula/index.js";
import { flopRatio, flopShortfall } from "./comparison.js";
import {
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
import { trainingCarbon, trainingEnergy } from "./energy.js";
import { deviceTimeFlop, methodRatio } from "./gpu-time.js";
import { geometricMeanPeak } from "./gpu-time-evidence.js";
import {
  devicesForMemory,
  gradientMemory,
  memoryShare,
  optimizerMemory,
  optimizerToModel,
  parameterMemory,
  stateMemory,
  stateMemoryOfParameters,
} from "./memory.js";
import { deviceCost } from "./money.js";
import { sustainedRate, timeAtThroughput, utilisationOfRate } from "./throughput.js";
import {
  accumulatedDeviceTime,
  devicesForTime,
  deviceTime,
  peakSpread,
  reachedUtilisation,
  trainingTime,
} from "./time.js";
import {
  addNormShare,
  attentionContextFlop,
  attentionFlop,
  attentionInputFlop,
  attentionOutputFlop,
  encoderDecoderStackFlop,
  feedForwardFlop,
  logitsFlop,
  softmaxShare,
  transformerForwardFlop,
} from "./transformer-token.js";

/** Every formula of this folder. */
export const costFormulas: readonly Formula[] = [
  accumulatedDeviceTime,
  addNormShare,
  attentionContextFlop,
  attentionFlop,
  attentionInputFlop,
  attentionOutputFlop,
  backwardFlopOfForward,
  countedPassesPerStep,
  deviceCost,
  deviceTime,
  deviceTimeFlop,
  devicesForMemory,
  devicesForTime,
  encoderDecoderStackFlop,
  feedForwardFlop,
  flopOfConnections,
  flopOfMac,
  flopPerParameterToken,
  flopRatio,
  flopShortfall,
  geometricMeanPeak,
  gradientMemory,
  languageModelBackwardFlop,
  languageModelForwardFlop,
  languageModelTrainingFlop,
  languageModelTrainingFlopOfParts,
  logitsFlop,
  macOfFlop,
  memoryShare,
  methodRatio,
  optimizerMemory,
  optimizerToModel,
  parameterMemory,
  passesPerStep,
  peakSpread,
  reachedUtilisation,
  samplesSeen,
  softmaxShare,
  stateMemory,
  stateMemoryOfParameters,
  sustainedRate,
  timeAtThroughput,
  tokensSeen,
  trainingCarbon,
  trainingEnergy,
  trainingFlop,
  trainingFlopOfConnections,
  trainingFlopOfSamplesSeen,
  trainingFlopOfSteps,
  trainingFlopOfTokens,
  trainingTime,
  transformerForwardFlop,
  utilisationOfRate,
];

export { flopRatio, flopShortfall } from "./comparison.js";
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
export { trainingCarbon, trainingEnergy } from "./energy.js";
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
  type AttentionShape,
  addNormShare,
  encoderDecoderStackFlop,
  feedForwardFlop,
  logitsFlop,
  multiHeadAttentionFlop,
  softmaxShare,
  transformerForwardFlop,
} from "./transformer-token.js";
