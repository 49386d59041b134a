// The models of Hoffmann et al.: parameters by their shape (Table A9), and operations counted against 6ND (Table A4).

import type { Quantity } from "../numbers/quantity.js";
import { sources } from "../sources/bibliography.js";
import { formula } from "./vocabulary.js";

const hoffmann = (place: string) => ({ source: sources.hoffmann2022, place });
const recounted = hoffmann(
  "Table A9, all 50 rows; parameters counted here with the relative positions of Dai et al. 2019, arXiv:1901.02860",
);

/** Biases and norms of a layer: 3ak + d, f + d, two norms of 2d, and two position biases of ak. */
export const hoffmannSmallParameters = formula({
  id: "hoffmann.bias-and-norm-parameters",
  meaning: "Biases, norms and position biases of one layer",
  expression: "5 * heads * headDim + 6 * modelDim + feedForwardDim",
  result: "biasAndNormParameters",
  inputs: ["heads", "headDim", "modelDim", "feedForwardDim"],
  source: recounted,
});

/** Parameters of a layer: query, key, value, output and relative positions, two feed-forward products. */
export const hoffmannLayerParameters = formula({
  id: "hoffmann.layer-parameters",
  meaning: "Parameters of one layer with relative positions",
  expression: "5 * modelDim * heads * headDim + 2 * modelDim * feedForwardDim + biasAndNormParameters",
  result: "layerParameters",
  inputs: ["modelDim", "heads", "headDim", "feedForwardDim", "biasAndNormParameters"],
  source: recounted,
});

/** Parameters of a model: its layers, the final norm, and one table of tokens. */
export const hoffmannParameters = formula({
  id: "hoffmann.parameters",
  meaning: "Parameters of a model: layers, final norm, and one table of tokens",
  expression: "layers * layerParameters + 2 * modelDim + vocabulary * modelDim",
  result: "parameters",
  inputs: ["layers", "layerParameters", "modelDim", "vocabulary"],
  conventions: ["embeddings-counted"],
  source: recounted,
});

/** Forward operations of a layer for a sequence: projections, scores, softmax, weighted values, feed-forward. */
export const hoffmannLayerFlop = formula({
  id: "hoffmann.layer-flop",
  meaning: "Forward operations of one layer for a whole sequence",
  expression:
    "flopPerMac * sequence * heads * headDim * (4 * modelDim + 2 * sequence) + 3 * flopPerOperation * heads * sequence ^ 2 + flopPerMac * sequence * 2 * modelDim * feedForwardDim",
  result: "sequenceLayerFlop",
  inputs: ["sequence", "heads", "headDim", "modelDim", "feedForwardDim"],
  conventions: ["full-mask"],
  source: hoffmann("Appendix F"),
});

/** Forward operations of the layers for a sequence. Table A4 leaves embedding and logits out, against its text. */
export const hoffmannForwardFlop = formula({
  id: "hoffmann.forward-flop",
  meaning: "Forward operations of all layers for a sequence, embedding and logits left out",
  expression: "layers * sequenceLayerFlop",
  result: "sequenceFlop",
  inputs: ["layers", "sequenceLayerFlop"],
  source: hoffmann("Appendix F and Table A4"),
});

/** Counted training operations in units of 6ND. */
export const hoffmannFormRatio = formula({
  id: "hoffmann.form-ratio",
  meaning: "Counted training operations of a sequence in units of 6ND",
  expression: "passesPerStep * sequenceFlop / (flopPerParameterToken * parameters * sequence)",
  result: "formRatio",
  inputs: ["sequenceFlop", "parameters", "sequence"],
  source: hoffmann("Table A4"),
});

/** Widths of one of the models; its vocabulary has 32,000 tokens. */
export interface HoffmannShape {
  readonly layers: Quantity | number;
  readonly modelDim: Quantity | number;
  readonly feedForwardDim: Quantity | number;
  readonly heads: Quantity | number;
  readonly headDim: Quantity | number;
  readonly vocabulary: Quantity | number;
}

/**
 * Parameters of a model of this shape.
 *
 * @example hoffmannModelParameters({ layers: 80, modelDim: 8192, feedForwardDim: 32768, heads: 64, headDim: 128,
 *   vocabulary: 32000 }) // 70.1 billion parameters
 */
export function hoffmannModelParameters(shape: HoffmannShape): Quantity {
  const { layers, vocabulary, modelDim, ...widths } = shape;
  const biasAndNormParameters = hoffmannSmallParameters({ ...widths, modelDim });
  const layerParameters = hoffmannLayerParameters({ ...widths, modelDim, biasAndNormParameters });
  return hoffmannParameters({ layers, layerParameters, modelDim, vocabulary });
}

/** Counted training operations of a model of this shape in units of 6ND, at a sequence length. */
export function hoffmannFlopRatio(shape: HoffmannShape, sequence: Quantity | number): Quantity {
  const { layers, vocabulary: _, ...widths } = shape;
  const sequenceLayerFlop = hoffmannLayerFlop({ ...widths, sequence });
  const sequenceFlop = hoffmannForwardFlop({ layers, sequenceLayerFlop });
  return hoffmannFormRatio({ sequenceFlop, parameters: hoffmannModelParameters(shape), sequence });
}
