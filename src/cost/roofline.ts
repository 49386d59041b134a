// Is an operation bound by arithmetic or by memory? The roofline; its times are in inference/latency.ts.
import type { Formula } from "../formula/index.js";
import { type Device, memoryBandwidth, type PeakFormat, peak } from "../hardware/index.js";
import type { Quantity } from "../numbers/quantity.js";
import { sources } from "../sources/bibliography.js";
import { timeRatioDefinition } from "./definitions.js";
import { formula } from "./vocabulary.js";

/** Operations for each byte that moves between memory and device. */
export const intensityOf = formula({
  id: "roofline.intensity",
  meaning: "Arithmetic intensity: operations per byte moved",
  expression: "flop / bytes",
  result: "intensity",
  inputs: ["flop", "bytes"],
  source: { source: sources.williams2009, place: "operational intensity" },
});

/** Intensity from which on arithmetic binds and not memory. Peak and bytes must be of one number format. */
export const ridgeIntensity = formula({
  id: "roofline.ridge",
  meaning: "Intensity at the ridge of the roofline: peak rate over bandwidth",
  expression: "peak / bandwidth",
  result: "ridge",
  inputs: ["peak", "bandwidth"],
  source: { source: sources.williams2009, place: "ridge point" },
});

/** Largest rate that an operation of some intensity can reach. */
export const attainableRate = formula({
  id: "roofline.attainable-rate",
  meaning: "Largest rate that memory and arithmetic allow",
  expression: "min(peak, intensity * bandwidth)",
  result: "rate",
  inputs: ["peak", "intensity", "bandwidth"],
  source: { source: sources.williams2009, place: "attainable performance" },
});

/** Intensity in units of the ridge: above 1 compute-bound, below 1 memory-bound. */
export const ridgeShare = formula({
  id: "roofline.ridge-share",
  meaning: "Intensity in units of the ridge: above 1 arithmetic binds, below 1 memory",
  expression: "intensity / ridge",
  result: "ridgeShare",
  inputs: ["intensity", "ridge"],
  source: { source: sources.williams2009, place: "ridge point: memory-bound below, compute-bound above" },
});

/** Largest share of the peak rate that memory allows. */
export const attainableShare = formula({
  id: "roofline.attainable-share",
  meaning: "Largest share of the peak rate that memory allows",
  expression: "min(1, intensity / ridge)",
  result: "attainableShare",
  inputs: ["intensity", "ridge"],
  source: { source: sources.williams2009, place: "attainable performance over peak" },
});

/** Time of the data movement at full bandwidth. */
export const transferTime = formula({
  id: "roofline.transfer-time",
  meaning: "Time of the data movement at full bandwidth",
  expression: "bytes / bandwidth",
  result: "transferTime",
  inputs: ["bytes", "bandwidth"],
  source: {
    source: sources.nvidiaGpuBackground,
    place: "Understanding performance: bytes over memory bandwidth",
  },
});

/** How much slower one operation is than another. */
export const timeRatio = formula({
  id: "roofline.time-ratio",
  meaning: "Time of the slower operation in units of the faster",
  expression: "slowerTime / fasterTime",
  result: "timeRatio",
  inputs: ["slowerTime", "fasterTime"],
  source: timeRatioDefinition,
});

/** Bytes of an operation that goes over a tensor so many times, each a read or a write. */
export const passBytes = formula({
  id: "roofline.pass-bytes",
  meaning: "Bytes of an operation that reads or writes a tensor so many times",
  expression: "bytesPerElement * tensorPasses * elements",
  result: "bytes",
  inputs: ["bytesPerElement", "tensorPasses", "elements"],
  source: {
    source: sources.nvidiaGpuBackground,
    place: "Understanding performance: bytes accessed; each pass reads or writes the tensor once",
  },
});

/** Bytes of an operation whose intensity is known. */
export const bytesOfIntensity = formula({
  id: "roofline.bytes-of-intensity",
  meaning: "Bytes moved by operations of a known intensity",
  expression: "flop / intensity",
  result: "bytes",
  inputs: ["flop", "intensity"],
  source: { source: sources.williams2009, place: "operational intensity, solved for the bytes" },
});

/** A device in one number format, as the roofline sees it. */
export interface Roof {
  readonly name: string;
  readonly peak: Quantity;
  /** Rate of the vector units for what is no matrix product; the peak where the device has only one rate. */
  readonly vectorPeak: Quantity;
  readonly bandwidth: Quantity;
  readonly ridge: Quantity;
}

/**
 * The roofline of a device for a number format: dense peak, bandwidth, and their ridge. Element-wise work runs on the
 * vector units, in FP32. Errors when the device has no rate for the format.
 *
 * @example roof(device("a100-sxm-80"), "bf16").ridge // 153 FLOP/byte
 */
export function roof(device: Device, format: PeakFormat): Roof {
  const rate = peak(device, format);
  const bandwidth = memoryBandwidth(device);
  return {
    name: `${device.name}, ${format}`,
    peak: rate,
    vectorPeak: device.densePeak.fp32 === undefined ? rate : peak(device, "fp32"),
    bandwidth,
    ridge: ridgeIntensity({ peak: rate, bandwidth }),
  };
}

/** Formulas of this file, for the catalogue. */
export const rooflineFormulas: readonly Formula[] = [
  attainableRate,
  attainableShare,
  bytesOfIntensity,
  intensityOf,
  passBytes,
  ridgeIntensity,
  ridgeShare,
  timeRatio,
  transferTime,
];
