// What failures and checkpoints leave of a run's time, and the interval between checkpoints that costs least.
import type { Formula } from "../formula/index.js";
import { sources } from "../sources/bibliography.js";
import { formula } from "./vocabulary.js";

const young = { source: sources.daly2006, place: "section 2: first-order optimum" };

/** Mean time between failures of a run on many devices, any of which stops it. */
export const runFailureTime = formula({
  id: "goodput.failure-time",
  meaning: "Mean time between failures of a run: that of a device over the devices",
  expression: "deviceFailureTime / devices",
  result: "failureTime",
  inputs: ["deviceFailureTime", "devices"],
  source: { source: sources.llama3, place: "section 3.3.4: any failed GPU stops the job" },
});

/** Bytes that a checkpoint writes. */
export const checkpointSize = formula({
  id: "goodput.checkpoint-size",
  meaning: "Size of a checkpoint: weights and what the optimizer keeps",
  expression: "(weightBytes + optimizerBytes) * parameters",
  result: "checkpointSize",
  inputs: ["weightBytes", "optimizerBytes", "parameters"],
  source: { source: sources.rajbhandari2020, place: "section 3.1: 2 + 12 bytes for mixed-precision Adam" },
});

/** Time that writing a checkpoint holds the run up. */
export const checkpointTime = formula({
  id: "goodput.checkpoint-time",
  meaning: "Time that a checkpoint holds the run up: its size over the bandwidth to storage",
  expression: "checkpointSize / checkpointBandwidth",
  result: "checkpointTime",
  inputs: ["checkpointSize", "checkpointBandwidth"],
  source: { source: sources.daly2006, place: "section 2: time to write a restart dump, while the run waits" },
});

/** Interval between checkpoints with least loss. */
export const bestCheckpointInterval = formula({
  id: "goodput.best-interval",
  meaning: "Interval between checkpoints that loses least: writing often against repeating much",
  expression: "sqrt(2 * checkpointTime * failureTime)",
  result: "checkpointInterval",
  inputs: ["checkpointTime", "failureTime"],
  source: young,
});

/** Share of the time that makes progress. */
export const goodputShare = formula({
  id: "goodput.share",
  meaning: "Share of the time that makes progress: without checkpoints, repeated work and restarts",
  expression:
    "1 / (1 + checkpointTime / checkpointInterval + (checkpointInterval / 2 + restartTime) / failureTime)",
  result: "goodput",
  inputs: ["checkpointTime", "checkpointInterval", "restartTime", "failureTime"],
  source: young,
});

/** Formulas of this file, for the catalogue. */
export const goodputFormulas: readonly Formula[] = [
  bestCheckpointInterval,
  checkpointSize,
  checkpointTime,
  goodputShare,
  runFailureTime,
];
