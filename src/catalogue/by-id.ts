// The formulas by id, typed: a misspelt id does not compile, and editors complete it.

import type * as budgetFormulas from "../budget/formulas.js";
import type * as accumulation from "../cost/accumulation.js";
import type * as activations from "../cost/activations.js";
import type * as backwardRatio from "../cost/backward-ratio.js";
import type * as batchIntensity from "../cost/batch-intensity.js";
import type * as checkpointPlan from "../cost/checkpoint-plan.js";
import type * as checkpointing from "../cost/checkpointing.js";
import type * as comparison from "../cost/comparison.js";
import type * as compute from "../cost/compute.js";
import type * as countingRules from "../cost/counting-rules.js";
import type * as energy from "../cost/energy.js";
import type * as formatSpeed from "../cost/format-speed.js";
import type * as goodput from "../cost/goodput.js";
import type * as gpuTime from "../cost/gpu-time.js";
import type * as gpuTimeEvidence from "../cost/gpu-time-evidence.js";
import type * as distillation from "../cost/inference/distillation.js";
import type * as inferenceEnergy from "../cost/inference/energy.js";
import type * as formats from "../cost/inference/formats.js";
import type * as fusion from "../cost/inference/fusion.js";
import type * as generation from "../cost/inference/generation.js";
import type * as kvCache from "../cost/inference/kv-cache.js";
import type * as latency from "../cost/inference/latency.js";
import type * as pruning from "../cost/inference/pruning.js";
import type * as quantization from "../cost/inference/quantization.js";
import type * as matrixProduct from "../cost/matrix-product.js";
import type * as memory from "../cost/memory.js";
import type * as money from "../cost/money.js";
import type * as operationHeuristics from "../cost/operation-heuristics.js";
import type * as ownership from "../cost/ownership.js";
import type * as recurrentTraining from "../cost/recurrent-training.js";
import type * as roofline from "../cost/roofline.js";
import type * as stateComposition from "../cost/state-composition.js";
import type * as throughput from "../cost/throughput.js";
import type * as time from "../cost/time.js";
import type * as transformerActivations from "../cost/transformer-activations.js";
import type * as transformerToken from "../cost/transformer-token.js";
import type { Formula } from "../formula/index.js";
import type * as device from "../hardware/device.js";
import type * as integerRate from "../hardware/integer-rate.js";
import type * as peak from "../hardware/peak.js";
import type * as processingUnits from "../hardware/processing-units.js";
import type * as attentionSink from "../layers/attention/attention-sink.js";
import type * as fusedAttention from "../layers/attention/fused-attention.js";
import type * as relativePositions from "../layers/attention/relative-positions.js";
import type * as convolution from "../layers/convolution/convolution.js";
import type * as convolutionNd from "../layers/convolution/convolution-nd.js";
import type * as separableConvolution from "../layers/convolution/separable-convolution.js";
import type * as dropout from "../layers/elementwise/dropout.js";
import type * as gatedLinearUnit from "../layers/elementwise/gated-linear-unit.js";
import type * as work from "../layers/elementwise/work.js";
import type * as embedding from "../layers/embedding.js";
import type * as mixtureOfExperts from "../layers/experts.js";
import type * as repeated from "../layers/graph/repeated.js";
import type * as tensorElements from "../layers/graph/tensor-elements.js";
import type * as linear from "../layers/linear.js";
import type * as matmul from "../layers/matmul.js";
import type * as matrix from "../layers/matrix.js";
import type * as batchNorm from "../layers/normalisation/batch-norm.js";
import type * as fold from "../layers/normalisation/fold.js";
import type * as layerNorm from "../layers/normalisation/layer-norm.js";
import type * as steps from "../layers/normalisation/steps.js";
import type * as adaptivePooling from "../layers/pooling/adaptive-pooling.js";
import type * as pooling from "../layers/pooling/pooling.js";
import type * as poolingNd from "../layers/pooling/pooling-nd.js";
import type * as recurrentCell from "../layers/recurrent/recurrent-formulas.js";
import type * as slidingWindow from "../layers/shape/sliding-window.js";
import type * as modelsMemory from "../models/memory.js";
import type * as operations from "../models/operations.js";
import type * as regnetWidths from "../models/vision/regnet-widths.js";
import type * as attended from "../plan/attended.js";
import type * as flop from "../plan/conventions/flop.js";
import type * as timeFormulas from "../plan/layer/time-formulas.js";
import type * as memoryFormulas from "../plan/memory-formulas.js";
import type * as loadFormulas from "../plan/serving/load-formulas.js";
import type * as servingMemoryFormulas from "../plan/serving/memory-formulas.js";
import type * as passFormulas from "../plan/serving/pass-formulas.js";
import type * as held from "../plan/shape/held.js";
import type * as stageParameters from "../plan/step/stage-parameters.js";
import type * as stepFormulas from "../plan/step/step-formulas.js";
import type * as stepWork from "../plan/step/work.js";
import type * as approaches from "../scaling/approaches.js";
import type * as chinchilla from "../scaling/chinchilla.js";
import type * as dimensions from "../scaling/dimensions.js";
import type * as efficientnet from "../scaling/efficientnet.js";
import type * as hoffmannModels from "../scaling/hoffmann-models.js";
import type * as kaplan from "../scaling/kaplan.js";
import type * as kaplanLoss from "../scaling/kaplan-loss.js";
import type * as overTraining from "../scaling/over-training.js";
import type * as adafactor from "../training/adafactor.js";
import type * as adam from "../training/adam.js";
import type * as adaptive from "../training/adaptive.js";
import type * as crossEntropy from "../training/cross-entropy.js";
import type * as divergence from "../training/divergence.js";
import type * as trainingDropout from "../training/dropout.js";
import type * as focal from "../training/focal.js";
import type * as hinge from "../training/hinge.js";
import type * as huber from "../training/huber.js";
import type * as lion from "../training/lion.js";
import type * as logSumExp from "../training/log-sum-exp.js";
import type * as loss from "../training/loss.js";
import type * as lossScaling from "../training/loss-scaling.js";
import type * as numberFormats from "../training/number-formats.js";
import type * as regularizers from "../training/regularizers.js";
import type * as schedules from "../training/schedules.js";
import type * as sgd from "../training/sgd.js";
import type * as squaredError from "../training/squared-error.js";
import type * as storedValues from "../training/stored-values.js";
import type * as updateRule from "../training/update-rule.js";
import { catalogue } from "./catalogue.js";

