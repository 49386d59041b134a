// Embedding tables, positions and the scaling that goes with them.

import { sources } from "../sources/bibliography.js";
import { elementwise, perElement } from "./elementwise/work.js";
import { type Layer, layerOf } from "./graph/layer.js";
import { term } from "./graph/term.js";
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

export interface EmbeddingSpec {
  /** Shape of the token numbers, e.g. [batch, tokens]. */
  readonly tokens: Shape;
  readonly vocabulary: number;
  readonly modelDim: number;
}

/** A look-up: [batch, tokens] -> [batch, tokens, modelDim]. No operations; keeps the token numbers. */
export function embedding(spec: EmbeddingSpec): Layer {
  const tokens = anyShape("layers/embedding", "tokens", spec.tokens);
  const vocabulary = wholeNumber("layers/embedding", "vocabulary", spec.vocabulary);
  const modelDim = wholeNumber("layers/embedding", "modelDim", spec.modelDim);
  const output = [...tokens, modelDim];
  return layerOf({
    kind: "embedding",
    settings: `${vocabulary} × ${modelDim}`,
    inputs: [tokens],
    output,
    parameters: term(tableParameters, { tableRows: vocabulary, modelDim }),
    weightGradient: elementwise("elementwise", scatter, elements(output)),
    inputGradient: [[]],
    saved: [{ kind: "input", index: 0 }],
    parameterElementsRead: elements(output),
  });
}

export interface PositionsSpec {
  /** [batch, tokens, modelDim], or [batch, heads, tokens, headDim] for rotary positions. */
  readonly input: Shape;
  /** "learned" has a table of `rows` positions, "fixed" adds sinusoids, "rotary" turns queries and keys. */
  readonly variant: "learned" | "fixed" | "rotary";
  /** Rows of a learned table. */
  readonly rows?: number;
}

/** Adds positions, or turns by them. Keeps nothing that depends on the input: the angles are constants. */
export function positions(spec: PositionsSpec): Layer {
  const input = anyShape("layers/positions", "input", spec.input);
  const count = elements(input);
  const learned = spec.variant === "learned";
  const operations = spec.variant === "rotary" ? rotation : addition;
  const rows = learned ? wholeNumber("layers/positions", "rows", spec.rows ?? Number.NaN) : 0;
  const modelDim = input.at(-1) ?? 1;
  return layerOf({
    kind: "positions",
    settings: learned ? `learned, ${rows} rows` : spec.variant,
    inputs: [input],
    output: input,
    parameters: learned ? term(tableParameters, { tableRows: rows, modelDim }) : undefined,
    forward: elementwise("elementwise", operations, count),
    weightGradient: learned ? elementwise("elementwise", scatter, count) : [],
    inputGradient: [spec.variant === "rotary" ? elementwise("elementwise", rotation, count) : []],
    ...(learned ? { parameterElementsRead: count } : {}),
  });
}

/** Multiplies every element by one constant. PyTorch keeps the constant, a double. */
export function scale(spec: { readonly input: Shape; readonly by: string }): Layer {
  const input = anyShape("layers/scale", "input", spec.input);
  const work = elementwise("elementwise", oneProduct, elements(input));
  return layerOf({
    kind: "scale",
    settings: `by ${spec.by}`,
    inputs: [input],
    output: input,
    forward: work,
    inputGradient: [work],
    saved: [{ kind: "own", label: "constant", elements: 1, bytesPerElement: 8 }],
  });
}
