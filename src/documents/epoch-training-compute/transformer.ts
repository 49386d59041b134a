// The encoder-decoder Transformer. It puts the width of one head where the width of the model belongs.

import {
  addNormShare,
  encoderDecoderStackFlop,
  feedForwardFlop,
  logitsFlop,
  multiHeadAttentionFlop,
  softmaxShare,
  trainingFlopOfSteps,
  transformerForwardFlop,
} from "../../cost/index.js";
import { converted } from "../../examples/conversion.js";
import { claimsOf, type Example } from "../../examples/example.js";
import type { Amount } from "../../numbers/units.js";
import { sources } from "../../sources/bibliography.js";
import { documents } from "../bibliography.js";

const claim = claimsOf({
  source: documents.epochTrainingCompute,
  title: "The Transformer of Vaswani et al.",
  question: "How many operations does training the big Transformer take?",
});

const perToken = (value: number): Amount => ({ value, unit: "FLOP/token" });
const attention = { heads: 16, keyDim: 64, valueDim: 64, sequence: 20, outputDim: 1024 };
const vaswani = {
  source: sources.vaswani2017,
  place: "section 3.2.2: every head projects from the width of the model, here 1024, to 64",
};
const wrongWidth =
  "The heads are given inputs 64 wide. Each of them reads the whole vector of 1,024 elements and projects it to 64.";

const rightAttention = () => multiHeadAttentionFlop({ ...attention, inputDim: 1024 });
const exactFeedForward = () => feedForwardFlop({ modelDim: 1024, feedForwardDim: 4096 });
const rightStack = () =>
  encoderDecoderStackFlop({
    layers: 6,
    attentionFlop: rightAttention(),
    feedForwardFlop: exactFeedForward(),
  });
const rightForward = () =>
  transformerForwardFlop({
    stackFlop: rightStack(),
    logitsFlop: logitsFlop({ modelDim: 1024, vocabulary: 30_000 }),
  });

