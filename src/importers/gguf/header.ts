// The header of one GGUF file: keys, tensors and where their data lie, checked against the size of the file.
//   magic "GGUF" | version | tensors | keys | key values ... | tensor infos ... | padding | data
import { FlopbookError } from "../../ground/errors.js";
import type { ByteSource } from "../bytes/byte-source.js";
import { type Reading, step } from "../bytes/steps.js";
import type { MetadataValue } from "../weights/weight-file.js";
import { Cursor } from "./cursor.js";
import { readMetadata } from "./metadata.js";
import { removedTypes, type TensorType, tensorTypes } from "./tensor-types.js";

/** A tensor as the file lists it. */
export interface GgufTensor {
  readonly name: string;
  readonly type: TensorType;
  /** Sizes, outermost first: the reverse of the file's order, as PyTorch prints them. */
  readonly shape: readonly number[];
  readonly elements: number;
  readonly bytes: number;
  /** From the beginning of the data. */
  readonly start: number;
}

/** What a header says. */
export interface GgufHeader {
  readonly version: number;
  readonly metadata: ReadonlyMap<string, MetadataValue>;
  readonly tensors: readonly GgufTensor[];
}

const magic = "GGUF";
const mostKeys = 100_000;
const mostTensors = 200_000;
const mostDimensions = 4;
const longestName = 1024;
const defaultAlignment = 32;

/** The header of a file; the data are never touched. Errors, naming key or tensor, on what the format forbids. */
export function* ggufHeader(source: ByteSource): Reading<GgufHeader> {
  const { version, littleEndian } = yield* step(() => readVersion(source));
  const cursor = new Cursor(source, 8, littleEndian);
  const tensorCount = yield* cursor.step(() => cursor.count("number of tensors", mostTensors));
  const keyCount = yield* cursor.step(() => cursor.count("number of keys", mostKeys));
  const metadata = yield* readMetadata(source.name, cursor, keyCount);
  const alignment = alignmentOf(source.name, metadata);
  const tensors: GgufTensor[] = [];
  const names = new Set<string>();
  for (let i = 0; i < tensorCount; i++) {
    cursor.reading(`tensor ${i + 1} of ${tensorCount}`);
    const tensor = yield* cursor.step(() => readTensor(source.name, cursor, i));
    if (names.has(tensor.name))
      throw new FlopbookError(
        `${source.name}: tensor "${tensor.name}": each name may occur once, got it twice; the file is damaged, fetch it again`,
      );
    names.add(tensor.name);
    tensors.push(tensor);
  }
  const dataStart = Math.ceil(cursor.place / alignment) * alignment;
  checkPlaces(source, tensors, { alignment, dataStart });
  return { version, metadata, tensors };
}

function readVersion(source: ByteSource): { readonly version: number; readonly littleEndian: boolean } {
  const bytes = source.read(0, 24);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const found = new TextDecoder("latin1").decode(bytes.subarray(0, 4));
  if (found !== magic)
    throw new FlopbookError(
      `${source.name}: not a GGUF file, must begin with "${magic}", got ${JSON.stringify(found)}; name a .gguf file`,
    );
  if (bytes.length < 24)
    throw new FlopbookError(
      `${source.name}: must have at least 24 bytes of header, got ${bytes.length}; the file is cut short, fetch it again`,
    );
  const little = view.getUint32(4, true);
  const big = view.getUint32(4, false);
  const littleEndian = little < big;
  const version = Math.min(little, big);
  if (version === 2 || version === 3) return { version, littleEndian };
  const remedy =
    version === 1
      ? "it has 32-bit counts and no reader of today takes it; convert the model again"
      : "only versions 2 and 3 are known; fetch the file again, or a newer flopbook";
  throw new FlopbookError(`${source.name}: unknown version of GGUF, got ${version}; ${remedy}`);
}

function alignmentOf(file: string, metadata: ReadonlyMap<string, MetadataValue>): number {
  const alignment = metadata.get("general.alignment") ?? defaultAlignment;
  if (typeof alignment === "number" && alignment > 0 && alignment % 8 === 0) return alignment;
  throw new FlopbookError(
    `${file}: general.alignment must be a multiple of 8, got ${String(alignment)}; the file is damaged, fetch it again`,
  );
}

function readTensor(file: string, cursor: Cursor, index: number): GgufTensor {
  const name = cursor.text(longestName);
  const fail = (problem: string) =>
    new FlopbookError(`${file}: tensor "${name}": ${problem}; the file is damaged, fetch it again`);
  if (typeof name !== "string")
    throw new FlopbookError(
      `${file}: tensor ${index + 1}: its name may have at most ${longestName} bytes, got ${name}; the file is damaged, fetch it again`,
    );
  cursor.reading(`tensor "${name}"`);
  const rank = cursor.u32();
  if (rank > mostDimensions) throw fail(`must have at most ${mostDimensions} dimensions, got ${rank}`);
  const sizes = Array.from({ length: rank }, () => cursor.count(`size of tensor "${name}"`, 2 ** 48));
  const type = tensorType(file, name, cursor.u32());
  const offset = cursor.u64();
  const [row = 1] = sizes;
  if (row % type.blockSize !== 0)
    throw fail(`${type.name} packs ${type.blockSize} weights a block, got rows of ${row}`);
  const elements = sizes.reduce((all, size) => all * size, 1);
  const bytes = (elements / type.blockSize) * type.blockBytes;
  if (!Number.isSafeInteger(elements) || !Number.isSafeInteger(bytes))
    throw fail(`sizes must fit a file, got ${sizes.join(" × ")}`);
  if (offset > BigInt(Number.MAX_SAFE_INTEGER)) throw fail(`data must lie in the file, got place ${offset}`);
  return { name, type, shape: sizes.reverse(), elements, bytes, start: Number(offset) };
}

function tensorType(file: string, tensor: string, code: number): TensorType {
  const type = tensorTypes.get(code);
  if (type !== undefined) return type;
  const removed = removedTypes.get(code);
  throw new FlopbookError(
    removed === undefined
      ? `${file}: tensor "${tensor}": unknown type, got ${code}; known are ${[...tensorTypes.values()].map(({ name }) => name).join(", ")}`
      : `${file}: tensor "${tensor}": type ${removed} (${code}) was removed from ggml, got it here; quantize the model again, e.g. to Q4_0`,
  );
}

interface DataPlace {
  readonly alignment: number;
  readonly dataStart: number;
}

/** Data must be aligned, apart from each other, and in the file. */
function checkPlaces(source: ByteSource, tensors: readonly GgufTensor[], place: DataPlace): void {
  let end = 0;
  let last = "";
  for (const { name, start, bytes } of [...tensors].sort((a, b) => a.start - b.start || a.bytes - b.bytes)) {
    const fail = (problem: string) => new FlopbookError(`${source.name}: tensor "${name}": ${problem}`);
    if (start % place.alignment !== 0)
      throw fail(
        `data must begin at a multiple of ${place.alignment}, got ${start}; the file is damaged, fetch it again`,
      );
    if (start < end)
      throw fail(
        `data must begin after those of "${last}", which end at ${end}, got ${start}; the file is damaged, fetch it again`,
      );
    end = start + bytes;
    last = name;
    const fileEnd = place.dataStart + end;
    if (fileEnd > source.size)
      throw fail(
        `data must end within the file of ${source.size} bytes, got ${fileEnd}; the file is cut short, fetch it again`,
      );
  }
}
