// The model of a plan: a name, or a file that `flopbook model` reads.

import { foundModel } from "../importers/index.js";
import { modelRecord } from "../models/index.js";
import { shapeOfGraph, type TransformerShape, transformerShape } from "../plan/index.js";

/** The shape of a name or of a config.json, a folder or a GGUF file. Errors on an unknown name, with the nearest. */
export function foundShape(name: string, cwd: string): TransformerShape {
  if (modelRecord(name) !== undefined || !/[./\\]/.test(name)) return transformerShape(name);
  return shapeOfGraph(foundModel(name, { sequence: 1 }, cwd).graph);
}
