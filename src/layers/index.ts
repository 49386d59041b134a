// The layers and their formulas by explicit list.
import type { Formula } from "../formula/index.js";
import { normalisationParameters } from "./batch-norm.js";
import {
  convolutionMac,
  convolutionParameters,
  convolutionWeights,
  slidingOutputSize,
} from "./convolution.js";
import { elementwiseFlop } from "./elementwise.js";
import { tableParameters } from "./embedding.js";
import { scaleParameters } from "./layer-norm.js";
import { linearMac, linearParameters, linearWeights } from "./linear.js";
import { causalMac, matmulMac } from "./matmul.js";
import { inputGradientProduct, matrixFlop, weightGradientProduct } from "./matrix.js";
import { averagePoolFlop, maxPoolFlop } from "./pooling.js";

export {
  type ActivationFunction,
  type ActivationSpec,
  activation,
  activationFunctions,
} from "./activation.js";
export { type AttentionSpec, attention } from "./attention.js";
export { type BatchNormSpec, batchNorm, normalisationParameters } from "./batch-norm.js";
export {
  type ConvolutionSpec,
  convolution,
  convolutionMac,
  convolutionParameters,
  convolutionWeights,
  slidingOutputSize,
} from "./convolution.js";
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
  type CountedGraph,
  type GraphBuilder,
  type GraphNode,
  graphBuilder,
  layerGraph,
  type Stage,
  type Tensor,
} from "./graph.js";
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
export { type AttentionMask, causalMac, type MatmulSpec, matmul, matmulMac } from "./matmul.js";
export { inputGradientProduct, matrixFlop, weightGradientProduct } from "./matrix.js";
export {
  averagePool,
  averagePoolFlop,
  globalAveragePool,
  maxPool,
  maxPoolFlop,
  type PoolingSpec,
} from "./pooling.js";
export { productOf, residualAdd } from "./residual-add.js";
export { type Shape, type Spatial, shapeText } from "./shape.js";
export { softmax } from "./softmax.js";
export { leaf, type Term, type TermInput, term } from "./term.js";
export { view } from "./view.js";

/** Every formula of this folder. */
export const layerFormulas: readonly Formula[] = [
  averagePoolFlop,
  causalMac,
  convolutionMac,
  convolutionParameters,
  convolutionWeights,
  elementwiseFlop,
  inputGradientProduct,
  linearMac,
  linearParameters,
  linearWeights,
  matmulMac,
  matrixFlop,
  maxPoolFlop,
  normalisationParameters,
  scaleParameters,
  slidingOutputSize,
  tableParameters,
  weightGradientProduct,
];
