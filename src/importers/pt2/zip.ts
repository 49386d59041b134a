// A zip read from its end: the list of its entries, and the bytes of those that are asked for. Stored, deflated, zip64.
import { FlopbookError } from "../../ground/errors.js";
import type { ByteSource } from "../bytes/byte-source.js";
import { type Reading, step } from "../bytes/steps.js";
import { crc32 } from "./crc32.js";
import { inflated } from "./inflate.js";

/** An entry as the directory at the end lists it. */
export interface ZipEntry {
  readonly name: string;
  /** 0: stored, 8: deflated. */
  readonly method: number;
  readonly crc: number;
  readonly packedSize: number;
  readonly size: number;
  /** Where its local header begins. */
  readonly offset: number;
}

interface Directory {
  readonly offset: number;
  readonly size: number;
  readonly entries: number;
}

const endSize = 22;
const longestComment = 65_535;
const locatorSize = 20;
/** The longest entry that is read into memory. */
const longestEntry = 2 ** 29;
/** The longest directory: some ten million entries. */
const longestDirectory = 2 ** 30;
const in64 = 0xffff_ffff;

/** The entries of a zip. Errors on what is no zip, is cut off, or lists more than it holds. */
export function* zipEntries(source: ByteSource): Reading<readonly ZipEntry[]> {
  const directory = yield* step(() => directoryOf(source));
  return yield* step(() => listed(source, directory));
}

/** The bytes of an entry. Errors on another packing than stored or deflated, and on damage. */
export function* entryBytes(source: ByteSource, entry: ZipEntry): Reading<Uint8Array> {
  return yield* step(() => unpacked(source, entry));
}

function directoryOf(source: ByteSource): Directory {
  const length = Math.min(source.size, endSize + longestComment);
  const start = source.size - length;
  const tail = viewOf(source.read(start, length));
  for (let at = tail.byteLength - endSize; at >= 0; at--) {
    if (tail.getUint32(at, true) !== 0x0605_4b50) continue;
    if (at + endSize + tail.getUint16(at + 20, true) > tail.byteLength) continue;
    const entries = tail.getUint16(at + 10, true);
    const size = tail.getUint32(at + 12, true);
    const offset = tail.getUint32(at + 16, true);
    const long = entries === 0xffff || size === in64 || offset === in64;
    const found = long ? directory64(source, start + at) : { entries, size, offset };
    return within(source, found, start + at);
  }
  throw damaged(source, "must end with the directory of a zip, got none");
}

function within(source: ByteSource, found: Directory, end: number): Directory {
  if (found.offset + found.size > end || found.size > longestDirectory)
    throw damaged(
      source,
      `its directory must lie before byte ${end}, got ${found.size} bytes at ${found.offset}`,
    );
  return found;
}

/** The end in 64-bit numbers, found by the locator before the end. */
function directory64(source: ByteSource, end: number): Directory {
  const locator = exactly(source, end - locatorSize, locatorSize);
  if (locator.getUint32(0, true) !== 0x0706_4b50)
    throw damaged(source, "its 64-bit directory must be told, got no locator");
  const record = exactly(source, whole(source, locator, 8), 56);
  if (record.getUint32(0, true) !== 0x0606_4b50)
    throw damaged(source, "its 64-bit directory must be there, got other bytes");
  return {
    entries: whole(source, record, 32),
    size: whole(source, record, 40),
    offset: whole(source, record, 48),
  };
}

function listed(source: ByteSource, { offset, size, entries }: Directory): readonly ZipEntry[] {
  const bytes = exactly(source, offset, size);
  const found: ZipEntry[] = [];
  let at = 0;
  while (found.length < entries) {
    if (at + 46 > size || bytes.getUint32(at, true) !== 0x0201_4b50)
      throw damaged(source, `its directory must list ${entries} entries, got ${found.length}`);
    const nameLength = bytes.getUint16(at + 28, true);
    const extraLength = bytes.getUint16(at + 30, true);
    const next = at + 46 + nameLength + extraLength + bytes.getUint16(at + 32, true);
    if (next > size) throw damaged(source, `entry ${found.length + 1} must end in its directory, got more`);
    found.push(entryAt(source, bytes, at, nameLength, extraLength));
    at = next;
  }
  return found;
}

