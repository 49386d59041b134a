// Every formula of the layers, for the catalogue.
import type { Formula } from "../formula/index.js";
import { sinkParameters } from "./attention/attention-sink.js";
import { fusedAttentionGradientMac, fusedAttentionMac } from "./attention/fused-attention.js";
import { relativeBiasParameters, windowOffsets } from "./attention/relative-positions.js";
import {
  convolutionMac,
  convolutionParameters,
  convolutionWeights,
  unrolledElements,
} from "./convolution/convolution.js";
import {
  convolutionPositionsMac,
  convolutionPositionsParameters,
  convolutionPositionsWeights,
  transposedConvolutionMac,
  transposedOutputSize,
} from "./convolution/convolution-nd.js";
import { depthwiseMac, pointwiseShare, separableMac } from "./convolution/separable-convolution.js";
import { activationValues, gatedUnitValues } from "./elementwise/activation-values.js";
import { dropoutKeepProbability, dropoutTestScale } from "./elementwise/dropout.js";
import { gatedFeedForwardParameters } from "./elementwise/gated-linear-unit.js";
import { elementwiseFlop } from "./elementwise/work.js";
import { tableParameters } from "./embedding.js";
import {
  activeExpertParameters,
  activeExpertWeights,
  expertParameters,
  expertWeights,
  routingFlop,
} from "./experts.js";
import { repeatedFormulas } from "./graph/repeated.js";
import { imageElements, keptElements } from "./graph/tensor-elements.js";
import { adapterParameters, linearMac, linearParameters, linearWeights } from "./linear.js";
import { causalMac, matmulMac, slidingWindowMac } from "./matmul.js";
import { inputGradientProduct, matrixFlop, weightGradientProduct } from "./matrix.js";
import { normalisationParameters } from "./normalisation/batch-norm.js";
import { foldFormulas } from "./normalisation/fold.js";
import { scaleParameters } from "./normalisation/layer-norm.js";
import { normalisationFormulas } from "./normalisation/steps.js";
import { adaptivePoolingFormulas } from "./pooling/adaptive-pooling.js";
import { averagePoolFlop, maxPoolFlop } from "./pooling/pooling.js";
import { averagePoolPositionsFlop, maxPoolPositionsFlop } from "./pooling/pooling-nd.js";
import { recurrentFormulas } from "./recurrent/recurrent-formulas.js";
import { coveringOutputSize, slidingOutputSize } from "./shape/sliding-window.js";

/** Every formula of this folder. */
export const layerFormulas: readonly Formula[] = [
  ...activationValues,
  ...adaptivePoolingFormulas,
  ...foldFormulas,
  ...gatedUnitValues,
  ...normalisationFormulas,
  ...recurrentFormulas,
  ...repeatedFormulas,
  activeExpertParameters,
  activeExpertWeights,
  adapterParameters,
  convolutionPositionsMac,
  convolutionPositionsParameters,
  convolutionPositionsWeights,
  depthwiseMac,
  dropoutKeepProbability,
  dropoutTestScale,
  expertParameters,
  expertWeights,
  fusedAttentionGradientMac,
  fusedAttentionMac,
  gatedFeedForwardParameters,
  imageElements,
  keptElements,
  pointwiseShare,
  relativeBiasParameters,
  routingFlop,
  separableMac,
  sinkParameters,
  slidingWindowMac,
  transposedConvolutionMac,
  transposedOutputSize,
  windowOffsets,
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
  unrolledElements,
  weightGradientProduct,
];
