// Stored results: a key over everything known beforehand, plus hashes of the files found in use, rechecked on lookup.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, type Stats, statSync } from "node:fs";
import { isAbsolute, join, relative, resolve } from "node:path";
import { writeWhole } from "../disk/write.js";
import { prune, used } from "./prune.js";

/** What is stored, a folder each; "inputs" are lists of files that the others share. */
const kinds = ["executed", "published", "compiled", "judged", "inputs"] as const;
export type Kind = Exclude<(typeof kinds)[number], "inputs">;

/** A store of JSON values by key; never throws: a fault means that nothing is found or stored. */
export interface Cache {
  /** The stored value, if all files that it depended on are as they were. */
  find<Value>(kind: Kind, key: string, folder: string): Value | undefined;
  /** Stores a value with the files (absolute paths) it depends on; paths are kept relative to `folder`. */
  store(kind: Kind, key: string, folder: string, inputs: readonly string[], value: unknown): void;
}

/** First line of a stored file; the value stands behind it as JSON text, so that it is parsed once. */
interface Head {
  /** Names the list of inputs, a file of its own: all notebooks of a folder depend on the same hundreds of files. */
  readonly inputs: string;
  readonly checksum: string;
}

interface Input {
  readonly path: string;
  readonly hash: string;
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
  const file = (kind: Kind, key: string) => join(folder, kind, `${key}.json`);
  const inputs = inputLists(folder);
  let pruned = false;
  return {
    find<Value>(kind: Kind, key: string, base: string): Value | undefined {
      try {
        const stored = readFileSync(file(kind, key), "utf8");
        const end = stored.indexOf("\n");
        const head = JSON.parse(stored.slice(0, end)) as Head;
        const text = stored.slice(end + 1);
        if (sha256(text) !== head.checksum || !inputs.same(head.inputs, base)) return undefined;
        used(file(kind, key));
        return JSON.parse(text) as Value;
      } catch {
        return undefined;
      }
    },
    store(kind, key, base, paths, value) {
      const text = JSON.stringify(value);
      try {
        const head: Head = { inputs: inputs.store(paths, base), checksum: sha256(text) };
        writeWhole(file(kind, key), `${JSON.stringify(head)}\n${text}`);
        if (!pruned) prune(folder, kinds);
        pruned = true;
      } catch {
        // A cache that cannot be written only costs time.
      }
    },
  };
}

/** Lists of files with their states, each under the hash of its text; throws where it cannot be read or written. */
function inputLists(folder: string) {
  // Look-ups come in one go, before anything runs: a list, and what a path holds, is looked at once.
  const states = new Map<string, string>();
  const verdicts = new Map<string, boolean>();
  const file = (name: string) => join(folder, "inputs", `${name}.json`);
  const known = (path: string): string => {
    const state = states.get(path) ?? stateOf(path);
    states.set(path, state);
    return state;
  };
  function looked(name: string, base: string): boolean {
    const text = readFileSync(file(name), "utf8");
    used(file(name));
    const list = sha256(text) === name ? (JSON.parse(text) as readonly Input[]) : undefined;
    return list?.every(({ path, hash }) => known(resolve(base, path)) === hash) ?? false;
  }
  return {
    /** Whether all files of the list are as they were. */
    same(name: string, base: string): boolean {
      const key = `${name} ${base}`;
      const verdict = verdicts.get(key) ?? looked(name, base);
      verdicts.set(key, verdict);
      return verdict;
    },
    /** Writes a list down as its files stand now, and gives its name. */
    store(paths: readonly string[], base: string): string {
      states.clear();
      verdicts.clear();
      const list: readonly Input[] = paths.map((path) => ({
        path: relativePath(base, path),
        hash: stateOf(path),
      }));
      const text = JSON.stringify(list);
      const name = sha256(text);
      if (!existsSync(file(name))) writeWhole(file(name), text);
      return name;
    },
  };
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
