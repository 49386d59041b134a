// A name of the zoo, or a model file and those beside it -> its counted graph.
import { FlopbookError } from "../ground/errors.js";
import type { CountedGraph } from "../layers/index.js";
import type { ModelInput } from "../models/index.js";
import { baseName } from "./bytes/byte-source.js";
import { type Answer, type Files, type Place, read } from "./bytes/place.js";
import { type Reading, step } from "./bytes/steps.js";
import { ggufGraph } from "./gguf/index.js";
import { configFileGraph } from "./hugging-face/from-config.js";
import type { Importer, OwnModels } from "./importer.js";
import { readOnnx } from "./onnx/index.js";
import { readPt2 } from "./pt2/index.js";
import { safetensorsGraph } from "./safetensors/index.js";
import { model, modelRecord } from "./zoo/zoo.js";

/** What may be set on a model, whatever it is; what a kind of model has no use for is a usage error. */
export interface ModelSettings extends ModelInput {
  /** Sizes of symbolic dimensions of an ONNX graph or exported program. */
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
  readonly read: (place: Place, settings: ModelSettings) => Reading<CountedGraph>;
  /** Whether it reads this file, where the ending does not say. */
  readonly reads?: Importer["reads"];
}

/** In the order in which a folder is searched for them. */
const readers: readonly Reader[] = [
  {
    kind: "safetensors file",
    ends: [".safetensors.index.json", ".safetensors"],
    unused: ["dims"],
    read: safetensorsGraph,
  },
  { kind: "GGUF file", ends: [".gguf"], unused: ["dims"], read: ggufGraph },
  { kind: "config file", ends: [".json"], unused: ["dims"], read: configFileGraph },
  {
    kind: "ONNX file",
    ends: [".onnx"],
    unused: ["resolution", "sequence", "images", "audio", "steps"],
    read: readOnnx,
  },
  {
    kind: "exported program",
    ends: [".pt2"],
    unused: ["resolution", "sequence", "attention", "images", "audio", "steps"],
    read: readPt2,
  },
];

/** The readers in the order in which a file is offered to them: those of one's own first. */
function readersWith({ importers = [] }: OwnModels): readonly Reader[] {
  return [...importers.map(ownReader), ...readers];
}

/** The step is done again where bytes come later; the graph is made from what the source then holds. */
function ownReader({ kind, ends, reads, graph }: Importer): Reader {
  return {
    kind,
    ends,
    unused: ["dims"],
    ...(reads === undefined ? {} : { reads }),
    *read({ folder, file = "" }, { dims: _, ...input }) {
      const source = folder.open(file);
      try {
        return yield* step(() => graph(source, input));
      } finally {
        source.close();
      }
    },
  };
}

/**
 * The model that a word or files mean: a name of the zoo, else a config.json, ONNX, .pt2, safetensors or GGUF file, with the
 * files that belong to it. A `File` or `Blob` gives a promise. `own` are models and formats of one's own. Errors on an
 * unknown name or kind of file, and on a setting that the model has no use for.
 */
export function foundModel(word: string, settings?: ModelSettings, own?: OwnModels): FoundModel;
export function foundModel<Given extends Files>(
  files: Given,
  settings?: ModelSettings,
  own?: OwnModels,
): Answer<Given, FoundModel>;
export function foundModel(
  model: string | Files,
  settings: ModelSettings = {},
  own: OwnModels = {},
): FoundModel | Promise<FoundModel> {
  return typeof model === "string"
    ? zooModel(model, settings, own)
    : read(model, "model", (place) => modelAt(place, settings, own));
}

/** A model of the zoo. Errors on a word that is a path, which only a program with a disk can follow. */
export function zooModel(word: string, settings: ModelSettings, own: OwnModels = {}): FoundModel {
  const known = modelRecord(word, own.models) !== undefined;
  if (!known && looksLikePath(word, readersWith(own)))
    throw new FlopbookError(
      `model: no such file, got "${word}"; check the path, or name a model of the zoo (\`flopbook models\`)`,
    );
  refuse("a model of the zoo", settings, ["dims", "images", "audio", "steps"]);
  const kind = modelRecord(word) === undefined ? "own model" : "zoo";
  return { graph: model(word, settings, own.models), kind };
}

/** The model in a place. */
export function* modelAt(place: Place, settings: ModelSettings, own: OwnModels = {}): Reading<FoundModel> {
  const known = readersWith(own);
  const file = place.file ?? fileOfFolder(place.folder.names(), place.path, own) ?? "";
  const reader = yield* readerOf({ ...place, file }, known);
  if (reader === undefined) {
    const ends = known.flatMap((each) => each.ends).join(", ");
    throw new FlopbookError(`model: unknown kind of file, got "${baseName(file)}"; known are ${ends}`);
  }
  refuse(`a ${reader.kind}`, settings, reader.unused);
  return { graph: yield* reader.read({ ...place, file }, settings), kind: reader.kind };
}

/** The first reader that knows the ending and, where it looks, the bytes. */
function* readerOf({ file = "", folder }: Place, known: readonly Reader[]): Reading<Reader | undefined> {
  for (const reader of known.filter((each) => hasEnding(file, each))) {
    const { reads } = reader;
    if (reads === undefined) return reader;
    const source = folder.open(file);
    try {
      if (yield* step(() => reads(source))) return reader;
    } finally {
      source.close();
    }
  }
  return undefined;
}

function hasEnding(file: string, { ends }: Reader): boolean {
  const name = baseName(file).toLowerCase();
  return ends.some((end) => name.endsWith(end));
}

/** The file in a folder that says most, config.json before weights; undefined where `word` may be a name instead. */
export function fileOfFolder(all: readonly string[], word: string, own: OwnModels = {}): string | undefined {
  const names = [...all].sort();
  if (names.includes("config.json")) return "config.json";
  const known = readersWith(own);
  for (const { ends } of known) {
    const fitting = setsOf(names.filter((name) => ends.some((end) => end !== ".json" && name.endsWith(end))));
    if (fitting[0] !== undefined && fitting[1] === undefined) return fitting[0];
    if (fitting.length > 1)
      throw new FlopbookError(
        `model: a folder with several models, got "${word}"; name one of ${fitting.join(", ")}`,
      );
  }
  if (!looksLikePath(word, known)) return undefined;
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

function looksLikePath(word: string, known: readonly Reader[]): boolean {
  return /[\\/]/.test(word) || known.some((each) => hasEnding(word, each)) || /\.[a-z]\w*$/i.test(word);
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
  sequence: "sequence (--sequence)",
  images: "images (--images)",
  audio: "audio (--audio)",
  steps: "steps (--steps)",
  dtype: "dtype (--dtype)",
  format: "dtype (--dtype)",
  attention: "attention (--attention)",
  dims: "dims (--dim)",
};
