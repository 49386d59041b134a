// Embedding tables, positions and the scaling that goes with them.

import { sources } from "../sources/bibliography.js";
import { elementwisePart, perElement } from "./elementwise/work.js";
import type { Layer } from "./graph/layer.js";
import { layerRecord } from "./graph/layer-record.js";
import { part } from "./graph/part.js";
import { anyShape, elements, type Shape, wholeNumber } from "./shape/shape.js";
import { formula } from "./vocabulary.js";

const addition = perElement("add");
const oneProduct = perElement("multiply");
const rotation = perElement("2 multiply + add (rotary positions)");
const scatter = perElement("add (gradients of equal tokens into their row)");

/** Parameters of a table with a row for each token or position. */
export const tableParameters = formula({
  id: "layers.embedding.parameters",
  meaning: "Parameters of a table with one row for each token or position",
  expression: "tableRows * modelDim",
  result: "parameters",
  inputs: ["tableRows", "modelDim"],
  source: { source: sources.pytorch, place: "torch.nn.Embedding, shape of weight" },
});

const rowsDerived = { rows: "batch * sequence" } as const;
const rowWidth = "rows * modelDim";

/** Look-ups in a table. */
export const embeddingRecord = layerRecord({
  id: "embedding",
  kind: "embedding",
  meaning: "Look-up of a row for each token; reads only those rows",
  words: "table lookup",
  dimensions: ["batch", "sequence", "rows", "vocabulary", "modelDim"],
  derived: rowsDerived,
  inputs: [["rows"]],
  output: ["rows", "modelDim"],
  parameters: part(tableParameters, { tableRows: "vocabulary" }),
  parametersRead: rowWidth,
  weightGradient: { elementwise: elementwisePart(scatter, rowWidth) },
  kept: [{ kind: "input", index: 0 }],
});

const onTokens = {
  kind: "positions",
  dimensions: ["batch", "sequence", "rows", "modelDim", "tableRows"],
  derived: rowsDerived,
  inputs: [["rows", "modelDim"]],
  output: ["rows", "modelDim"],
  forward: { elementwise: elementwisePart(addition, rowWidth) },
} as const;

/** Learned positions. */
export const learnedPositionsRecord = layerRecord({
  id: "positions-learned",
  meaning: "Learned positional encoding: a row of a table is added to each token",
  words: "positional embedding encodings",
  ...onTokens,
  parameters: part(tableParameters),
  parametersRead: rowWidth,
  weightGradient: { elementwise: elementwisePart(scatter, rowWidth) },
});

/** Sinusoidal positions. */
export const fixedPositionsRecord = layerRecord({
  id: "positions-fixed",
  meaning: "Sinusoidal positional encoding: constants are added to each token",
  words: "positional encodings sinusoids",
  ...onTokens,
});

const turned = { elementwise: elementwisePart(rotation, "batch * heads * sequence * headDim") };

/** Rotary positions. */
export const rotaryPositionsRecord = layerRecord({
  id: "positions-rotary",
  kind: "positions",
  meaning: "Rotary positional encoding (RoPE): queries or keys are turned",
  words: "positional encodings rope",
  dimensions: ["batch", "heads", "sequence", "headDim"],
  inputs: [["batch", "heads", "sequence", "headDim"]],
  output: ["batch", "heads", "sequence", "headDim"],
  forward: turned,
  inputGradient: [turned],
});

const scaled = { elementwise: elementwisePart(oneProduct, "elements") };

/** Products with one constant. */
export const scaleRecord = layerRecord({
  id: "scale",
  kind: "scale",
  meaning: "Product with one constant, as of attention scores",
  words: "multiply divide constant",
  dimensions: ["elements"],
  inputs: [["elements"]],
  output: ["elements"],
  forward: scaled,
  inputGradient: [scaled],
  kept: [{ kind: "own", label: "constant", elements: "1", bytesPerElement: 8 }],
});

export interface EmbeddingSpec {
  /** Shape of the token numbers, e.g. [batch, tokens]. */
  readonly tokens: Shape;
  readonly vocabulary: number;
  readonly modelDim: number;
}

/**
 * A look-up: [batch, tokens] -> [batch, tokens, modelDim]. No operations; keeps the token numbers. Errors on sizes
 * that are not whole numbers from 1 on and on shapes that do not fit.
 *
 * @example embedding({ tokens: [8, 128], vocabulary: 50257, modelDim: 768 }).output // [8, 128, 768]
 */
export function embedding(spec: EmbeddingSpec): Layer {
  const tokens = anyShape("layers/embedding", "tokens", spec.tokens);
  const vocabulary = wholeNumber("layers/embedding", "vocabulary", spec.vocabulary);
  const modelDim = wholeNumber("layers/embedding", "modelDim", spec.modelDim);
  return embeddingRecord.bind(
    { rows: elements(tokens), vocabulary, modelDim },
    { settings: `${vocabulary} × ${modelDim}`, inputs: [tokens], output: [...tokens, modelDim] },
  );
}

export interface PositionsSpec {
  /** [batch, tokens, modelDim], or [batch, heads, tokens, headDim] for rotary positions. */
  readonly input: Shape;
  /** "learned" has a table of `rows` positions, "fixed" adds sinusoids, "rotary" turns queries and keys. */
  readonly variant: "learned" | "fixed" | "rotary";
  /** Rows of a learned table. */
  readonly rows?: number;
}

/**
 * Adds positions, or turns by them. Keeps nothing that depends on the input: the angles are constants. Errors on
 * sizes that are not whole numbers from 1 on and on shapes that do not fit.
 *
 * @example positions({ input: [8, 128, 768], variant: "learned", rows: 1024 }).output // [8, 128, 768]
 */
export function positions(spec: PositionsSpec): Layer {
  const input = anyShape("layers/positions", "input", spec.input);
  const width = input.at(-1) ?? 1;
  const rows = elements(input) / width;
  const shapes = { inputs: [input], output: input };
  if (spec.variant === "learned") {
    const tableRows = wholeNumber("layers/positions", "rows", spec.rows ?? Number.NaN);
    return learnedPositionsRecord.bind(
      { rows, modelDim: width, tableRows },
      { settings: `learned, ${tableRows} rows`, ...shapes },
    );
  }
  const actual = { settings: spec.variant, ...shapes };
  if (spec.variant === "fixed") return fixedPositionsRecord.bind({ rows, modelDim: width }, actual);
  return rotaryPositionsRecord.bind({ batch: 1, heads: 1, sequence: rows, headDim: width }, actual);
}

/** Multiplies every element by one constant. PyTorch keeps the constant, a double. */
export function scale(spec: { readonly input: Shape; readonly by: string }): Layer {
  const input = anyShape("layers/scale", "input", spec.input);
  return scaleRecord.bind(
    { elements: elements(input) },
    { settings: `by ${spec.by}`, inputs: [input], output: input },
  );
}
