// How long does training take, and how well are the devices used? From operations, peak rate and utilisation.
import { sources } from "../sources/bibliography.js";
import { formula } from "./vocabulary.js";

/**
 * Accumulated device time (GPU-hours) of a run: independent of how many devices share the work. Errors on inputs
 * that are missing, of another unit or out of range.
 *
 * @example deviceTime({ trainingFlop: flop(5.76e23), peak: peak(device("tpu-v4"), "bf16"),
 *   utilisation: 0.5 }).as("device*day") // 48,500 device·day
 */
export const deviceTime = formula({
  id: "time.device-time",
  meaning: "Device time of a training run at a share of the peak rate",
  expression: "trainingFlop / (peak * utilisation)",
  result: "deviceTime",
  inputs: ["trainingFlop", "peak", "utilisation"],
  source: { source: sources.epochMethod, place: "Method 2, solved for the time" },
});

/**
 * Wall time of a run on several devices; the loss by parallel work is part of the utilisation. Errors on inputs
 * that are missing, of another unit or out of range.
 *
 * @example trainingTime({ trainingFlop: flop(5.76e23), devices: 4096, peak: peak(device("tpu-v4"), "bf16"),
 *   utilisation: 0.5 }).as("day") // 11.8 days
 */
export const trainingTime = formula({
  id: "time.training-time",
  meaning: "Time of a training run on several devices at a share of their peak rate",
  expression: "trainingFlop / (devices * peak * utilisation)",
  result: "time",
  inputs: ["trainingFlop", "devices", "peak", "utilisation"],
  source: {
    source: sources.narayanan2021,
    place: "section 5.1, training time estimates: operations over devices and the rate of each",
  },
});

/** Accumulated device time of a run that lasted so long on so many devices. */
export const accumulatedDeviceTime = formula({
  id: "time.accumulated-device-time",
  meaning: "Device time of a run: its duration times its devices",
  expression: "time * devices",
  result: "deviceTime",
  inputs: ["time", "devices"],
  source: { source: sources.epochMethod, place: "Method 2: training time times number of cores" },
});

/** Share of the dense peak that a run reached, from its counted operations and its device time. */
export const reachedUtilisation = formula({
  id: "time.utilisation",
  meaning: "Share of the peak rate that a training run reached",
  expression: "trainingFlop / (deviceTime * peak)",
  result: "utilisation",
  inputs: ["trainingFlop", "deviceTime", "peak"],
  source: { source: sources.chowdhery2022, place: "section 4.1: model FLOPs utilisation" },
});

/** How many devices finish a run in a given time; round up for whole devices. */
export const devicesForTime = formula({
  id: "time.devices",
  meaning: "Devices that finish a training run within a given time",
  expression: "trainingFlop / (time * peak * utilisation)",
  result: "devices",
  inputs: ["trainingFlop", "time", "peak", "utilisation"],
  source: {
    source: sources.narayanan2021,
    place: "section 5.1, training time estimates; solved for the devices",
  },
  sample: { trainingFlop: 7.9872e21, time: 1e6 },
});

/** How far two peak rates are apart, in units of the lower: what the choice of a variant is worth. */
export const peakSpread = formula({
  id: "time.peak-spread",
  meaning: "Difference of two peak rates in units of the lower one",
  expression: "newerPeak / olderPeak - 1",
  result: "peakSpread",
  inputs: ["newerPeak", "olderPeak"],
  source: {
    source: sources.epochMethod,
    place: "Example: Image GPT, versions of the V100; difference worked out here",
  },
});
