// The shape behind a word: a name of the zoo, or a config.json, a folder or a GGUF file; and budgets that name one.
import { existsSync } from "node:fs";
import { basename, resolve } from "node:path";
import { type BudgetSpec, type BudgetWords, budgetSpec as specOfWords } from "../budget/index.js";
import type { Device } from "../hardware/index.js";
import type { Market } from "../hardware/market.js";
import { modelRecord, models as zoo } from "../importers/index.js";
import type { ModelRecord } from "../models/index.js";
import {
  shapeOfGraph,
  transformerShape as shapeOfText,
  type TransformerShape,
  unplanned,
} from "../plan/index.js";
import { foundModel, type Whereabouts } from "./found-model.js";

/**
 * The shape of this name: Megatron's models as Megatron trains them, every decoder of the zoo, and of one's `own` models.
 * Errors on an unknown name, with the nearest, and on a network that is no decoder.
 *
 * @example transformerShape("llama-2-7b").name // "llama2-7b"
 */
export function transformerShape(name: string, own: readonly ModelRecord[] = []): TransformerShape {
  return shapeOfText(name, [...own, ...zoo]);
}

/**
 * The shape of a name or file, of ours or of one's own; paths are read from `cwd`. Errors on an unknown name, with the
 * nearest.
 *
 * @example foundShape("gpt2").name // "gpt2"
 */
export function foundShape(word: string, where: Whereabouts = {}): TransformerShape {
  const { models } = where;
  if (modelRecord(word, models) !== undefined || !/[./\\]/.test(word)) return transformerShape(word, models);
  const [, format] = /\.(onnx|pt2)$/i.exec(word) ?? [];
  if (format !== undefined && existsSync(resolve(where.cwd ?? ".", word)))
    throw unplanned(
      `${basename(word)} must be a decoder-only transformer, got a graph of operators (${format.toLowerCase() === "onnx" ? "ONNX" : ".pt2"})`,
    );
  return shapeOfGraph((input) => foundModel(word, input, where).graph);
}

/** What a budget in words is looked up in beside ours. */
export interface BudgetGround extends Whereabouts {
  readonly devices?: readonly Device[];
  readonly market?: Market;
}

/** The budget that the words ask for, whose model may be a file. Errors quote the word. */
export function budgetSpec(
  words: BudgetWords,
  shape?: TransformerShape,
  ground: BudgetGround = {},
): BudgetSpec {
  return specOfWords(words, shape, { ...ground, shapeOf: (word) => foundShape(word, ground) });
}
