// The CNN-LSTM-FCN example. Its convolution reaches over the whole image at every position.

import { headShare, recurrentPartFlop, trainingSequences } from "../../cost/index.js";
import { claimsOf, type Example } from "../../examples/example.js";
import { imageElements, slidingOutputSize } from "../../layers/index.js";
import { given } from "../../numbers/quantity.js";
import type { Amount } from "../../numbers/units.js";
import { sources } from "../../sources/bibliography.js";
import { documents } from "../bibliography.js";
import {
  exactConvolution,
  exactHead,
  exactLstm,
  exactRecurrent,
  gateFlop,
  headFlop,
  imageWideConvolution,
  inputGateFlop,
  printedProduct,
  trained,
} from "./recurrent-example.js";

const claim = claimsOf({
  source: documents.epochTrainingCompute,
  title: "CNN-LSTM-FCN model",
  question: "How many operations does training the recurrent example take?",
});

const perToken = (value: number): Amount => ({ value, unit: "FLOP/token" });
const guide = {
  source: sources.dumoulin2018,
  place: "chapter 2: each output reads a window of the kernel's size",
};

const convolution = { imageHeight: 400, imageWidth: 400, inputChannels: 5, outputChannels: 16, stride: 2 };
const run = { epochs: 10, batchesPerEpoch: 100, batch: 128 };

const tooLarge =
  "The convolution is counted as if every filter were as large as the image. A filter of 5 × 5 × 5 takes 125 multiply-accumulates at each of 200 × 200 positions.";

