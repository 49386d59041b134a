// What a normalisation costs, step by step: forward in training and at inference, backward, running statistics.
// N elements share one statistic, of which there are d: N = batch × height × width and d = channels for batch
// normalisation, N = features and d = positions for layer normalisation.

import { sources } from "../../sources/bibliography.js";
import { formula } from "../vocabulary.js";

const ioffe = (place: string) => ({ source: sources.ioffe2015, place: `${place}; operations counted here` });
const perStatistic = ["statisticPositions", "statistics"] as const;

/** Means: N - 1 additions and a division each, together N. */
export const normalisationMeanFlop = formula({
  id: "layers.normalisation.mean-flop",
  meaning: "Means of a normalisation: one addition fewer than elements, and a division",
  expression: "flopPerOperation * statisticPositions * statistics",
  result: "statisticMeanFlop",
  inputs: perStatistic,
  source: ioffe("algorithm 1, mini-batch mean"),
});

/** Variances: N subtractions, N squares, N - 1 additions and a division each, together 3N. */
export const normalisationVarianceFlop = formula({
  id: "layers.normalisation.variance-flop",
  meaning: "Variances of a normalisation: subtract, square, add, and a division",
  expression: "flopPerOperation * 3 * statisticPositions * statistics",
  result: "varianceFlop",
  inputs: perStatistic,
  source: ioffe("algorithm 1, mini-batch variance"),
});

/** Deviations and divisions: the small constant is added and the root taken once, then N divisions. */
export const normalisationDivideFlop = formula({
  id: "layers.normalisation.divide-flop",
  meaning: "Division by the deviations: an addition and a root for each, a division for every element",
  expression: "flopPerOperation * (statisticPositions + 2) * statistics",
  result: "normaliseFlop",
  inputs: perStatistic,
  source: ioffe("algorithm 1, normalize"),
});

/** Scale and shift: a multiplication and an addition for every element. */
export const normalisationScaleShiftFlop = formula({
  id: "layers.normalisation.scale-shift-flop",
  meaning: "Scale and shift of a normalisation: two operations for every element",
  expression: "flopPerOperation * 2 * statisticPositions * statistics",
  result: "scaleShiftFlop",
  inputs: perStatistic,
  source: ioffe("algorithm 1, scale and shift"),
});

/** Forward pass in training, its four steps together: 7Nd + 2d. */
export const normalisationForwardFlop = formula({
  id: "layers.normalisation.forward-flop",
  meaning: "Forward pass of a normalisation in training: mean, variance, division, scale and shift",
  expression: "statisticMeanFlop + varianceFlop + normaliseFlop + scaleShiftFlop",
  result: "flop",
  inputs: ["statisticMeanFlop", "varianceFlop", "normaliseFlop", "scaleShiftFlop"],
  source: ioffe("algorithm 1, its four steps"),
});

/** Running mean and variance: (1 - m) old + m new takes three operations for each of the two. */
export const runningStatisticsFlop = formula({
  id: "layers.normalisation.running-statistics-flop",
  meaning: "Update of running mean and variance: two multiplications and an addition for each value",
  expression: "flopPerOperation * 3 * 2 * statistics",
  result: "runningStatisticsFlop",
  inputs: ["statistics"],
  source: {
    source: sources.pytorch,
    place: "torch.nn.BatchNorm2d, momentum of the running statistics; operations counted here",
  },
});

/** One running statistic after a step. */
export const runningStatistic = formula({
  id: "layers.normalisation.running-statistic",
  meaning: "Running mean after a step; the running variance moves in the same way",
  expression: "(1 - runningWeight) * runningMean + runningWeight * normMean",
  result: "runningMeanNext",
  inputs: ["runningWeight", "runningMean", "normMean"],
  source: { source: sources.ioffe2015, place: "section 3.1" },
});

/** Values that a normalisation keeps running, which are not parameters. */
export const runningStatisticsValues = formula({
  id: "layers.normalisation.running-values",
  meaning: "Running values of a batch normalisation: a mean and a variance for each channel",
  expression: "2 * channels",
  result: "elements",
  inputs: ["channels"],
  source: { source: sources.pytorch, place: "torch.nn.BatchNorm2d, track_running_stats" },
  sample: { channels: 256 },
});

