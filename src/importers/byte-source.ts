// Bytes of a file read in pieces, so that a header costs its own size and never the file's.
import { closeSync, fstatSync, readSync } from "node:fs";
import { openRegular } from "../regular-file.js";

/** Bytes that can be read at any place. Importers ask for headers and small constants only. */
export interface ByteSource {
  /** What errors call it: the path as given. */
  readonly name: string;
  /** Bytes in all. */
  readonly size: number;
  /** `length` bytes from `offset`, fewer where the end comes first. */
  read(offset: number, length: number): Uint8Array;
  close(): void;
}

/** The bytes of a file. Errors when there is no such file, or it is a folder, pipe or device. Close it when done. */
export function fileSource(path: string): ByteSource {
  const descriptor = openRegular(path);
  const status = fstatSync(descriptor);
  return {
    name: path,
    size: status.size,
    read(offset, length) {
      const bytes = new Uint8Array(Math.max(0, Math.min(length, status.size - offset)));
      let filled = 0;
      while (filled < bytes.length) {
        const got = readSync(descriptor, bytes, filled, bytes.length - filled, offset + filled);
        if (got === 0) return bytes.subarray(0, filled);
        filled += got;
      }
      return bytes;
    },
    close: () => closeSync(descriptor),
  };
}

/** The same over bytes in memory. */
export function memorySource(name: string, bytes: Uint8Array): ByteSource {
  return {
    name,
    size: bytes.length,
    read: (offset, length) => bytes.subarray(offset, Math.max(offset, offset + length)),
    close: () => {},
  };
}
