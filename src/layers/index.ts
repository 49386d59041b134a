// The layers and their formulas by explicit list.
import type { Formula } from "../formula/index.js";
import { adaptivePoolingFormulas } from "./adaptive-pooling.js";
import { normalisationParameters } from "./batch-norm.js";
import { convolutionMac, convolutionParameters, convolutionWeights } from "./convolution.js";
import {
  convolutionPositionsMac,
  convolutionPositionsParameters,
  convolutionPositionsWeights,
  transposedConvolutionMac,
  transposedOutputSize,
} from "./convolution-nd.js";
import { dropoutKeepProbability, dropoutTestScale } from "./dropout.js";
import { elementwiseFlop } from "./elementwise.js";
import { tableParameters } from "./embedding.js";
import { gatedFeedForwardParameters } from "./gated-linear-unit.js";
import { scaleParameters } from "./layer-norm.js";
import { linearMac, linearParameters, linearWeights } from "./linear.js";
import { causalMac, matmulMac, slidingWindowMac } from "./matmul.js";
import { inputGradientProduct, matrixFlop, weightGradientProduct } from "./matrix.js";
import { expertParameters, expertWeights, routingFlop } from "./mixture-of-experts.js";
import { normalisationFormulas } from "./normalisation.js";
import { foldFormulas } from "./normalisation-fold.js";
import { averagePoolFlop, maxPoolFlop } from "./pooling.js";
import { averagePoolPositionsFlop, maxPoolPositionsFlop } from "./pooling-nd.js";
import { recurrentFormulas } from "./recurrent-cell.js";
import { depthwiseMac, pointwiseShare, separableMac } from "./separable-convolution.js";
import { coveringOutputSize, slidingOutputSize } from "./sliding-window.js";
import { imageElements, keptElements } from "./tensor-elements.js";

