// The importers by explicit list: real files as counted graphs.
import type { Formula } from "../formula/index.js";
import { storedBitsPerWeight } from "../training/stored-values.js";

export type { BlobLike } from "./bytes/blob-source.js";
export { type ByteSource, memorySource } from "./bytes/byte-source.js";
export type { Answer, FileAtOnce, FileInput, Files, Folder, NamedBytes, Place } from "./bytes/place.js";
export { type Reading, readNow } from "./bytes/steps.js";
export {
  type FoundModel,
  fileOfFolder,
  foundModel,
  type ModelSettings,
  modelAt,
  zooModel,
} from "./found-model.js";
export {
  fromConfig,
  fromGguf,
  fromOnnx,
  fromPt2,
  fromSafetensors,
  ggufFile,
  safetensorsFile,
} from "./from-files.js";
export { ggufGraph, readGguf } from "./gguf/index.js";
export { configFileGraph, modelTypes } from "./hugging-face/from-config.js";
export { type Importer, type OwnModels, ownImporters } from "./importer.js";
export { isWeightFormat, weightFormatNames, weightsByName } from "./named-weights.js";
export { type OnnxOptions, onnxGraph, readOnnx } from "./onnx/index.js";
export { type Pt2Options, pt2Graph, readPt2 } from "./pt2/index.js";
export { readSafetensors, safetensorsGraph } from "./safetensors/index.js";
export type {
  DtypeShare,
  MetadataValue,
  MissingShard,
  TensorRole,
  WeightFile,
  WeightTensor,
} from "./weights/weight-file.js";
export { model, modelClaims, modelRecord, models, ownModels } from "./zoo/zoo.js";
export { storedBitsPerWeight };

/** Every formula of this folder. */
export const importerFormulas: readonly Formula[] = [storedBitsPerWeight];
