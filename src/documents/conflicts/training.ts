// Conflicts between or inside the texts about losses, optimizers, dropout and units: both sides, and which we use.

import { memoryRatio, optimizerMemory, stateMemoryOfParameters } from "../../cost/index.js";
import { claimsOf, type Example } from "../../examples/example.js";
import { dropoutKeepProbability } from "../../layers/index.js";
import { tensorBytes } from "../../models/memory.js";
import { given, type Quantity } from "../../numbers/quantity.js";
import type { Amount } from "../../numbers/units.js";
import { sources } from "../../sources/bibliography.js";
import {
  batchBackwardFlop,
  denominatorInside,
  dropoutMaskBytes,
  dropoutTest,
  logSumExpProcedure,
  optimizerFlop,
  penaltyFlop,
  procedureFlop,
  softmaxProcedure,
  stepsSaved,
  updateShare,
} from "../../training/index.js";
import { documents } from "../bibliography.js";
import { activations } from "../counting-costs/five-quantities.js";
import { perElementAtInference } from "../losses-and-optimizers/normalisation.js";
import { countedBackward } from "../losses-and-optimizers/resnet50.js";
import { withSides } from "./sides.js";

const trainingConflict = claimsOf({
  source: documents.lossesAndOptimizers,
  title: "Conflicts: training",
  question: "Which of two statements is used?",
});
const dropoutConflict = claimsOf({
  source: documents.epochTrainingCompute,
  title: "Conflicts: dropout",
  question: "Which of two statements is used?",
});

const bottleneck = claimsOf({
  source: documents.countingCosts,
  title: "Conflicts: memory",
  question: "Which of two statements is used?",
});

type Count = Quantity | number;
interface Outputs {
  readonly batch: Count;
  readonly outputs: Count;
}

const he2016 = { source: sources.he2016, place: "Table 1, 3.8 × 10^9 FLOPs (multiply-adds)" };
const perImage = (value: number): Amount => ({ value, unit: "FLOP/image" });
const parameters = 25.6e6;
const inFp32 = "FP32, as in the text";
const fp32: Amount = { value: 4, unit: "byte/element" };

/** Adam's update in units of the backward pass of a batch. */
function adamShare(run: {
  readonly parameters: Count;
  readonly backwardFlop: Quantity | Amount;
  readonly batch: Count;
}): Quantity {
  const { backwardFlop, batch } = run;
  return updateShare({
    flop: optimizerFlop("adam", run.parameters),
    stepTrainingFlop: batchBackwardFlop({ backwardFlop, batch }),
  });
}

