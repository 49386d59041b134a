// The components of memory, the summary of techniques, and the five quantities of a training run.

import {
  accumulationOverhead,
  accuracyLoss,
  activationMemory,
  gradientMemory,
  memorySaving,
  optimizerMemory,
  parameterMemory,
  passesOverhead,
  stateMemoryOfParameters,
  trainingFlop,
  trainingTime,
} from "../../cost/index.js";
import { claimsOf, type Example } from "../../examples/example.js";
import { outputElements, tensorBytes } from "../../models/memory.js";
import { resnet50 } from "../../models/vision/resnet.js";
import type { Quantity } from "../../numbers/quantity.js";
import { type Amount, bytes, flop, flopPerSecond } from "../../numbers/units.js";
import { documents } from "../bibliography.js";

const components = claimsOf({
  source: documents.countingCosts,
  title: "Components of training memory",
  question: "What takes memory in training, and how much?",
});
const summary = claimsOf({
  source: documents.countingCosts,
  title: "Summary of techniques",
  question: "What does each technique save, and what does it cost?",
});
const five = claimsOf({
  source: documents.countingCosts,
  title: "The five quantities",
  question: "Which five numbers describe a training run?",
});

const row = (name: string) => `component table, row ${name}`;
const fp32: Amount = { value: 4, unit: "byte/element" };
const model = { parameters: 25.6e6 };
const inLetters = { P: "parameters" } as const;

let counted: Quantity | undefined;

/** Outputs of convolutions, ReLU and pooling of ResNet-50 with its input, for 32 images. */
export function activations(): Quantity {
  counted ??= outputElements(resnet50({ version: "v1", batch: 32 }), {
    kinds: ["convolution", "activation", "pooling"],
    withInputs: true,
  });
  return counted;
}

/** The claims of the component table, in its order. */
export const memoryComponentClaims: readonly Example[] = [
  components({
    id: "mem-params-4p",
    title: "Memory of the parameters",
    where: `${row("Parameters")}: 4P bytes`,
    formula: parameterMemory,
    inputs: model,
    stated: { expression: "4*P", letters: inLetters },
    unit: "byte",
    expect: { value: 102.4e6 },
  }),
  components({
    id: "mem-grads-4p",
    title: "Memory of the gradients",
    where: `${row("Gradients")}: 4P bytes`,
    formula: gradientMemory,
    inputs: model,
    stated: { expression: "4*P", letters: inLetters },
    unit: "byte",
    expect: { value: 102.4e6 },
  }),
  components({
    id: "mem-optimizer-state",
    title: "Memory of the optimizer",
    where: `${row("Optimizer state")}: 4 M_opt P bytes, M_opt 2 for Adam`,
    formula: optimizerMemory,
    inputs: { ...model, optimizerValues: 2 },
    stated: { expression: "4*M_opt*P", letters: { ...inLetters, M_opt: "optimizerValues" } },
    unit: "byte",
    expect: { value: 204.8e6 },
  }),
  components({
    id: "mem-activations-sum",
    title: "Memory of the activations",
    where: `${row("Activations")}: 4 × Σ|A_l| bytes`,
    formula: tensorBytes,
    inputs: () => ({ bytesPerElement: fp32, elements: activations() }),
    stated: { expression: "4*sum_A", letters: { sum_A: "elements" } },
    unit: "byte",
    note: "The tensors A_l are read as those of the whole batch, which the row says they depend on: for ResNet-50 and 32 images 32 × 20,022,272 values. For one sample it is 80 MB.",
    expect: { value: 2_562_850_816 },
  }),
];

