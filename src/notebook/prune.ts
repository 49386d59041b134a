// Keeps the cache from growing for ever: beyond a limit, what was not used for longest goes.
import { readdirSync, rmSync, statSync, utimesSync } from "node:fs";
import { join } from "node:path";

/** Bytes that a project's cache may take, and what is left after it took more. */
export const cacheLimit = { most: 400e6, left: 200e6 } as const;

/** Marks a stored file as used now; in a cache that may only be read, nothing goes. */
export function used(path: string): void {
  const now = new Date();
  try {
    utimesSync(path, now, now);
  } catch {
    // The mark only says what goes last.
  }
}

/** Removes the files of these rooms of a cache that were used longest ago, when all together pass the limit. */
export function prune(
  folder: string,
  rooms: readonly string[],
  limit: { readonly most: number; readonly left: number } = cacheLimit,
): void {
  const files = rooms.flatMap((room) => filesIn(join(folder, room)));
  let bytes = files.reduce((all, { size }) => all + size, 0);
  if (bytes <= limit.most) return;
  for (const { path, size } of files.sort((a, b) => a.usedAt - b.usedAt)) {
    if (bytes <= limit.left) return;
    rmSync(path, { force: true });
    bytes -= size;
  }
}

function filesIn(folder: string) {
  return namesIn(folder).flatMap((name) => {
    const path = join(folder, name);
    const stat = statSync(path, { throwIfNoEntry: false });
    return stat?.isFile() ? [{ path, size: stat.size, usedAt: stat.mtimeMs }] : [];
  });
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