/** The formulas that a module exports, by their ids. */
type FormulasOf<M> = {
  readonly [K in keyof M as M[K] extends { readonly id: infer Id extends string; readonly compute: unknown }
    ? string extends Id
      ? never
      : Id
    : never]: M[K];
};

/** Every formula of the library that a module exports under a name, by its id. */
export interface FormulasById
  extends FormulasOf<typeof budgetFormulas>,
    FormulasOf<typeof accumulation>,
    FormulasOf<typeof activations>,
    FormulasOf<typeof backwardRatio>,
    FormulasOf<typeof batchIntensity>,
    FormulasOf<typeof checkpointPlan>,
    FormulasOf<typeof checkpointing>,
    FormulasOf<typeof comparison>,
    FormulasOf<typeof compute>,
    FormulasOf<typeof countingRules>,
    FormulasOf<typeof energy>,
    FormulasOf<typeof formatSpeed>,
    FormulasOf<typeof goodput>,
    FormulasOf<typeof gpuTimeEvidence>,
    FormulasOf<typeof gpuTime>,
    FormulasOf<typeof distillation>,
    FormulasOf<typeof inferenceEnergy>,
    FormulasOf<typeof formats>,
    FormulasOf<typeof fusion>,
    FormulasOf<typeof generation>,
    FormulasOf<typeof kvCache>,
    FormulasOf<typeof latency>,
    FormulasOf<typeof pruning>,
    FormulasOf<typeof quantization>,
    FormulasOf<typeof matrixProduct>,
    FormulasOf<typeof memory>,
    FormulasOf<typeof money>,
    FormulasOf<typeof operationHeuristics>,
    FormulasOf<typeof ownership>,
    FormulasOf<typeof recurrentTraining>,
    FormulasOf<typeof roofline>,
    FormulasOf<typeof stateComposition>,
    FormulasOf<typeof throughput>,
    FormulasOf<typeof time>,
    FormulasOf<typeof transformerActivations>,
    FormulasOf<typeof transformerToken>,
    FormulasOf<typeof device>,
    FormulasOf<typeof integerRate>,
    FormulasOf<typeof peak>,
    FormulasOf<typeof processingUnits>,
    FormulasOf<typeof attentionSink>,
    FormulasOf<typeof fusedAttention>,
    FormulasOf<typeof relativePositions>,
    FormulasOf<typeof convolutionNd>,
    FormulasOf<typeof convolution>,
    FormulasOf<typeof separableConvolution>,
    FormulasOf<typeof dropout>,
    FormulasOf<typeof gatedLinearUnit>,
    FormulasOf<typeof work>,
    FormulasOf<typeof embedding>,
    FormulasOf<typeof repeated>,
    FormulasOf<typeof tensorElements>,
    FormulasOf<typeof linear>,
    FormulasOf<typeof matmul>,
    FormulasOf<typeof matrix>,
    FormulasOf<typeof mixtureOfExperts>,
    FormulasOf<typeof batchNorm>,
    FormulasOf<typeof fold>,
    FormulasOf<typeof layerNorm>,
    FormulasOf<typeof steps>,
    FormulasOf<typeof adaptivePooling>,
    FormulasOf<typeof poolingNd>,
    FormulasOf<typeof pooling>,
    FormulasOf<typeof recurrentCell>,
    FormulasOf<typeof slidingWindow>,
    FormulasOf<typeof modelsMemory>,
    FormulasOf<typeof operations>,
    FormulasOf<typeof regnetWidths>,
    FormulasOf<typeof attended>,
    FormulasOf<typeof flop>,
    FormulasOf<typeof timeFormulas>,
    FormulasOf<typeof memoryFormulas>,
    FormulasOf<typeof loadFormulas>,
    FormulasOf<typeof servingMemoryFormulas>,
    FormulasOf<typeof passFormulas>,
    FormulasOf<typeof held>,
    FormulasOf<typeof stageParameters>,
    FormulasOf<typeof stepFormulas>,
    FormulasOf<typeof stepWork>,
    FormulasOf<typeof approaches>,
    FormulasOf<typeof chinchilla>,
    FormulasOf<typeof dimensions>,
    FormulasOf<typeof efficientnet>,
    FormulasOf<typeof hoffmannModels>,
    FormulasOf<typeof kaplanLoss>,
    FormulasOf<typeof kaplan>,
    FormulasOf<typeof overTraining>,
    FormulasOf<typeof adafactor>,
    FormulasOf<typeof adam>,
    FormulasOf<typeof adaptive>,
    FormulasOf<typeof crossEntropy>,
    FormulasOf<typeof divergence>,
    FormulasOf<typeof trainingDropout>,
    FormulasOf<typeof focal>,
    FormulasOf<typeof hinge>,
    FormulasOf<typeof huber>,
    FormulasOf<typeof lion>,
    FormulasOf<typeof logSumExp>,
    FormulasOf<typeof lossScaling>,
    FormulasOf<typeof loss>,
    FormulasOf<typeof numberFormats>,
    FormulasOf<typeof regularizers>,
    FormulasOf<typeof schedules>,
    FormulasOf<typeof sgd>,
    FormulasOf<typeof squaredError>,
    FormulasOf<typeof storedValues>,
    FormulasOf<typeof updateRule> {}

/**
 * Every formula by id: `formulas["compute.training-flop"]({ forwardFlop, samples, epochs })`. The ids are those that
 * `flopbook formulas` prints; their first word is the room. Formulas that are made in families (the activation
 * functions, the steps of an optimizer) are found by `formulaById`.
 *
 * @example formulas["compute.training-flop"]({ forwardFlop: gigaflop(8.2), samples: 1.28e6,
 *   epochs: 90 }) // 2.83 EFLOP
 */
export const formulas: FormulasById = Object.fromEntries(
  catalogue.map((formula: Formula) => [formula.id, formula]),
) as unknown as FormulasById;
