// Stored results: a key over everything known beforehand, plus hashes of the files found in use, rechecked on lookup.
import { existsSync, readFileSync, type Stats, statSync } from "node:fs";
import { isAbsolute, join, relative, resolve } from "node:path";
import { sha256 } from "../disk/hash.js";
import { stateOf } from "../disk/state.js";
import { writeWhole } from "../disk/write.js";
import { prune, used } from "./prune.js";

/** What is stored, a folder each; "inputs" are lists of files that the others share. */
const kinds = ["executed", "published", "last", "compiled", "judged", "stamped", "read", "inputs"] as const;
export type Kind = Exclude<(typeof kinds)[number], "inputs">;

/** A store of JSON values by key; never throws: a fault means that nothing is found or stored. */
export interface Cache {
  /** The stored value, if all files that it depended on are as they were. */
  find<Value>(kind: Kind, key: string, folder: string): Value | undefined;
  /** Stores a value with the files that it depends on; their paths are kept relative to `folder`. */
  store(kind: Kind, key: string, folder: string, inputs: readonly UsedInput[], value: unknown): void;
}

/** What a result depends on: an absolute path, and its state when it was used, where that is known. */
export interface UsedInput {
  readonly path: string;
  readonly state?: string;
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

const hashes = new Map<string, { readonly stamp: string; readonly hash: string }>();

/**
 * SHA-256 of a file, read anew only when its time, size or inode changed since this process hashed it: notebooks
 * depend on the same hundreds of files of a library.
 */
export function rememberedHash(path: string, stat: Stats = statSync(path)): string {
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
    store(kind, key, base, uses, value) {
      const text = JSON.stringify(value);
      try {
        const head: Head = { inputs: inputs.store(uses, base), checksum: sha256(text) };
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
    const state = states.get(path) ?? knownState(path);
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
    /** Writes a list down, files as they were read or, where nobody noted that, as they stand now; gives its name. */
    store(uses: readonly UsedInput[], base: string): string {
      states.clear();
      verdicts.clear();
      const list: readonly Input[] = uses.map(({ path, state }) => ({
        path: relativePath(base, path),
        hash: state ?? knownState(path),
      }));
      const text = JSON.stringify(list);
      const name = sha256(text);
      if (!existsSync(file(name))) writeWhole(file(name), text);
      return name;
    },
  };
}

/** The state of a path as disk/state.ts has it; a file that did not change since is not read again. */
export function knownState(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat?.isFile() === true ? rememberedHash(path, stat) : stateOf(path);
}

function relativePath(base: string, path: string): string {
  const inside = relative(base, path);
  return isAbsolute(inside) ? path : inside;
}
