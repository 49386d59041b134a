// Integer instructions that the vector units of a device start in a second: what unpacking of narrow weights needs.

import type { Citation } from "../ground/source.js";
import { given, type Quantity } from "../numbers/quantity.js";
import { sources } from "../sources/bibliography.js";
import { datasheets } from "../sources/datasheets.js";
import type { Device } from "./device.js";
import { peak } from "./peak.js";
import { formula } from "./vocabulary.js";

/** Rate of integer instructions from the peak of the same units in FP32. */
export const integerRateOf = formula({
  id: "hardware.integer-rate",
  meaning: "Integer instructions that vector units start in a second, from their FP32 peak",
  expression: "integerShare * densePeak / flopPerMac",
  result: "integerRate",
  inputs: ["integerShare", "densePeak"],
  source: { source: sources.cudaProgramming, place: "arithmetic instructions, table of results in a cycle" },
  sample: { densePeak: 1.95e13 },
});

interface Family {
  readonly ids: RegExp;
  /** Integer instructions for each multiply-accumulate in FP32. */
  readonly share: number;
  readonly origin: Citation;
}

const besideFp32 = "table of V100 and A100: 64 INT32 cores beside 64 FP32 cores in an SM";
const halfDoes = "64 of the 128 FP32 cores of an SM also do INT32";
const everySecond = "INT32 33.5 TOP/s beside FP32 66.9 TFLOP/s of the SXM version";

const families: readonly Family[] = [
  {
    ids: /^(v100|v100s|titan-v|a100|a800|a30)(-|$)/,
    share: 1,
    origin: { source: datasheets.nvidiaAmpere, place: besideFp32 },
  },
  {
    ids: /^(rtx-2080-ti|t4)$/,
    share: 1,
    origin: { source: datasheets.nvidiaTuring, place: "64 INT32 cores beside 64 FP32 cores in an SM" },
  },
  {
    ids: /^(a40|a10|a10g|a2|rtx-a6000|rtx-3080-10|rtx-3090)$/,
    share: 0.5,
    origin: { source: datasheets.nvidiaAmpereGA102, place: halfDoes },
  },
  {
    ids: /^(l4|l40|l40s|l20|rtx-6000-ada|rtx-4090)$/,
    share: 0.5,
    origin: { source: datasheets.nvidiaAda, place: halfDoes },
  },
  {
    ids: /^(h100|h200|h800|h20|gh200)(-|$)/,
    share: 0.5,
    origin: { source: datasheets.nvidiaHopper, place: everySecond },
  },
  {
    ids: /^rtx-5090$/,
    share: 1,
    origin: { source: datasheets.nvidiaRTXBlackwell, place: "all 128 cores of an SM do FP32 or INT32" },
  },
];

/**
 * Integer instructions a second; undefined where a device's integer units are not on record.
 *
 * @example integerRate(device("a100-sxm-80")) // 9.75 trillion 1/s
 */
export function integerRate(device: Device): Quantity | undefined {
  const family = families.find(({ ids }) => ids.test(device.id));
  if (family === undefined) return undefined;
  const label = `${device.name}: integer instructions for each FP32 multiply-accumulate`;
  const integerShare = given(family.share, family.origin, { unit: "1/MAC", label });
  const rate = integerRateOf({ integerShare, densePeak: peak(device, "fp32") });
  return rate.labelled(`${device.name}: integer instructions a second`);
}
