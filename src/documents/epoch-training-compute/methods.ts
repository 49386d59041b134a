// The formulas of the first method, counting operations.

import {
  countedBackwardRatio,
  flopPerConnectionOf,
  flopPerParameterOf,
  passesPerStep,
  samplesOfBatches,
  samplesSeen,
  trainingFlopOfConnections,
  trainingFlopOfPasses,
  trainingFlopOfSamplesSeen,
} from "../../cost/index.js";
import { claimsOf, type Example } from "../../examples/example.js";
import { peakOfUnits } from "../../hardware/index.js";
import { convolutionMac, linearMac, linearParameters, matrixFlop } from "../../layers/index.js";
import { given, type Quantity } from "../../numbers/quantity.js";
import type { Amount } from "../../numbers/units.js";
import { documents } from "../bibliography.js";

const claim = claimsOf({
  source: documents.epochTrainingCompute,
  title: "Counting operations",
  question: "How does counting operations estimate training compute?",
});

type Count = Quantity | number;
const one = given(1, "one sample, one group, every row");
const perSample = (value: number): Amount => ({ value, unit: "FLOP/sample" });

const withRatio = ({
  forwardFlop,
  gradientPasses,
  samplesSeen: seen,
}: {
  readonly forwardFlop: Amount | Quantity;
  readonly gradientPasses: Count;
  readonly samplesSeen: Count;
}) =>
  trainingFlopOfSamplesSeen({
    forwardFlop,
    samplesSeen: seen,
    passesPerStep: passesPerStep({ gradientPasses }),
  });

const linearPerParameter = (shape: { readonly inputFeatures: Count; readonly outputFeatures: Count }) =>
  flopPerParameterOf({
    flop: matrixFlop({ mac: linearMac({ rows: one, ...shape }) }),
    parameters: linearParameters(shape),
  });

interface ConvolutionShape {
  readonly inputChannels: Count;
  readonly outputChannels: Count;
  readonly outputHeight: Count;
  readonly outputWidth: Count;
  readonly kernelSize: Count;
}

const convolutionPerConnection = ({ kernelSize, ...shape }: ConvolutionShape) => {
  const kernel = { kernelHeight: kernelSize, kernelWidth: kernelSize };
  const connections = convolutionMac({ batch: one, groups: one, ...shape, ...kernel });
  return flopPerConnectionOf({ flop: matrixFlop({ mac: connections }), connections });
};