/** The claims of the example, in the order of the text. */
export const recurrentClaims: readonly Example[] = [
  claim({
    id: "cnnlstm-conv-output",
    title: "Width and height of the convolution's output",
    where: "H'=W'=[(W−K+2P)/S]+1=200",
    formula: slidingOutputSize,
    inputs: { inputSize: 400, kernelSize: 5, stride: 2, padding: 2, dilation: given(1, "no dilation") },
    stated: { value: 200, digits: 3 },
    unit: "1",
    expect: { value: 200 },
  }),
  claim({
    id: "cnnlstm-conv-output-printed",
    title: "The same with its brackets as printed",
    where: "[(400−5+2*2+1)/2]=200",
    formula: slidingOutputSize,
    inputs: { inputSize: 400, kernelSize: 5, stride: 2, padding: 2, dilation: given(1, "no dilation") },
    stated: { value: 200, digits: 3 },
    unit: "1",
    note: "The printed line takes the 1 into the division. Here both give 200, because (400 - 5 + 4) / 2 leaves a half; for 401 pixels they would be 200 and 201.",
    expect: { value: 200 },
  }),
  claim({
    id: "cnnlstm-conv-flops-printed-expression",
    title: "The printed product of the convolution",
    where: "2*400*3*5*16/2^2 = 1.024e12 FLOP",
    question: "Does the printed product give the printed result?",
    formula: printedProduct,
    inputs: { inputSize: 400, kernelSize: 3, inputChannels: 5, outputChannels: 16, stride: 2 },
    stated: { value: 1.024e12, digits: 4 },
    unit: "FLOP",
    corrected: { formula: exactConvolution, source: guide },
    cause:
      "The exponents are lost: as printed the product is {computed}, with 400^2 × 400^2 in place of 400 × 3 it is the stated {stated}. The convolution itself takes {correct}.",
    expect: { verdict: "inconsistent", value: 48_000, correct: 160_000_000 },
  }),
  claim({
    id: "cnnlstm-conv-flops",
    title: "Forward pass of the convolution",
    where: "the forward pass of the CNN takes about 2*H^2*W^2*C*D/S^2 = 1.024e12 FLOP",
    formula: imageWideConvolution,
    inputs: convolution,
    stated: { value: 1.024e12, digits: 4 },
    unit: "FLOP",
    corrected: { formula: exactConvolution, source: guide },
    cause: `${tooLarge} That is {correct}, 6,400 times less.`,
    note: "PyTorch's own convolution takes 160,000,000 too (measured).",
    expect: { verdict: "wrong-premise", value: 1.024e12, correct: 160_000_000 },
  }),
  claim({
    id: "cnnlstm-lstm-input",
    title: "Width of what the LSTM reads",
    where: "rearranged into a 200*200*16=640000 unit input",
    formula: imageElements,
    inputs: { channels: 16, imageHeight: 200, imageWidth: 200 },
    stated: { value: 640_000, digits: 6 },
    unit: "element",
    expect: { value: 640_000 },
  }),
  claim({
    id: "cnnlstm-lstm-exact",
    title: "LSTM for one token, in full",
    where: "4*2*(N+M)*M=4*2*(640000+256)*256 ~= 1.310e9 FLOP",
    formula: gateFlop,
    inputs: { inputFeatures: 640_000, hiddenFeatures: 256 },
    stated: { value: 1.31e9, digits: 3, says: "≈ 1.310 GFLOP/token" },
    unit: "FLOP/token",
    note: "The text writes ~= and drops the 256 fed back, 0.04 % of the product: right to the three digits that an approximation claims. The fourth is cut off, see cnnlstm-lstm-approx.",
    expect: { value: 1_311_244_288 },
  }),
  claim({
    id: "cnnlstm-lstm-approx",
    title: "LSTM for one token, without what is fed back",
    where: "~=4*2*640000*256=1.310e9 FLOP",
    formula: inputGateFlop,
    inputs: { inputFeatures: 640_000, hiddenFeatures: 256 },
    stated: { value: 1.31e9, digits: 4, says: "1.310 GFLOP/token" },
    unit: "FLOP/token",
    cause: "The product is 1,310,720,000, cut off after three decimals instead of rounded to 1.311e9.",
    expect: { verdict: "rounding", value: 1_310_720_000 },
  }),
  claim({
    id: "cnnlstm-lstm-four-gates",
    title: "LSTM for one token",
    where: "the amount of operations per token in the sequence of the LSTM is about 4*2*(N+M)*M",
    formula: gateFlop,
    inputs: { inputFeatures: 64, hiddenFeatures: 32 },
    stated: { expression: "4*2*(N+M)*M", letters: { N: "inputFeatures", M: "hiddenFeatures" } },
    unit: "FLOP/token",
    note: "Matrix products of four gates; biases and the element-wise work on the cell are not counted.",
    expect: { value: 24_576 },
  }),
  claim({
    id: "cnnlstm-fc-flops",
    title: "Fully connected layer",
    where: "the FC layer takes about 2*N*M=2*256*10=5120 FLOP",
    formula: headFlop,
    inputs: { inputFeatures: 256, outputFeatures: 10 },
    stated: { value: 5120, digits: 4 },
    unit: "FLOP",
    expect: { value: 5120 },
  }),
  claim({
    id: "cnnlstm-nonrecurrent-negligible",
    title: "The part that is not recurrent",
    where: "The non-recurrent part of the network is very small compared to the recurrent part",
    formula: headShare,
    inputs: {
      headFlop: { value: 5120, unit: "FLOP" },
      recurrentFlop: perToken(1_471_244_288),
      tokensPerSequence: 20,
    },
    stated: { atMost: 1, says: "very small" },
    unit: "%",
    note: "Very small is read as at most 1 %. Taken with the right convolution.",
    expect: { value: 1.740023e-5 },
  }),
  claim({
    id: "cnnlstm-recurrent-approx",
    title: "Recurrent part for one token",
    where: "ops_per_forward_pass_recurrent ~= 1.024e12 FLOP",
    formula: recurrentPartFlop,
    inputs: { encoderFlop: perToken(1.024e12), decoderFlop: perToken(1.31e9) },
    stated: { value: 1.024e12, digits: 3, says: "≈ 1.024 TFLOP/token" },
    unit: "FLOP/token",
    corrected: {
      inputs: () => ({ encoderFlop: exactConvolution(), decoderFlop: exactLstm() }),
      source: guide,
    },
    cause:
      "The LSTM is left out, which the text's ~= allows only beside a convolution that is counted too high. The right sum is {correct}, nine tenths of it the LSTM.",
    note: "Judged to three digits, as an approximation; with the LSTM the text's own sum is 1.025 TFLOP/token.",
    expect: { verdict: "wrong-premise", value: 1.02531e12, correct: 1_471_244_288 },
  }),
  claim({
    id: "cnnlstm-n-passes",
    title: "Sequences processed in training",
    where: "10 epochs, where each epoch consists of 100 batches of size 128 sequences each",
    formula: trainingSequences,
    inputs: run,
    stated: {
      expression: "10*100*128",
      letters: {},
    },
    unit: "sequence",
    expect: { value: 128_000 },
  }),
  claim({
    id: "cnnlstm-total",
    title: "Training compute of the example",
    where: "1.024e12 FLOP * 3 * 10 * 100 * 128 * 20 = 7.86432e+18 FLOP",
    formula: trained,
    inputs: {
      recurrentFlop: perToken(1.024e12),
      headFlop: { value: 0, unit: "FLOP" },
      tokensPerSequence: 20,
      ...run,
    },
    stated: { value: 7.86432e18, digits: 6 },
    unit: "FLOP",
    corrected: {
      inputs: () => ({ recurrentFlop: exactRecurrent(), headFlop: exactHead() }),
      source: guide,
    },
    cause: `The product is right, the convolution in it is not. ${tooLarge} Training takes {correct}.`,
    expect: { verdict: "wrong-premise", value: 7.86432e18, correct: 1.129915809792e16 },
  }),
];
