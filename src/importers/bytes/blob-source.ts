// The bytes of a browser's File or Blob, which come only to those who wait, held while one step needs them.
import { FlopbookError } from "../../ground/errors.js";
import type { ByteSource } from "./byte-source.js";
import { type Awaited, NotYet } from "./steps.js";

/** What is used of a browser's `File` or `Blob`; Node has them too. */
export interface BlobLike {
  /** A `File` has one. */
  readonly name?: string;
  readonly size: number;
  slice(start: number, end: number): { arrayBuffer(): Promise<ArrayBuffer> };
}

/** The least that is brought at once, in bytes: names and numbers of a few bytes follow each other closely. */
const least = 65_536;
/** The longest window that outlives its step. */
const longestKept = 1_048_576;

interface Window {
  readonly start: number;
  readonly bytes: Uint8Array;
}

/** A source over a blob. It throws `NotYet` where bytes have not come; a reader in steps waits for them. */
export function blobSource(name: string, blob: BlobLike): ByteSource {
  const { size } = blob;
  let held: Window[] = [];
  const awaited = (start: number, length: number): Awaited => ({
    async bring() {
      // A long step asks often: as much again as it has had makes its number of waits small.
      const already = held.reduce((all, { bytes }) => all + bytes.length, 0);
      const end = Math.min(size, start + Math.max(length, least, already));
      held.push({ start, bytes: await piece(name, blob, start, end) });
    },
    drop() {
      // The next step mostly goes on where this one ended.
      held = held.slice(-1).filter(({ bytes }) => bytes.length <= longestKept);
    },
  });
  return {
    name,
    size,
    read(offset, length) {
      const end = Math.min(offset + length, size);
      if (end <= offset) return new Uint8Array();
      const found = held.find(({ start, bytes }) => start <= offset && end <= start + bytes.length);
      if (found === undefined) throw new NotYet(awaited(offset, end - offset));
      return found.bytes.subarray(offset - found.start, end - found.start);
    },
    close() {
      held = [];
    },
  };
}

async function piece(name: string, blob: BlobLike, start: number, end: number): Promise<Uint8Array> {
  const fail = (problem: string, cause?: unknown) =>
    new FlopbookError(`${name}: cannot be read (${problem}); choose the file again`, { cause });
  let bytes: Uint8Array;
  try {
    bytes = new Uint8Array(await blob.slice(start, end).arrayBuffer());
  } catch (cause) {
    throw fail(cause instanceof Error ? cause.name : String(cause), cause);
  }
  if (bytes.length === end - start) return bytes;
  throw fail(`${bytes.length} of ${end - start} bytes came`);
}