function entryAt(
  source: ByteSource,
  bytes: DataView,
  at: number,
  nameLength: number,
  extraLength: number,
): ZipEntry {
  const name = new TextDecoder().decode(new Uint8Array(bytes.buffer, bytes.byteOffset + at + 46, nameLength));
  const short = [24, 20, 42].map((place) => bytes.getUint32(at + place, true));
  const long = extra64(bytes, at + 46 + nameLength, extraLength);
  const [size = 0, packedSize = 0, offset = 0] = short.map((value) => {
    if (value !== in64) return value;
    const place = long.shift();
    return place === undefined ? value : whole(source, bytes, place);
  });
  const method = bytes.getUint16(at + 10, true);
  return { name, method, crc: bytes.getUint32(at + 16, true), packedSize, size, offset };
}

/** Places of the 64-bit numbers in the extra field. */
function extra64(bytes: DataView, start: number, length: number): number[] {
  let at = start;
  while (at + 4 <= start + length) {
    const size = bytes.getUint16(at + 2, true);
    const end = Math.min(at + 4 + size, start + length);
    if (bytes.getUint16(at, true) === 1)
      return Array.from({ length: Math.floor((end - at - 4) / 8) }, (_, i) => at + 4 + i * 8);
    at += 4 + size;
  }
  return [];
}

function unpacked(source: ByteSource, entry: ZipEntry): Uint8Array {
  const { name, method, offset, packedSize, size } = entry;
  const subject = `entry "${shownName(name)}"`;
  if (method !== 0 && method !== 8)
    throw new FlopbookError(
      `${source.name}: ${subject} must be stored or deflated, got packing ${method}; pack it with zip again`,
    );
  if (size > longestEntry || packedSize > longestEntry)
    throw damaged(source, `${subject} must have at most ${longestEntry} bytes, got ${size}`);
  const local = exactly(source, offset, 30);
  if (local.getUint32(0, true) !== 0x0403_4b50)
    throw damaged(source, `${subject} must begin with its header, got other bytes`);
  const start = offset + 30 + local.getUint16(26, true) + local.getUint16(28, true);
  const packed = source.read(start, packedSize);
  if (packed.length < packedSize)
    throw damaged(source, `${subject} must have ${packedSize} bytes, got ${packed.length}`);
  const bytes = method === 0 ? packed : opened(source, subject, packed, size);
  if (bytes.length !== size) throw damaged(source, `${subject} must have ${size} bytes, got ${bytes.length}`);
  if (crc32(bytes) !== entry.crc) throw damaged(source, `${subject} must fit its checksum, got another`);
  return bytes;
}

function opened(source: ByteSource, subject: string, packed: Uint8Array, size: number): Uint8Array {
  try {
    return inflated(packed, size);
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new FlopbookError(
      `${source.name}: ${subject} must inflate, got damage (${problem}); fetch or export the file again`,
      { cause },
    );
  }
}

function exactly(source: ByteSource, offset: number, length: number): DataView {
  const bytes = offset < 0 ? new Uint8Array() : source.read(offset, length);
  if (bytes.length === length) return viewOf(bytes);
  throw damaged(source, `must have ${length} bytes at ${Math.max(offset, 0)}, got ${bytes.length}`);
}

function whole(source: ByteSource, view: DataView, at: number): number {
  const value = Number(view.getBigUint64(at, true));
  if (Number.isSafeInteger(value)) return value;
  throw damaged(source, `a size or place must be below 2^53, got ${value}`);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** A name without what a terminal would obey. */
function shownName(name: string): string {
  return [...name].map((letter) => (letter < " " || letter === "\u007f" ? "?" : letter)).join("");
}

function damaged(source: ByteSource, problem: string): FlopbookError {
  return new FlopbookError(
    `${source.name}: ${problem}; the file is damaged or cut off, fetch or export it again`,
  );
}
