// The layers and their formulas by explicit list.

export { type AttentionSpec, attention } from "./attention/attention.js";
export { attentionSink, sinkParameters } from "./attention/attention-sink.js";
export {
  type FusedAttentionSpec,
  fusedAttention,
  fusedAttentionGradientMac,
  fusedAttentionMac,
} from "./attention/fused-attention.js";
export {
  addedBias,
  biasLookUp,
  type RelativeBiasSpec,
  relativeBias,
  relativeBiasParameters,
  windowOffsets,
} from "./attention/relative-positions.js";
export {
  type ConvolutionSpec,
  convolution,
  convolutionMac,
  convolutionParameters,
  convolutionWeights,
} from "./convolution/convolution.js";
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
} from "./convolution/convolution-nd.js";
export {
  depthwiseConvolution,
  depthwiseMac,
  pointwiseShare,
  type SeparableConvolutionSpec,
  separableConvolution,
  separableMac,
} from "./convolution/separable-convolution.js";
export {
  type SizedConvolutionSpec,
  type SizedPoolingSpec,
  sizedConvolution,
  sizedPooling,
} from "./convolution/sized-window.js";
export { type CrossEntropySpec, crossEntropy } from "./cross-entropy.js";
export {
  type ActivationFunction,
  type ActivationSpec,
  activation,
  activationFunctions,
} from "./elementwise/activation.js";
export { type BroadcastProductSpec, broadcastProduct } from "./elementwise/broadcast-product.js";
export {
  type DropoutMask,
  type DropoutSetting,
  type DropoutSpec,
  dropout,
  dropoutKeepProbability,
  dropoutTestScale,
  dropped,
} from "./elementwise/dropout.js";
export {
  type GatedLinearUnitSpec,
  gatedFeedForwardParameters,
  gatedLinearUnit,
} from "./elementwise/gated-linear-unit.js";
export { type ElementwiseOperationSpec, elementwiseOperation } from "./elementwise/operation.js";
export {
  type ReductionFunction,
  type ReductionSpec,
  reduction,
  reductionFunctions,
} from "./elementwise/reduction.js";
export { productOf, residualAdd } from "./elementwise/residual-add.js";
export { softmax } from "./elementwise/softmax.js";
export { type StochasticDepthSpec, stochasticDepth } from "./elementwise/stochastic-depth.js";
export { elementwiseFlop, elementwisePart, perElement } from "./elementwise/work.js";
export {
  type EmbeddingSpec,
  embedding,
  type PositionsSpec,
  positions,
  scale,
  tableParameters,
} from "./embedding.js";
export {
  activeExpertParameters,
  activeExpertWeights,
  combine,
  dispatch,
  type ExpertLinearSpec,
  expertLinear,
  expertParameters,
  expertWeights,
  routingFlop,
} from "./experts.js";
export { type FeedForwardSpec, feedForward } from "./feed-forward.js";
export { layerFormulas } from "./formulas.js";
export { composedGraph, type GraphPart, idle, type ReadTensor, weightsOnly } from "./graph/composed.js";
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
} from "./graph/graph.js";
export {
  type Layer,
  type LayerKind,
  layerKinds,
  layerOf,
  type OperationClass,
  operationClasses,
  type Saved,
  type Work,
} from "./graph/layer.js";
export { layerRecord } from "./graph/layer-record.js";
export { type Bound, type Part, part, type Sizes } from "./graph/part.js";
export type {
  Kept,
  LayerForms,
  LayerParts,
  LayerRecord,
  LayerRecordSpec,
  Member,
  Parts,
  WorkForms,
  WorkParts,
} from "./graph/record-spec.js";
export { repeated, repeatedFlop, repeatedMac } from "./graph/repeated.js";
export type { ActivationFormat, StoredBytes, StoredShare, StoredWeights } from "./graph/stored-weights.js";
export { imageElements, keptElements } from "./graph/tensor-elements.js";
export { leaf, type Term, type TermInput, term } from "./graph/term.js";
export { type WeightsSpec, weights } from "./graph/weights.js";
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
export { inputGradientProduct, matrixFlop, matrixParts, weightGradientProduct } from "./matrix.js";
export { classToken } from "./memory/class-token.js";
export { type ConcatenationSpec, concatenation } from "./memory/concatenation.js";
export { type DataMovementSpec, dataMovement } from "./memory/data-movement.js";
export { padding } from "./memory/padding.js";
export { partOfTensor, type RewrittenSpec, rewritten } from "./memory/rewritten.js";
export { copy, type FlattenSpec, flatten, type SliceSpec, slice, view } from "./memory/view.js";
export { type MixtureOfExpertsSpec, mixtureOfExperts } from "./mixture-of-experts.js";
export { type BatchNormSpec, batchNorm, normalisationParameters } from "./normalisation/batch-norm.js";
export { foldedBias, foldedWeight, normalisationDeviation, normalisedValue } from "./normalisation/fold.js";
export {
  type GroupNormSpec,
  groupNorm,
  type InstanceNormSpec,
  instanceNorm,
} from "./normalisation/group-norm.js";
export { type NormalisationId, type NormalisationKind, normalisationKinds } from "./normalisation/kinds.js";
export { type LayerNormSpec, layerNorm, scaleParameters } from "./normalisation/layer-norm.js";
export { type LearnedScaleSpec, learnedScale } from "./normalisation/learned-scale.js";
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
} from "./normalisation/steps.js";
export { type NormStyle, type StepwiseNormSpec, stepwiseNorm } from "./normalisation/stepwise-norm.js";
export { unitNorm } from "./normalisation/unit-norm.js";
export { type OutputProjectionSpec, outputProjection } from "./output-projection.js";
export {
  type AdaptivePoolingSpec,
  adaptiveAverageFlop,
  adaptiveAveragePool,
  adaptiveMaxFlop,
  adaptiveMaxPool,
} from "./pooling/adaptive-pooling.js";
export {
  averagePool,
  averagePoolFlop,
  globalAveragePool,
  type MaxPoolingSpec,
  maxPool,
  maxPoolFlop,
  type PoolingSpec,
} from "./pooling/pooling.js";
export {
  averagePool1d,
  averagePool3d,
  averagePoolPositionsFlop,
  maxPool1d,
  maxPool3d,
  maxPoolPositionsFlop,
} from "./pooling/pooling-nd.js";
export { layerRecords } from "./records.js";
export { type RecurrentSpec, recurrent } from "./recurrent/recurrent.js";
export {
  type RecurrentCellSpec,
  type RecurrentKind,
  recurrentCell,
  recurrentKinds,
} from "./recurrent/recurrent-cell.js";
export {
  projectedRecurrentParameters,
  recurrentInputMac,
  recurrentMac,
  recurrentParameters,
  stateProjectionMac,
  throughTimeMac,
} from "./recurrent/recurrent-formulas.js";
export {
  type NamedSizes,
  namedSizes,
  type RearrangedShape,
  rearranged,
  shapeOf,
} from "./shape/named-shape.js";
export { elements, type Shape, type Spatial, shapeText } from "./shape/shape.js";
export { coveringOutputSize, type SlidingWindowSpec, slidingOutputSize } from "./shape/sliding-window.js";
