// The header of a tensor, and its numbers where it is a small constant; data of weights is passed over.
import { elementType } from "./element-type.js";
import type { FileTensor } from "./model-file.js";
import { type Field, type Region, type Wire, weights } from "./wire.js";

/** Numbers of a constant are kept up to here: 64 KB of int64. Of real numbers only short lists matter to shapes. */
const mostIntegers = 8192;
const mostFloats = 64;
const mostDimensions = 64;

/** Field numbers of TensorProto in onnx.proto. */
const at = {
  dims: 1,
  type: 2,
  floats: 4,
  int32s: 5,
  int64s: 7,
  name: 8,
  raw: 9,
  doubles: 10,
  uint64s: 11,
} as const;
const dataFields: readonly number[] = [at.floats, at.int32s, at.int64s, at.raw, at.doubles, at.uint64s];

/** Reads one number of a type from little-endian bytes; types that are missing here hold no shapes. */
const rawReaders: Readonly<Record<number, (view: DataView, index: number) => number>> = {
  1: (view, i) => view.getFloat32(4 * i, true),
  2: (view, i) => view.getUint8(i),
  3: (view, i) => view.getInt8(i),
  4: (view, i) => view.getUint16(2 * i, true),
  5: (view, i) => view.getInt16(2 * i, true),
  6: (view, i) => view.getInt32(4 * i, true),
  7: (view, i) => Number(view.getBigInt64(8 * i, true)),
  9: (view, i) => view.getUint8(i),
  10: (view, i) => halfNumber(view.getUint16(2 * i, true)),
  11: (view, i) => view.getFloat64(8 * i, true),
  12: (view, i) => view.getUint32(4 * i, true),
  16: (view, i) => wideNumber(view.getUint16(2 * i, true)),
  13: (view, i) => Number(view.getBigUint64(8 * i, true)),
};

/** The number that these bytes are in a type; undefined for types that hold none to compute with. */
export function rawNumber(type: number, view: DataView): number | undefined {
  return rawReaders[type]?.(view, 0);
}

/** A tensor of the file. Errors on dimensions that no tensor has. */
export function fileTensor(wire: Wire, message: Region): FileTensor {
  wire.charge("items", weights.tensor, message.start);
  const shape: number[] = [];
  const data: Field[] = [];
  let type = 0;
  let name = "";
  for (const field of wire.fields(message)) {
    if (field.number === at.dims) addDimensions(wire, field, shape);
    else if (field.number === at.type) type = field.value;
    else if (field.number === at.name) name = wire.text(field);
    else if (dataFields.includes(field.number) && data.length < mostIntegers) data.push(field);
  }
  const elements = shape.reduce((product, size) => product * size, 1);
  if (!Number.isSafeInteger(elements))
    throw wire.problem(message.start, `tensor "${name}" must have fewer than 2^53 elements, got [${shape}]`);
  const known = elementType(`${wire.name}: tensor "${name}"`, type);
  const most = known.kind === "float" ? mostFloats : mostIntegers;
  const numbers = elements > most ? undefined : numbersOf(wire, type, elements, data);
  const raw = data.length === 1 && data[0]?.number === at.raw ? data[0] : undefined;
  const sample = raw !== undefined && numbers === undefined ? sampleOf(wire, type, raw) : numbers;
  wire.charge("items", shape.length + (numbers?.length ?? 0), message.start);
  return {
    ...{ name, shape, elements, type, numbers },
    ...(sample === undefined || known.kind !== "float" ? {} : { sample }),
    ...(raw === undefined ? {} : { data: { start: raw.start, end: raw.end } }),
  };
}

/** The first numbers of a large tensor of real numbers: enough to tell a mask or a table of sines. */
function sampleOf(wire: Wire, type: number, { start, end }: Region): readonly number[] | undefined {
  const { bytes, kind } = elementType("tensor", type);
  if (kind !== "float" || rawReaders[type] === undefined) return undefined;
  const region = { start, end: Math.min(end, start + mostFloats * bytes) };
  return listed(wire.bytes(region), type, region.end - region.start);
}

function addDimensions(wire: Wire, field: Field, shape: number[]): void {
  const sizes = wire.varints(field, mostDimensions);
  if (sizes === undefined || shape.length + sizes.length > mostDimensions)
    throw wire.problem(field.start, `a tensor must have at most ${mostDimensions} dimensions, got more`);
  for (const size of sizes) {
    if (!Number.isSafeInteger(size) || size < 0)
      throw wire.problem(field.start, `a dimension must be a whole number of at least 0, got ${size}`);
    shape.push(size);
  }
}

/** The numbers of a small tensor; undefined when they lie elsewhere or in another form. */
function numbersOf(
  wire: Wire,
  type: number,
  elements: number,
  data: readonly Field[],
): readonly number[] | undefined {
  if (elements === 0) return [];
  const found: number[] = [];
  for (const field of data) {
    const some = numbersIn(wire, type, field);
    if (some === undefined || found.length + some.length > elements) return undefined;
    found.push(...some);
  }
  return found.length === elements ? found : undefined;
}

function numbersIn(wire: Wire, type: number, field: Field): readonly number[] | undefined {
  const length = field.end - field.start;
  if (length > 8 * mostIntegers) return undefined;
  if (field.number === at.raw) return listed(wire.bytes(field), type, length);
  if (field.number === at.floats) return listed(wire.bytes(field), 1, length);
  if (field.number === at.doubles) return listed(wire.bytes(field), 11, length);
  const numbers = wire.varints(field, mostIntegers);
  return type === 10 ? numbers?.map(halfNumber) : numbers;
}

function listed(view: DataView, type: number, length: number): readonly number[] | undefined {
  const read = rawReaders[type];
  if (read === undefined) return undefined;
  const count = length / elementType("tensor", type).bytes;
  return Array.from({ length: Math.floor(count) }, (_, i) => read(view, i));
}

/** The number of a half-precision pattern: sign, 5 bits of exponent, 10 of fraction. */
function halfNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = (bits & 1023) / 1024;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return exponent === 0 ? sign * fraction * 2 ** -14 : sign * (1 + fraction) * 2 ** (exponent - 15);
}

/** bfloat16: the upper half of a single-precision number. */
function wideNumber(bits: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint16(0, bits);
  return view.getFloat32(0);
}
