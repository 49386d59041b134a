// Walks protobuf messages over a byte source field by field, and reads only what is asked for.
//
// Own code and no library: protobuf libraries decode a whole message, and an ONNX message holds the weights. Here the
// length of a field is enough to pass over it, so that 2 GB of weights cost one seek each.
import { FlopbookError } from "../../ground/errors.js";
import type { ByteSource } from "../bytes/byte-source.js";
import { type Reading, step } from "../bytes/steps.js";

/** Bytes of the source from `start` up to `end`. */
export interface Region {
  readonly start: number;
  readonly end: number;
}

/** One field of a message. `value` is the number of a varint; lengths and fixed widths lie in the region. */
export interface Field extends Region {
  readonly number: number;
  readonly wire: number;
  readonly value: number;
}

export interface Wire {
  readonly name: string;
  readonly whole: Region;
  /** The fields of a message in order. Errors where bytes are no protobuf or end early. */
  fields(message: Region): Iterable<Field>;
  /** The field at `start` of a message that ends at `end`. */
  field(start: number, end: number): Field;
  /** One step of a reading: done again, it charges once. */
  step<Result>(task: () => Result): Reading<Result>;
  /** All numbers of a repeated field of varints, packed or single; undefined when there are more than `limit`. */
  varints(field: Field, limit: number): readonly number[] | undefined;
  /** UTF-8 text of at most 16,384 bytes. */
  text(field: Field): string;
  bytes(region: Region): DataView;
  /** An error at a place of this file. */
  problem(offset: number, message: string, remedy?: string): FlopbookError;
  /** Counts something kept in memory; errors when a file asks for more than any network needs. */
  charge(what: "items" | "bytes", amount: number, offset: number): void;
}

const windowSize = 1 << 16;
const longestText = 1 << 14;
/** A network of 100,000 nodes has about two million items; these bounds keep a hostile file under 200 MB. */
const limits = { items: 2_500_000, bytes: 1 << 25, fields: 30_000_000 } as const;
/** What a message costs beside its own text and numbers. */
export const weights = { node: 8, attribute: 4, tensor: 6, value: 6 } as const;
const decoder = new TextDecoder();
const truncated = "the file is cut off or damaged: fetch it again";
const notOnnx = "check that it is an ONNX file and whole";

/** Reads the protobuf messages of a source. */
export function wireOf(source: ByteSource): Wire {
  const byteAt = windowed(source);
  const problem = (offset: number, message: string, remedy = notOnnx) =>
    new FlopbookError(`${source.name}: byte ${offset}: ${message}; ${remedy}`);
  const { charge, chargedStep } = account(problem);
  const cursor = { offset: 0 };
  const varint = (end: number) => varintAt(byteAt, cursor, end, problem);
  const field = (start: number, end: number) => {
    charge("fields", 1, start);
    cursor.offset = start;
    return fieldAt(cursor, end, varint, problem);
  };
  function* fields(message: Region): Iterable<Field> {
    for (let next = message.start; next < message.end; ) {
      const found = field(next, message.end);
      next = found.end;
      yield found;
    }
  }
  const bytes = (region: Region) => viewOf(source, region, problem);
  return {
    name: source.name,
    whole: { start: 0, end: source.size },
    fields,
    field,
    step: chargedStep,
    varints: (field, limit) => repeatedVarints(field, limit, cursor, varint),
    text(field) {
      const length = field.end - field.start;
      if (field.wire !== 2 || length > longestText)
        throw problem(field.start, `must be text of at most ${longestText} bytes, got ${length}`);
      charge("bytes", length, field.start);
      return decoder.decode(bytes(field));
    },
    bytes,
    problem,
    charge,
  };
}

type Problem = Wire["problem"];

/** What a file has taken so far, and steps that take it back before they are done again. */
function account(problem: Problem) {
  const used = { items: 0, bytes: 0, fields: 0 };
  return {
    charge(what: keyof typeof used, amount: number, offset: number): void {
      used[what] += amount;
      if (used[what] > limits[what])
        throw problem(offset, `must need no more than ${limits[what]} ${what} of structure, got more`);
    },
    chargedStep<Result>(task: () => Result): Reading<Result> {
      const before = { ...used };
      return step(() => {
        Object.assign(used, before);
        return task();
      });
    },
  };
}

function viewOf(source: ByteSource, { start, end }: Region, problem: Problem): DataView {
  const read = source.read(start, end - start);
  if (read.length < end - start) throw problem(source.size, "must go on, got the end", truncated);
  return new DataView(read.buffer, read.byteOffset, read.length);
}

/** The byte at an offset, from a window that moves over the source. */
function windowed(source: ByteSource): (offset: number) => number | undefined {
  let start = 0;
  let held = new Uint8Array();
  return (offset) => {
    const inside = held[offset - start];
    if (inside !== undefined || offset >= source.size) return inside;
    // In this order: a source that throws must leave the window as it was.
    held = new Uint8Array(source.read(offset, windowSize));
    start = offset;
    return held[0];
  };
}

/** A field from its tag; its `end` is where the next one begins. */
function fieldAt(
  cursor: { offset: number },
  end: number,
  varint: (end: number) => number,
  problem: Problem,
): Field {
  const at = cursor.offset;
  const tag = varint(end);
  const [number, wire] = [Math.floor(tag / 8), tag % 8];
  if (tag < 8 || number > 536_870_911)
    throw problem(at, `must be a field of a message, got number ${number}`);
  if (wire === 0) {
    const start = cursor.offset;
    const value = varint(end);
    return { number, wire, value, start, end: cursor.offset };
  }
  const fixed = wire === 1 ? 8 : 4;
  if (wire !== 1 && wire !== 2 && wire !== 5)
    throw problem(at, `must be a field of wire type 0, 1, 2 or 5, got ${wire}`);
  const length = wire === 2 ? varint(end) : fixed;
  const start = cursor.offset;
  if (length >= 0 && length <= end - start)
    return { number, wire, value: length, start, end: start + length };
  throw problem(at, `must hold ${length} bytes, got ${end - start} to the end`, truncated);
}

/** A varint of up to 64 bits, as a signed number; beyond 2^53 it is rounded. */
function varintAt(
  byteAt: (offset: number) => number | undefined,
  cursor: { offset: number },
  end: number,
  problem: Problem,
): number {
  const at = cursor.offset;
  let value = 0;
  let scale = 1;
  let large = 0n;
  for (let i = 0; i < 10; i++) {
    const byte = cursor.offset < end ? byteAt(cursor.offset) : undefined;
    if (byte === undefined) throw problem(at, "must be a number, got the end", truncated);
    cursor.offset++;
    if (i < 7) value += (byte & 127) * scale;
    else large |= BigInt(byte & 127) << BigInt(7 * i);
    scale *= 128;
    if (byte < 128) return i < 7 ? value : Number(BigInt.asIntN(64, large | BigInt(value)));
  }
  throw problem(at, "must be a number of at most 10 bytes, got more");
}

function repeatedVarints(
  field: Field,
  limit: number,
  cursor: { offset: number },
  varint: (end: number) => number,
): readonly number[] | undefined {
  if (field.wire === 0) return [field.value];
  const found: number[] = [];
  cursor.offset = field.start;
  while (cursor.offset < field.end) {
    if (found.length >= limit) return undefined;
    found.push(varint(field.end));
  }
  return found;
}
