// What reads this machine's disk for the full door: models, shapes and budgets by their paths. Nothing below imports it.
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
