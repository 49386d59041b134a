// What lies at a path that a link of a page leads to.
import { statSync } from "node:fs";

/** What lies at a path. */
export type PathKind = "file" | "folder" | "nothing";

/** Looks on the disk. */
export function pathKind(path: string): PathKind {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return "nothing";
  return found.isDirectory() ? "folder" : "file";
}
