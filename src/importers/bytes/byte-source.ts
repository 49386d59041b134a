// Bytes that are read in pieces, wherever they lie, so that a header costs its own size and never the file's.

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

/** The last part of a path. */
export function baseName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}

/**
 * Bytes in memory. `name` is what errors call them, and tells the kind of file by its ending.
 *
 * @example memorySource("config.json", new TextEncoder().encode("{}")).size // 2
 */
export function memorySource(name: string, bytes: Uint8Array): ByteSource {
  return {
    name,
    size: bytes.length,
    read: (offset, length) => bytes.subarray(offset, Math.max(offset, offset + length)),
    close: () => {},
  };
}
