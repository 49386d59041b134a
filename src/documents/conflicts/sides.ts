// What the documents say of each conflict, side against side.

import type { Example, Side } from "../../examples/example.js";
import { sources } from "../../sources/bibliography.js";

type Document = "seed000" | "seed001" | "seed002" | "seed003" | "seed004";

const says = (document: Document, words: string): Side => ({ says: words, source: sources[document] });

const sides: Readonly<Record<string, readonly [one: Side, other: Side]>> = {
  "x-mac-flop": [
    says("seed000", "one multiply-accumulate is two operations"),
    says("seed000", "ResNet-50: 3.8 GFLOP forward, 1.9 GMAC"),
  ],
  "x-bwd-ratio": [
    says("seed001", "backward over forward 2:1; so all other documents"),
    says("seed001", "2.5 in the appendix on dropout"),
  ],
  "x-bn-flops": [
    says("seed000", "7 for each value"),
    says("seed002", "7 in training, 4 at inference, none when folded"),
  ],
  "x-conv-formula": [
    says("seed000", "2 C_o H_o W_o C_i k²"),
    says("seed001", "2 H² W² C D / S², 1.024 TFLOP in the example"),
  ],
  "x-fp16-speed": [
    says("seed000", "2 times FP32 on a V100, 16 times on an A100"),
    says("seed000", "125 against 15.7 TFLOP/s in the table of GPUs, 8 times; elsewhere 2 to 16 times"),
  ],
  "x-int8-speed": [
    says("seed000", "4 times FP32 in the table of formats"),
    says("seed000", "4 to 32 times under quantization; 624 against 19.5 in the table of GPUs"),
  ],
  "x-int4-speed": [
    says("seed000", "8 times FP32, theoretical, in the table of formats"),
    says("seed000", "8 to 64 times under quantization"),
  ],
  "x-matmul-ai": [
    says("seed000", "M/2 for a square product, n/2 for a large batch"),
    says("seed000", "bytes that give M/6 and n/4"),
  ],
  "x-activation-elementwise-ai": [
    says("seed000", "0.125 FLOP/byte in the table of operators"),
    says("seed000", "0.25 FLOP/byte in the example"),
  ],
  "x-utilization": [
    says("seed000", "30 to 60 % of the peak; 50 % in the example"),
    says("seed001", "30 % for language models, 40 % otherwise"),
  ],
  "x-tensor-core-rule": [
    says("seed001", "the plain 16-bit rate, by the rule on tensor cores"),
    says("seed001", "the tensor rate, in the example of Image GPT"),
  ],
  "x-latency": [
    says("seed003", "time of the operations plus time of the data"),
    says("seed000", "the longer of the two, by the roofline"),
  ],
  "x-quant-affine": [
    says("seed000", "z is a value: q = round((x − z)/s)"),
    says("seed000", "the paper that it cites makes it a code: x = s (q − Z)"),
  ],
  "x-chinchilla": [
    says("seed000", "twenty tokens for each parameter"),
    says("seed000", "N = sqrt(C/6), 12.9 billion for 10^21 operations"),
  ],
  "x-chinchilla-kaplan": [
    says("seed000", "parameters grow as C^0.73 (Kaplan et al.)"),
    says("seed000", "parameters grow as C^0.5 (Hoffmann et al.)"),
  ],
  "x-optimizer-share": [
    says("seed002", "Adam's update adds 4.7 % at most, 2 to 5 % in the summary"),
    says("seed001", "the update can often be ignored"),
  ],
  "x-dropout-p": [
    says("seed001", "p drops a unit, the mask is drawn from Bernoulli(p)"),
    says("seed002", "p drops a unit, the mask is drawn from Bernoulli(1 − p)"),
  ],
  "x-dropout-inference": [
    says("seed001", "inference takes up to one product more for each parameter"),
    says("seed002", "inference takes nothing more"),
  ],
  "x-dropout-mask": [says("seed002", "4Bn bytes"), says("seed000", "n/8 bytes, packed into bits")],
  "x-nesterov": [
    says("seed002", "4P, plus P for the look-ahead"),
    says("seed002", "5P in the table that compares optimizers"),
  ],
  "x-superconvergence": [
    says("seed002", "5 to 10 times fewer steps"),
    says("seed002", "30 epochs instead of 90, 3 times fewer"),
  ],
  "x-eps-placement": [
    says("seed002", "under the root in AdaGrad and RMSProp"),
    says("seed002", "beside the root in Adam"),
  ],
  "x-softmax-cost": [
    says("seed000", "softmax takes 5C"),
    says("seed002", "log-sum-exp takes 3C, cross-entropy 2B without it"),
  ],
  "x-ln-inference": [
    says("seed002", "about 4 operations for a value at inference"),
    says("seed002", "7 in the table of normalisations"),
  ],
  "x-bottleneck": [
    says("seed000", "activations fill the memory"),
    says("seed004", "the optimizer's state often dwarfs the model"),
  ],
  "x-mb-mib": [
    says("seed002", "MB are 1,048,576 bytes"),
    says("seed003", "MB are a million bytes; so the cheatsheet's GB"),
  ],
};

/** The same records marked as conflicts, each with its two sides. */
export function withSides(conflicts: readonly Example[]): readonly Example[] {
  return conflicts.map((one) => ({ ...one, kind: "conflict", sides: sides[one.id] ?? [] }));
}
