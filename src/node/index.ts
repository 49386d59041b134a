// What needs Node for the full door: models, shapes and budgets by their paths, and the cell that shows. The cost half
// below it runs in a browser as well.
export { cite, publish, show, showGroup, showLayers } from "./cell.js";
export { foundModel, type Whereabouts } from "./found-model.js";
export { type BudgetGround, budgetSpec, foundShape, transformerShape } from "./found-shape.js";
export {
  fromConfig,
  fromGguf,
  fromOnnx,
  fromPt2,
  fromSafetensors,
  ggufFile,
  safetensorsFile,
} from "./from-paths.js";
export { type OwnExports, ownExports, ownModuleFiles } from "./own-module.js";
export { type Own, type OwnNames, withOwn } from "./own-names.js";
export { fileSource, pathPlace } from "./path-place.js";
export { projectOwn } from "./project-own.js";