/** The claims of the first method. */
export const method1Claims: readonly Example[] = [
  claim({
    id: "m1-boxed-formula",
    title: "The boxed formula of the first method",
    where: "In short, Method 1: 2 × # of connections × 3 × # training examples × # epochs",
    formula: trainingFlopOfConnections,
    inputs: { connections: 1e6, samples: 1e4, epochs: 10 },
    stated: {
      expression: "2*connections*3*examples*epochs",
      letters: { connections: "connections", examples: "samples", epochs: "epochs" },
    },
    unit: "FLOP",
    note: "The printed formula is garbled; its factors are read off its labels.",
    expect: { value: 6e11 },
  }),
  claim({
    id: "m1-sum-formula",
    title: "Forward and backward operations times passes",
    where: "training_compute = (ops_per_forward_pass + ops_per_backward_pass) * n_passes",
    formula: trainingFlopOfPasses,
    inputs: { forwardFlop: perSample(1e9), backwardFlop: perSample(2e9), samplesSeen: 100 },
    stated: {
      expression: "(fwd+bwd)*n_passes",
      letters: { fwd: "forwardFlop", bwd: "backwardFlop", n_passes: "samplesSeen" },
    },
    unit: "FLOP",
    expect: { value: 3e11 },
  }),
  claim({
    id: "m1-n-passes",
    title: "Number of passes",
    where: "n_passes = n_epochs * n_examples",
    formula: samplesSeen,
    inputs: { epochs: 10, samples: 12_800 },
    stated: {
      expression: "n_epochs*n_examples",
      letters: { n_epochs: "epochs", n_examples: "samples" },
    },
    unit: "sample",
    expect: { value: 128_000 },
  }),
  claim({
    id: "m1-n-examples",
    title: "Examples of an epoch",
    where: "n_examples = n_batches * batch_size",
    formula: samplesOfBatches,
    inputs: { batchesPerEpoch: 100, batch: 128 },
    stated: {
      expression: "n_batches*batch_size",
      letters: { n_batches: "batchesPerEpoch", batch_size: "batch" },
    },
    unit: "sample",
    expect: { value: 12_800 },
  }),
  claim({
    id: "m1-ratio-form",
    title: "The same with a ratio",
    where: "training_compute = ops_per_forward_pass * (1 + fp_to_bp_ratio) * n_passes",
    formula: withRatio,
    inputs: { forwardFlop: perSample(1e9), gradientPasses: 2, samplesSeen: 100 },
    stated: {
      expression: "fwd*(1+ratio)*n_passes",
      letters: { fwd: "forwardFlop", ratio: "gradientPasses", n_passes: "samplesSeen" },
    },
    unit: "FLOP",
    note: "fp_to_bp_ratio is named forward to backward, but defined and used as backward over forward.",
    expect: { value: 3e11 },
  }),
  claim({
    id: "m1-ratio-2",
    title: "Backward pass in units of the forward pass",
    where: "We estimate the value of fp_to_bp_ratio as 2:1",
    formula: countedBackwardRatio,
    inputs: { weightGradientMac: 1, inputGradientMac: 1, mac: 1 },
    stated: { value: 2, digits: 1 },
    unit: "1",
    note: "One product of the forward's size for each gradient. The first layer needs one only; see bwd-ratio-2 for a whole network.",
    expect: { value: 2 },
  }),
  claim({
    id: "m1-factor-3",
    title: "Forward passes of a training step",
    where: "training_compute = ops_per_forward_pass * 3 * n_epochs * n_examples",
    formula: passesPerStep,
    inputs: { gradientPasses: 2 },
    stated: { value: 3, digits: 1 },
    unit: "1",
    expect: { value: 3 },
  }),
  claim({
    id: "m1-fwd-2x-params",
    title: "Forward operations for each parameter",
    where: "the amount of FLOP in a forward pass is approximately equal to twice the amount of parameters",
    formula: linearPerParameter,
    inputs: { inputFeatures: 1024, outputFeatures: 4096 },
    stated: { value: 2, digits: 2 },
    unit: "FLOP/parameter",
    note: "Holds for fully connected layers; biases make it a little less, shared weights more, tables of embeddings less.",
    expect: { value: 1.99804878 },
  }),
  claim({
    id: "m1-fwd-2x-connections",
    title: "Forward operations for each connection",
    where: "the amount of operations in the forward pass is roughly twice the number of connections",
    formula: convolutionPerConnection,
    inputs: { inputChannels: 3, outputChannels: 4, outputHeight: 5, outputWidth: 6, kernelSize: 3 },
    stated: { value: 2, digits: 1 },
    unit: "FLOP/connection",
    note: "A connection is one use of a weight, so a convolution has one for each multiply-accumulate.",
    expect: { value: 2 },
  }),
  claim({
    id: "m1-nvidia-fma-peak",
    title: "NVIDIA's definition of the peak rate",
    where: "footnote 1: CUDA Cores times the graphics clock frequency multiplied by two",
    formula: peakOfUnits,
    inputs: {
      units: 5120,
      macPerUnitCycle: given(1, "one fused multiply-add a cycle", { unit: "MAC" }),
      clock: { value: 1.53e9, unit: "1/s" },
    },
    stated: { expression: "cores*clock*2", letters: { cores: "units", clock: "clock" } },
    unit: "FLOP/s",
    note: "The factor of two is the convention that a fused multiply-add is two operations.",
    expect: { value: 1.56672e13 },
  }),
];
