// Learned values that enter a network as they are: tokens, queries, latents.
import { dataMovement, type Shape, tableParameters, term } from "../layers/index.js";

/** A layer that gives its parameters, of any shape, as they are. */
export function learnedValues(shape: Shape) {
  const modelDim = shape.at(-1) ?? 1;
  const tableRows = shape.slice(0, -1).reduce((all, size) => all * size, 1);
  const layer = dataMovement({ name: "learned values", inputs: [], output: shape });
  return { ...layer, parameters: term(tableParameters, { tableRows, modelDim }) };
}
