// The importers as they are called: files in memory or sources of bytes answer at once, a browser's File by a promise.
import type { CountedGraph } from "../layers/index.js";
import type { ModelInput } from "../models/record.js";
import { type Answer, type Files, isFiles, type Place, read } from "./bytes/place.js";
import type { Reading } from "./bytes/steps.js";
import { ggufGraph, readGguf } from "./gguf/index.js";
import { configFileGraph, keysGraph } from "./hugging-face/from-config.js";
import { type OnnxOptions, readOnnx } from "./onnx/index.js";
import { type Pt2Options, readPt2 } from "./pt2/index.js";
import { readSafetensors, safetensorsGraph } from "./safetensors/index.js";
import type { WeightFile } from "./weights/weight-file.js";

/**
 * The counted graph of an ONNX file. Reads structure and headers of tensors only, so that a file of any size costs
 * little; external data need not exist. Errors name file, place and remedy; unknown operators are in `notCounted`.
 */
export function fromOnnx<Given extends Files>(
  file: Given,
  options: OnnxOptions = {},
): Answer<Given, CountedGraph> {
  return read(file, "model.onnx", (place) => readOnnx(place, options));
}

/**
 * The counted graph of a program that `torch.export.save` wrote (.pt2). Weights are not read and need not be in the
 * file; the sizes stored in it hold for dimensions that are not given. Errors name file, place and remedy; operators
 * without a rule, and what is assumed of branches and loops, are in `notCounted`.
 */
export function fromPt2<Given extends Files>(
  file: Given,
  options: Pt2Options = {},
): Answer<Given, CountedGraph> {
  return read(file, "model.pt2", (place) => readPt2(place, options));
}

/**
 * The network of a safetensors file, of a sharded index, of any of its shards, or of all files of a set. A config.json
 * among them says what the network is and must agree with the tensors, else an error says where they differ; without
 * one, or with one of an unknown model type, the graph has parameters and no operations.
 */
export function fromSafetensors<Given extends Files>(
  files: Given,
  input: ModelInput = {},
): Answer<Given, CountedGraph> {
  return read(files, "model.safetensors", (place) => safetensorsGraph(place, input));
}

/**
 * What the headers of safetensors files say: one file, or an index with its shards. Missing shards are listed and the
 * answer reaches as far as the present ones; errors on anything that the format forbids.
 */
export function safetensorsFile<Given extends Files>(files: Given): Answer<Given, WeightFile> {
  return read(files, "model.safetensors", (place) => readSafetensors(place));
}

/**
 * The network of a GGUF file or split set. Its metadata say what the network is and must agree with the tensors, else
 * an error says where they differ; with an unknown architecture the graph has parameters and no operations.
 */
export function fromGguf<Given extends Files>(
  files: Given,
  input: ModelInput = {},
): Answer<Given, CountedGraph> {
  return read(files, "model.gguf", (place) => firstOfSplits(place, (first) => ggufGraph(first, input)));
}

/**
 * What the headers of a GGUF file say, or of the splits of a set; missing splits are listed. Errors on anything that
 * the format forbids, and when splits of different sets are mixed.
 */
export function ggufFile<Given extends Files>(files: Given): Answer<Given, WeightFile> {
  return read(files, "model.gguf", (place) => firstOfSplits(place, readGguf));
}

/** Any split stands for its set: of several files the first by name. */
function firstOfSplits<Result>(place: Place, reading: (place: Place) => Reading<Result>): Reading<Result> {
  const [first] = [...place.folder.names()].sort();
  return reading(
    place.file === undefined && first !== undefined ? { ...place, file: first, path: first } : place,
  );
}

/**
 * The network that a Hugging Face config describes, with the loss of a training step as its last stage: a config.json
 * or its keys as an object. Missing keys take the defaults of the transformers library; keys that change the cost and
 * are not known are named in `notCounted`. Errors name the file and the key.
 */
export function fromConfig<Given extends Files>(
  file: Given,
  options?: ModelInput,
): Answer<Given, CountedGraph>;
export function fromConfig(config: Readonly<Record<string, unknown>>, options?: ModelInput): CountedGraph;
export function fromConfig(
  config: Files | Readonly<Record<string, unknown>>,
  options: ModelInput = {},
): CountedGraph | Promise<CountedGraph> {
  return isFiles(config)
    ? read(config, "config.json", (place) => configFileGraph(place, options))
    : keysGraph(config as Readonly<Record<string, unknown>>, options);
}
