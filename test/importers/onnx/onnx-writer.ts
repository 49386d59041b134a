// Writes small ONNX files as bytes, so that tests say what is in them: the few protobuf messages that matter.

/** A varint of up to 64 bits; negative numbers take all ten bytes. */
export function varint(value: number | bigint): Buffer {
  let rest = BigInt.asUintN(64, BigInt(value));
  const bytes: number[] = [];
  do {
    const low = Number(rest & 127n);
    rest >>= 7n;
    bytes.push(rest > 0n ? low | 128 : low);
  } while (rest > 0n);
  return Buffer.from(bytes);
}

/** A field of a number. */
export function numberField(field: number, value: number | bigint): Buffer {
  return Buffer.concat([varint(field * 8), varint(value)]);
}

/** A field of bytes, text or messages. */
export function field(number: number, ...content: readonly (Buffer | string)[]): Buffer {
  const body = Buffer.concat(content.map((part) => Buffer.from(part as string)));
  return Buffer.concat([varint(number * 8 + 2), varint(body.length), body]);
}

export const types = {
  float: 1,
  uint8: 2,
  int8: 3,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  int4: 22,
} as const;

/** A tensor header without data, or with small int64 data. */
export function tensor(
  name: string,
  shape: readonly number[],
  options: {
    readonly type?: number;
    readonly int64s?: readonly number[];
    readonly floats?: readonly number[];
    /** Data as bytes, of whatever type. */
    readonly raw?: Buffer;
  } = {},
): Buffer {
  const { int64s, floats } = options;
  const type = options.type ?? (int64s === undefined ? types.float : types.int64);
  const raw = Buffer.alloc(4 * (floats?.length ?? 0));
  for (const [i, value] of (floats ?? []).entries()) raw.writeFloatLE(value, 4 * i);
  return Buffer.concat([
    ...shape.map((size) => numberField(1, size)),
    numberField(2, type),
    field(8, name),
    ...(int64s === undefined ? [] : [field(7, ...int64s.map(varint))]),
    ...(floats === undefined ? [] : [field(9, raw)]),
    ...(options.raw === undefined ? [] : [field(9, options.raw)]),
  ]);
}

type AttributeValue =
  | number
  | string
  | readonly number[]
  | { readonly graph: Buffer }
  | { readonly float: number };

/** A node: operator, inputs, outputs, attributes; `name` and `domain` may be given. */
export function node(
  operator: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: Readonly<Record<string, AttributeValue>> = {},
  place: { readonly name?: string; readonly domain?: string } = {},
): Buffer {
  return Buffer.concat([
    ...inputs.map((name) => field(1, name)),
    ...outputs.map((name) => field(2, name)),
    ...(place.name === undefined ? [] : [field(3, place.name)]),
    field(4, operator),
    ...(place.domain === undefined ? [] : [field(7, place.domain)]),
    ...Object.entries(attributes).map(([name, value]) => field(5, attribute(name, value))),
  ]);
}

function attribute(name: string, value: AttributeValue): Buffer {
  const own = field(1, name);
  if (typeof value === "number") return Buffer.concat([own, numberField(3, value)]);
  if (typeof value === "string") return Buffer.concat([own, field(4, value)]);
  if ("graph" in value) return Buffer.concat([own, field(6, value.graph)]);
  if ("float" in value) {
    const bits = Buffer.alloc(4);
    bits.writeFloatLE(value.float);
    return Buffer.concat([own, varint(2 * 8 + 5), bits]);
  }
  return Buffer.concat([own, ...value.map((one) => numberField(8, one))]);
}

/** A named value with its type and sizes; text is a symbolic size. */
export function value(name: string, sizes: readonly (number | string)[], type: number = types.float): Buffer {
  const shape = sizes.map((size) =>
    field(1, typeof size === "string" ? field(2, size) : numberField(1, size)),
  );
  return Buffer.concat([field(1, name), field(2, field(1, numberField(1, type), field(2, ...shape)))]);
}

export interface GraphParts {
  readonly nodes: readonly Buffer[];
  readonly inputs: readonly Buffer[];
  readonly outputs: readonly Buffer[];
  readonly initializers?: readonly Buffer[];
  readonly values?: readonly Buffer[];
}

export function graph({ nodes, inputs, outputs, initializers = [], values = [] }: GraphParts): Buffer {
  return Buffer.concat([
    ...nodes.map((one) => field(1, one)),
    field(2, "test"),
    ...initializers.map((one) => field(5, one)),
    ...inputs.map((one) => field(11, one)),
    ...outputs.map((one) => field(12, one)),
    ...values.map((one) => field(13, one)),
  ]);
}

/** A whole file. */
export function model(
  parts: GraphParts,
  options: {
    readonly opset?: number;
    readonly functions?: readonly Buffer[];
    readonly producer?: string;
  } = {},
): Uint8Array {
  const bytes = Buffer.concat([
    numberField(1, 8),
    field(2, options.producer ?? "test"),
    field(8, numberField(2, options.opset ?? 17)),
    field(7, graph(parts)),
    ...(options.functions ?? []).map((one) => field(25, one)),
  ]);
  return new Uint8Array(bytes);
}

/** A function of the file: its inputs, outputs and nodes. */
export function localFunction(
  name: string,
  inputs: readonly string[],
  outputs: readonly string[],
  nodes: readonly Buffer[],
): Buffer {
  return Buffer.concat([
    field(1, name),
    ...inputs.map((one) => field(4, one)),
    ...outputs.map((one) => field(5, one)),
    ...nodes.map((one) => field(7, one)),
    field(10, "local"),
  ]);
}
