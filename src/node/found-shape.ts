// The shape behind a word: a name of the zoo, or a config.json, a folder or a GGUF file; and budgets that name one.
import { existsSync } from "node:fs";
import { basename, resolve } from "node:path";
import { type BudgetSpec, type BudgetWords, budgetSpec as specOfWords } from "../budget/index.js";
import { modelRecord } from "../importers/index.js";
import { shapeOfGraph, type TransformerShape, transformerShape, unplanned } from "../plan/index.js";
import { foundModel } from "./found-model.js";

/** The shape of a name or file; paths are read from `cwd`. Errors on an unknown name, with the nearest. */
export function foundShape(word: string, cwd?: string): TransformerShape {
  if (modelRecord(word) !== undefined || !/[./\\]/.test(word)) return transformerShape(word);
  if (/\.onnx$/i.test(word) && existsSync(resolve(cwd ?? ".", word)))
    throw unplanned(`${basename(word)} must be a decoder-only transformer, got a graph of operators (ONNX)`);
  return shapeOfGraph((input) => foundModel(word, input, cwd).graph);
}

/** The budget that the words ask for, whose model may be a file. Errors quote the word. */
export function budgetSpec(words: BudgetWords, shape?: TransformerShape): BudgetSpec {
  return specOfWords(words, shape, foundShape);
}
