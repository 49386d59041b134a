// The layers and their formulas by explicit list.
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
export { attentionSink, sinkParameters } from "./attention-sink.js";
export { type BatchNormSpec, batchNorm, normalisationParameters } from "./batch-norm.js";
export { type BroadcastProductSpec, broadcastProduct } from "./broadcast-product.js";
export { classToken } from "./class-token.js";
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
export { type CrossEntropySpec, crossEntropy } from "./cross-entropy.js";
export { type DataMovementSpec, dataMovement } from "./data-movement.js";
export {
  type DropoutMask,
  type DropoutSetting,
  type DropoutSpec,
  dropout,
  dropoutKeepProbability,
  dropoutTestScale,
  dropped,
} from "./dropout.js";
export { elementwiseFlop, perElement } from "./elementwise.js";
export { type ElementwiseOperationSpec, elementwiseOperation } from "./elementwise-operation.js";
export {
  type EmbeddingSpec,
  embedding,
  type PositionsSpec,
  positions,
  scale,
  tableParameters,
} from "./embedding.js";
export { type FeedForwardSpec, feedForward } from "./feed-forward.js";
export { layerFormulas } from "./formulas.js";
export {
  type FusedAttentionSpec,
  fusedAttention,
  fusedAttentionGradientMac,
  fusedAttentionMac,
} from "./fused-attention.js";
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
  layerOf,
  type OperationClass,
  operationClasses,
  type Saved,
  type Work,
} from "./layer.js";
export { type LayerNormSpec, layerNorm, scaleParameters } from "./layer-norm.js";
export { type LearnedScaleSpec, learnedScale } from "./learned-scale.js";
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
  activeExpertParameters,
  activeExpertWeights,
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
export { type NormalisationId, type NormalisationKind, normalisationKinds } from "./normalisation-kinds.js";
export { type OutputProjectionSpec, outputProjection } from "./output-projection.js";
export { padding } from "./padding.js";
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
export { type ReductionFunction, type ReductionSpec, reduction } from "./reduction.js";
export {
  addedBias,
  biasLookUp,
  type RelativeBiasSpec,
  relativeBias,
  relativeBiasParameters,
  windowOffsets,
} from "./relative-positions.js";
export { repeated, repeatedFlop, repeatedMac } from "./repeated.js";
export { productOf, residualAdd } from "./residual-add.js";
export { part, type RewrittenSpec, rewritten } from "./rewritten.js";
export {
  depthwiseConvolution,
  depthwiseMac,
  pointwiseShare,
  type SeparableConvolutionSpec,
  separableConvolution,
  separableMac,
} from "./separable-convolution.js";
export { elements, type Shape, type Spatial, shapeText } from "./shape.js";
export {
  type SizedConvolutionSpec,
  type SizedPoolingSpec,
  sizedConvolution,
  sizedPooling,
} from "./sized-window.js";
export { coveringOutputSize, type SlidingWindowSpec, slidingOutputSize } from "./sliding-window.js";
export { softmax } from "./softmax.js";
export { type NormStyle, type StepwiseNormSpec, stepwiseNorm } from "./stepwise-norm.js";
export { type StochasticDepthSpec, stochasticDepth } from "./stochastic-depth.js";
export { imageElements, keptElements } from "./tensor-elements.js";
export { leaf, type Term, type TermInput, term } from "./term.js";
export { unitNorm } from "./unit-norm.js";
export { copy, slice, view } from "./view.js";
export { type WeightsSpec, weights } from "./weights.js";
