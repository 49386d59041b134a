// One number of a tensor whose data lie in the file, by its place, also where several are packed into a byte.
import { elementType } from "./element-type.js";
import type { FileTensor } from "./model-file.js";
import { rawNumber } from "./read-tensor.js";
import type { Wire } from "./wire.js";

/** Types of signed integers of 4 bits. */
const signed = 22;

/** The number at a place; undefined where the data are elsewhere or of a type that is not read. */
export function storedNumber(
  wire: Wire,
  { type, data }: FileTensor,
  place: number,
  bits = 8 * elementType("tensor", type).bytes,
): number | undefined {
  if (data === undefined || !Number.isSafeInteger(place) || place < 0) return undefined;
  const start = data.start + Math.floor((place * bits) / 8);
  const width = Math.max(1, bits / 8);
  if (start + width > data.end) return undefined;
  const view = wire.bytes({ start, end: start + width });
  if (bits >= 8) return rawNumber(type, view);
  if (bits !== 4) return undefined;
  const half = (view.getUint8(0) >> (4 * (place % 2))) & 15;
  return type === signed && half > 7 ? half - 16 : half;
}
