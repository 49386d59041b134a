// Operations of normalisations from their sizes, wired from the catalogue for the claims about them.

import {
  convolutionMac,
  foldedBias,
  foldedWeight,
  groupStatisticPositions,
  matrixFlop,
  normalisationBackwardFlop,
  normalisationDivideFlop,
  normalisationFlopPerElement,
  normalisationForwardFlop,
  normalisationInputGradientFlop,
  normalisationMeanFlop,
  normalisationScaleGradientFlop,
  normalisationScaleShiftFlop,
  normalisationShiftGradientFlop,
  normalisationVarianceFlop,
  normalisedValue,
} from "../../layers/index.js";
import { given, type Quantity } from "../../numbers/quantity.js";
import { documents } from "../bibliography.js";
import { formula } from "../vocabulary.js";

type Count = Quantity | number;
/** How many elements a statistic has, and how many statistics there are. */
export interface Statistics {
  readonly statisticPositions: Count;
  readonly statistics: Count;
}

const one = given(1, "one group");

/** Forward pass in training, from its four steps. */
export const forward = (shape: Statistics) =>
  normalisationForwardFlop({
    statisticMeanFlop: normalisationMeanFlop(shape),
    varianceFlop: normalisationVarianceFlop(shape),
    normaliseFlop: normalisationDivideFlop(shape),
    scaleShiftFlop: normalisationScaleShiftFlop(shape),
  });

/** Backward pass, from its three gradients. */
export const backward = (shape: Statistics) =>
  normalisationBackwardFlop({
    scaleGradientFlop: normalisationScaleGradientFlop(shape),
    shiftGradientFlop: normalisationShiftGradientFlop(shape),
    valueGradientFlop: normalisationInputGradientFlop(shape),
  });

/** Product with the scale 1, sum for the variance 2, sum for the mean 1, two products and two additions 4. */
const printedInputGradientFlop = formula({
  id: "examples.normalisation.printed-input-gradient-flop",
  meaning: "Gradient of the input by the four equations as printed, one after the other",
  expression: "flopPerOperation * (1 + 2 + 1 + 4) * statisticPositions * statistics",
  result: "valueGradientFlop",
  inputs: ["statisticPositions", "statistics"],
  source: { source: documents.lossesAndOptimizers, place: "Batch normalization, backward pass, (c)" },
});

/** Backward pass counted over the equations as the text prints them, with the normalised values at hand. */
export const backwardByEquations = (shape: Statistics) =>
  normalisationBackwardFlop({
    scaleGradientFlop: normalisationScaleGradientFlop(shape),
    shiftGradientFlop: normalisationShiftGradientFlop(shape),
    valueGradientFlop: printedInputGradientFlop(shape),
  });

/** Operations for each element. */
export const each = (flop: Quantity, { statisticPositions, statistics }: Statistics) =>
  normalisationFlopPerElement({ flop, statisticPositions, statistics });

/** Elements of one channel over a whole batch: batch × height × width. */
export const positionsOfBatch = ({
  batch,
  imageHeight,
  imageWidth,
}: {
  readonly batch: Count;
  readonly imageHeight: Count;
  readonly imageWidth: Count;
}) => groupStatisticPositions({ channels: batch, normGroups: one, imageHeight, imageWidth });

/** Sizes of the convolution before the normalisation. */
export interface ConvolutionShape {
  readonly batch: Count;
  readonly inputChannels: Count;
  readonly outputChannels: Count;
  readonly outputHeight: Count;
  readonly outputWidth: Count;
  readonly kernelHeight: Count;
  readonly kernelWidth: Count;
}

/** Operations of the convolution before the normalisation. */
export const convolutionFlop = (shape: ConvolutionShape) =>
  matrixFlop({ mac: convolutionMac({ ...shape, groups: one }) });

/** y = w' x + b' with the convolution replaced by the identity, which is what the text prints. */
export const folded = ({
  normScale,
  normShift,
  normMean,
  deviation,
  normInput,
}: {
  readonly normScale: Count;
  readonly normShift: Count;
  readonly normMean: Count;
  readonly deviation: Count;
  readonly normInput: Count;
}) =>
  normalisedValue({
    normScale: foldedWeight({
      normScale,
      deviation,
      layerWeight: given(1, "identity in place of a convolution"),
    }),
    normInput,
    normMean: given(0, "folded into the bias"),
    deviation: given(1, "folded into the weight"),
    normShift: foldedBias({
      normScale,
      deviation,
      layerBias: given(0, "no bias before"),
      normMean,
      normShift,
    }),
  });