/** Forward pass at inference with fixed statistics, nothing folded: subtract, divide, multiply, add. */
export const normalisationInferenceFlop = formula({
  id: "layers.normalisation.inference-flop",
  meaning: "Normalisation with fixed statistics, not folded: subtract, divide, scale, shift",
  expression: "flopPerOperation * 4 * statisticPositions * statistics",
  result: "flop",
  inputs: perStatistic,
  source: ioffe("section 3.1, fixed statistics, not merged into one linear map"),
});

/** Gradient of the scale: a multiply-accumulate for every element. */
export const normalisationScaleGradientFlop = formula({
  id: "layers.normalisation.scale-gradient-flop",
  meaning: "Gradient of the scale: every product is added to the gradient",
  expression: "flopPerOperation * 2 * statisticPositions * statistics",
  result: "scaleGradientFlop",
  inputs: perStatistic,
  source: ioffe("section 3, gradient of the scale"),
});

/** Gradient of the shift: an addition for every element. */
export const normalisationShiftGradientFlop = formula({
  id: "layers.normalisation.shift-gradient-flop",
  meaning: "Gradient of the shift: every upstream value is added to the gradient",
  expression: "flopPerOperation * statisticPositions * statistics",
  result: "shiftGradientFlop",
  inputs: perStatistic,
  source: ioffe("section 3, gradient of the shift"),
});

/**
 * Gradient of the input: the input is kept, so it is normalised once more (2), and then
 * γ/(Nσ) (N dy - dβ - x̂ dγ) takes five for every element.
 */
export const normalisationInputGradientFlop = formula({
  id: "layers.normalisation.input-gradient-flop",
  meaning: "Gradient of the input: normalise the kept input again, then combine it with both gradients",
  expression: "flopPerOperation * (2 + 5) * statisticPositions * statistics",
  result: "valueGradientFlop",
  inputs: perStatistic,
  source: { source: sources.ioffe2015, place: "section 3, gradients through the transform, collected" },
});

/** Backward pass: 10Nd. */
export const normalisationBackwardFlop = formula({
  id: "layers.normalisation.backward-flop",
  meaning: "Backward pass of a normalisation: gradients of scale, shift and input",
  expression: "scaleGradientFlop + shiftGradientFlop + valueGradientFlop",
  result: "flop",
  inputs: ["scaleGradientFlop", "shiftGradientFlop", "valueGradientFlop"],
  source: ioffe("section 3, gradients through the transform"),
});

/** Elements kept for the backward pass: one tensor, and mean and variance for each statistic. */
export const normalisationKeptElements = formula({
  id: "layers.normalisation.kept-elements",
  meaning: "Elements that a normalisation keeps: the tensor, and mean and variance of each statistic",
  expression: "statisticPositions * statistics + 2 * statistics",
  result: "elements",
  inputs: perStatistic,
  source: {
    source: sources.ioffe2015,
    place: "section 3, gradients through the transform, which need the values, mean and variance",
  },
});

/** Operations for each of the N × d elements. */
export const normalisationFlopPerElement = formula({
  id: "layers.normalisation.flop-per-element",
  meaning: "Operations of a normalisation for each element",
  expression: "flop / (statisticPositions * statistics)",
  result: "flopPerElement",
  inputs: ["flop", "statisticPositions", "statistics"],
  source: ioffe("algorithm 1"),
  sample: { flop: 4.5e7 },
});

/** Elements that one statistic of a group normalisation is taken over. */
export const groupStatisticPositions = formula({
  id: "layers.normalisation.group-positions",
  meaning: "Elements of one statistic: the channels of a group at every position of one sample",
  expression: "(channels / normGroups) * imageHeight * imageWidth",
  result: "statisticPositions",
  inputs: ["channels", "normGroups", "imageHeight", "imageWidth"],
  source: { source: sources.wu2018, place: "section 3.1" },
});

/** Formulas of this file, for the catalogue. */
export const normalisationFormulas = [
  normalisationFlopPerElement,
  normalisationMeanFlop,
  normalisationVarianceFlop,
  normalisationDivideFlop,
  normalisationScaleShiftFlop,
  normalisationForwardFlop,
  runningStatisticsFlop,
  runningStatistic,
  runningStatisticsValues,
  normalisationInferenceFlop,
  normalisationScaleGradientFlop,
  normalisationShiftGradientFlop,
  normalisationInputGradientFlop,
  normalisationBackwardFlop,
  normalisationKeptElements,
  groupStatisticPositions,
] as const;
