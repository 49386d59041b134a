// "resnet50", "config.json", "model.onnx": what a person names as a model -> its counted graph.
import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { FlopbookError } from "../errors.js";
import type { CountedGraph } from "../layers/index.js";
import type { ModelInput } from "../models/index.js";
import { fromGguf } from "./gguf/index.js";
import { fromConfig } from "./hugging-face/from-config.js";
import { fromOnnx } from "./onnx/index.js";
import { fromSafetensors } from "./safetensors/index.js";
import { model } from "./zoo/zoo.js";

/** What may be set on a model, whatever it is; what a kind of model has no use for is a usage error. */
export interface ModelSettings extends ModelInput {
  /** Sizes of symbolic dimensions of an ONNX graph. */
  readonly dims?: Readonly<Record<string, number>>;
}

/** A model as found. */
export interface FoundModel {
  readonly graph: CountedGraph;
  /** "zoo", "config file", "ONNX file", ... */
  readonly kind: string;
}

/** A kind of file: how its names end, which settings it has no use for, and how it is read. */
interface Reader {
  readonly kind: string;
  readonly ends: readonly string[];
  readonly unused: readonly (keyof ModelSettings)[];
  readonly read: (path: string, settings: ModelSettings) => CountedGraph;
}

/** In the order in which a folder is searched for them. */
const readers: readonly Reader[] = [
  {
    kind: "safetensors file",
    ends: [".safetensors.index.json", ".safetensors"],
    unused: ["dims"],
    read: fromSafetensors,
  },
  { kind: "GGUF file", ends: [".gguf"], unused: ["dims"], read: fromGguf },
  { kind: "config file", ends: [".json"], unused: ["dims"], read: fromConfig },
  { kind: "ONNX file", ends: [".onnx"], unused: ["resolution", "sequence", "attention"], read: fromOnnx },
];

/**
 * The model that `word` means: a file or folder that exists (config.json, ONNX, safetensors, GGUF), else a name of
 * the zoo. Errors on an unknown name or kind of file, a missing file, and a setting that the model has no use for.
 * Paths are meant from `cwd`; in a notebook of ours that reports on a user's file, from the folder of the command.
 */
export function foundModel(word: string, settings: ModelSettings = {}, cwd = commandFolder()): FoundModel {
  const path = resolve(cwd, word);
  const file = existsSync(path) ? fileAt(path, word) : undefined;
  if (file !== undefined) return fromFile(file, settings);
  if (looksLikePath(word))
    throw new FlopbookError(
      `model: no such file, got "${word}"; check the path, or name a model of the zoo (\`flopbook models\`)`,
    );
  refuse("a model of the zoo", settings, ["dims"]);
  return { graph: model(word, settings), kind: "zoo" };
}

function commandFolder(): string {
  return process.env.FLOPBOOK_FOLDER ?? process.cwd();
}

function fromFile(file: string, settings: ModelSettings): FoundModel {
  const reader = readerOf(file);
  if (reader === undefined) {
    const ends = readers.flatMap((each) => each.ends).join(", ");
    throw new FlopbookError(`model: unknown kind of file, got "${basename(file)}"; known are ${ends}`);
  }
  refuse(`a ${reader.kind}`, settings, reader.unused);
  return { graph: reader.read(file, settings), kind: reader.kind };
}

function readerOf(file: string): Reader | undefined {
  const name = basename(file).toLowerCase();
  return readers.find(({ ends }) => ends.some((end) => name.endsWith(end)));
}

/** The file itself, or the one in a folder that says most: config.json before weights. */
function fileAt(path: string, word: string): string | undefined {
  if (!statSync(path).isDirectory()) return path;
  const names = readdirSync(path).sort();
  if (names.includes("config.json")) return join(path, "config.json");
  for (const { ends } of readers) {
    const fitting = setsOf(names.filter((name) => ends.some((end) => end !== ".json" && name.endsWith(end))));
    if (fitting[0] !== undefined && fitting[1] === undefined) return join(path, fitting[0]);
    if (fitting.length > 1)
      throw new FlopbookError(
        `model: a folder with several models, got "${word}"; name one of ${fitting.join(", ")}`,
      );
  }
  if (!looksLikePath(word)) return undefined;
  throw new FlopbookError(
    `model: a folder without a model, got "${word}"; put a config.json into it or name a file`,
  );
}

/** One name for each set of shards: its index, or the first of them. */
function setsOf(names: readonly string[]): readonly string[] {
  const sets = new Map<string, string>();
  for (const name of names) {
    const set = name.replace(/(-\d{5,}-of-\d{5,})?\.(safetensors\.index\.json|safetensors)$/, "");
    const split = name.replace(/-\d{5}-of-\d{5}(?=\.gguf$)/, "");
    const key = set === name ? split : set;
    if (!sets.has(key) || name.endsWith(".index.json")) sets.set(key, name);
  }
  return [...sets.values()];
}

function looksLikePath(word: string): boolean {
  return /[\\/]/.test(word) || readerOf(word) !== undefined || /\.[a-z]\w*$/i.test(word);
}

function refuse(subject: string, settings: ModelSettings, unused: readonly (keyof ModelSettings)[]): void {
  for (const name of unused)
    if (settings[name] !== undefined)
      throw new FlopbookError(`model: ${subject} has no use for ${flags[name]}, got one; leave it out`);
}

/** The settings as errors name them, with their options on the command line. */
const flags: Readonly<Record<keyof ModelSettings, string>> = {
  batch: "batch (--batch)",
  resolution: "resolution (--resolution)",
  sequence: "sequence (--seq)",
  format: "format (--dtype)",
  attention: "attention (--attention)",
  dims: "dims (--dim)",
};
