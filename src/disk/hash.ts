// SHA-256 of texts, files and folders, the same on every machine: the one place that hashes.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** SHA-256 in hexadecimal. */
export function sha256(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

/** SHA-256 of what comes in pieces, each of which may be written over once the next is asked for. */
export function sha256OfPieces(pieces: Iterable<Uint8Array>): string {
  const hash = createHash("sha256");
  for (const piece of pieces) hash.update(piece);
  return hash.digest("hex");
}

/** SHA-256 of a file, or undefined when there is none. */
export function fileHash(path: string): string | undefined {
  try {
    return sha256(readFileSync(path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** One hash for the names and contents of all files below `folder` that `wanted` accepts (paths with "/"). */
export function folderHash(folder: string, wanted: (path: string) => boolean = () => true): string {
  const lines = filesBelow(folder).filter(wanted);
  return sha256(lines.map((path) => `${path}\0${fileHash(join(folder, path))}\n`).join(""));
}

/** Files below `folder`, relative to it with "/", sorted by code unit; empty when there is no such folder. */
export function filesBelow(folder: string): string[] {
  const found: string[] = [];
  const visit = (below: string) => {
    for (const entry of readdirSync(join(folder, below), { withFileTypes: true })) {
      const path = below === "" ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory()) visit(path);
      else found.push(path);
    }
  };
  try {
    visit("");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  return found.sort();
}
