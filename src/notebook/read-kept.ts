// A notebook as it was read before, while its bytes and the code that reads them are the same: no YAML is parsed again.
import { basename, resolve } from "node:path";
import { sha256 } from "../disk/hash.js";
import { readRegular } from "../disk/regular-file.js";
import { cacheIn } from "./cache.js";
import { readerFingerprint } from "./fingerprint.js";
import type { Notebook } from "./notebook.js";

/** The notebook in a file, as `readNotebook` gives it; one without faults is kept in the cache folder. */
export async function readKeptNotebook(path: string, cacheFolder: string | undefined): Promise<Notebook> {
  const absolute = resolve(path);
  const file = basename(path);
  const bytes = readRegular(absolute, file);
  const reader = async () => (await import("./read.js")).notebookFrom(bytes, file, absolute);
  if (cacheFolder === undefined) return reader();
  const cache = cacheIn(cacheFolder);
  const key = sha256([readerFingerprint(), file, sha256(bytes)].join("\n"));
  const kept = cache.find<Omit<Notebook, "path">>("read", key, cacheFolder);
  if (kept !== undefined) return { ...kept, path: absolute };
  const { path: _, ...notebook } = await reader();
  cache.store("read", key, cacheFolder, [], notebook);
  return { ...notebook, path: absolute };
}
