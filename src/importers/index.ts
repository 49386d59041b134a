// The importers by explicit list: real files as counted graphs.
import type { Formula } from "../formula/index.js";
import { storedBitsPerWeight } from "../training/stored-values.js";

export { type FoundModel, foundModel, type ModelSettings } from "./found-model.js";
export { fromGguf, ggufFile } from "./gguf/index.js";
export { fromConfig, modelTypes } from "./hugging-face/from-config.js";
export { fromOnnx, type OnnxOptions, onnxGraph } from "./onnx/index.js";
export { fromSafetensors, safetensorsFile } from "./safetensors/index.js";
export type {
  DtypeShare,
  MetadataValue,
  MissingShard,
  TensorRole,
  WeightFile,
  WeightTensor,
} from "./weights/weight-file.js";
export { model, modelClaims, modelRecord, models } from "./zoo/zoo.js";
export { storedBitsPerWeight };

/** Every formula of this folder. */
export const importerFormulas: readonly Formula[] = [storedBitsPerWeight];