/** The claims of the example, in the order of the text. */
export const transformerClaims: readonly Example[] = [
  claim({
    id: "transformer-input-size-w",
    title: "Input width of an attention sublayer",
    where: "Input size W=64; each token is represented as a vector of size 1024",
    question: "How wide is the input of a multi-head attention sublayer?",
    formula: converted,
    inputs: { amount: { value: 1024, unit: "element" } },
    stated: { value: 64, digits: 2 },
    unit: "element",
    cause:
      "By the text each token is a vector of {computed}, and that is what every head reads. The stated width is that of the head's output.",
    expect: { verdict: "inconsistent", value: 1024 },
  }),
  claim({
    id: "transformer-mha-formula",
    title: "Closed form of multi-head attention",
    where: "2*H*(W*(2*D+N)+L*(D+N)+N*M)",
    question: "Is the closed form the sum of projections, products and output projection?",
    formula: multiHeadAttentionFlop,
    inputs: { ...attention, inputDim: 1024 },
    stated: {
      expression: "2*H*(W*(2*D+N)+L*(D+N)+N*M)",
      letters: { H: "heads", W: "inputDim", D: "keyDim", N: "valueDim", L: "sequence", M: "outputDim" },
    },
    unit: "FLOP/token",
    expect: { value: 8_470_528 },
  }),
  claim({
    id: "transformer-mha",
    title: "Multi-head attention of one token",
    where: "the FLOPs per token for a single MHA sublayer ≈ 2.6e6",
    formula: multiHeadAttentionFlop,
    inputs: { ...attention, inputDim: 64 },
    stated: { value: 2.6e6, digits: 2 },
    unit: "FLOP/token",
    corrected: { inputs: { inputDim: 1024 }, source: vaswani },
    cause: `${wrongWidth} The sublayer takes {correct}.`,
    expect: { verdict: "wrong-premise", value: 2_572_288, correct: 8_470_528 },
  }),
  claim({
    id: "transformer-mha-inner",
    title: "Arithmetic of the attention line",
    where: "2*16*(64*(2*64+64)+20*(64+64)+64*1024) ≈ 2.6e6",
    question: "Does the printed product give the printed result?",
    formula: multiHeadAttentionFlop,
    inputs: { ...attention, inputDim: 64 },
    stated: { value: 2.6e6, digits: 2 },
    unit: "FLOP/token",
    note: "Judged as arithmetic only; for its premise see transformer-mha.",
    expect: { value: 2_572_288 },
  }),
  claim({
    id: "transformer-ffn",
    title: "Feed-forward sublayer of one token",
    where: "2*2*N*M = 4 * 1024 * 4096 = 1.7e7",
    formula: feedForwardFlop,
    inputs: { modelDim: 1024, feedForwardDim: 4096 },
    stated: { value: 1.7e7, digits: 2 },
    unit: "FLOP/token",
    expect: { value: 16_777_216 },
  }),
  claim({
    id: "transformer-stack",
    title: "Encoder-decoder stack of one token",
    where: "6 * (3 * 2.6e6 + 2 * 1.7e7) ~= 2.5e8",
    formula: encoderDecoderStackFlop,
    inputs: { layers: 6, attentionFlop: perToken(2.6e6), feedForwardFlop: perToken(1.7e7) },
    stated: { value: 2.5e8, digits: 2 },
    unit: "FLOP/token",
    corrected: {
      inputs: () => ({ attentionFlop: rightAttention(), feedForwardFlop: exactFeedForward() }),
      source: vaswani,
    },
    cause: `${wrongWidth} With that the stack takes {correct}.`,
    note: "Each pair of layers handles one source and one target token, so this is the cost of a pair of tokens.",
    expect: { verdict: "wrong-premise", value: 2.508e8, correct: 353_796_096 },
  }),
  claim({
    id: "transformer-final-linear",
    title: "Final linear layer of one token",
    where: "2 × 1024 × 3e4 = 6.1e7",
    formula: logitsFlop,
    inputs: { modelDim: 1024, vocabulary: 30_000 },
    stated: { value: 6.1e7, digits: 2 },
    unit: "FLOP/token",
    note: "The vocabulary of 30,000 is the text's; the paper has about 37,000 tokens for English-German.",
    expect: { value: 61_440_000 },
  }),
  claim({
    id: "transformer-softmax-negligible",
    title: "Final softmax beside the forward pass",
    where: "The final softmax is negligible too",
    formula: softmaxShare,
    inputs: { vocabulary: 30_000, forwardFlopPerToken: perToken(3.1e8) },
    stated: { atMost: 1, says: "negligible" },
    unit: "%",
    note: "Negligible is read as at most 1 %.",
    expect: { value: 0.0483870968 },
  }),
  claim({
    id: "transformer-add-norm-negligible",
    title: "Additions and normalisations beside the stack",
    where: "Without taking into account the Add & Norm sublayers (they are negligible)",
    formula: addNormShare,
    inputs: { sublayers: 30, modelDim: 1024, stackFlop: perToken(2.5e8) },
    stated: { atMost: 1, says: "negligible" },
    unit: "%",
    note: "Negligible is read as at most 1 %.",
    expect: { value: 0.098304 },
  }),
  claim({
    id: "transformer-forward-total",
    title: "Forward pass of one token",
    where: "2.5e8 + 6.1e7 = 3.1e8 FLOPs per token",
    formula: transformerForwardFlop,
    inputs: { stackFlop: perToken(2.5e8), logitsFlop: perToken(6.1e7) },
    stated: { value: 3.1e8, digits: 2 },
    unit: "FLOP/token",
    corrected: {
      inputs: () => ({
        stackFlop: rightStack(),
        logitsFlop: logitsFlop({ modelDim: 1024, vocabulary: 30_000 }),
      }),
      source: vaswani,
    },
    cause: `The sum is right, the stack in it is not. ${wrongWidth} With that a forward pass takes {correct}.`,
    expect: { verdict: "wrong-premise", value: 3.11e8, correct: 415_236_096 },
  }),
  claim({
    id: "transformer-train-printed-expression",
    title: "The printed product",
    where: "2.5e4 * 3e5 * 3 * 3.1e9 = 6.97e18",
    question: "Does the printed product give the printed result?",
    formula: trainingFlopOfSteps,
    inputs: { tokensPerStep: 25_000, steps: 300_000, forwardFlopPerToken: perToken(3.1e9) },
    stated: { value: 6.97e18, digits: 3 },
    unit: "FLOP",
    corrected: {
      inputs: { forwardFlopPerToken: perToken(3.1e8) },
      source: { source: documents.epochTrainingCompute, place: "2.5e8 + 6.1e7 = 3.1e8, one line before" },
    },
    cause:
      "A slip of the pen: 3.1e9 is printed for the 3.1e8 of the line before. As printed the product is {computed}; the result belongs to 3.1e8, which gives {correct}.",
    expect: { verdict: "inconsistent", value: 6.975e19, correct: 6.975e18 },
  }),
  claim({
    id: "transformer-train-total",
    title: "Training compute of the big Transformer",
    where: "So the total training FLOPs would be 6.97e18",
    formula: trainingFlopOfSteps,
    inputs: { tokensPerStep: 25_000, steps: 300_000, forwardFlopPerToken: perToken(3.1e8) },
    stated: { value: 6.97e18, digits: 3 },
    unit: "FLOP",
    corrected: { inputs: () => ({ forwardFlopPerToken: rightForward() }), source: vaswani },
    cause: `The product is right, the forward pass in it is not. ${wrongWidth} With that training takes {correct}.`,
    expect: { verdict: "wrong-premise", value: 6.975e18, correct: 9.34281216e18 },
  }),
];
