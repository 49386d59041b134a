// The keys and values before a GGUF file's tensors. Vocabularies and other long lists are passed over.
import { FlopbookError } from "../../ground/errors.js";
import type { Reading } from "../bytes/steps.js";
import type { MetadataValue } from "../weights/weight-file.js";
import type { Cursor } from "./cursor.js";

type Scalar = string | number | bigint | boolean;

/** Longest list that is kept: one value for each layer, tags, languages. */
const longestList = 1024;
/** Longest text that is kept, in bytes; chat templates are longer and cost nothing to leave. */
const longestText = 4096;
const longestKey = 65_535;
const deepestList = 4;

const stringType = 8;
const arrayType = 9;

/** Types of numbers by their code in the file: bytes of one, and how it is read. */
const numberTypes: ReadonlyMap<number, { readonly bytes: number; read(cursor: Cursor): Scalar }> = new Map([
  [0, { bytes: 1, read: (cursor: Cursor): Scalar => cursor.u8() }],
  [1, { bytes: 1, read: (cursor: Cursor): Scalar => cursor.i8() }],
  [2, { bytes: 2, read: (cursor: Cursor): Scalar => cursor.u16() }],
  [3, { bytes: 2, read: (cursor: Cursor): Scalar => cursor.i16() }],
  [4, { bytes: 4, read: (cursor: Cursor): Scalar => cursor.u32() }],
  [5, { bytes: 4, read: (cursor: Cursor): Scalar => cursor.i32() }],
  [6, { bytes: 4, read: (cursor: Cursor): Scalar => cursor.f32() }],
  [7, { bytes: 1, read: (cursor: Cursor): Scalar => cursor.u8() !== 0 }],
  [10, { bytes: 8, read: (cursor: Cursor): Scalar => narrowed(cursor.u64()) }],
  [11, { bytes: 8, read: (cursor: Cursor): Scalar => narrowed(cursor.i64()) }],
  [12, { bytes: 8, read: (cursor: Cursor): Scalar => cursor.f64() }],
]);

/** Reads `count` keys with their values. Errors on an unknown type, a key given twice, lists nested too deep. */
export function* readMetadata(
  file: string,
  cursor: Cursor,
  count: number,
): Reading<ReadonlyMap<string, MetadataValue>> {
  const found = new Map<string, MetadataValue>();
  for (let i = 0; i < count; i++) {
    cursor.reading(`key ${i + 1} of ${count}`);
    const key = yield* cursor.step(() => cursor.text(longestKey));
    if (typeof key !== "string")
      throw new FlopbookError(
        `${file}: key ${i + 1} of ${count} may have at most ${longestKey} bytes, got ${key}; the file is damaged, fetch it again`,
      );
    cursor.reading(`key "${key.slice(0, 80)}"`);
    if (found.has(key))
      throw new FlopbookError(
        `${file}: key "${key}" may occur once, got it twice; the file is damaged, fetch it again`,
      );
    found.set(key, yield* cursor.step(() => value(file, key, cursor, cursor.u32(), 0)));
  }
  return found;
}

function value(file: string, key: string, cursor: Cursor, type: number, depth: number): MetadataValue {
  if (type === stringType) {
    const text = cursor.text(longestText);
    return typeof text === "string" ? text : { skipped: "text of so many bytes", length: text };
  }
  if (type === arrayType) return list(file, key, cursor, depth);
  const number = numberTypes.get(type);
  if (number === undefined)
    throw new FlopbookError(
      `${file}: key "${key}": unknown type of value, got ${type}; known are 0 to 12, the file is damaged or newer than GGUF 3`,
    );
  return number.read(cursor);
}

/** A list: kept where it is short and flat, else passed over element by element without keeping any. */
function list(file: string, key: string, cursor: Cursor, depth: number): MetadataValue {
  if (depth >= deepestList)
    throw new FlopbookError(
      `${file}: key "${key}": lists may lie ${deepestList} deep in each other, got more; the file is damaged`,
    );
  const type = cursor.u32();
  const length = cursor.count(`key "${key}": length of a list`, Number.MAX_SAFE_INTEGER);
  const number = numberTypes.get(type);
  if (length <= longestList && type !== arrayType) {
    const items = Array.from({ length }, () => value(file, key, cursor, type, depth + 1));
    const kept = items.filter((item): item is Scalar => typeof item !== "object");
    return kept.length === length ? kept : { skipped: "list with long texts", length };
  }
  if (number !== undefined) cursor.skip(number.bytes * length);
  else if (type === stringType) cursor.skipTexts(length);
  else for (let i = 0; i < length; i++) value(file, key, cursor, type, depth + 1);
  return { skipped: `list of ${number === undefined ? "texts or lists" : "numbers"}`, length };
}

function narrowed(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
