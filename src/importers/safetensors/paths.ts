// Which files a path stands for: one file, an index with its shards, or a folder that holds either.
import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { FlopbookError } from "../../errors.js";
import { baseName } from "../weights/weight-file.js";

/** What a path stands for; shards that are not there are still named. */
export interface WeightPaths {
  /** Folder of the files, where a config.json may lie. */
  readonly folder: string;
  /** The index, where there is one. */
  readonly index: string | undefined;
  /** Files of tensors, there or not, as named in the folder. */
  readonly files: readonly string[];
}

const indexEnd = ".safetensors.index.json";
/** "model-00001-of-00003.safetensors": what save_pretrained names shards. */
const shardName = /^(.*)-(\d{5,})-of-(\d{5,})\.safetensors$/;
/** More shards than any set has; a larger count in a name is a mistake. */
export const mostShards = 10_000;

/** The files for a path. A shard stands for its whole set. Errors when a folder holds no weights, or several. */
export function weightPaths(path: string): WeightPaths {
  if (existsSync(path) && statSync(path).isDirectory()) return weightPaths(join(path, onlyWeights(path)));
  const folder = dirname(path);
  const name = baseName(path);
  if (name.endsWith(indexEnd)) return { folder, index: path, files: [] };
  const [, stem, , count] = shardName.exec(name) ?? [];
  if (stem === undefined || count === undefined) return { folder, index: undefined, files: [name] };
  const index = join(folder, `${stem}${indexEnd}`);
  if (existsSync(index)) return { folder, index, files: [] };
  return { folder, index: undefined, files: shardNames(path, stem, count) };
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

function onlyWeights(folder: string): string {
  const names = readdirSync(folder).sort();
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
