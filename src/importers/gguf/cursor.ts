// Numbers and texts of a GGUF file in order, through a small window, with limits that hostile counts cannot pass.
import { FlopbookError } from "../../ground/errors.js";
import type { ByteSource } from "../bytes/byte-source.js";
import { type Reading, step } from "../bytes/steps.js";

const windowBytes = 65_536;
/** The longest header that is read, in bytes: vocabularies of today take under 30 million. */
export const longestHeader = 134_217_728;

/** Reads forward (a class for the place that it keeps); errors where the file, or what a header may take, ends. */
export class Cursor {
  readonly #source: ByteSource;
  readonly #littleEndian: boolean;
  readonly #limit: number;
  #at: number;
  #what = "header";
  #windowStart = 0;
  #window: DataView = new DataView(new ArrayBuffer(0));

  /** A cursor at `start`. `littleEndian` is how numbers lie in the file. */
  constructor(source: ByteSource, start: number, littleEndian: boolean) {
    this.#source = source;
    this.#at = start;
    this.#littleEndian = littleEndian;
    this.#limit = Math.min(source.size, longestHeader);
  }

  /** Bytes from the beginning of the file. */
  get place(): number {
    return this.#at;
  }

  /** One step of a reading: done again, it begins at the same place. */
  step<Result>(task: () => Result): Reading<Result> {
    const start = this.#at;
    return step(() => {
      this.#at = start;
      return task();
    });
  }

  /** Tells what errors say is being read, e.g. 'key "general.name"'. */
  reading(what: string): void {
    this.#what = what;
  }

  u8 = () => this.#number(1, (view, i) => view.getUint8(i));
  i8 = () => this.#number(1, (view, i) => view.getInt8(i));
  u16 = () => this.#number(2, (view, i, little) => view.getUint16(i, little));
  i16 = () => this.#number(2, (view, i, little) => view.getInt16(i, little));
  u32 = () => this.#number(4, (view, i, little) => view.getUint32(i, little));
  i32 = () => this.#number(4, (view, i, little) => view.getInt32(i, little));
  f32 = () => this.#number(4, (view, i, little) => view.getFloat32(i, little));
  f64 = () => this.#number(8, (view, i, little) => view.getFloat64(i, little));
  u64 = () => this.#number(8, (view, i, little) => view.getBigUint64(i, little));
  i64 = () => this.#number(8, (view, i, little) => view.getBigInt64(i, little));

  /** A 64-bit count of at most `most`. */
  count(what: string, most: number): number {
    const value = this.u64();
    if (value <= BigInt(most)) return Number(value);
    throw new FlopbookError(
      `${this.#source.name}: ${what} must be at most ${most}, got ${value}; the file is damaged, fetch it again`,
    );
  }

  /** A text of at most `longest` bytes; a longer one is passed over, and its length returned. */
  text(longest: number): string | number {
    const length = this.u64();
    if (length > BigInt(this.#limit)) throw this.#ended();
    const bytes = Number(length);
    if (bytes > longest) {
      this.skip(bytes);
      return bytes;
    }
    const from = this.#take(bytes);
    const { buffer, byteOffset } = this.#window;
    return new TextDecoder().decode(new Uint8Array(buffer, byteOffset + from, bytes));
  }

  /** Passes over `count` texts. Lengths are read in halves: a vocabulary has hundreds of thousands. */
  skipTexts(count: number): void {
    for (let i = 0; i < count; i++) {
      const place = this.#take(8);
      const little = this.#littleEndian;
      const low = this.#window.getUint32(little ? place : place + 4, little);
      const high = this.#window.getUint32(little ? place + 4 : place, little);
      this.skip(high * 2 ** 32 + low);
    }
  }

  /** Passes over bytes without reading them. */
  skip(bytes: number): void {
    if (!Number.isSafeInteger(bytes) || this.#at + bytes > this.#limit) throw this.#ended();
    this.#at += bytes;
  }

  #number<Value>(bytes: number, read: (view: DataView, place: number, little: boolean) => Value): Value {
    const place = this.#take(bytes);
    return read(this.#window, place, this.#littleEndian);
  }

  /** The place of the next `bytes` within the window, which moves on when it ends before them. */
  #take(bytes: number): number {
    if (this.#at + bytes > this.#limit) throw this.#ended();
    const windowEnd = this.#windowStart + this.#window.byteLength;
    if (this.#at < this.#windowStart || this.#at + bytes > windowEnd) {
      const read = this.#source.read(this.#at, Math.max(bytes, windowBytes));
      if (read.length < bytes) throw this.#ended();
      this.#window = new DataView(read.buffer, read.byteOffset, read.length);
      this.#windowStart = this.#at;
    }
    const place = this.#at - this.#windowStart;
    this.#at += bytes;
    return place;
  }

  #ended(): FlopbookError {
    const { name, size } = this.#source;
    const problem =
      this.#limit < size
        ? `the header may have at most ${longestHeader} bytes, got more; this is no model's header`
        : `the file must go on, got its end at ${size} bytes; it is cut short, fetch it again`;
    return new FlopbookError(`${name}: ${this.#what}: ${problem}`);
  }
}
