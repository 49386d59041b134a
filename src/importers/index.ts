// The importers by explicit list: real files as counted graphs.
export { fromConfig, modelTypes } from "./hugging-face/from-config.js";
