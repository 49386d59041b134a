// How many bytes does a value take in a storage format? Its own bits, and its share of the scales of its group.
import { FlopbookError, suggestion } from "../../ground/errors.js";
import { given, type Quantity } from "../../numbers/quantity.js";
import { formatBytes } from "../../training/number-formats.js";
import { bitsPerValue, bitsPerValueOfTwoScales, weightMemory } from "../../training/stored-values.js";
import { ratioDefinition } from "../definitions.js";
import { formula } from "../vocabulary.js";
import { type StorageFormat, type StorageFormatId, storageFormats } from "./format-list.js";

export { bitsPerValue, bitsPerValueOfTwoScales, weightMemory };

/** Size in units of the same values in another format, FP32 by default. */
export const relativeSize = formula({
  id: "formats.relative-size",
  meaning: "Size of a value in units of that in another format",
  expression: "bitsPerValue / baseBits",
  result: "sizeRatio",
  inputs: ["bitsPerValue", "baseBits"],
  source: ratioDefinition,
});

/** How many times smaller the values become. */
export const compression = formula({
  id: "formats.compression",
  meaning: "How many times smaller values become",
  expression: "baseBits / bitsPerValue",
  result: "compression",
  inputs: ["baseBits", "bitsPerValue"],
  source: ratioDefinition,
});

/** Values that the same bandwidth moves in a second; the bandwidth itself stays what it is. */
export const bandwidthGain = formula({
  id: "formats.bandwidth-gain",
  meaning: "Values that the same bandwidth moves in a second, in units of those in another format",
  expression: "(bandwidth / bitsPerValue) / (bandwidth / baseBits)",
  result: "bandwidthGain",
  inputs: ["bandwidth", "bitsPerValue", "baseBits"],
  source: ratioDefinition,
});

/**
 * A storage format by id. Errors on an unknown one, with the nearest.
 *
 * @example storageFormat("int8").name // "INT8"
 */
export function storageFormat(id: StorageFormatId): StorageFormat {
  if (Object.hasOwn(storageFormats, id)) return storageFormats[id];
  const ids = Object.keys(storageFormats);
  throw new FlopbookError(
    `formats: unknown storage format, got "${String(id)}"${suggestion(String(id), ids) || `; known are ${ids.join(", ")}`}`,
  );
}

/**
 * Bits of a value in a storage format, scales included; without them when `scales` is false.
 *
 * @example storedBits("int8") // 8 bits
 */
export function storedBits(id: StorageFormatId, options: { readonly scales?: boolean } = {}): Quantity {
  const format = storageFormat(id);
  const bits = (value: number, label: string) =>
    given({ value, unit: "bit" }, format.source, { label: `${format.name}: ${label}` });
  const valueBits = bits(format.valueBits, "bits of a value");
  const { group } = format;
  if (group === undefined || options.scales === false) return valueBits;
  const groupSize = given(group.size, format.source, { label: `${format.name}: values that share a scale` });
  const scaleBits = bits(group.scaleBits, "bits of a scale");
  if (group.second === undefined) {
    const zeroPointBits = bits(group.zeroPointBits ?? 0, "bits of a zero point");
    return bitsPerValue({ valueBits, scaleBits, zeroPointBits, groupSize });
  }
  const secondScaleBits = bits(group.second.scaleBits, "bits of the scale of scales");
  const secondGroupSize = given(group.second.size, format.source);
  return bitsPerValueOfTwoScales({ valueBits, scaleBits, groupSize, secondScaleBits, secondGroupSize });
}

/**
 * Bytes of a value in a storage format, scales included.
 *
 * @example storedBytes("fp16") // 2 bytes/element
 */
export function storedBytes(id: StorageFormatId): Quantity {
  return formatBytes({ bits: storedBits(id) });
}