/** The claims of the summary table, in its order. */
export const techniqueClaims: readonly Example[] = [
  summary({
    id: "summary-mp-activations-50",
    title: "Activations saved by mixed precision",
    where: "summary table, row Mixed Precision: ~50% activations",
    formula: memorySaving,
    inputs: { newBytes: bytes(2), oldBytes: bytes(4) },
    stated: { value: 50, digits: 2 },
    unit: "%",
    expect: { value: 50 },
  }),
  summary({
    id: "summary-ckpt-33",
    title: "Operations added by checkpointing",
    where: "summary table, row Gradient Checkpointing: +33%",
    formula: passesOverhead,
    inputs: { recomputePasses: 4 },
    stated: { value: 33, digits: 2 },
    unit: "%",
    note: "The upper limit; a last segment that is kept is not run again.",
    expect: { value: 100 / 3 },
  }),
  summary({
    id: "summary-accum-0",
    title: "Operations added by accumulation",
    where: "summary table, row Gradient Accumulation: 0%",
    formula: accumulationOverhead,
    inputs: { accumulationSteps: 16, microBatch: 16, effectiveBatch: 256 },
    stated: { value: 0, digits: 1 },
    unit: "%",
    note: "Adding up the gradients, one addition for each parameter and pass, is left out.",
    expect: { value: 0 },
  }),
  summary({
    id: "summary-int8-75",
    title: "Memory saved by INT8",
    where: "summary table, row INT8 Quantization: 75% model + activations",
    formula: memorySaving,
    inputs: { newBytes: bytes(1), oldBytes: bytes(4) },
    stated: { value: 75, digits: 2 },
    unit: "%",
    note: "Against FP32, scales and zero points left out; against FP16 it is 50 %.",
    expect: { value: 75 },
  }),
  summary({
    id: "summary-kd-accuracy",
    title: "Accuracy lost by distillation",
    where: "summary table, row Knowledge Distillation: 1–5% vs teacher",
    question: "Does the loss agree with students that achieve 95–99% of the teacher's accuracy?",
    formula: accuracyLoss,
    inputs: { retainedAccuracy: 0.95 },
    stated: { range: [1, 5] },
    unit: "%",
    note: "From the other end, 99 %, it is 1 %. Both are relative to the teacher, not points of accuracy.",
    expect: { value: 5 },
  }),
];

/** The claims of the list of five quantities. */
export const fiveQuantityClaims: readonly Example[] = [
  five({
    id: "five-training-flops",
    title: "Training operations",
    where: "2. Total training FLOPs: C = 3 × F × N_samples × E",
    formula: trainingFlop,
    inputs: { forwardFlop: flop(1e9), samples: 1e6, epochs: 10 },
    stated: {
      expression: "3*F*N_samples*E",
      letters: { F: "forwardFlop", N_samples: "samples", E: "epochs" },
    },
    unit: "FLOP",
    expect: { value: 3e16 },
  }),
  five({
    id: "five-param-memory",
    title: "Parameter memory",
    where: "3. Parameter memory: M_P = (4 + 4 + 4 M_opt) × P bytes",
    formula: stateMemoryOfParameters,
    inputs: { ...model, optimizerValues: 2 },
    stated: { expression: "(4+4+4*M_opt)*P", letters: { ...inLetters, M_opt: "optimizerValues" } },
    unit: "byte",
    note: "For FP32. In mixed precision Adam takes 16 bytes too, SGD 8 or more.",
    expect: { value: 409.6e6 },
  }),
  five({
    id: "five-activation-memory",
    title: "Activation memory",
    where: "4. Activation memory: M_A = bytes_per_element × B × Σ|A_l|",
    formula: activationMemory,
    inputs: { bytesPerElement: fp32, batch: 32, activationElements: 20_022_272 },
    stated: {
      expression: "bytes*B*sum_A",
      letters: { bytes: "bytesPerElement", B: "batch", sum_A: "activationElements" },
    },
    unit: "byte",
    note: "Here the tensors are those of one sample; in the component table they are those of the batch.",
    expect: { value: 2_562_850_816 },
  }),
  five({
    id: "five-training-time",
    title: "Training time",
    where: "5. Training time: T = C / (Hardware FLOP/s × utilization)",
    formula: trainingTime,
    inputs: { trainingFlop: flop(1.32e18), devices: 1, peak: flopPerSecond(125e12), utilisation: 0.5 },
    stated: {
      expression: "C/(peak*util)",
      letters: { C: "trainingFlop", peak: "peak", util: "utilisation" },
    },
    unit: "s",
    note: "For one device. The values are those of the ResNet-50 example, whose operations are counted too low.",
    expect: { value: 21_120 },
  }),
];
