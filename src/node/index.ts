// What needs Node for the full door: models, shapes and budgets by their paths, and the cell that shows. The cost half
// below it runs in a browser as well.
export { cite, publish, show, showGroup, showLayers } from "./cell.js";
export { foundModel } from "./found-model.js";
export { budgetSpec, foundShape } from "./found-shape.js";
export {
  fromConfig,
  fromGguf,
  fromOnnx,
  fromSafetensors,
  ggufFile,
  safetensorsFile,
} from "./from-paths.js";
export { fileSource, pathPlace } from "./path-place.js";
