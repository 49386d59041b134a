// Every formula of the layers, for the catalogue.
import type { Formula } from "../formula/index.js";
import { adaptivePoolingFormulas } from "./adaptive-pooling.js";
import { sinkParameters } from "./attention-sink.js";
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
import { fusedAttentionGradientMac, fusedAttentionMac } from "./fused-attention.js";
import { gatedFeedForwardParameters } from "./gated-linear-unit.js";
import { scaleParameters } from "./layer-norm.js";
import { linearMac, linearParameters, linearWeights } from "./linear.js";
import { causalMac, matmulMac, slidingWindowMac } from "./matmul.js";
import { inputGradientProduct, matrixFlop, weightGradientProduct } from "./matrix.js";
import {
  activeExpertParameters,
  activeExpertWeights,
  expertParameters,
  expertWeights,
  routingFlop,
} from "./mixture-of-experts.js";
import { normalisationFormulas } from "./normalisation.js";
import { foldFormulas } from "./normalisation-fold.js";
import { averagePoolFlop, maxPoolFlop } from "./pooling.js";
import { averagePoolPositionsFlop, maxPoolPositionsFlop } from "./pooling-nd.js";
import { recurrentFormulas } from "./recurrent-cell.js";
import { relativeBiasParameters, windowOffsets } from "./relative-positions.js";
import { repeatedFormulas } from "./repeated.js";
import { depthwiseMac, pointwiseShare, separableMac } from "./separable-convolution.js";
import { coveringOutputSize, slidingOutputSize } from "./sliding-window.js";
import { imageElements, keptElements } from "./tensor-elements.js";

/** Every formula of this folder. */
export const layerFormulas: readonly Formula[] = [
  ...adaptivePoolingFormulas,
  ...foldFormulas,
  ...normalisationFormulas,
  ...recurrentFormulas,
  ...repeatedFormulas,
  activeExpertParameters,
  activeExpertWeights,
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
  weightGradientProduct,
];