export {
  type ActivationFunction,
  type ActivationSpec,
  activation,
  activationFunctions,
} from "./activation.js";
export {
  type AdaptivePoolingSpec,
  adaptiveAverageFlop,
  adaptiveAveragePool,
  adaptiveMaxFlop,
  adaptiveMaxPool,
} from "./adaptive-pooling.js";
export { type AttentionSpec, attention } from "./attention.js";
export { type BatchNormSpec, batchNorm, normalisationParameters } from "./batch-norm.js";
export { type BroadcastProductSpec, broadcastProduct } from "./broadcast-product.js";
export { type ConcatenationSpec, concatenation } from "./concatenation.js";
export {
  type ConvolutionSpec,
  convolution,
  convolutionMac,
  convolutionParameters,
  convolutionWeights,
} from "./convolution.js";
export {
  convolution1d,
  convolution3d,
  convolutionPositionsMac,
  convolutionPositionsParameters,
  convolutionPositionsWeights,
  type TransposedConvolutionSpec,
  transposedConvolution,
  transposedConvolutionMac,
  transposedOutputSize,
} from "./convolution-nd.js";
export {
  type DropoutMask,
  type DropoutSetting,
  type DropoutSpec,
  dropout,
  dropoutKeepProbability,
  dropoutTestScale,
  dropped,
} from "./dropout.js";
export { elementwiseFlop } from "./elementwise.js";
export {
  type EmbeddingSpec,
  embedding,
  type PositionsSpec,
  positions,
  scale,
  tableParameters,
} from "./embedding.js";
export { type FeedForwardSpec, feedForward } from "./feed-forward.js";
export {
  type GatedLinearUnitSpec,
  gatedFeedForwardParameters,
  gatedLinearUnit,
} from "./gated-linear-unit.js";
export {
  type CountedGraph,
  type GraphBuilder,
  type GraphNode,
  type GraphSpec,
  graphBuilder,
  layerGraph,
  type NotCounted,
  type Stage,
  type Tensor,
} from "./graph.js";
export { type GroupNormSpec, groupNorm, type InstanceNormSpec, instanceNorm } from "./group-norm.js";
export {
  type Layer,
  type LayerKind,
  layerKinds,
  type OperationClass,
  operationClasses,
  type Saved,
  type Work,
} from "./layer.js";
export { type LayerNormSpec, layerNorm, scaleParameters } from "./layer-norm.js";
export { type LinearSpec, linear, linearMac, linearParameters, linearWeights } from "./linear.js";
export {
  type AttentionMask,
  causalMac,
  type MatmulSpec,
  matmul,
  matmulMac,
  type SlidingWindow,
  slidingWindowMac,
} from "./matmul.js";
export { inputGradientProduct, matrixFlop, weightGradientProduct } from "./matrix.js";
export {
  type ExpertLinearSpec,
  expertLinear,
  expertParameters,
  expertWeights,
  type MixtureOfExpertsSpec,
  mixtureOfExperts,
  routingFlop,
} from "./mixture-of-experts.js";
export { type NamedSizes, namedSizes, type RearrangedShape, rearranged, shapeOf } from "./named-shape.js";
export {
  groupStatisticPositions,
  normalisationBackwardFlop,
  normalisationDivideFlop,
  normalisationFlopPerElement,
  normalisationForwardFlop,
  normalisationInferenceFlop,
  normalisationInputGradientFlop,
  normalisationKeptElements,
  normalisationMeanFlop,
  normalisationScaleGradientFlop,
  normalisationScaleShiftFlop,
  normalisationShiftGradientFlop,
  normalisationVarianceFlop,
  runningStatistic,
  runningStatisticsFlop,
  runningStatisticsValues,
} from "./normalisation.js";
export { foldedBias, foldedWeight, normalisationDeviation, normalisedValue } from "./normalisation-fold.js";
export { type OutputProjectionSpec, outputProjection } from "./output-projection.js";
export {
  averagePool,
  averagePoolFlop,
  globalAveragePool,
  type MaxPoolingSpec,
  maxPool,
  maxPoolFlop,
  type PoolingSpec,
} from "./pooling.js";
export {
  averagePool1d,
  averagePool3d,
  averagePoolPositionsFlop,
  maxPool1d,
  maxPool3d,
  maxPoolPositionsFlop,
} from "./pooling-nd.js";
export { type RecurrentSpec, recurrent } from "./recurrent.js";
export {
  projectedRecurrentParameters,
  type RecurrentCellSpec,
  type RecurrentKind,
  recurrentCell,
  recurrentInputMac,
  recurrentKinds,
  recurrentMac,
  recurrentParameters,
  stateProjectionMac,
  throughTimeMac,
} from "./recurrent-cell.js";
export { productOf, residualAdd } from "./residual-add.js";
export {
  depthwiseConvolution,
  depthwiseMac,
  pointwiseShare,
  type SeparableConvolutionSpec,
  separableConvolution,
  separableMac,
} from "./separable-convolution.js";
export { type Shape, type Spatial, shapeText } from "./shape.js";
export { coveringOutputSize, type SlidingWindowSpec, slidingOutputSize } from "./sliding-window.js";
export { softmax } from "./softmax.js";
export { type StochasticDepthSpec, stochasticDepth } from "./stochastic-depth.js";
export { imageElements, keptElements } from "./tensor-elements.js";
export { leaf, type Term, type TermInput, term } from "./term.js";
export { copy, slice, view } from "./view.js";

/** Every formula of this folder. */
export const layerFormulas: readonly Formula[] = [
  ...adaptivePoolingFormulas,
  ...foldFormulas,
  ...normalisationFormulas,
  ...recurrentFormulas,
  convolutionPositionsMac,
  convolutionPositionsParameters,
  convolutionPositionsWeights,
  depthwiseMac,
  dropoutKeepProbability,
  dropoutTestScale,
  expertParameters,
  expertWeights,
  gatedFeedForwardParameters,
  imageElements,
  keptElements,
  pointwiseShare,
  routingFlop,
  separableMac,
  slidingWindowMac,
  transposedConvolutionMac,
  transposedOutputSize,
  averagePoolFlop,
  averagePoolPositionsFlop,
  causalMac,
  convolutionMac,
  convolutionParameters,
  convolutionWeights,
  coveringOutputSize,
  elementwiseFlop,
  inputGradientProduct,
  linearMac,
  linearParameters,
  linearWeights,
  matmulMac,
  matrixFlop,
  maxPoolFlop,
  maxPoolPositionsFlop,
  normalisationParameters,
  scaleParameters,
  slidingOutputSize,
  tableParameters,
  weightGradientProduct,
];
