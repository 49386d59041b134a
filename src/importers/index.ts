// The importers by explicit list: real files as counted graphs.
export { type FoundModel, foundModel, type ModelSettings } from "./found-model.js";
export { fromConfig, modelTypes } from "./hugging-face/from-config.js";
