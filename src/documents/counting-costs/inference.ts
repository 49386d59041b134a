// Fusion, pruning and distillation at inference, and the training total as a formula.

import { flopRatio } from "../../cost/comparison.js";
import { trainingFlop } from "../../cost/compute.js";
import {
  chainFlop,
  type FusedChain,
  intermediateTensors,
  prunedFlop,
  softDivergence,
  softProbabilities,
  theoreticalSpeedup,
} from "../../cost/inference/index.js";
import { claimsOf, type Example } from "../../examples/example.js";
import { given, type Quantity } from "../../numbers/quantity.js";
import { flop } from "../../numbers/units.js";
import { sources } from "../../sources/bibliography.js";
import { documents } from "../bibliography.js";

const claim = claimsOf({
  source: documents.countingCosts,
  title: "Fusion, pruning and distillation",
  question: "What do fusion, pruning and distillation save?",
});

const fused = (operations: number, row: string) => ({
  title: `Tensors that ${row} keeps out of memory`,
  where: `Fused Operation table, ${row}`,
  formula: intermediateTensors,
  inputs: { fusedOperations: operations },
  stated: { value: operations - 1, digits: 1 },
  unit: "1",
  expect: { value: operations - 1 },
});

/** Operations of the fused loop in units of the same operations one by one. */
const fusedToApart = (chain: FusedChain): Quantity => {
  const counted = chainFlop(chain);
  return flopRatio({ computedFlop: counted.fused, statedFlop: counted.apart });
};

/** Outputs of three classes before softmax: student 2, 1, 0 and teacher 5, 1, 0. */
interface Outputs {
  readonly student: readonly Quantity[];
  readonly teacher: readonly Quantity[];
  readonly temperature: number;
}

const outputs = (values: readonly number[], whose: string): readonly Quantity[] =>
  values.map((value, k) => given(value, `made up: ${whose} output of class ${k + 1}`));

const studentToTeacher = ({ student, teacher, temperature }: Outputs): Quantity =>
  softDivergence(softProbabilities(student, temperature), softProbabilities(teacher, temperature));
const teacherToStudent = ({ student, teacher, temperature }: Outputs): Quantity =>
  softDivergence(softProbabilities(teacher, temperature), softProbabilities(student, temperature));

/** The claims of the sections, in the order of the text. */
export const inferenceClaims: readonly Example[] = [
  claim({
    id: "train-total-formula",
    title: "Training compute as a formula",
    where: "FLOPs_total = 3 × F_forward × D",
    question: "How many operations does training take?",
    formula: trainingFlop,
    inputs: { forwardFlop: { value: 3.8e9, unit: "FLOP/sample" }, samples: 1.28e6, epochs: 90 },
    stated: {
      expression: "3*F*N_samples*E",
      letters: { F: "forwardFlop", N_samples: "samples", E: "epochs" },
    },
    unit: "FLOP",
    note: "The formula is right where the backward pass costs two forward passes. The 3.8 G that the text puts in are multiply-accumulates, see resnet50-train-total.",
    expect: { value: 1.31328e18 },
  }),
  claim({
    ...fused(3, "Conv-BN-ReLU"),
    id: "fusion-conv-bn-relu",
    note: "At inference the normalisation can be folded into the convolution, and then one tensor is left to remove.",
  }),
  claim({ ...fused(2, "Linear-GELU"), id: "fusion-linear-gelu" }),
  claim({
    ...fused(3, "Residual-BN-ReLU-Add"),
    id: "fusion-residual-bn-relu",
    note: "The other input of the addition is still read from memory.",
  }),
  claim({
    id: "fusion-flops-unchanged",
    title: "Operations after fusion",
    where: "FLOP count: Unchanged",
    question: "Does fusing change the number of operations?",
    formula: fusedToApart,
    inputs: { elements: 256 * 56 * 56, innerDim: 256 * 9, operationsPerElement: 5 },
    stated: { value: 1, digits: 1 },
    unit: "1",
    note: "Counted for a 3 × 3 convolution of 256 channels at 56 × 56, normalisation (4 an element at inference) and ReLU (1). Folding the normalisation is another change, which does remove operations; tiles that overlap add some.",
    expect: { value: 1 },
  }),
  claim({
    id: "prune-theoretical-flops",
    title: "Operations of a sparse model",
    where: "FLOPs_theoretical = (1 − s) × FLOPs_dense",
    formula: prunedFlop,
    inputs: { sparsity: 0.9, denseFlop: flop(1e9) },
    stated: { expression: "(1-s)*dense", letters: { s: "sparsity", dense: "denseFlop" } },
    unit: "FLOP",
    expect: { value: 1e8 },
  }),
  claim({
    id: "prune-90-theoretical-10x",
    title: "Gain by 90 % zeros on paper",
    where: "even at 90% sparsity, versus the theoretical 10×",
    formula: theoreticalSpeedup,
    inputs: { sparsity: 0.9 },
    stated: { value: 10, digits: 2 },
    unit: "1",
    expect: { value: 10 },
  }),
  claim({
    id: "kd-kl-direction",
    title: "Direction of the divergence in distillation",
    where: "L_distill: T² D_KL(softmax(z_student/T) ‖ softmax(z_teacher/T))",
    question: "Which distribution is compared with which?",
    formula: studentToTeacher,
    inputs: () => ({
      student: outputs([2, 1, 0], "student's"),
      teacher: outputs([5, 1, 0], "teacher's"),
      temperature: 1,
    }),
    stated: { value: 0.6214160583699768, digits: 4 },
    unit: "1",
    corrected: {
      formula: teacherToStudent,
      source: {
        source: sources.hinton2015,
        place: "section 2, cross-entropy with the teacher's soft targets",
      },
    },
    cause:
      "The cited paper takes the cross-entropy with the teacher's soft targets, so the divergence to lower is D(teacher ‖ student), and the text has its two sides exchanged. For outputs 2, 1, 0 and 5, 1, 0 that is {correct} instead of {stated} nats, and another gradient.",
    expect: { verdict: "wrong-premise", value: 0.6214160583699768, correct: 0.3095373391387169 },
  }),
];
