// The index of a sharded set: which file holds which tensor.
import { FlopbookError } from "../../ground/errors.js";
import type { Folder } from "../bytes/place.js";
import { type Reading, step } from "../bytes/steps.js";
import type { MetadataValue } from "../weights/weight-file.js";
import { mostShards } from "./weight-names.js";

/** A set's index. */
export interface ShardIndex {
  /** File of each tensor. */
  readonly fileOf: ReadonlyMap<string, string>;
  /** Tensors of each file. */
  readonly tensorsIn: ReadonlyMap<string, readonly string[]>;
  /** "total_size" in bytes and what else the writer put there. */
  readonly metadata: ReadonlyMap<string, MetadataValue>;
}

/** Longest index that is read, in bytes; one of 100,000 tensors has under 10 million. */
const longestIndex = 200_000_000;

/** Reads an index. Errors on other JSON, and on files outside the index's folder. */
export function* shardIndex(folder: Folder, file: string): Reading<ShardIndex> {
  const { path, json } = yield* indexJson(folder, file);
  const map = isObject(json) ? json.weight_map : undefined;
  if (!isObject(map))
    throw new FlopbookError(
      `${path}: an index must have an object "weight_map" from tensors to files, got ${map === undefined ? "none" : typeof map}; fetch model.safetensors.index.json again`,
    );
  const fileOf = new Map<string, string>();
  const tensorsIn = new Map<string, string[]>();
  for (const [tensor, file] of Object.entries(map)) {
    if (typeof file !== "string" || file === "" || isAbsolute(file) || file.split(/[\\/]/).includes(".."))
      throw new FlopbookError(
        `${path}: tensor "${tensor}": its file must lie in the index's folder, got ${JSON.stringify(file)?.slice(0, 80)}; correct weight_map`,
      );
    fileOf.set(tensor, file);
    const others = tensorsIn.get(file);
    if (others === undefined) tensorsIn.set(file, [tensor]);
    else others.push(tensor);
  }
  if (tensorsIn.size > mostShards)
    throw new FlopbookError(
      `${path}: a set may have at most ${mostShards} shards, got ${tensorsIn.size}; check that weight_map names files`,
    );
  return { fileOf, tensorsIn, metadata: plainMetadata(isObject(json) ? json.metadata : undefined) };
}

function* indexJson(
  folder: Folder,
  file: string,
): Reading<{ readonly path: string; readonly json: unknown }> {
  const source = folder.open(file);
  const path = source.name;
  try {
    if (source.size > longestIndex)
      throw new FlopbookError(
        `${path}: an index may have at most ${longestIndex} bytes, got ${source.size}; check that it is one`,
      );
    return { path, json: parsed(path, yield* step(() => source.read(0, source.size))) };
  } finally {
    source.close();
  }
}

function parsed(path: string, bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw new FlopbookError(`${path}: must be JSON, got something else; fetch the index again`);
  }
}

/** From the root of a disk, as Unix and Windows write it. */
function isAbsolute(file: string): boolean {
  return /^([\\/]|[A-Za-z]:[\\/])/.test(file);
}

function plainMetadata(value: unknown): ReadonlyMap<string, MetadataValue> {
  const plain = new Map<string, MetadataValue>();
  if (!isObject(value)) return plain;
  for (const [key, entry] of Object.entries(value))
    if (typeof entry === "string" || typeof entry === "number" || typeof entry === "boolean")
      plain.set(key, entry);
  return plain;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
