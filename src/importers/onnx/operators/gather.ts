// Gather: a look-up of rows. In a table of weights it is an embedding.
import { elements, embedding } from "../../../layers/index.js";
import type { Rule } from "../call.js";
import { elementType } from "../element-type.js";
import { axisOf } from "../shape-rules.js";
import { shown } from "../value.js";
import { copyOf, viewOf } from "./view.js";

/** The rule for Gather. */
export const gatherRule: Rule = (call) => {
  const [table, indices] = [call.known(0), call.known(1)];
  const axis = axisOf(call, call.integer("axis", 0), table.shape.length);
  const before = table.shape.slice(0, axis);
  const after = table.shape.slice(axis + 1);
  const shape = [...before, ...indices.shape, ...after];
  if (table.kind === "constant" && indices.kind === "data" && axis === 0 && elements(after) > 0) {
    const layer = embedding({
      tokens: shown(indices.shape),
      vocabulary: table.shape[0] ?? 0,
      modelDim: elements(after),
    });
    // A table of small integers is one of weights, which what follows restores.
    const reading = elementType("table", table.type).bytes <= 1 ? "quantized weight" : "value";
    return [call.emit(layer, [indices], { shape, type: table.type, weights: [table], reading })];
  }
  // One index along one axis looks at a part of the tensor: PyTorch's select, a view.
  if (indices.kind === "constant" && elements(indices.shape) === 1)
    return [viewOf(call, table, shape, "select")];
  return [copyOf(call, [table, indices], shape, "gather", { keeps: 1, type: table.type })];
};
