// The plain values in a Python pickle: tuples, lists, dictionaries, numbers, and calls as data. Nothing is executed.

/** A name that the pickle would import. */
export interface PickledName {
  readonly kind: "name";
  readonly name: string;
}

/** A call that the pickle would make. */
export interface PickledCall {
  readonly kind: "call";
  readonly function: Pickled;
  readonly arguments: Pickled;
}

/** A reference to something stored beside the pickle. */
export interface PickledReference {
  readonly kind: "reference";
  readonly to: Pickled;
}

export type Pickled =
  | undefined
  | boolean
  | number
  | string
  | Pickled[]
  | PickledName
  | PickledCall
  | PickledReference;

class Reader {
  at = 0;
  readonly stack: Pickled[] = [];
  readonly marks: number[] = [];
  readonly memo = new Map<number, Pickled>();
  readonly bytes: Uint8Array;
  readonly view: DataView;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  byte(): number {
    const value = this.bytes[this.at++];
    if (value === undefined) throw new RangeError("pickle ends early");
    return value;
  }

  skip(length: number): void {
    this.at += length;
  }

  text(length: number): string {
    if (this.at + length > this.bytes.length) throw new RangeError("pickle ends early");
    this.at += length;
    return new TextDecoder().decode(this.bytes.subarray(this.at - length, this.at));
  }

  line(): string {
    const end = this.bytes.indexOf(10, this.at);
    if (end < 0) throw new RangeError("pickle ends early");
    const text = this.text(end - this.at);
    this.at++;
    return text;
  }

  number(length: 1 | 2 | 4): number {
    this.at += length;
    const start = this.at - length;
    if (length === 1) return this.view.getUint8(start);
    return length === 2 ? this.view.getUint16(start, true) : this.view.getInt32(start, true);
  }

  top(count: number): Pickled[] {
    if (this.stack.length < count) throw new RangeError("pickle takes more than it has");
    return this.stack.splice(this.stack.length - count, count);
  }

  marked(): Pickled[] {
    return this.stack.splice(this.marks.pop() ?? this.stack.length);
  }

  last(): Pickled {
    return this.stack.at(-1);
  }
}

type Step = (reader: Reader) => void;

const push =
  (value: (reader: Reader) => Pickled): Step =>
  (reader) =>
    void reader.stack.push(value(reader));

function longInteger(reader: Reader): number {
  const length = reader.byte();
  let value = 0n;
  for (let i = 0; i < length; i++) value |= BigInt(reader.byte()) << BigInt(8 * i);
  return Number(BigInt.asIntN(Math.max(1, length * 8), value));
}

function appended(reader: Reader, values: readonly Pickled[]): void {
  const list = reader.last();
  if (Array.isArray(list)) list.push(...values);
}

function call(reader: Reader): Pickled {
  const [of, given] = reader.top(2);
  return { kind: "call", function: of, arguments: given };
}

/** By the byte of each instruction. */
const steps: Readonly<Record<number, Step>> = {
  128: (reader) => void reader.byte(),
  149: (reader) => void reader.skip(8),
  40: (reader) => void reader.marks.push(reader.stack.length),
  78: push(() => undefined),
  136: push(() => true),
  137: push(() => false),
  75: push((reader) => reader.number(1)),
  77: push((reader) => reader.number(2)),
  74: push((reader) => reader.number(4)),
  138: push(longInteger),
  71: push((reader) => {
    reader.at += 8;
    return reader.view.getFloat64(reader.at - 8);
  }),
  88: push((reader) => reader.text(reader.number(4))),
  140: push((reader) => reader.text(reader.number(1))),
  99: push((reader) => ({ kind: "name", name: `${reader.line()}.${reader.line()}` })),
  147: push((reader) => ({ kind: "name", name: reader.top(2).map(String).join(".") })),
  41: push(() => []),
  93: push(() => []),
  125: push(() => []),
  133: push((reader) => reader.top(1)),
  134: push((reader) => reader.top(2)),
  135: push((reader) => reader.top(3)),
  116: push((reader) => reader.marked()),
  97: (reader) => appended(reader, reader.top(1)),
  101: (reader) => appended(reader, reader.marked()),
  115: (reader) => appended(reader, reader.top(2).slice(1)),
  117: (reader) =>
    appended(
      reader,
      reader.marked().filter((_, i) => i % 2 === 1),
    ),
  82: push(call),
  129: push(call),
  98: (reader) => void reader.top(1),
  81: push((reader) => ({ kind: "reference", to: reader.top(1)[0] })),
  113: (reader) => void reader.memo.set(reader.number(1), reader.last()),
  114: (reader) => void reader.memo.set(reader.number(4), reader.last()),
  148: (reader) => void reader.memo.set(reader.memo.size, reader.last()),
  104: push((reader) => reader.memo.get(reader.number(1))),
  106: push((reader) => reader.memo.get(reader.number(4))),
  48: (reader) => void reader.top(1),
};

/** The value that a pickle describes; a dictionary is the list of its values. Throws on instructions not known here. */
export function unpickled(bytes: Uint8Array): Pickled {
  const reader = new Reader(bytes);
  for (let code = reader.byte(); code !== 46; code = reader.byte()) {
    const step = steps[code];
    if (step === undefined) throw new RangeError(`pickle has the instruction ${code}, which is not known`);
    step(reader);
  }
  return reader.last();
}
