// The header of one safetensors file: its tensors, checked against the format and the size of the file.
import { FlopbookError } from "../../ground/errors.js";
import type { ByteSource } from "../bytes/byte-source.js";
import { type Reading, step } from "../bytes/steps.js";
import { dtypeBits, dtypeSuggestion, isDtype, type SafetensorsDtype } from "./dtypes.js";
import { type HeaderEntry, headerEntries } from "./entries.js";

/** A tensor as the header lists it; its data are `bytes` from `start`, counted from the end of the header. */
export interface StoredTensor {
  readonly name: string;
  readonly dtype: SafetensorsDtype;
  readonly shape: readonly number[];
  readonly start: number;
  readonly bytes: number;
}

/** What a header says. */
export interface SafetensorsHeader {
  readonly tensors: readonly StoredTensor[];
  /** The texts under "__metadata__". */
  readonly metadata: ReadonlyMap<string, string>;
}

/** The format's own limit on a header, in bytes (its README, read 2026-11). */
const largestHeader = 100_000_000;
const lengthBytes = 8;
/** More tensors than a file of any network has; the largest sets have some 100,000 in all their shards. */
const mostTensors = 200_000;

/**
 * The header of a file, read alone: the data are never touched. Errors, naming the tensor, on anything that the format
 * forbids: shapes that do not fit their bytes, gaps, overlaps, names given twice, data that the file does not have.
 */
export function* safetensorsHeader(source: ByteSource): Reading<SafetensorsHeader> {
  const length = yield* step(() => headerLength(source));
  const text = yield* step(() => headerText(source, length));
  const metadata = new Map<string, string>();
  const tensors: StoredTensor[] = [];
  for (const entry of headerEntries(source.name, text)) {
    if (entry.name === "__metadata__") readMetadata(source.name, entry, metadata);
    else tensors.push(storedTensor(source.name, entry));
    if (tensors.length > mostTensors)
      throw new FlopbookError(
        `${source.name}: a file may have at most ${mostTensors} tensors, got more; this is no network's header`,
      );
  }
  checkPlaces(source.name, tensors, source.size - lengthBytes - length);
  return { tensors, metadata };
}

function headerLength(source: ByteSource): number {
  const fail = (problem: string) =>
    new FlopbookError(
      `${source.name}: not a safetensors file, ${problem}; check that the download is whole and of this format`,
    );
  const bytes = source.read(0, lengthBytes);
  if (bytes.length < lengthBytes) throw fail(`must begin with 8 bytes of header length, got ${bytes.length}`);
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  if (length > BigInt(largestHeader))
    throw fail(`the header may have at most ${largestHeader} bytes, got ${length}`);
  if (length < 2n) throw fail(`the header must be a JSON object, got ${length} bytes`);
  if (Number(length) + lengthBytes > source.size)
    throw fail(`the header must lie in the file of ${source.size} bytes, got ${length} bytes of header`);
  return Number(length);
}

function headerText(source: ByteSource, length: number): string {
  const bytes = source.read(lengthBytes, length);
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new FlopbookError(
      `${source.name}: the header must be text in UTF-8, got other bytes; check that this is a safetensors file`,
    );
  }
}

function readMetadata(file: string, { value }: HeaderEntry, into: Map<string, string>): void {
  const entries = isObject(value) ? Object.entries(value) : undefined;
  if (entries === undefined)
    throw new FlopbookError(
      `${file}: "__metadata__" must be an object of texts, got ${typeof value}; write the file again`,
    );
  for (const [key, text] of entries) {
    if (typeof text !== "string")
      throw new FlopbookError(
        `${file}: "__metadata__" must hold texts only, got ${typeof text} under "${key}"; write the file again`,
      );
    into.set(key, text);
  }
}

function storedTensor(file: string, { name, value }: HeaderEntry): StoredTensor {
  const fail = (problem: string) => new FlopbookError(`${file}: tensor "${name}": ${problem}`);
  if (!isObject(value))
    throw fail(`must be an object with dtype, shape and data_offsets, got ${typeof value}; write it again`);
  const { dtype, shape, data_offsets: offsets } = value;
  if (!isDtype(dtype)) throw fail(`unknown dtype, got ${shown(dtype)}${dtypeSuggestion(String(dtype))}`);
  if (!isSizes(shape))
    throw fail(`shape must be a list of whole numbers from 0 up, got ${shown(shape)}; write the file again`);
  if (!isSizes(offsets) || offsets.length !== 2)
    throw fail(`data_offsets must be two whole numbers, got ${shown(offsets)}; write the file again`);
  const [start = 0, end = 0] = offsets;
  const bits = shape.reduce((all, size) => all * size, dtypeBits[dtype]);
  if (bits / 8 !== end - start)
    throw fail(
      `shape [${shape.join(", ")}] of ${dtype} needs ${bits / 8} bytes, got data_offsets of ${end - start}; the header is damaged, fetch the file again`,
    );
  return { name, dtype, shape, start, bytes: end - start };
}

/** Data must lie one after another without gaps, as the format says, and end with the file. */
function checkPlaces(file: string, tensors: readonly StoredTensor[], dataBytes: number): void {
  let end = 0;
  let last = "the header";
  for (const { name, start, bytes } of [...tensors].sort((a, b) => a.start - b.start || a.bytes - b.bytes)) {
    if (start !== end)
      throw new FlopbookError(
        `${file}: tensor "${name}": data must begin at ${end}, where those of ${last} end, got ${start}; the header is damaged, fetch the file again`,
      );
    end = start + bytes;
    last = `"${name}"`;
    if (end > dataBytes)
      throw new FlopbookError(
        `${file}: tensor "${name}": data must end within the ${dataBytes} bytes after the header, got ${end}; the file is cut short, fetch it again`,
      );
  }
  if (end !== dataBytes)
    throw new FlopbookError(
      `${file}: the data must end with ${last} at ${end} bytes, got ${dataBytes} bytes after the header; the file has bytes that no tensor owns, fetch it again`,
    );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isSizes(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? "nothing").slice(0, 80);
}
