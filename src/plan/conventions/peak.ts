// A peak rate traced back: which number format of a device, and dense or with structured sparsity.
import { type Device, hasSparsePeak, type NumberFormat, numberFormats, peak } from "../../hardware/index.js";
import type { Quantity } from "../../numbers/quantity.js";

/** One printed rate of a device. */
export interface PeakReading {
  readonly format: NumberFormat;
  readonly sparse: boolean;
  readonly peak: Quantity;
  readonly relativeDifference: number;
}

/** Every peak rate of a device against a number in FLOP/s, nearest first. */
export function nearestPeaks(value: number, device: Device): readonly PeakReading[] {
  const rows = numberFormats
    .filter((format) => device.densePeak[format] !== undefined)
    .flatMap((format) =>
      [false, true]
        .filter((sparse) => !sparse || hasSparsePeak(device, format))
        .map((sparse) => ({ format, sparse, peak: peak(device, format, { sparse }) })),
    )
    .map((row) => ({ ...row, relativeDifference: value / row.peak.value - 1 }));
  const apart = ({ relativeDifference }: PeakReading) => Math.abs(Math.log1p(relativeDifference));
  return rows.sort((a, b) => apart(a) - apart(b));
}
