// How much compute did a run take, when only its device time is known? The second method of Epoch's article.
import { FlopbookError } from "../ground/errors.js";
import { type Device, device, type PeakFormat, peak, variants } from "../hardware/index.js";
import { given, type Quantity } from "../numbers/quantity.js";
import type { Amount } from "../numbers/units.js";
import { sources } from "../sources/bibliography.js";
import { utilisationRange } from "./gpu-time-evidence.js";
import {
  type AppliedRule,
  decideFormat,
  decideHardware,
  decideRate,
  decideUtilisation,
  sparsityRules,
} from "./gpu-time-rules.js";
import { formula } from "./vocabulary.js";

export type { AppliedRule } from "./gpu-time-rules.js";

/** Training compute from device time: devices work at a share of their peak rate. */
export const deviceTimeFlop = formula({
  id: "gpu-time.training-flop",
  meaning: "Training compute by device time: time times peak rate times utilisation",
  expression: "utilisation * peak * deviceTime",
  result: "trainingFlop",
  inputs: ["utilisation", "peak", "deviceTime"],
  source: {
    source: sources.epochMethod,
    place: "Method 2: training time, cores, peak FLOP/s and utilization rate",
  },
});

/** How far the two methods are apart: below 1.7 in the comparisons of Epoch's article. */
export const methodRatio = formula({
  id: "gpu-time.method-ratio",
  meaning: "Estimate by device time in units of the estimate by operation counting",
  expression: "timeMethodFlop / operationCountFlop",
  result: "methodRatio",
  inputs: ["timeMethodFlop", "operationCountFlop"],
  source: { source: sources.epochMethod, place: "Appendix B: both methods compared" },
});

/** What a source says about a run. Whatever it leaves out is decided by a rule that the result names. */
export interface DeviceTimeSpec {
  /** Accumulated over all devices: deviceDays(2500), or time.accumulated-device-time of days and devices. */
  readonly deviceTime: Amount | Quantity;
  /** Day of training or publication, "2020-06-17"; a year or month alone is enough. */
  readonly date: string;
  /**
   * Id or family, as far as the source names it ("v100-sxm2-32", "V100"), or a device of one's own. Absent: the usual
   * device of that year.
   */
  readonly device?: string | Device;
  /** Number format of the matrix products, when the source states it. */
  readonly format?: PeakFormat;
  /** Who trained it. Corporations are taken to use the best 16-bit format for large models. */
  readonly organisation?: "corporation" | "academic";
  /** Large for its time. Default false. */
  readonly large?: boolean;
  /** Language models run at lower utilisation. Default "other". */
  readonly network?: "language" | "other";
  /** One device or several: decides the range of plausible utilisation. Default "several". */
  readonly devices?: "one" | "several";
  /** What tensor cores call for: their rate at a lower utilisation (default), or the plain 16-bit rate. */
  readonly tensorCores?: "lower-utilisation" | "plain-rate";
  /** Share of the dense peak, when the source states it. */
  readonly utilisation?: number;
}

/** The estimate with everything that was decided on the way. */
export interface DeviceTimeEstimate {
  readonly trainingFlop: Quantity;
  /** The same at the lowest and highest utilisation that has been measured for such runs. */
  readonly low: Quantity;
  readonly high: Quantity;
  readonly device: Device;
  readonly format: PeakFormat;
  readonly peak: Quantity;
  readonly utilisation: Quantity;
  /** Every rule that was applied, in order: what it decided and where it is stated. */
  readonly assumptions: readonly AppliedRule[];
}

/**
 * Training compute from device time with the default rules of Epoch's article for what the source leaves out:
 *
 *   device -> variant -> number format -> rate (tensor cores, no sparsity) -> utilisation -> estimate and range
 *
 * Errors on a date, device, format or utilisation that cannot be.
 *
 * @example deviceTimeEstimate({ deviceTime: deviceDays(1000), device: "v100-sxm2-16",
 *   date: "2019-06-01" }).trainingFlop // 543 EFLOP
 */
export function deviceTimeEstimate(spec: DeviceTimeSpec): DeviceTimeEstimate {
  const date = checkedDate(spec.date);
  checkUtilisation(spec.utilisation);
  const { name, fitting } = namedHardware(spec.device);
  const hardware = decideHardware(name, Number(date.slice(0, 4)), fitting);
  const format = decideFormat({ ...spec, date, device: hardware.value });
  const rate = decideRate(hardware.value, format.value, spec.tensorCores ?? "lower-utilisation");
  const share = decideUtilisation({ ...spec, tensorRate: rate.tensorRate });
  const sparsity = sparsityRules(hardware.value, rate.value);
  const peakRate = peak(hardware.value, rate.value);
  const utilisation = given(share.value, share.rules[0].citation, { label: "Utilisation" });
  const [low, high] = utilisationRange(spec.devices ?? "several");
  const { deviceTime } = spec;
  const at = (fraction: Quantity) => deviceTimeFlop({ utilisation: fraction, peak: peakRate, deviceTime });
  return {
    trainingFlop: at(utilisation),
    low: at(low),
    high: at(high),
    device: hardware.value,
    format: rate.value,
    peak: peakRate,
    utilisation,
    assumptions: [...hardware.rules, ...format.rules, ...rate.rules, ...sparsity, ...share.rules],
  };
}

/** What the source calls the device, and the devices that it may mean. */
function namedHardware(said: string | Device | undefined) {
  if (said === undefined) return { name: undefined, fitting: [] };
  if (typeof said !== "string") return { name: said.name, fitting: [said] };
  return { name: said, fitting: [device(said), ...variants(said).slice(1)] };
}

/** A year alone stands for its middle, a month for its first day. */
function checkedDate(date: string): string {
  const [, year, month = "07", day = "01"] = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(date) ?? [];
  const iso = `${year}-${month}-${day}`;
  if (year === undefined || Number.isNaN(Date.parse(iso)))
    throw new FlopbookError(`gpu-time: date must be a day, month or year, got "${date}"; write "2020-06-17"`);
  return iso;
}

function checkUtilisation(utilisation: number | undefined): void {
  if (utilisation === undefined || (utilisation > 0 && utilisation <= 1)) return;
  throw new FlopbookError(
    `gpu-time: utilisation must be above 0 and at most 1, got ${utilisation}; it is a share of the peak rate`,
  );
}
