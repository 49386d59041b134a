// Relative positions of the tokens of a square window: a bias for every offset and head, added to attention's scores.

import { FlopbookError } from "../../ground/errors.js";
import { sources } from "../../sources/bibliography.js";
import { elementwise, elementwisePart, perElement } from "../elementwise/work.js";
import { type Layer, layerOf } from "../graph/layer.js";
import { layerRecord } from "../graph/layer-record.js";
import { part } from "../graph/part.js";
import { checkedShape, elements, type Shape, shapeText } from "../shape/shape.js";
import { formula } from "../vocabulary.js";

const subject = "layers/relative-positions";
const addition = perElement("add", {
  source: sources.liu2021,
  place: "eq. 4: the bias is added to the scores",
});
const gathered = perElement("add (gradients of equal offsets into their row of the table)");

/** Offsets of two tokens in a square window: from -(side - 1) to side - 1 in each of two directions. */
export const windowOffsets = formula({
  id: "layers.relative-positions.offsets",
  meaning: "Offsets between two tokens of a square window",
  expression: "(2 * windowSide - 1)^2",
  result: "tableRows",
  inputs: ["windowSide"],
  source: { source: sources.liu2021, place: "section 3.2, relative position bias" },
});

/** Parameters of a table with a bias for each offset and head. */
export const relativeBiasParameters = formula({
  id: "layers.relative-positions.parameters",
  meaning: "Parameters of a table of relative positions: a bias for each offset in the window and head",
  expression: "(2 * windowSide - 1)^2 * heads",
  result: "parameters",
  inputs: ["windowSide", "heads"],
  source: { source: sources.liu2021, place: "section 3.2, relative position bias" },
});

const pairs = "batch * heads * windowSide^4";
const scoresOfWindow = ["batch", "heads", "windowSide^2", "windowSide^2"];

/** Learned biases of relative positions. */
export const relativeBiasRecord = layerRecord({
  id: "relative-positions",
  kind: "positions",
  meaning: "A learned bias for each offset in a square window and head, added to the scores",
  words: "relative position bias swin",
  dimensions: ["batch", "heads", "windowSide"],
  inputs: [scoresOfWindow],
  output: scoresOfWindow,
  parameters: part(relativeBiasParameters),
  forward: { elementwise: elementwisePart(addition, pairs) },
  weightGradient: { elementwise: elementwisePart(gathered, pairs) },
});

export interface RelativeBiasSpec {
  /** [batch, heads, tokens, tokens]; the tokens are those of a square window. */
  readonly scores: Shape;
  /** Tokens along one side of the window. */
  readonly windowSide: number;
}

/** Adds a learned bias for each offset and head. Keeps nothing: which row a pair of tokens reads is a constant. */
export function relativeBias(spec: RelativeBiasSpec): Layer {
  const { scores, heads } = checkedScores(spec);
  const { windowSide } = spec;
  return relativeBiasRecord.bind(
    { batch: scores[0] ?? 1, heads, windowSide },
    { settings: `learned, offsets in ${windowSide} × ${windowSide}` },
  );
}

/** The biases of every pair of tokens out of a table [1, offsets down, offsets across, heads]: [1, heads, tokens, tokens]. */
export function biasLookUp(spec: { readonly table: Shape; readonly windowSide: number }): Layer {
  const { windowSide } = spec;
  const layout = ["1", "offsets down", "offsets across", "heads"];
  const [, down = 0, across = 0, heads = 0] = checkedShape(subject, "table", spec.table, layout);
  if (down * across !== windowOffsets.compiled()({ windowSide }))
    throw new FlopbookError(
      `${subject}: table must have the offsets of a window of ${windowSide} × ${windowSide}, got ${shapeText(spec.table)}; check the window`,
    );
  const output = [1, heads, windowSide ** 2, windowSide ** 2];
  return layerOf({
    kind: "embedding",
    settings: `${down * across} offsets for ${heads} heads`,
    inputs: [spec.table],
    output,
    inputGradient: [elementwise("elementwise", gathered, elements(output))],
  });
}

/** Adds biases [1, heads, tokens, tokens] that were computed to scores of any batch. Keeps nothing. */
export function addedBias(spec: { readonly scores: Shape; readonly bias: Shape }): Layer {
  const layout = ["batch", "heads", "queries", "keys"];
  const scores = checkedShape(subject, "scores", spec.scores, layout);
  const bias = checkedShape(subject, "bias", spec.bias, layout);
  if (!bias.every((size, i) => size === (i === 0 ? 1 : scores[i])))
    throw new FlopbookError(
      `${subject}: bias must be [1, heads, queries, keys] of the scores ${shapeText(scores)}, got ${shapeText(bias)}; check the shapes`,
    );
  return layerOf({
    kind: "positions",
    settings: "biases of all pairs",
    inputs: [scores, bias],
    output: scores,
    forward: elementwise("elementwise", addition, elements(scores)),
    inputGradient: [[], elementwise("elementwise", gathered, elements(scores))],
  });
}

function checkedScores({ scores, windowSide }: RelativeBiasSpec) {
  const layout = ["batch", "heads", "queries", "keys"];
  const [, heads = 0, queries, keys] = checkedShape(subject, "scores", scores, layout);
  if (queries !== windowSide ** 2 || keys !== queries)
    throw new FlopbookError(
      `${subject}: scores must be between the tokens of a window of ${windowSide} × ${windowSide}, got ${shapeText(scores)}; check the window`,
    );
  return { scores, heads };
}
