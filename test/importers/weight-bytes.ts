// Writes safetensors and GGUF files in memory, right or wrong on purpose.

/** A tensor for `safetensorsBytes`; offsets are filled in where absent. */
export interface WrittenTensor {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Bytes of its data. */
  readonly bytes: number;
}

const text = new TextEncoder();

/** A safetensors file: length, header, zeros. `header` replaces the JSON, `data` the bytes after it. */
export function safetensorsBytes(
  tensors: readonly WrittenTensor[],
  options: { readonly header?: string; readonly data?: number; readonly metadata?: object } = {},
): Uint8Array {
  let end = 0;
  const members = tensors.map(({ name, dtype, shape, bytes }) => {
    const start = end;
    end += bytes;
    return `${JSON.stringify(name)}:${JSON.stringify({ dtype, shape, data_offsets: [start, end] })}`;
  });
  if (options.metadata !== undefined) members.unshift(`"__metadata__":${JSON.stringify(options.metadata)}`);
  const header = text.encode(options.header ?? `{${members.join(",")}}  `);
  const bytes = new Uint8Array(8 + header.length + (options.data ?? end));
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
  bytes.set(header, 8);
  return bytes;
}

/** A tensor for `ggufBytes`: `sizes` in the file's order, innermost first. */
export interface GgufWritten {
  readonly name: string;
  readonly type: number;
  readonly sizes: readonly number[];
  readonly offset: number;
}

/** A value with its type: [4, 7] is a 32-bit 7, [8, "x"] a text, [9, [4, [1, 2]]] a list. */
export type GgufValue = readonly [type: number, value: unknown];

/** Bytes of numbers one after another. */
class Bytes {
  readonly #parts: Uint8Array[] = [];
  constructor(private readonly little: boolean) {}

  number(bytes: number, set: (view: DataView) => void): void {
    const part = new Uint8Array(bytes);
    set(new DataView(part.buffer));
    this.#parts.push(part);
  }
  u32(value: number): void {
    this.number(4, (view) => view.setUint32(0, value, this.little));
  }
  u64(value: number | bigint): void {
    this.number(8, (view) => view.setBigUint64(0, BigInt(value), this.little));
  }
  text(value: string): void {
    const encoded = text.encode(value);
    this.u64(encoded.length);
    this.#parts.push(encoded);
  }
  value(type: number, value: unknown): void {
    const little = this.little;
    const whole = Number(value);
    if (type === 0 || type === 1 || type === 7) this.number(1, (view) => view.setUint8(0, whole));
    else if (type === 2 || type === 3) this.number(2, (view) => view.setUint16(0, whole, little));
    else if (type === 4 || type === 5) this.u32(whole);
    else if (type === 6) this.number(4, (view) => view.setFloat32(0, whole, little));
    else if (type === 8) this.text(String(value));
    else if (type === 10 || type === 11) this.u64(BigInt.asUintN(64, BigInt(whole)));
    else if (type === 12) this.number(8, (view) => view.setFloat64(0, whole, little));
    else if (type === 9) {
      const [inner, items] = value as [number, unknown[]];
      this.u32(inner);
      this.u64(items.length);
      for (const item of items) this.value(inner, item);
    }
  }
  all(): Uint8Array {
    return Uint8Array.from(this.#parts.flatMap((part) => [...part]));
  }
}

/** A GGUF file: keys, tensors, then `data` zeros after the padding. */
export function ggufBytes(
  keys: Readonly<Record<string, GgufValue>>,
  tensors: readonly GgufWritten[],
  options: {
    readonly version?: number;
    readonly data?: number;
    readonly little?: boolean;
    readonly tensorCount?: bigint;
  } = {},
): Uint8Array {
  const bytes = new Bytes(options.little ?? true);
  bytes.number(4, (view) => view.setUint32(0, 0x47475546, false));
  bytes.u32(options.version ?? 3);
  bytes.u64(options.tensorCount ?? tensors.length);
  bytes.u64(Object.keys(keys).length);
  for (const [key, [type, value]] of Object.entries(keys)) {
    bytes.text(key);
    bytes.u32(type);
    bytes.value(type, value);
  }
  for (const { name, type, sizes, offset } of tensors) {
    bytes.text(name);
    bytes.u32(sizes.length);
    for (const size of sizes) bytes.u64(size);
    bytes.u32(type);
    bytes.u64(offset);
  }
  const header = bytes.all();
  const dataStart = Math.ceil(header.length / 32) * 32;
  const file = new Uint8Array(dataStart + (options.data ?? 0));
  file.set(header);
  return file;
}
