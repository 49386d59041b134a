// The importers of the full door: what they read in any program, and beside it files named by their path on this disk.
import {
  type Answer,
  configFileGraph,
  fromConfig as configOfFiles,
  type Files,
  ggufFile as ggufFileOfFiles,
  ggufGraph,
  fromGguf as ggufOfFiles,
  type OnnxOptions,
  fromOnnx as onnxOfFiles,
  type Pt2Options,
  fromPt2 as pt2OfFiles,
  readGguf,
  readNow,
  readOnnx,
  readPt2,
  readSafetensors,
  safetensorsFile as safetensorsFileOfFiles,
  safetensorsGraph,
  fromSafetensors as safetensorsOfFiles,
  type WeightFile,
} from "../importers/index.js";
import type { CountedGraph } from "../layers/index.js";
import type { ModelInput } from "../models/index.js";
import { pathPlace } from "./path-place.js";

/**
 * The counted graph of an ONNX file. Reads structure and headers of tensors only, so that a file of any size costs
 * little; external data need not exist. Errors name file, place and remedy; unknown operators are in `notCounted`.
 */
export function fromOnnx(path: string, options?: OnnxOptions): CountedGraph;
export function fromOnnx<Given extends Files>(
  file: Given,
  options?: OnnxOptions,
): Answer<Given, CountedGraph>;
export function fromOnnx(file: string | Files, options: OnnxOptions = {}): Read<CountedGraph> {
  return isPath(file) ? readNow(readOnnx(pathPlace(file), options)) : onnxOfFiles(file, options);
}

/**
 * The counted graph of a program that `torch.export.save` wrote (.pt2). Weights are not read and need not be in the
 * file; the sizes stored in it hold for dimensions that are not given. Errors name file, place and remedy; operators
 * without a rule, and what is assumed of branches and loops, are in `notCounted`.
 */
export function fromPt2(path: string, options?: Pt2Options): CountedGraph;
export function fromPt2<Given extends Files>(file: Given, options?: Pt2Options): Answer<Given, CountedGraph>;
export function fromPt2(file: string | Files, options: Pt2Options = {}): Read<CountedGraph> {
  return isPath(file) ? readNow(readPt2(pathPlace(file), options)) : pt2OfFiles(file, options);
}

/**
 * The network of a safetensors file, of a sharded index, of any of its shards, or of the folder that holds one. A
 * config.json beside it says what the network is and must agree with the tensors, else an error says where they
 * differ; without one, or with one of an unknown model type, the graph has parameters and no operations.
 */
export function fromSafetensors(path: string, input?: ModelInput): CountedGraph;
export function fromSafetensors<Given extends Files>(
  files: Given,
  input?: ModelInput,
): Answer<Given, CountedGraph>;
export function fromSafetensors(files: string | Files, input: ModelInput = {}): Read<CountedGraph> {
  return isPath(files)
    ? readNow(safetensorsGraph(pathPlace(files), input))
    : safetensorsOfFiles(files, input);
}

/**
 * What the headers of a safetensors file say: `path` is the file, a "model.safetensors.index.json", a shard (which
 * stands for its whole set) or a folder that holds one set. Missing shards are listed and the answer reaches as far as
 * the present ones; errors when none is there, and on anything that the format forbids.
 */
export function safetensorsFile(path: string): WeightFile;
export function safetensorsFile<Given extends Files>(files: Given): Answer<Given, WeightFile>;
export function safetensorsFile(files: string | Files): Read<WeightFile> {
  return isPath(files) ? readNow(readSafetensors(pathPlace(files))) : safetensorsFileOfFiles(files);
}

/**
 * The network of a GGUF file or split set. Its metadata say what the network is and must agree with the tensors, else
 * an error says where they differ; with an unknown architecture the graph has parameters and no operations.
 */
export function fromGguf(path: string, input?: ModelInput): CountedGraph;
export function fromGguf<Given extends Files>(files: Given, input?: ModelInput): Answer<Given, CountedGraph>;
export function fromGguf(files: string | Files, input: ModelInput = {}): Read<CountedGraph> {
  return isPath(files) ? readNow(ggufGraph(pathPlace(files), input)) : ggufOfFiles(files, input);
}

/**
 * What the headers of a GGUF file say; any split stands for its whole set, and missing splits are listed. Errors on
 * anything that the format forbids, and when splits of different sets are mixed.
 */
export function ggufFile(path: string): WeightFile;
export function ggufFile<Given extends Files>(files: Given): Answer<Given, WeightFile>;
export function ggufFile(files: string | Files): Read<WeightFile> {
  return isPath(files) ? readNow(readGguf(pathPlace(files))) : ggufFileOfFiles(files);
}

/**
 * The network that a Hugging Face config describes, with the loss of a training step as its last stage: a config.json,
 * the folder that holds one, or its keys as an object. Missing keys take the defaults of the transformers library;
 * keys that change the cost and are not known are named in `notCounted`. Errors name the file and the key.
 */
export function fromConfig<Given extends Files>(
  file: Given,
  options?: ModelInput,
): Answer<Given, CountedGraph>;
export function fromConfig(
  config: string | Readonly<Record<string, unknown>>,
  options?: ModelInput,
): CountedGraph;
export function fromConfig(
  config: string | Files | Readonly<Record<string, unknown>>,
  options: ModelInput = {},
): Read<CountedGraph> {
  return typeof config === "string"
    ? readNow(configFileGraph(pathPlace(config), options))
    : configOfFiles(config as Files, options);
}

type Read<Result> = Result | Promise<Result>;

function isPath(file: unknown): file is string {
  return typeof file === "string";
}
