// Stored results: a key over everything known beforehand, plus hashes of the files found in use, rechecked on lookup.
import { createHash, randomUUID } from "node:crypto";
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, isAbsolute, join, relative, resolve } from "node:path";

/** A store of JSON values by key; never throws: a fault means that nothing is found or stored. */
export interface Cache {
  /** The stored value, if all files that it depended on are as they were. */
  find<Value>(kind: string, key: string, folder: string): Value | undefined;
  /** Stores a value with the files (absolute paths) it depends on; paths are kept relative to `folder`. */
  store(kind: string, key: string, folder: string, inputs: readonly string[], value: unknown): void;
}

/** First line of a stored file; the value stands behind it as JSON text, so that it is parsed once. */
interface Head {
  readonly inputs: readonly { readonly path: string; readonly hash: string }[];
  readonly checksum: string;
}

/** SHA-256 of a text or bytes, in hex. */
export function sha256(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}

const hashes = new Map<string, { readonly stamp: string; readonly hash: string }>();

/**
 * SHA-256 of a file, read anew only when its time, size or inode changed since this process hashed it: notebooks
 * depend on the same hundreds of files of a library.
 */
export function fileHash(path: string, stat: Stats = statSync(path)): string {
  const stamp = `${stat.mtimeMs} ${stat.size} ${stat.ino}`;
  const known = hashes.get(path);
  if (known?.stamp === stamp) return known.hash;
  const hash = sha256(readFileSync(path));
  hashes.set(path, { stamp, hash });
  return hash;
}

/** A cache in a folder; without one, nothing is ever found. */
export function cacheIn(folder: string | undefined): Cache {
  if (folder === undefined) return { find: () => undefined, store: () => {} };
  const file = (kind: string, key: string) => join(folder, kind, `${key}.json`);
  // Look-ups come in one go, before anything runs: what a path holds is looked at once.
  const states = new Map<string, string>();
  const known = (path: string): string => {
    const state = states.get(path) ?? stateOf(path);
    states.set(path, state);
    return state;
  };
  return {
    find<Value>(kind: string, key: string, base: string): Value | undefined {
      try {
        const stored = readFileSync(file(kind, key), "utf8");
        const end = stored.indexOf("\n");
        const { inputs, checksum } = JSON.parse(stored.slice(0, end)) as Head;
        const text = stored.slice(end + 1);
        if (sha256(text) !== checksum) return undefined;
        const same = inputs.every(({ path, hash }) => known(resolve(base, path)) === hash);
        return same ? (JSON.parse(text) as Value) : undefined;
      } catch {
        return undefined;
      }
    },
    store(kind, key, base, inputs, value) {
      states.clear();
      const text = JSON.stringify(value);
      const head: Head = {
        inputs: inputs.map((path) => ({ path: relativePath(base, path), hash: stateOf(path) })),
        checksum: sha256(text),
      };
      try {
        writeWhole(file(kind, key), `${JSON.stringify(head)}\n${text}`);
      } catch {
        // A cache that cannot be written only costs time.
      }
    },
  };
}

/** Written beside and renamed, so that no reader sees half a file. */
function writeWhole(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.${randomUUID()}`;
  try {
    writeFileSync(draft, text);
    renameSync(draft, path);
  } finally {
    rmSync(draft, { force: true });
  }
}

/** A hash of what stands at a path: content of a file, names in a folder, or that nothing is there. */
function stateOf(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return "absent";
  if (stat.isDirectory()) return sha256(readdirSync(path).sort().join("\n"));
  return stat.isFile() ? fileHash(path, stat) : "special";
}

function relativePath(base: string, path: string): string {
  const inside = relative(base, path);
  return isAbsolute(inside) ? path : inside;
}
