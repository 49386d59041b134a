// A hash over many files that is kept as long as none of them was touched: a look at each is a tenth of reading it.
import { statSync } from "node:fs";
import { sha256 } from "../disk/hash.js";
import { cacheIn } from "./cache.js";

/** A file written this short a time ago may be written again without its times moving, on file systems of coarse clocks. */
const settledAfter = 2_000;

/**
 * What `made` gives for these files, from the cache folder where all of them have the same size, inode, time of
 * writing and time of change as when it was kept. The time of change moves with every write and cannot be set back.
 */
export function keptByStamps(
  cacheFolder: string | undefined,
  paths: readonly string[],
  made: () => string,
  now: number = Date.now(),
): string {
  if (cacheFolder === undefined) return made();
  let newest = 0;
  const stamps = paths.map((path) => {
    const { size, ino, mtimeMs, ctimeMs } = statSync(path);
    newest = Math.max(newest, mtimeMs, ctimeMs);
    return `${path} ${size} ${ino} ${mtimeMs} ${ctimeMs}`;
  });
  const key = sha256(stamps.join("\n"));
  const cache = cacheIn(cacheFolder);
  const kept = cache.find<string>("stamped", key, cacheFolder);
  if (kept !== undefined) return kept;
  const value = made();
  if (now - newest > settledAfter) cache.store("stamped", key, cacheFolder, [], value);
  return value;
}
