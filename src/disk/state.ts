// What stands at a path, as a text that changes when it does: for caches, and for proofs of what was read.

import fs from "node:fs";
import { sha256, sha256OfPieces } from "./hash.js";

/** How files are looked at; a process that watches its own reading hands in the functions of before. */
export type Looking = Pick<typeof fs, "statSync" | "readdirSync" | "openSync" | "readSync" | "closeSync">;

/** "absent", "special" (neither file nor folder), "folder <hash of its names>" or the SHA-256 of a file's bytes. */
export function stateOf(path: string, look: Looking = fs): string {
  const stat = look.statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return "absent";
  if (stat.isFile()) return hashOfBytes(path, look);
  return stat.isDirectory() ? folderState(look.readdirSync(path)) : "special";
}

/** The state of a folder that holds these names. */
export function folderState(names: readonly string[]): string {
  return `folder ${sha256([...names].sort().join("\n"))}`;
}

/** Whether a state is that of a file, and so the SHA-256 of its bytes. */
export function isFileState(state: string): boolean {
  return /^[0-9a-f]{64}$/.test(state);
}

const pieceBytes = 1 << 20;

/** Read piece by piece: a file may be larger than memory. */
function hashOfBytes(path: string, look: Looking): string {
  const handle = look.openSync(path, "r");
  try {
    return sha256OfPieces(piecesOf(handle, look));
  } finally {
    look.closeSync(handle);
  }
}

function* piecesOf(handle: number, look: Looking): Generator<Uint8Array> {
  const piece = Buffer.allocUnsafe(pieceBytes);
  for (let read = -1; read !== 0; ) {
    read = look.readSync(handle, piece, 0, pieceBytes, null);
    yield piece.subarray(0, read);
  }
}
