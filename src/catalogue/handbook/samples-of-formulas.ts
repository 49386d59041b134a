// Sample values that a formula has for itself, where the one of its symbol would not do beside the others.
import type { SampleValues } from "../../formula/index.js";

/** By id, or by the leading words of ids: "losses" holds for all of them, "losses.bce" for those, the id wins. */
export const formulaSamples: Readonly<Record<string, SampleValues>> = {
  // A mean over 32 samples of 10 outputs
  losses: { elements: 320, operationsPerElement: 3 },
  "losses.negative-mean": { lossSum: -14.4 },
  "losses.distillation.mean": { lossSum: 1.6 },
  "losses.huber.outside": { magnitude: 2.5 },
  // Each optimizer at a learning rate of its own
  "optimizers.adagrad": { learningRate: 0.01 },
  "optimizers.adafactor": { learningRate: 0.01, stepRate: 0.0083 },
  "optimizers.adam": { learningRate: 0.001 },
  "optimizers.adam.second-correction": { secondMomentNext: 2.5e-5 },
  "optimizers.adam-8bit": { bytesPerElement: 1 },
  "optimizers.adamw": { learningRate: 0.001 },
  "optimizers.lion": { learningRate: 1e-4, weightDecay: 0.1 },
  "optimizers.nesterov": { velocity: -0.02, velocityNext: -0.023 },
  "optimizers.nesterov.look-ahead-of-momentum": { velocity: 0.4 },
  "optimizers.rmsprop": { learningRate: 0.001, secondMomentDecay: 0.99 },
  "optimizers.update-share": { flop: 3.1e8 },
  "regularizers.dropout.mask-memory": { bytesPerElement: 1 },
  "schedules.linear-scaling": { batch: 1024 },
  "schedules.one-cycle.rise": { currentStep: 5000 },
  "schedules.rate-fall": { learningRate: 0.001 },
  "schedules.warm-up": { currentStep: 1000 },
  "backward-ratio.layer": { updateFlopPerParameter: 12 },

  // The vector units of an A100, which count integers beside FP32
  "hardware.integer-rate": { densePeak: 19.5e12 },

  // Layers
  "layers.recurrent": { sequence: 30 },
  "layers.matmul.mac": { innerDim: 128, columns: 2048 },
  "layers.normalisation.flop-per-element": { flop: 4.5e7 },
  "layers.normalisation.running-values": { channels: 256 },
  "layers.pooling.adaptive-max-flop": { outputElements: 2048 },
  "heuristics.flop-per-connection": { flop: 8.2e9 },
  "heuristics.flop-per-parameter": { flop: 8.2e9, parameters: 2.56e7 },
  "heuristics.parameters-of-flop": { forwardFlop: 1.4e10 },
  "importers.bits-per-weight": { bytes: 4.1e9 },
  "models.flop-per-token": { flop: 9.2e14 },
  "compute.tokens-seen": { batch: 2048 },
  "recurrent.training-sequences": { epochs: 10, batchesPerEpoch: 3125 },

  // Memory and machines
  accumulation: { effectiveBatch: 30 },
  "accumulation.slowdown": { devices: 4 },
  "checkpointing.counted-recomputed-share": { flopEach: 7.5e11 },
  "memory.largest-batch": { stateMemory: 28e9 },
  "formats.integer-maximum": { bits: 8 },
  "formats.integer-minimum": { bits: 8 },
  "plan.causal-attention-mac": { macPerToken: 5.4e8 },
  "plan.first-stage": { pipelineStages: 1 },
  "plan.weight-mac": { parameters: 2.18e8 },
  "plan.fused-attention-time": { innerDim: 256 },
  "plan.mean-layer-kept": { oldBytes: 1.4e8, newBytes: 2.1e8 },
  "roofline.few-rows-intensity": { rows: 8 },
  "time.devices": { trainingFlop: 7.9872e21, time: 1e6 },
  "budget.device-failure-time": { devices: 16_384, time: [54, "day"] },
  "ownership.replacement-rate": { growthFactor: 0.14, time: [365, "day"] },
  "energy.pass": { mac: 4.1e9, bytes: 1e8 },

  // Inference
  fusion: { elements: 8e6 },
  "generation.compute-time": { flop: 4.5e11, devices: 1 },
  "generation.crossover-batch": { bytesPerParameter: 2 },
  "generation.decode-bytes": { parameterMemory: 14e9 },
  "generation.step-flop": { flopPerToken: 1.4e10 },
  "generation.transfer-time": { devices: 1 },
  "kv-cache.largest-batch": { parameterMemory: 14e9 },
  "formats.bits-per-value-two-scales": { groupSize: 64, scaleBits: 8 },
  "pruning.bitmap-bits": { valueBits: 16 },
  "pruning.indexed-bits": { valueBits: 16, indexBits: 16 },
  "pruning.two-of-four-bits": { valueBits: 16 },
  "quantization.clamped-code": { code: 300 },
  "serving.arithmetic-time": { flop: 1.4e13 },
  "serving.compute-share": { rows: 32 },
  "serving.exchange-time": { collectiveTime: 2e-5 },
  "serving.read-weights": { blockParameters: 1.6e9 },
  "serving.prefill-time": { computeTime: 0.11 },
  "serving.step-flop": { routedTokens: 1 },

  // Scaling laws
  "kaplan.parameters": { computeExponent: 0.73 },
  "kaplan.loss": { sizeExponent: 0.076, dataExponent: 0.095 },
  "kaplan.loss-of-parameters": { sizeExponent: 0.076 },
  "kaplan.loss-of-tokens": { dataExponent: 0.095 },
  "kaplan.loss-of-steps": { sizeExponent: 0.077, criticalParameters: 6.5e13 },
};
