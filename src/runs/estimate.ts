// Compute of a published run by two methods side by side: counted operations, and device time at the peak rate.
import {
  accumulatedDeviceTime,
  defaultUtilisation,
  deviceTimeFlop,
  flopOfMac,
  languageModelTrainingFlop,
  methodRatio,
  reachedUtilisation,
  tokensSeen,
  trainingFlop,
} from "../cost/index.js";
import { type Device, device, peak } from "../hardware/index.js";
import { model } from "../importers/index.js";
import { forwardMatrixFlop, type ModelRecord } from "../models/index.js";
import { given, type Quantity, sum } from "../numbers/quantity.js";
import { deviceHours, hours } from "../numbers/units.js";
import type { Fact, PublishedCompute, RunHardware, RunWork, TrainingRun } from "./run.js";

/** How far apart the methods are: the article expects less than 1.7, and a factor of 3 calls for a reason. */
export type MethodAgreement = "within 1.7" | "within 3" | "beyond 3";

/** The estimates for a run; what its inputs do not allow is undefined. */
export interface RunEstimate {
  readonly run: TrainingRun;
  readonly parameters: Quantity;
  /** Compute by operation counting, in FLOP. */
  readonly operations: Quantity | undefined;
  /** Accumulated time of all devices. */
  readonly deviceTime: Quantity | undefined;
  /** Dense peak rate of one device. */
  readonly peak: Quantity | undefined;
  /** Share of the peak that the device-time method takes: the run's own, or the usual one. */
  readonly utilisation: Quantity | undefined;
  /** Compute by device time, in FLOP. */
  readonly byDeviceTime: Quantity | undefined;
  /** By device time over by operations. */
  readonly ratio: Quantity | undefined;
  readonly agreement: MethodAgreement | undefined;
  /** Counted operations as a share of what the devices could have done. */
  readonly impliedUtilisation: Quantity | undefined;
  readonly published: readonly { readonly method: PublishedCompute["method"]; readonly flop: Quantity }[];
}

/** What a run may name beside ours. */
export interface RunGround {
  readonly devices?: readonly Device[];
  readonly models?: readonly ModelRecord[];
}

/** What a run may name beside ours. */
export interface RunGround {
  readonly devices?: readonly Device[];
  readonly models?: readonly ModelRecord[];
}

/**
 * Both estimates of a run with their working.
 *
 * @example runEstimate(trainingRun("gpt3")).operations // 314 ZFLOP
 */
export function runEstimate(run: TrainingRun): RunEstimate {
  return runEstimateWith({}, run);
}

/** The same for a run that may name devices and models of one's own. */
export function runEstimateWith(own: RunGround, run: TrainingRun): RunEstimate {
  const { hardware, work, published = [] } = run;
  const operations = work === undefined ? undefined : operationsOf(run, work, own.models);
  const timed = hardware === undefined ? undefined : timeMethod(run, hardware, own.devices);
  const both = operations === undefined || timed === undefined ? undefined : { operations, ...timed };
  const ratio =
    both && methodRatio({ timeMethodFlop: both.byDeviceTime, operationCountFlop: both.operations });
  return {
    run,
    parameters: quantity(run.parameters, "parameters", "parameter"),
    operations,
    deviceTime: timed?.deviceTime,
    peak: timed?.peak,
    utilisation: timed?.utilisation,
    byDeviceTime: timed?.byDeviceTime,
    ratio,
    agreement: ratio && agreementOf(ratio.value),
    impliedUtilisation:
      both &&
      reachedUtilisation({
        trainingFlop: both.operations,
        deviceTime: both.deviceTime,
        peak: both.peak,
      })
        .labelled("utilisation that the operations imply")
        .as("%"),
    published: published.map(({ method, ...fact }) => ({
      method,
      flop: quantity(fact, `published estimate, ${method}`, "FLOP"),
    })),
  };
}

/** The class of a ratio, whichever method is the higher. */
export function agreementOf(ratio: number): MethodAgreement {
  const apart = Math.max(ratio, 1 / ratio);
  return apart <= 1.7 ? "within 1.7" : apart <= 3 ? "within 3" : "beyond 3";
}

function quantity({ value, citation }: Fact, label: string, unit: string): Quantity {
  return given({ value, unit }, citation, { label });
}

function operationsOf(run: TrainingRun, work: RunWork, own: readonly ModelRecord[] = []): Quantity {
  if (work.kind === "parts") return operationsOfParts(work.parts);
  if (work.kind === "samples") {
    const { forward, samples, epochs } = work;
    return trainingFlop({
      forwardFlop:
        "model" in forward
          ? forwardMatrixFlop(model(forward.model, {}, own))
          : flopOfMac({ forwardMac: quantity(forward.mac, "forward multiply-accumulates", "MAC") }),
      samples: quantity(samples, "training samples", "sample"),
      epochs: quantity(epochs, "epochs", "epoch"),
    }).labelled(`${run.model}: compute by operations`);
  }
  const parameters = quantity(
    run.activeParameters ?? run.parameters,
    run.activeParameters === undefined ? "parameters" : "parameters that a token uses",
    "parameter",
  );
  return languageModelTrainingFlop({ parameters, tokens: tokensOf(work) }).labelled(
    `${run.model}: compute by operations`,
  );
}

function tokensOf(work: Extract<RunWork, { readonly kind: "tokens" | "steps" }>): Quantity {
  if (work.kind === "tokens") return quantity(work.tokens, "training tokens", "token");
  return tokensSeen({
    batch: quantity(work.batch, "sequences of a batch", "sample"),
    sequence: quantity(work.sequence, "tokens of a sequence", "token"),
    steps: quantity(work.steps, "steps", "step"),
  });
}

function operationsOfParts(parts: Extract<RunWork, { readonly kind: "parts" }>["parts"]): Quantity {
  return sum(
    "compute by operations, part by part",
    parts.map(({ name, parameters, tokens }) =>
      languageModelTrainingFlop({
        parameters: quantity(parameters, `parameters: ${name}`, "parameter"),
        tokens: quantity(tokens, `tokens: ${name}`, "token"),
      }).labelled(name),
    ),
  );
}

function timeMethod(run: TrainingRun, hardware: RunHardware, own: readonly Device[] = []) {
  const deviceTime = deviceTimeOf(hardware);
  if (deviceTime === undefined) return undefined;
  const rate = peak(device(hardware.device, own), hardware.format);
  const { utilisation: stated } = hardware;
  const utilisation =
    stated === undefined
      ? defaultUtilisation(run.network)
      : given(stated.value, stated.citation, {
          label:
            stated.counts === "executed"
              ? "published utilisation, with work done again"
              : "published utilisation",
        }).as("%");
  const byDeviceTime = deviceTimeFlop({ utilisation, peak: rate, deviceTime }).labelled(
    `${run.model}: compute by device time`,
  );
  return { deviceTime, peak: rate, utilisation, byDeviceTime };
}

function deviceTimeOf({ deviceHours: total, count, hours: wall }: RunHardware): Quantity | undefined {
  if (total !== undefined) return given(deviceHours(total.value), total.citation, { label: "device time" });
  if (count === undefined || wall === undefined) return undefined;
  return accumulatedDeviceTime({
    time: given(hours(wall.value), wall.citation, { label: "time of the run" }),
    devices: quantity(count, "devices", "device"),
  });
}
