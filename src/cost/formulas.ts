// Every formula of the cost questions, by explicit list.
import type { Formula } from "../formula/index.js";
import { accumulationFormulas } from "./accumulation.js";
import { activationFormulas } from "./activations.js";
import { backwardRatioFormulas } from "./backward-ratio.js";
import { batchIntensityFormulas } from "./batch-intensity.js";
import { checkpointPlanFormulas } from "./checkpoint-plan.js";
import { checkpointingFormulas } from "./checkpointing.js";
import { accuracyLoss, flopRatio, flopShortfall } from "./comparison.js";
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
import { countingFormulas } from "./counting-rules.js";
import { trainingCarbon, trainingEnergy } from "./energy.js";
import { formatSpeedFormulas } from "./format-speed.js";
import { goodputFormulas } from "./goodput.js";
import { deviceTimeFlop, methodRatio } from "./gpu-time.js";
import { geometricMeanPeak } from "./gpu-time-evidence.js";
import { inferenceFormulas } from "./inference/index.js";
import { matrixProductFormulas } from "./matrix-product.js";
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
import { heuristicFormulas } from "./operation-heuristics.js";
import { ownershipFormulas } from "./ownership.js";
import { recurrentTrainingFormulas } from "./recurrent-training.js";
import { rooflineFormulas } from "./roofline.js";
import { compositionFormulas } from "./state-composition.js";
import { sustainedRate, timeAtThroughput, utilisationOfRate } from "./throughput.js";
import {
  accumulatedDeviceTime,
  devicesForTime,
  deviceTime,
  peakSpread,
  reachedUtilisation,
  trainingTime,
} from "./time.js";
import { transformerActivationFormulas } from "./transformer-activations.js";
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
  accuracyLoss,
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
  ...heuristicFormulas,
  ...backwardRatioFormulas,
  ...recurrentTrainingFormulas,
  ...countingFormulas,
  ...accumulationFormulas,
  ...activationFormulas,
  ...batchIntensityFormulas,
  ...checkpointingFormulas,
  ...checkpointPlanFormulas,
  ...compositionFormulas,
  ...formatSpeedFormulas,
  ...goodputFormulas,
  ...inferenceFormulas,
  ...ownershipFormulas,
  ...matrixProductFormulas,
  ...rooflineFormulas,
  ...transformerActivationFormulas,
];
