// Number formats of weights and caches when serving: how they are stored, and at which rate products then run.
import { type StorageFormatId, storageFormat, storedBits } from "../../cost/inference/index.js";
import { FlopbookError, suggestion } from "../../ground/errors.js";
import { type Device, type PeakFormat, peak } from "../../hardware/index.js";
import { formatChoices } from "../../hardware/number-format.js";
import type { StoredWeights } from "../../layers/index.js";
import type { Quantity } from "../../numbers/quantity.js";

interface Format {
  readonly stored: StorageFormatId;
  /** Rates at which products run, the best first; weights alone in few bits are turned into 16 bits first. */
  readonly rates: readonly PeakFormat[];
  /** The format of which this is a variant: other groups, or other arithmetic. */
  readonly variantOf?: string;
}

const half = ["bf16", "fp16"] as const;

/** Formats by the names that people use. */
export const servingFormats = {
  bf16: { stored: "bf16", rates: half },
  fp16: { stored: "fp16", rates: ["fp16", "bf16"] },
  fp8: { stored: "fp8-e4m3", rates: ["fp8", ...half] },
  int8: { stored: "int8", rates: ["int8", ...half] },
  /** Weights alone in 8 bits, products in 16, also where the device multiplies INT8. */
  w8a16: { stored: "int8", rates: half, variantOf: "int8" },
  int4: { stored: "int4-group128", rates: half },
  "int4-g64": { stored: "int4-group64", rates: half, variantOf: "int4" },
  "int4-g32": { stored: "int4-group32", rates: half, variantOf: "int4" },
  mxfp4: { stored: "mxfp4", rates: half },
  nvfp4: { stored: "nvfp4", rates: ["fp4", ...half] },
} as const satisfies Readonly<Record<string, Format>>;

export type ServingFormat = keyof typeof servingFormats;

/** A format by name, or weights as the model's own file stores them. */
export type WeightFormat = ServingFormat | StoredWeights;

/** Whether the weights are those of a file. */
export function isStored(format: WeightFormat): format is StoredWeights {
  return typeof format !== "string";
}

/** The formats by name. */
export const servingFormatNames = Object.keys(servingFormats) as readonly ServingFormat[];

/**
 * The format of this name. Errors on an unknown one, with the nearest.
 *
 * @example servingFormat("bf16") // "bf16"
 */
export function servingFormat(name: string): ServingFormat {
  const found = servingFormatNames.find((one) => one === name.toLowerCase());
  if (found !== undefined) return found;
  throw new FlopbookError(
    `serving: unknown number format, got "${name}"${suggestion(name, servingFormatNames)}; known are ${servingFormatNames.join(", ")}`,
  );
}

/** Bits of a value with its share of the scales. */
export function formatBits(format: ServingFormat): Quantity {
  return storedBits(servingFormats[format].stored);
}

/** The name that `--weights` takes, or what a file calls its own. */
export function weightsName(format: WeightFormat): string {
  return isStored(format) ? format.name : format;
}

/** The format's full name. */
export function formatName(format: WeightFormat): string {
  if (isStored(format)) return format.name;
  return storageFormat(servingFormats[format].stored).name;
}

/** Whether a format differs from another in its groups or arithmetic only. */
export function isVariant(format: ServingFormat): boolean {
  const { variantOf }: Format = servingFormats[format];
  return variantOf !== undefined;
}

/** Rate of products with weights of a format. Errors where the device has none of the rates, naming those it has. */
export function productPeak(device: Device, format: WeightFormat): Quantity {
  return peak(device, productFormat(device, format));
}

/** Whether weights of a format are unpacked before they are multiplied: a value has fewer bits than the products take. */
export function isUnpacked(device: Device, format: WeightFormat): boolean {
  const bits = isStored(format) ? format.valueBits : storageFormat(servingFormats[format].stored).valueBits;
  return bits < productBits(productFormat(device, format));
}

/** Rates of weights that a file stores, by the arithmetic that they are made for. */
const storedRates: Readonly<Record<StoredWeights["arithmetic"], readonly PeakFormat[]>> = {
  "16-bit": half,
  fp8: ["fp8", ...half],
  int8: ["int8", ...half],
  fp4: ["fp4", ...half],
};

function productFormat(device: Device, format: WeightFormat): PeakFormat {
  const rates: readonly PeakFormat[] = isStored(format)
    ? storedRates[format.arithmetic]
    : servingFormats[format].rates;
  const has = (rate: PeakFormat) => formatChoices(rate).some((row) => device.densePeak[row] !== undefined);
  return rates.find(has) ?? rates.at(-1) ?? "bf16";
}

/** "fp8" -> 8. */
function productBits(rate: PeakFormat): number {
  return Number(/\d+/.exec(rate)?.[0]);
}
