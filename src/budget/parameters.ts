// Parameters of a model as the planner knows it: layers, tables, and of a mixture those that a token uses.

import { linearWeights } from "../layers/index.js";
import { layerParameters, type TransformerShape } from "../plan/index.js";
import { given, type Quantity, sum } from "../quantity.js";
import { modelParametersOf } from "./formulas.js";

/** All parameters. Biases are left out, as everywhere in the planner. */
export function modelParameters(shape: TransformerShape): Quantity {
  const { dense, experts } = layerParameters(shape);
  const each = sum("parameters of a layer", experts === undefined ? [dense] : [dense, experts]);
  const layers = given(shape.layers, shape.origin, { unit: "layer", label: "layers" });
  const table = linearWeights({
    inputFeatures: given(shape.modelDim, shape.origin),
    outputFeatures: given(shape.vocabulary, shape.origin),
  });
  const tables = Array.from({ length: shape.tied ? 1 : 2 }, () => table.labelled("table of the vocabulary"));
  return sum("parameters", [
    modelParametersOf({ layers, parametersEach: each }).labelled("layers"),
    ...tables,
  ]);
}
