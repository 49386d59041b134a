// Stored results: a key over everything known beforehand, plus hashes of the files found in use, rechecked on lookup.
import { createHash, randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve } from "node:path";

/** A store of JSON values by key; never throws: a fault means that nothing is found or stored. */
export interface Cache {
  /** The stored value, if all files that it depended on are as they were. */
  find<Value>(kind: string, key: string, folder: string): Value | undefined;
  /** Stores a value with the files (absolute paths) it depends on; paths are kept relative to `folder`. */
  store(kind: string, key: string, folder: string, inputs: readonly string[], value: unknown): void;
}

interface Entry {
  readonly inputs: readonly { readonly path: string; readonly hash: string }[];
  readonly checksum: string;
  /** The value as JSON text. */
  readonly value: string;
}

/** SHA-256 of a text or bytes, in hex. */
export function sha256(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}

/** A cache in a folder; without one, nothing is ever found. */
export function cacheIn(folder: string | undefined): Cache {
  if (folder === undefined) return { find: () => undefined, store: () => {} };
  const file = (kind: string, key: string) => join(folder, kind, `${key}.json`);
  return {
    find<Value>(kind: string, key: string, base: string): Value | undefined {
      try {
        const entry = JSON.parse(readFileSync(file(kind, key), "utf8")) as Entry;
        if (sha256(entry.value) !== entry.checksum) return undefined;
        const same = entry.inputs.every(({ path, hash }) => stateOf(resolve(base, path)) === hash);
        return same ? (JSON.parse(entry.value) as Value) : undefined;
      } catch {
        return undefined;
      }
    },
    store(kind, key, base, inputs, value) {
      const text = JSON.stringify(value);
      const entry: Entry = {
        inputs: inputs.map((path) => ({ path: relativePath(base, path), hash: stateOf(path) })),
        checksum: sha256(text),
        value: text,
      };
      try {
        writeWhole(file(kind, key), JSON.stringify(entry));
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
  return stat.isFile() ? sha256(readFileSync(path)) : "special";
}

function relativePath(base: string, path: string): string {
  const inside = relative(base, path);
  return isAbsolute(inside) ? path : inside;
}
