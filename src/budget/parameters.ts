// Parameters of a model as the planner knows it: layers, tables, and of a mixture those that a token uses.

import { linearWeights } from "../layers/index.js";
import { given, type Quantity, sum } from "../numbers/quantity.js";
import { allLayersParameters, layerParameters, type TransformerShape } from "../plan/index.js";

/** All parameters. Biases are left out, as everywhere in the planner. */
export function modelParameters(shape: TransformerShape): Quantity {
  const { dense, experts } = layerParameters(shape);
  const each = experts === undefined ? dense : sum("parameters of a layer, experts too", [dense, experts]);
  const layers = given(shape.layers, shape.origin, { unit: "layer", label: "layers" });
  const table = linearWeights({
    inputFeatures: given(shape.modelDim, shape.origin),
    outputFeatures: given(shape.vocabulary, shape.origin),
  });
  const tables = Array.from({ length: shape.tied ? 1 : 2 }, () => table.labelled("table of the vocabulary"));
  return sum("parameters", [
    allLayersParameters({ layers, parametersEach: each }).labelled("layers"),
    ...tables,
  ]);
}
