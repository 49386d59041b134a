// Training compute and memory of a language model of 7 billion parameters.

import {
  languageModelBackwardFlop,
  languageModelForwardFlop,
  languageModelTrainingFlop,
  languageModelTrainingFlopOfParts,
  memoryShare,
  optimizerMemory,
  optimizerToModel,
  stateMemory,
  trainingStateMemory,
} from "../../cost/index.js";
import { claimsOf, type Example } from "../../examples/example.js";
import type { Quantity } from "../../numbers/quantity.js";
import { type Amount, gigabytes } from "../../numbers/units.js";
import { documents } from "../bibliography.js";

const claim = claimsOf({
  source: documents.cheatsheet,
  title: "A language model of 7 billion parameters",
  question: "What does training 7 billion parameters on 2 trillion tokens take in operations and memory?",
});

type Count = Quantity | number;

const run = { parameters: 7e9, tokens: 2e12 };
const perToken = (value: number): Amount => ({ value, unit: "FLOP/token" });
const bytes = (value: number): Amount => ({ value, unit: "byte" });

/** The claims of the cheatsheet, in the order of the text. */
export const languageModelClaims: readonly Example[] = [
  claim({
    id: "lm-6nd-formula",
    title: "Training compute, 6ND",
    where: "training FLOPs ~= 6 * N * D",
    question: "Do the parts of forward and backward pass add up to the rule?",
    formula: ({ parameters, tokens }: { parameters: Count; tokens: Count }) => {
      const forwardFlopPerToken = languageModelForwardFlop({ parameters });
      const backwardFlopPerToken = languageModelBackwardFlop({ forwardFlopPerToken });
      return languageModelTrainingFlopOfParts({ forwardFlopPerToken, backwardFlopPerToken, tokens });
    },
    inputs: run,
    stated: { expression: "6*N*D", letters: { N: "parameters", D: "tokens" } },
    unit: "FLOP",
    expect: { value: 8.4e22 },
  }),
  claim({
    id: "lm-forward-2n",
    title: "Forward operations for one parameter and token",
    where: "forward ~2N/token",
    formula: languageModelForwardFlop,
    inputs: { parameters: 1 },
    stated: { value: 2, digits: 1 },
    unit: "FLOP/parameter/token",
    note: "Attention products are left out; they matter when the sequence is long.",
    expect: { value: 2 },
  }),
  claim({
    id: "lm-backward-4n",
    title: "Backward operations for one parameter and token",
    where: "backward ~4N/token",
    formula: languageModelBackwardFlop,
    inputs: { forwardFlopPerToken: perToken(2) },
    stated: { value: 4, digits: 1 },
    unit: "FLOP/parameter/token",
    expect: { value: 4 },
  }),
  claim({
    id: "lm-total-6",
    title: "Training operations for one parameter and token",
    where: "total 6",
    formula: languageModelTrainingFlopOfParts,
    inputs: { forwardFlopPerToken: perToken(2), backwardFlopPerToken: perToken(4), tokens: 1 },
    stated: { value: 6, digits: 1 },
    unit: "FLOP/parameter/token",
    expect: { value: 6 },
  }),
  claim({
    id: "lm-7b-2t",
    title: "Training compute of 7 billion parameters on 2 trillion tokens",
    where: "7B params, 2T tokens -> 6 * 7e9 * 2e12 = 8.4e22 FLOPs",
    formula: languageModelTrainingFlop,
    inputs: run,
    stated: { value: 8.4e22, digits: 2 },
    unit: "FLOP",
    expect: { value: 8.4e22 },
  }),
  claim({
    id: "lm-mem-adam",
    title: "Adam's memory for one parameter",
    where: "Adam optimizer states (momentum + variance) 8N",
    formula: optimizerMemory,
    inputs: { optimizerValues: 2, parameters: 1 },
    stated: { value: 8, digits: 1 },
    unit: "byte/parameter",
    expect: { value: 8 },
  }),
  claim({
    id: "lm-mem-subtotal",
    title: "Memory for one parameter before activations",
    where: "Subtotal (before activations) ~16N",
    formula: stateMemory,
    inputs: { parameterMemory: bytes(4), gradientMemory: bytes(4), optimizerMemory: bytes(8) },
    stated: { value: 16, digits: 2 },
    unit: "byte/parameter",
    expect: { value: 16 },
  }),
  claim({
    id: "lm-mem-112gb",
    title: "Memory of 7 billion parameters before activations",
    where: "7B params -> 16 * 7e9 ~= 112 GB before activations",
    formula: ({ parameters }: { parameters: Count }) => trainingStateMemory(parameters, "adam").state,
    inputs: { parameters: run.parameters },
    stated: { value: 112, digits: 3 },
    unit: "GB",
    expect: { value: 112 },
  }),
  claim({
    id: "lm-mem-exceeds-one-gpu",
    title: "That memory beside one device of 80 GB",
    where: "(exceeds one GPU)",
    question: "Does the training state of 7 billion parameters fit on one device?",
    formula: memoryShare,
    inputs: { stateMemory: gigabytes(112), deviceMemory: gigabytes(80) },
    stated: { atLeast: 1, says: "exceeds one GPU" },
    unit: "1",
    note: "The text names no device; 80 GB is the largest A100 and the first H100.",
    expect: { value: 1.4 },
  }),
  claim({
    id: "lm-optimizer-dwarfs-model",
    title: "Adam's memory beside the parameters",
    where: "Optimizer state often dwarfs the model",
    formula: optimizerToModel,
    inputs: { optimizerMemory: bytes(8), parameterMemory: bytes(4) },
    stated: { atLeast: 1, says: "dwarfs the model" },
    unit: "1",
    note: "Read as: is larger. By the text's own table it is twice as large.",
    expect: { value: 2 },
  }),
];
