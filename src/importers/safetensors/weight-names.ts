// Which files a path stands for: one file, an index with its shards, or a folder that holds either.
import { FlopbookError } from "../../ground/errors.js";
import { baseName } from "../bytes/byte-source.js";
import type { Place } from "../bytes/place.js";

/** What a path stands for, as named in its folder; shards that are not there are still named. */
export interface WeightNames {
  /** The index, where there is one. */
  readonly index: string | undefined;
  /** Files of tensors, there or not. */
  readonly files: readonly string[];
}

const indexEnd = ".safetensors.index.json";
/** "model-00001-of-00003.safetensors": what save_pretrained names shards. */
const shardName = /^(.*)-(\d{5,})-of-(\d{5,})\.safetensors$/;
/** More shards than any set has; a larger count in a name is a mistake. */
export const mostShards = 10_000;

/** The files for a place. A shard stands for its whole set. Errors when a folder holds no weights, or several. */
export function weightNames({ path, file, folder }: Place): WeightNames {
  const name = file === undefined ? onlyWeights(path, folder.names()) : baseName(file);
  if (name.endsWith(indexEnd)) return { index: name, files: [] };
  const [, stem, , count] = shardName.exec(name) ?? [];
  if (stem === undefined || count === undefined) return { index: undefined, files: [name] };
  const index = `${stem}${indexEnd}`;
  if (folder.has(index)) return { index, files: [] };
  return { index: undefined, files: shardNames(path, stem, count) };
}

function shardNames(path: string, stem: string, count: string): readonly string[] {
  const shards = Number(count);
  if (shards > mostShards || shards === 0)
    throw new FlopbookError(
      `${path}: a set may have 1 to ${mostShards} shards, got ${count}; name the file without "-of-${count}"`,
    );
  const numbered = (i: number) => String(i + 1).padStart(count.length, "0");
  return Array.from({ length: shards }, (_, i) => `${stem}-${numbered(i)}-of-${count}.safetensors`);
}

function onlyWeights(folder: string, all: readonly string[]): string {
  const names = [...all].sort();
  const indexes = names.filter((name) => name.endsWith(indexEnd));
  const files = names.filter((name) => name.endsWith(".safetensors"));
  const sets = new Set(files.map((name) => shardName.exec(name)?.[1] ?? name));
  const [choice] = indexes.length > 0 ? indexes : files;
  const preferred = ["model.safetensors.index.json", "model.safetensors"].find((name) =>
    names.includes(name),
  );
  if (preferred !== undefined) return preferred;
  if (choice !== undefined && (indexes.length === 1 || sets.size === 1)) return choice;
  throw new FlopbookError(
    `${folder}: must hold one set of safetensors files, got ${files.length === 0 ? "none" : files.slice(0, 5).join(", ")}; name the file`,
  );
}
