// A file among those beside it: what every importer reads, handed over in memory or found in a folder.
import { FlopbookError } from "../../ground/errors.js";
import { type BlobLike, blobSource } from "./blob-source.js";
import { type ByteSource, baseName, memorySource } from "./byte-source.js";
import { type Reading, readLater, readNow } from "./steps.js";

/** Files that lie together: weights ask it for the config.json and the shards beside them. */
export interface Folder {
  /** Its own name, without those above it; "" when there is none. */
  readonly name: string;
  names(): readonly string[];
  has(file: string): boolean;
  /** Errors when there is no such file. Close the source when done. */
  open(file: string): ByteSource;
}

/** A file of a folder, or the folder itself. */
export interface Place {
  /** What errors call it: the path as given. */
  readonly path: string;
  /** Its name in the folder; undefined for the folder itself. */
  readonly file: string | undefined;
  readonly folder: Folder;
}

/** Bytes with the name that tells what they are, e.g. "config.json". */
export interface NamedBytes {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** A file that answers at once: bytes in memory, or any source of bytes. */
export type FileAtOnce = Uint8Array | NamedBytes | ByteSource;

/** A file as it may be handed over: also a browser's `File` or `Blob`, for which the answer is a promise. */
export type FileInput = FileAtOnce | BlobLike;

/** One file, or several that belong together: shards, and the config.json beside weights. */
export type Files<File extends FileInput = FileInput> = File | readonly File[];

/** Whether a value is a file, or a list of files, and not the keys of a configuration. */
export function isFiles(value: unknown): value is Files {
  if (Array.isArray(value)) return value.length > 0 && value.every(isFiles);
  if (typeof value !== "object" || value === null) return false;
  return (
    isBytes(value) || isBlob(value) || ("bytes" in value && isBytes(value.bytes)) || isSource(value as object)
  );
}

/** What reading files gives: the result, or a promise of it where a `File` or `Blob` is among them. */
export type Answer<Given extends Files, Result> =
  Given extends Files<FileAtOnce>
    ? Result
    : Given extends Files<BlobLike>
      ? Promise<Result>
      : Result | Promise<Result>;

/** Reads files: at once where all answer at once, else as a promise. `fallback` names a file without a name. */
export function read<Given extends Files, Result>(
  files: Given,
  fallback: string,
  reading: (place: Place) => Reading<Result>,
): Answer<Given, Result> {
  const list: readonly FileInput[] = isList(files) ? files : [files];
  const steps = reading(placeOf(list, fallback));
  return (list.some(isBlob) ? readLater(steps) : readNow(steps)) as Answer<Given, Result>;
}

/** The only file, or the folder that several make. */
export function placeOf(list: readonly FileInput[], fallback: string): Place {
  const sources = list.map((file) => sourceOf(file, fallback));
  const [only] = sources;
  if (only === undefined) throw new FlopbookError("files: must be at least one, got none; hand over a file");
  const folder = folderOf(sources);
  return sources.length === 1
    ? { path: only.name, file: baseName(only.name), folder }
    : { path: sources.map(({ name }) => baseName(name)).join(", "), file: undefined, folder };
}

function folderOf(sources: readonly ByteSource[]): Folder {
  const named = new Map(sources.map((source) => [baseName(source.name), source]));
  return {
    name: "",
    names: () => [...named.keys()],
    has: (file) => named.has(file),
    open(file) {
      const source = named.get(file);
      if (source !== undefined) return source;
      throw new FlopbookError(
        `${file}: was not handed over, got ${[...named.keys()].join(", ")}; hand it over too`,
      );
    },
  };
}

function sourceOf(file: FileInput, fallback: string): ByteSource {
  if (isBytes(file)) return memorySource(fallback, file);
  if (isBlob(file)) return blobSource(file.name || fallback, file);
  if ("bytes" in file) return memorySource(file.name, file.bytes);
  if (!isSource(file))
    throw new FlopbookError(
      `files: must be bytes, { name, bytes }, a File, a Blob or a source of bytes, got ${typeof file}; hand over one of these`,
    );
  // Whoever made the source closes it.
  return { name: file.name, size: file.size, read: (at, length) => file.read(at, length), close: () => {} };
}

function isList(files: Files): files is readonly FileInput[] {
  return Array.isArray(files);
}

function isBytes(value: unknown): value is Uint8Array {
  return value instanceof Uint8Array;
}

function isBlob(value: object): value is BlobLike {
  return !isBytes(value) && "slice" in value && typeof value.slice === "function" && !Array.isArray(value);
}

function isSource(value: object): value is ByteSource {
  return "read" in value && typeof value.read === "function";
}
