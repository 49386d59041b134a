// What does one token cost in a Transformer? The closed forms of Epoch's example, sublayer by sublayer.
import type { Quantity } from "../numbers/quantity.js";
import { sources } from "../sources/bibliography.js";
import { formula } from "./vocabulary.js";

const example = (place: string) => ({ source: sources.epochMethod, place: `Example: Transformer, ${place}` });

/** Query, key and value projections of all heads, for one token. */
export const attentionInputFlop = formula({
  id: "transformer.attention-input",
  meaning: "Query, key and value projections of one token in all heads",
  expression: "flopPerMac * heads * inputDim * (2 * keyDim + valueDim)",
  result: "attentionInputFlop",
  inputs: ["heads", "inputDim", "keyDim", "valueDim"],
  source: example("W (2D + N)"),
});

/** Scores and weighted values of one token against a whole sequence: no causal half. */
export const attentionContextFlop = formula({
  id: "transformer.attention-context",
  meaning: "Scores of one token against the sequence, and the values weighted by them, in all heads",
  expression: "flopPerMac * heads * sequence * (keyDim + valueDim)",
  result: "attentionContextFlop",
  inputs: ["heads", "sequence", "keyDim", "valueDim"],
  conventions: ["full-mask"],
  source: example("L (D + N)"),
});

/** Output projection of the joined heads, for one token. */
export const attentionOutputFlop = formula({
  id: "transformer.attention-output",
  meaning: "Output projection of one token from all heads",
  expression: "flopPerMac * heads * valueDim * outputDim",
  result: "attentionOutputFlop",
  inputs: ["heads", "valueDim", "outputDim"],
  source: example("N M"),
});

/** One multi-head attention sublayer for one token: its three parts together. Softmax and biases are left out. */
export const attentionFlop = formula({
  id: "transformer.attention",
  meaning: "Multi-head attention of one token: projections in, products with the sequence, projection out",
  expression: "attentionInputFlop + attentionContextFlop + attentionOutputFlop",
  result: "attentionFlop",
  inputs: ["attentionInputFlop", "attentionContextFlop", "attentionOutputFlop"],
  source: example("a single MHA sublayer"),
});

/** Inputs of `multiHeadAttentionFlop`: widths in elements, sequence length in tokens. */
export interface AttentionShape {
  readonly heads: Quantity | number;
  /** Width of what goes in, the model's width. */
  readonly inputDim: Quantity | number;
  readonly keyDim: Quantity | number;
  readonly valueDim: Quantity | number;
  readonly sequence: Quantity | number;
  readonly outputDim: Quantity | number;
}

/**
 * Operations of one multi-head attention sublayer for one token, in FLOP/token.
 *
 * @example multiHeadAttentionFlop({ sequence: 1024, heads: 12, inputDim: 768, keyDim: 64, valueDim: 64,
 *   outputDim: 768 }) // 7.86 MFLOP/token
 */
export function multiHeadAttentionFlop(shape: AttentionShape): Quantity {
  const { heads, inputDim, keyDim, valueDim, sequence, outputDim } = shape;
  return attentionFlop({
    attentionInputFlop: attentionInputFlop({ heads, inputDim, keyDim, valueDim }),
    attentionContextFlop: attentionContextFlop({ heads, sequence, keyDim, valueDim }),
    attentionOutputFlop: attentionOutputFlop({ heads, valueDim, outputDim }),
  });
}

/** A feed-forward sublayer of two linear layers for one token. */
export const feedForwardFlop = formula({
  id: "transformer.feed-forward",
  meaning: "Feed-forward sublayer of one token: two linear layers through a hidden one",
  expression: "flopPerMac * 2 * modelDim * feedForwardDim",
  result: "feedForwardFlop",
  inputs: ["modelDim", "feedForwardDim"],
  source: example("2*2*N*M"),
});

/** Output projection onto the vocabulary for one token. */
export const logitsFlop = formula({
  id: "transformer.logits",
  meaning: "Final linear layer of one token, onto the vocabulary",
  expression: "flopPerMac * modelDim * vocabulary",
  result: "logitsFlop",
  inputs: ["modelDim", "vocabulary"],
  source: example("the final linear layer"),
});

/**
 * Encoder and decoder stack: each pair of layers has three attention and two feed-forward sublayers. One of the
 * three runs over a source token and one over a target token, so this is the cost of a pair of tokens.
 */
export const encoderDecoderStackFlop = formula({
  id: "transformer.encoder-decoder-stack",
  meaning:
    "Encoder-decoder stack for one source and one target token: three attention, two feed-forward sublayers a layer",
  expression: "layers * (3 * attentionFlop + 2 * feedForwardFlop)",
  result: "stackFlop",
  inputs: ["layers", "attentionFlop", "feedForwardFlop"],
  source: example("the whole encoder-decoder stack"),
});

/** Forward pass for one token: stack and final linear layer. */
export const transformerForwardFlop = formula({
  id: "transformer.forward",
  meaning: "Forward pass of one token: stack and final linear layer",
  expression: "stackFlop + logitsFlop",
  result: "forwardFlopPerToken",
  inputs: ["stackFlop", "logitsFlop"],
  source: example("a single forward pass"),
});

/** Residual addition and layer normalisation of all sublayers in units of the stack. */
export const addNormShare = formula({
  id: "transformer.add-norm-share",
  meaning: "Residual additions and layer normalisations in units of the stack",
  expression: "sublayers * (flopPerResidualElement + flopPerNormElement) * modelDim / stackFlop",
  result: "operationShare",
  inputs: ["sublayers", "modelDim", "stackFlop"],
  source: {
    source: sources.vaswani2017,
    place: "section 3.1: residual connection and normalisation round each sublayer; share worked out here",
  },
});

/** Final softmax in units of the forward pass. */
export const softmaxShare = formula({
  id: "transformer.softmax-share",
  meaning: "Final softmax in units of the forward pass",
  expression: "flopPerSoftmaxElement * vocabulary / forwardFlopPerToken",
  result: "operationShare",
  inputs: ["vocabulary", "forwardFlopPerToken"],
  source: {
    source: sources.vaswani2017,
    place: "section 3.4: linear transformation and softmax; share worked out here",
  },
});
