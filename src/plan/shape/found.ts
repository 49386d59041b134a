// The shape behind a word: a name of the zoo, or a config.json, a folder or a GGUF file.
import { existsSync } from "node:fs";
import { basename, resolve } from "node:path";
import { foundModel, modelRecord } from "../../importers/index.js";
import { shapeOfGraph, unplanned } from "./of-graph.js";
import type { TransformerShape } from "./shape.js";
import { transformerShape } from "./shapes.js";

/** The shape of a name or file; paths are read from `cwd`. Errors on an unknown name, with the nearest. */
export function foundShape(word: string, cwd?: string): TransformerShape {
  if (modelRecord(word) !== undefined || !/[./\\]/.test(word)) return transformerShape(word);
  if (/\.onnx$/i.test(word) && existsSync(resolve(cwd ?? ".", word)))
    throw unplanned(`${basename(word)} must be a decoder-only transformer, got a graph of operators (ONNX)`);
  return shapeOfGraph((input) => foundModel(word, input, cwd).graph);
}
