// Fully connected layers.

import { FlopbookError } from "../ground/errors.js";
import { sources } from "../sources/bibliography.js";
import type { Layer } from "./graph/layer.js";
import { layerRecord } from "./graph/layer-record.js";
import { part } from "./graph/part.js";
import { matrixParts } from "./matrix.js";
import { anyShape, elements, type Shape, wholeNumber } from "./shape/shape.js";
import { formula } from "./vocabulary.js";

const weightShapes = { source: sources.pytorch, place: "torch.nn.Linear, shapes of weight and bias" };

/** Multiply-accumulates of a linear layer; rows are all positions of the batch. */
export const linearMac = formula({
  id: "layers.linear.mac",
  meaning: "Multiply-accumulates of a fully connected layer",
  expression: "rows * inputFeatures * outputFeatures",
  result: "mac",
  inputs: ["rows", "inputFeatures", "outputFeatures"],
  source: { source: sources.nvidiaMatmul, place: "section 1: M N K multiply-adds of a product" },
});

/** Parameters of a linear layer without bias. */
export const linearWeights = formula({
  id: "layers.linear.weights",
  meaning: "Parameters of a fully connected layer without bias",
  expression: "inputFeatures * outputFeatures",
  result: "parameters",
  inputs: ["inputFeatures", "outputFeatures"],
  source: weightShapes,
});

/** Parameters that low-rank adaptation trains beside a linear layer, whose own weights stay. */
export const adapterParameters = formula({
  id: "layers.linear.adapter-parameters",
  meaning: "Parameters of a low-rank adapter (LoRA) beside a fully connected layer: one matrix down, one up",
  expression: "adapterRank * (inputFeatures + outputFeatures)",
  result: "parameters",
  inputs: ["adapterRank", "inputFeatures", "outputFeatures"],
  source: { source: sources.hu2022, place: "section 4.1, the shapes of A and B" },
});

/** Parameters of a linear layer with bias. */
export const linearParameters = formula({
  id: "layers.linear.parameters",
  meaning: "Parameters of a fully connected layer with bias",
  expression: "inputFeatures * outputFeatures + outputFeatures",
  result: "parameters",
  inputs: ["inputFeatures", "outputFeatures"],
  source: weightShapes,
});

export interface LinearSpec {
  /** [..., inputFeatures]. */
  readonly input: Shape;
  readonly outputFeatures: number;
  /** Default true, as in PyTorch. */
  readonly bias?: boolean;
}

/** Fully connected layers. */
export const linearRecord = layerRecord({
  id: "linear",
  kind: "linear",
  meaning: "Fully connected layer over rows: all positions of the batch",
  words: "dense fc projection perceptron",
  dimensions: ["batch", "sequence", "rows", "inputFeatures", "outputFeatures"],
  derived: { rows: "batch * sequence" },
  inputs: [["rows", "inputFeatures"]],
  output: ["rows", "outputFeatures"],
  parameters: part(linearParameters),
  ...matrixParts(part(linearMac)),
  kept: [{ kind: "input", index: 0 }],
  choices: { bias: { yes: {}, no: { parameters: part(linearWeights) } } },
});

/**
 * A fully connected layer: [..., inputFeatures] -> [..., outputFeatures]. Keeps its input for backward. Errors on an
 * image whose last dimension is 1, such as [8, 64, 1, 1] after pooling: one feature is never meant there, and
 * `flatten` brings it to [8, 64].
 *
 * @example linear({ input: [8, 512], outputFeatures: 1000 })
 */
export function linear(spec: LinearSpec): Layer {
  const input = anyShape("layers/linear", "input", spec.input);
  const outputFeatures = wholeNumber("layers/linear", "outputFeatures", spec.outputFeatures);
  const inputFeatures = input.at(-1) ?? 1;
  if (input.length >= 4 && inputFeatures === 1)
    throw new FlopbookError(
      `layers/linear: input must end with its features, got [${input.join(", ")}] with one feature; flatten it first: flatten({ input: [${input.join(", ")}] })`,
    );
  const record = spec.bias === false ? linearRecord.variant({ bias: "no" }) : linearRecord;
  return record.bind(
    { rows: elements(input) / inputFeatures, inputFeatures, outputFeatures },
    {
      settings: `${inputFeatures} → ${outputFeatures}`,
      inputs: [input],
      output: [...input.slice(0, -1), outputFeatures],
    },
  );
}
