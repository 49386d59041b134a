// "resnet50", "config.json", "model.onnx": what a person names as a model -> its counted graph.
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import {
  type Answer,
  type Files,
  type FoundModel,
  fileOfFolder,
  type ModelSettings,
  modelAt,
  foundModel as modelOfFiles,
  type OwnModels,
  readNow,
  zooModel,
} from "../importers/index.js";
import { pathPlace } from "./path-place.js";

/**
 * The model that `word` means: a file or folder that exists (config.json, ONNX, safetensors, GGUF), else a name of
 * the zoo. Errors on an unknown name or kind of file, a missing file, and a setting that the model has no use for.
 * Paths are meant from `cwd`; in a notebook of ours that reports on a user's file, from the folder of the command.
 * `models` and `importers` are of one's own. Files in memory, and a `File` or `Blob` by a promise, will do as well.
 *
 * @example parameters(foundModel("gpt2").graph) // 124 million parameters
 */
export function foundModel(word: string, settings?: ModelSettings, where?: Whereabouts): FoundModel;
export function foundModel<Given extends Files>(
  files: Given,
  settings?: ModelSettings,
  where?: OwnModels,
): Answer<Given, FoundModel>;
export function foundModel(
  model: string | Files,
  settings: ModelSettings = {},
  where: Whereabouts = {},
): FoundModel | Promise<FoundModel> {
  const { cwd = commandFolder(), ...own } = where;
  if (typeof model !== "string") return modelOfFiles(model, settings, own);
  const path = resolve(cwd, model);
  const file = existsSync(path) ? fileAt(path, model, own) : undefined;
  return file === undefined
    ? zooModel(model, settings, own)
    : readNow(modelAt(pathPlace(file), settings, own));
}

/** Where a model is looked for: the folder that paths are meant from, models and formats of one's own. */
export interface Whereabouts extends OwnModels {
  readonly cwd?: string;
}

/** The folder of the command that a notebook was built by, else that of this process. */
function commandFolder(): string {
  return process.env.FLOPBOOK_FOLDER ?? process.cwd();
}

/** The file itself, or the one in a folder that says most. */
function fileAt(path: string, word: string, own: OwnModels): string | undefined {
  const { file, folder } = pathPlace(path);
  if (file !== undefined) return path;
  const chosen = fileOfFolder(folder.names(), word, own);
  return chosen === undefined ? undefined : join(path, chosen);
}
