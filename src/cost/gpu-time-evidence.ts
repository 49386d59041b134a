// What is known about typical hardware by year and about utilisation, for runs that leave these out.
import { FlopbookError } from "../ground/errors.js";
import type { Citation } from "../ground/source.js";
import { type Device, device, type PeakFormat, peak } from "../hardware/index.js";
import { given, type Quantity } from "../numbers/quantity.js";
import { teraflopPerSecond } from "../numbers/units.js";
import { sources } from "../sources/bibliography.js";
import { formula } from "./vocabulary.js";

/** A reported or assumed utilisation, as a share of the dense peak. */
export interface UtilisationEvidence {
  readonly who: string;
  readonly low: number;
  readonly high: number;
  readonly devices: "one" | "several";
  readonly kind: "measured" | "assumed";
  readonly citation: Citation;
}

const utilisationBox = { source: sources.epochMethod, place: "About GPU utilization rates" };
const row = (
  who: string,
  [low, high]: readonly [number, number],
  devices: "one" | "several",
  kind: "measured" | "assumed",
  citation: Citation = utilisationBox,
): UtilisationEvidence => ({ who, low, high, devices, kind, citation });

/** The data points of Epoch's article. */
export const utilisationEvidence: readonly UtilisationEvidence[] = [
  row("Convolutional networks on single GPUs", [0.3, 0.75], "one", "measured"),
  row("OpenAI, AI and Compute", [0.33, 0.33], "several", "assumed"),
  row("Megatron-LM, language models", [0.44, 0.52], "several", "measured"),
  row("GSPMD", [0.62, 0.62], "several", "measured"),
  row("LaMDA", [0.565, 0.565], "several", "measured"),
  row("Biderman, language models on A100", [0.4, 0.4], "several", "assumed"),
  row("Cotra, not optimised", [0.1, 0.1], "several", "assumed"),
  row("Cotra, large projects that optimise", [0.25, 0.25], "several", "assumed"),
  row("GPT-3, in Patterson et al.", [0.25, 0.25], "several", "measured"),
  row("GShard, in Patterson et al.", [0.39, 0.39], "several", "measured"),
];

/**
 * Lowest and highest utilisation that was measured on one device or on several.
 *
 * @example utilisationRange("several").map(({ text }) => text) // ["0.25", "0.62"]
 */
export function utilisationRange(devices: "one" | "several"): readonly [Quantity, Quantity] {
  const rows = utilisationEvidence.filter((entry) => entry.devices === devices && entry.kind === "measured");
  const byLow = [...rows].sort((a, b) => a.low - b.low);
  const byHigh = [...rows].sort((a, b) => b.high - a.high);
  const [lowest] = byLow;
  const [highest] = byHigh;
  if (lowest === undefined || highest === undefined)
    throw new FlopbookError(
      `gpu-time: no measured utilisation, got devices: "${devices}"; use "one" or "several"`,
    );
  return [
    given(lowest.low, lowest.citation, { label: `lowest reported utilisation: ${lowest.who}` }),
    given(highest.high, highest.citation, { label: `highest reported utilisation: ${highest.who}` }),
  ];
}

/** The accelerator that large runs of a year typically used. */
export interface TypicalDevice {
  /** First year for which it stands. */
  readonly from: number;
  readonly device: Device;
}

/**
 * Our own table, from datasheets, in place of the article's table of imputed hardware. Each
 * row stands until the next; a device counts from the year after its launch, when clusters of it were in use.
 */
export const typicalDevices: readonly TypicalDevice[] = [
  // The K40's table entry is for its base clock; runs used boost: 2880 cores at 875 MHz.
  {
    from: 2014,
    device: {
      ...device("k40"),
      densePeak: { fp64: teraflopPerSecond(1.68), fp32: teraflopPerSecond(5.04) },
      note: "Boost clock; 4.29 TFLOP/s at the base clock.",
    },
  },
  { from: 2016, device: device("m40") },
  { from: 2017, device: device("p100-sxm2") },
  { from: 2018, device: device("v100-sxm2-16") },
  { from: 2021, device: device("a100-sxm-40") },
  { from: 2023, device: device("h100-sxm") },
];

/**
 * The row of our table for a year. Errors on years before it begins.
 *
 * @example typicalDevice(2020).name // "V100 SXM2 16 GB"
 */
export function typicalDevice(year: number): Device {
  return typicalUntil(year)[0];
}

/** The typical devices up to a year, newest first. */
function typicalUntil(year: number): readonly [Device, ...Device[]] {
  const known = typicalDevices.filter(({ from }) => from <= year).map((entry) => entry.device);
  const [newest, ...older] = known.reverse();
  if (newest === undefined)
    throw new FlopbookError(
      `gpu-time: no typical device is known for this year, got ${year}; the table begins in ${typicalDevices[0]?.from}, so name the device`,
    );
  return [newest, ...older];
}

/** Geometric mean of two peak rates. */
export const geometricMeanPeak = formula({
  id: "gpu-time.geometric-mean-peak",
  meaning: "Geometric mean of the peak rates of two generations of devices",
  expression: "sqrt(newerPeak * olderPeak)",
  result: "peak",
  inputs: ["newerPeak", "olderPeak"],
  source: {
    source: sources.epochMethod,
    place: "Method 2, step 1: geometric mean of systems of the same year",
  },
});

/**
 * The other rule for unknown hardware: geometric mean of the typical device of a year and the one before it.
 *
 * @example meanPeakOfYear(2020, "fp16") // 51.5 TFLOP/s/device
 */
export function meanPeakOfYear(year: number, format: PeakFormat): Quantity {
  const [newer, older = newer] = typicalUntil(year);
  return geometricMeanPeak({ newerPeak: peak(newer, format), olderPeak: peak(older, format) });
}
