// Every type of layer as a record, by explicit list: to search, to print and to count.
import { attentionRecords } from "./attention/attention-records.js";
import { attentionSinkRecord } from "./attention/attention-sink.js";
import { fusedAttentionRecord } from "./attention/fused-attention.js";
import { relativeBiasRecord } from "./attention/relative-positions.js";
import { convolutionRecord } from "./convolution/convolution.js";
import { convolutionPositionsRecord, transposedConvolutionRecord } from "./convolution/convolution-nd.js";
import { depthwiseRecord, separableRecord } from "./convolution/separable-convolution.js";
import { crossEntropyRecord } from "./cross-entropy.js";
import { activationRecords } from "./elementwise/activation.js";
import { broadcastProductRecord } from "./elementwise/broadcast-product.js";
import { dropoutRecord } from "./elementwise/dropout.js";
import { gatedLinearUnitRecord } from "./elementwise/gated-linear-unit.js";
import { reductionRecord } from "./elementwise/reduction.js";
import { productRecord, residualAddRecord } from "./elementwise/residual-add.js";
import { softmaxRecord } from "./elementwise/softmax.js";
import { stochasticDepthRecord } from "./elementwise/stochastic-depth.js";
import {
  embeddingRecord,
  fixedPositionsRecord,
  learnedPositionsRecord,
  rotaryPositionsRecord,
  scaleRecord,
} from "./embedding.js";
import {
  expertCombineRecord,
  expertDispatchRecord,
  expertLinearRecord,
  mixtureOfExpertsRecord,
} from "./experts.js";
import { feedForwardRecord, gatedFeedForwardRecord } from "./feed-forward.js";
import type { LayerRecord } from "./graph/record-spec.js";
import { linearRecord } from "./linear.js";
import { matmulRecord } from "./matmul.js";
import { classTokenRecord } from "./memory/class-token.js";
import { concatenationRecord } from "./memory/concatenation.js";
import { viewRecord } from "./memory/view.js";
import { batchNormRecord } from "./normalisation/batch-norm.js";
import { groupNormRecord, instanceNormRecord } from "./normalisation/group-norm.js";
import { layerNormRecord, rmsNormRecord } from "./normalisation/layer-norm.js";
import { learnedScaleRecord } from "./normalisation/learned-scale.js";
import { unitNormRecord } from "./normalisation/unit-norm.js";
import { outputProjectionRecord } from "./output-projection.js";
import { adaptiveAverageRecord, adaptiveMaxRecord } from "./pooling/adaptive-pooling.js";
import { averagePoolRecord, globalAveragePoolRecord, maxPoolRecord } from "./pooling/pooling.js";
import { averagePoolPositionsRecord, maxPoolPositionsRecord } from "./pooling/pooling-nd.js";
import { recurrentRecords } from "./recurrent/recurrent-cell.js";

/** Every type of layer, those made of others last. */
export const layerRecords: readonly LayerRecord[] = [
  linearRecord,
  matmulRecord,
  convolutionRecord,
  convolutionPositionsRecord,
  depthwiseRecord,
  transposedConvolutionRecord,
  ...Object.values(recurrentRecords),
  expertLinearRecord,
  expertDispatchRecord,
  expertCombineRecord,
  ...Object.values(activationRecords),
  batchNormRecord,
  groupNormRecord,
  instanceNormRecord,
  layerNormRecord,
  rmsNormRecord,
  unitNormRecord,
  maxPoolRecord,
  averagePoolRecord,
  globalAveragePoolRecord,
  maxPoolPositionsRecord,
  averagePoolPositionsRecord,
  adaptiveAverageRecord,
  adaptiveMaxRecord,
  softmaxRecord,
  dropoutRecord,
  stochasticDepthRecord,
  residualAddRecord,
  productRecord,
  broadcastProductRecord,
  scaleRecord,
  learnedScaleRecord,
  gatedLinearUnitRecord,
  reductionRecord,
  concatenationRecord,
  classTokenRecord,
  viewRecord,
  embeddingRecord,
  learnedPositionsRecord,
  fixedPositionsRecord,
  rotaryPositionsRecord,
  relativeBiasRecord,
  attentionSinkRecord,
  crossEntropyRecord,
  fusedAttentionRecord,
  ...attentionRecords,
  feedForwardRecord,
  gatedFeedForwardRecord,
  mixtureOfExpertsRecord,
  outputProjectionRecord,
  separableRecord,
];