/** Both sides of each conflict; the stated side is the one that is not used, unless the note says otherwise. */
export const trainingConflicts: readonly Example[] = withSides([
  trainingConflict({
    id: "x-optimizer-share",
    title: "Share of the update: 4.7 %, or to be ignored",
    where: "at most 4.7% extra FLOPs; Sevilla et al.: the weight update can often be ignored",
    formula: adamShare,
    inputs: { parameters, backwardFlop: perImage(7.6e9), batch: 1 },
    stated: { value: 4.7, digits: 2 },
    unit: "%",
    corrected: { inputs: () => ({ backwardFlop: countedBackward(), batch: 32 }), source: he2016 },
    cause:
      "“Losses, optimizers and regularization” sets one update ({stated}) beside the backward pass of a single image, in multiply-accumulates. Beside 32 images counted in operations it is {correct}. We use the other side, Sevilla et al.: one update serves a batch, and is listed apart.",
    note: "It is not small where a step has few samples or tokens for its parameters.",
    expect: { verdict: "wrong-premise", value: 4.715789526, correct: 0.07257696856 },
  }),
  dropoutConflict({
    id: "x-dropout-p",
    title: "Dropout: what the Bernoulli variable is drawn with",
    where:
      "dropping out with probability p, r ~ Bernoulli(p); “Losses, optimizers and regularization”: mask ~ Bernoulli(1 − p)",
    formula: dropoutKeepProbability,
    inputs: { dropoutRate: 0.2 },
    stated: { expression: "p", letters: { p: "dropoutRate" } },
    unit: "1",
    cause:
      "A mask of Bernoulli(p) keeps a unit with probability p, 0.2 here, but p is said to be that of dropping; kept are 1 − p, {computed}. Sevilla et al. mix their p with that of Srivastava et al., the probability of keeping. We use the other side: p drops, the mask is Bernoulli(1 − p).",
    expect: { verdict: "inconsistent", value: 0.8 },
  }),
  dropoutConflict({
    id: "x-dropout-inference",
    title: "Dropout at inference: a product for each weight, or nothing",
    where:
      "at most it is slightly increased, less than or equal to the number of parameters; “Losses, optimizers and regularization”: 0",
    formula: (run: { readonly parameters: Count }) => penaltyFlop(dropoutTest.scaledWeights, run.parameters),
    inputs: { parameters: 100 },
    stated: { expression: "P", letters: { P: "parameters" } },
    unit: "FLOP/step",
    corrected: {
      formula: (run: { readonly parameters: Count }) => penaltyFlop(dropoutTest.inverted, run.parameters),
      source: { source: documents.lossesAndOptimizers, place: "inverted dropout: no scaling needed" },
    },
    cause:
      "Sevilla et al. scale the weights at test time, up to P operations, once; the other text scales in training, which leaves {correct}. We use the latter, as PyTorch and TensorFlow do. The weights would be scaled by the probability of keeping, not by p.",
    expect: { verdict: "wrong-premise", value: 100, correct: 0 },
  }),
  trainingConflict({
    id: "x-dropout-mask",
    title: "Dropout's mask: 4 bytes, 1 byte or 1 bit for each value",
    where: "4Bn (mask); “Counting the operations”: n/8 bytes (packed)",
    formula: (shape: Outputs) => dropoutMaskBytes("float", shape),
    inputs: { batch: 32, outputs: 4096 },
    stated: { expression: "4*B*n", letters: { B: "batch", n: "outputs" } },
    unit: "byte",
    corrected: {
      formula: (shape: Outputs) => dropoutMaskBytes("byte", shape),
      source: { source: sources.pytorch, place: "torch.native_dropout: a boolean mask, one byte a value" },
    },
    cause:
      "One side keeps the mask as floats, the other as packed bits, 32 times less (16.4 kB here). We use a byte for each value, {correct}, which is what PyTorch's kernels keep; the other two can be chosen.",
    expect: { verdict: "wrong-premise", value: 524_288, correct: 131_072 },
  }),
  trainingConflict({
    id: "x-nesterov",
    title: "Nesterov: 4P plus P, or 5P",
    where: "Same as momentum: 4P (plus P for the look-ahead); comparison table: 5P",
    formula: (run: { readonly parameters: Count }) => optimizerFlop("nesterov", run.parameters),
    inputs: { parameters: 100 },
    stated: { expression: "4*P+P", letters: { P: "parameters" } },
    unit: "FLOP/step",
    note: "Both say the same, and we use it: 5P, with μv worked out once. The common form v ← μv + g, θ ← θ − η(g + μv) takes 6P.",
    expect: { value: 500 },
  }),
  trainingConflict({
    id: "x-superconvergence",
    title: "Super-convergence: 5 to 10 times fewer steps, or 3",
    where: "5–10× fewer steps; example: 30 epochs instead of 90, 3×",
    formula: stepsSaved,
    inputs: { steps: 90, stepsPart: 30 },
    stated: { range: [5, 10] },
    unit: "1",
    cause:
      "The text's own example saves {computed} times, below the {stated} of the sentence before. We use neither as a default: the ratio is that of the steps which a run is given.",
    note: "Smith and Topin report 10,000 instead of 80,000 iterations on CIFAR-10, less on ImageNet.",
    expect: { verdict: "inconsistent", value: 3 },
  }),
  trainingConflict({
    id: "x-eps-placement",
    title: "The small number: under the root in AdaGrad and RMSProp, beside it in Adam",
    where: "η/√(G + ε) and η/√(v + ε), against √v̂ + ε",
    formula: denominatorInside,
    inputs: { secondMomentNext: 0, stability: 1e-8 },
    stated: { expression: "sqrt(v+eps)", letters: { v: "secondMomentNext", eps: "stability" } },
    unit: "1",
    note: "Both are standard and both are kept, each where the text has it. They differ for tiny gradients: with ε = 10⁻⁸ the divisor is 10⁻⁴ under the root and 10⁻⁸ beside it. PyTorch puts ε beside the root in all three. The count is the same.",
    expect: { value: 1e-4 },
  }),
  trainingConflict({
    id: "x-softmax-cost",
    title: "Softmax: 5C, or 3C for log-sum-exp",
    where: "log-sum-exp ≈ 3C FLOPs per sample; “Counting the operations”: softmax 5C",
    formula: (shape: Outputs) => procedureFlop(logSumExpProcedure, "output", shape),
    inputs: { batch: 1, outputs: 1000 },
    stated: { expression: "3*C", letters: { C: "outputs" } },
    unit: "FLOP",
    corrected: {
      formula: (shape: Outputs) => procedureFlop(softmaxProcedure, "output", shape),
      source: {
        source: documents.countingCosts,
        place: "table of layer types, row Softmax: 5C, exactly 5C − 2",
      },
    },
    cause:
      "Log-sum-exp is 4C ({computed} for 1000 classes), not 3C: the exponentials were left out. A softmax divides C values more and takes 5C − 2, {correct}; we count layers at 5C. The 2B of cross-entropy leave both out.",
    expect: { verdict: "inconsistent", value: 4000, correct: 4998 },
  }),
  trainingConflict({
    id: "x-ln-inference",
    title: "Layer normalisation at inference: 4 operations for a value, or 7",
    where: "it always costs ~4 FLOPs per element, against 7Bd in the table of normalisations",
    formula: perElementAtInference,
    inputs: { statisticPositions: 768, statistics: 4 },
    stated: { value: 4, digits: 1 },
    unit: "FLOP/element",
    cause:
      "Four hold for batch normalisation, whose mean and variance are fixed at inference. Layer normalisation finds both for every sample, then as in training: we use {computed}.",
    expect: { verdict: "inconsistent", value: 7.002604167 },
  }),
  bottleneck({
    id: "x-bottleneck",
    title: "What fills the memory: activations, or the optimizer's state",
    where:
      "The main saving is in activations (which dominate); “Cheatsheet”: Optimizer state often dwarfs the model",
    formula: memoryRatio,
    inputs: () => ({
      newBytes: tensorBytes({ bytesPerElement: given(fp32, inFp32), elements: activations() }),
      oldBytes: stateMemoryOfParameters({
        optimizerValues: given(2, "Adam keeps two moments"),
        parameters: given(parameters, {
          source: documents.lossesAndOptimizers,
          place: "ResNet-50 (25.6M params)",
        }),
      }),
    }),
    stated: { atLeast: 1, says: "activations dominate" },
    unit: "1",
    note: "Both hold, each for its networks. ResNet-50 with 32 images keeps six times as much for the backward pass as parameters, gradients and Adam's state take; a language model of 7 billion parameters has 112 GB of these before the first token. We compute both and name the larger.",
    expect: { value: 6.256959 },
  }),
  trainingConflict({
    id: "x-mb-mib",
    title: "MB: 1,048,576 bytes, or a million",
    where: "97.7 MB for 25.6 million values of 4 bytes; “Neural network efficiency”: 61M × 4 = 244 MB",
    formula: optimizerMemory,
    inputs: { optimizerValues: 1, parameters },
    stated: { value: 97.7, digits: 3 },
    unit: "MB",
    cause:
      "“Losses, optimizers and regularization” divides by 2²⁰ and prints MB, where {computed} is right; the blog post and the cheatsheet divide by 10⁶ and 10⁹. We keep bytes, print MB and GB decimal, and MiB and GiB where powers of two are meant.",
    expect: { verdict: "inconsistent", value: 102.4 },
  }),
]);
