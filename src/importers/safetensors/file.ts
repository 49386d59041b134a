// A safetensors file, or a sharded set, read by its headers alone.
import { FlopbookError } from "../../ground/errors.js";
import type { Folder, Place } from "../bytes/place.js";
import type { Reading } from "../bytes/steps.js";
import {
  type MetadataValue,
  type MissingShard,
  type WeightFile,
  weightFile,
} from "../weights/weight-file.js";
import { safetensorsHeader } from "./header.js";
import type { PackingSettings } from "./packing.js";
import { type PlacedTensor, roles } from "./roles.js";
import { type ShardIndex, shardIndex } from "./shard-index.js";
import { weightNames } from "./weight-names.js";

/**
 * What the headers of a safetensors file say: the place is the file, a "model.safetensors.index.json", a shard (which
 * stands for its whole set) or a folder that holds one set. Missing shards are listed and the answer reaches as far as
 * the present ones; errors when none is there, and on anything that the format forbids.
 */
export function* readSafetensors(
  place: Place,
  settings: PackingSettings = { bits: undefined },
): Reading<WeightFile> {
  const { path, folder } = place;
  const { index: indexName, files: named } = weightNames(place);
  const index = indexName === undefined ? undefined : yield* shardIndex(folder, indexName);
  const files = index === undefined ? named : [...index.tensorsIn.keys()].sort();
  const present = named.length === 1 ? named : files.filter((file) => folder.has(file));
  if (present.length === 0) throw noShard(path, files);
  const metadata = new Map<string, MetadataValue>(index?.metadata);
  const stored: PlacedTensor[] = [];
  for (const file of present) stored.push(...(yield* tensorsOf(folder, file, index, metadata)));
  checkOnce(path, stored);
  const absent = files.filter((file) => !present.includes(file));
  const found = roles(stored, settings);
  return weightFile({
    name: path,
    format: "safetensors",
    tensors: found.tensors,
    quantization: found.quantization,
    metadata,
    missing: absent.map((file): MissingShard => ({ file, tensors: index?.tensorsIn.get(file) ?? [] })),
    notCounted: found.notCounted,
  });
}

function noShard(path: string, files: readonly string[]): FlopbookError {
  const shown = files.slice(0, 3).join(", ");
  const names = files.length > 3 ? `${shown}, ...` : shown;
  return new FlopbookError(
    `${path}: none of its ${files.length} shards lies beside it, got no ${names || "file"}; fetch them, or point at the config.json alone`,
  );
}

function* tensorsOf(
  folder: Folder,
  file: string,
  index: ShardIndex | undefined,
  metadata: Map<string, MetadataValue>,
): Reading<readonly PlacedTensor[]> {
  const source = folder.open(file);
  try {
    const header = yield* safetensorsHeader(source);
    for (const [key, text] of header.metadata) metadata.set(key, text);
    if (index !== undefined)
      checkIndexed(source.name, file, index, new Set(header.tensors.map((t) => t.name)));
    return header.tensors.map((tensor) => ({ ...tensor, file }));
  } finally {
    source.close();
  }
}

/** Index and shard must name the same tensors. */
function checkIndexed(path: string, file: string, index: ShardIndex, names: ReadonlySet<string>): void {
  const lacking = index.tensorsIn.get(file)?.find((name) => !names.has(name));
  if (lacking !== undefined)
    throw new FlopbookError(
      `${path}: tensor "${lacking}" must be in it by the index, got none; fetch index and shards of one revision`,
    );
  const foreign = [...names].find((name) => index.fileOf.get(name) !== file);
  if (foreign !== undefined)
    throw new FlopbookError(
      `${path}: tensor "${foreign}" is placed in ${index.fileOf.get(foreign) ?? "no file"} by the index, got it here; fetch index and shards of one revision`,
    );
}

function checkOnce(path: string, tensors: readonly PlacedTensor[]): void {
  const fileOf = new Map<string, string>();
  for (const { name, file } of tensors) {
    const other = fileOf.get(name);
    if (other !== undefined)
      throw new FlopbookError(
        `${path}: tensor "${name}" must be in one shard, got it in ${other} and ${file}; fetch the shards again`,
      );
    fileOf.set(name, file);
  }
}
