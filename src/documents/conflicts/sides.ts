// What the documents say of each conflict, side against side.

import type { Example, Side } from "../../examples/example.js";
import { documents } from "../bibliography.js";

const says = (document: keyof typeof documents, words: string): Side => ({
  says: words,
  source: documents[document],
});

const sides: Readonly<Record<string, readonly [one: Side, other: Side]>> = {
  "x-mac-flop": [
    says("countingCosts", "one multiply-accumulate is two operations"),
    says("countingCosts", "ResNet-50: 3.8 GFLOP forward, 1.9 GMAC"),
  ],
  "x-bwd-ratio": [
    says("epochTrainingCompute", "backward over forward 2:1; so all other documents"),
    says("epochTrainingCompute", "2.5 in the appendix on dropout"),
  ],
  "x-bn-flops": [
    says("countingCosts", "7 for each value"),
    says("lossesAndOptimizers", "7 in training, 4 at inference, none when folded"),
  ],
  "x-conv-formula": [
    says("countingCosts", "2 C_o H_o W_o C_i k²"),
    says("epochTrainingCompute", "2 H² W² C D / S², 1.024 TFLOP in the example"),
  ],
  "x-fp16-speed": [
    says("countingCosts", "2 times FP32 on a V100, 16 times on an A100"),
    says("countingCosts", "125 against 15.7 TFLOP/s in the table of GPUs, 8 times; elsewhere 2 to 16 times"),
  ],
  "x-int8-speed": [
    says("countingCosts", "4 times FP32 in the table of formats"),
    says("countingCosts", "4 to 32 times under quantization; 624 against 19.5 in the table of GPUs"),
  ],
  "x-int4-speed": [
    says("countingCosts", "8 times FP32, theoretical, in the table of formats"),
    says("countingCosts", "8 to 64 times under quantization"),
  ],
  "x-matmul-ai": [
    says("countingCosts", "M/2 for a square product, n/2 for a large batch"),
    says("countingCosts", "bytes that give M/6 and n/4"),
  ],
  "x-activation-elementwise-ai": [
    says("countingCosts", "0.125 FLOP/byte in the table of operators"),
    says("countingCosts", "0.25 FLOP/byte in the example"),
  ],
  "x-utilization": [
    says("countingCosts", "30 to 60 % of the peak; 50 % in the example"),
    says("epochTrainingCompute", "30 % for language models, 40 % otherwise"),
  ],
  "x-tensor-core-rule": [
    says("epochTrainingCompute", "the plain 16-bit rate, by the rule on tensor cores"),
    says("epochTrainingCompute", "the tensor rate, in the example of Image GPT"),
  ],
  "x-latency": [
    says("networkEfficiency", "time of the operations plus time of the data"),
    says("countingCosts", "the longer of the two, by the roofline"),
  ],
  "x-quant-affine": [
    says("countingCosts", "z is a value: q = round((x − z)/s)"),
    says("countingCosts", "the paper that it cites makes it a code: x = s (q − Z)"),
  ],
  "x-chinchilla": [
    says("countingCosts", "twenty tokens for each parameter"),
    says("countingCosts", "N = sqrt(C/6), 12.9 billion for 10^21 operations"),
  ],
  "x-chinchilla-kaplan": [
    says("countingCosts", "parameters grow as C^0.73 (Kaplan et al.)"),
    says("countingCosts", "parameters grow as C^0.5 (Hoffmann et al.)"),
  ],
  "x-optimizer-share": [
    says("lossesAndOptimizers", "Adam's update adds 4.7 % at most, 2 to 5 % in the summary"),
    says("epochTrainingCompute", "the update can often be ignored"),
  ],
  "x-dropout-p": [
    says("epochTrainingCompute", "p drops a unit, the mask is drawn from Bernoulli(p)"),
    says("lossesAndOptimizers", "p drops a unit, the mask is drawn from Bernoulli(1 − p)"),
  ],
  "x-dropout-inference": [
    says("epochTrainingCompute", "inference takes up to one product more for each parameter"),
    says("lossesAndOptimizers", "inference takes nothing more"),
  ],
  "x-dropout-mask": [
    says("lossesAndOptimizers", "4Bn bytes"),
    says("countingCosts", "n/8 bytes, packed into bits"),
  ],
  "x-nesterov": [
    says("lossesAndOptimizers", "4P, plus P for the look-ahead"),
    says("lossesAndOptimizers", "5P in the table that compares optimizers"),
  ],
  "x-superconvergence": [
    says("lossesAndOptimizers", "5 to 10 times fewer steps"),
    says("lossesAndOptimizers", "30 epochs instead of 90, 3 times fewer"),
  ],
  "x-eps-placement": [
    says("lossesAndOptimizers", "under the root in AdaGrad and RMSProp"),
    says("lossesAndOptimizers", "beside the root in Adam"),
  ],
  "x-softmax-cost": [
    says("countingCosts", "softmax takes 5C"),
    says("lossesAndOptimizers", "log-sum-exp takes 3C, cross-entropy 2B without it"),
  ],
  "x-ln-inference": [
    says("lossesAndOptimizers", "about 4 operations for a value at inference"),
    says("lossesAndOptimizers", "7 in the table of normalisations"),
  ],
  "x-bottleneck": [
    says("countingCosts", "activations fill the memory"),
    says("cheatsheet", "the optimizer's state often dwarfs the model"),
  ],
  "x-mb-mib": [
    says("lossesAndOptimizers", "MB are 1,048,576 bytes"),
    says("networkEfficiency", "MB are a million bytes; so the cheatsheet's GB"),
  ],
};

/** The same records marked as conflicts, each with its two sides. */
export function withSides(conflicts: readonly Example[]): readonly Example[] {
  return conflicts.map((one) => ({ ...one, kind: "conflict", sides: sides[one.id] ?? [] }));
}
