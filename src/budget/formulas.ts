// What ties a budget together: operations of the run, its speed, its time with failures, its cost in a currency.
import type { Formula } from "../formula/index.js";
import { sources } from "../sources/bibliography.js";
import { formula } from "./vocabulary.js";

/** Operations of a run under a convention. */
export const runFlop = formula({
  id: "budget.training-flop",
  meaning: "Training compute of a run: operations per token, under a named convention, times its tokens",
  expression: "flopPerToken * tokensTrained",
  result: "trainingFlop",
  inputs: ["flopPerToken", "tokensTrained"],
  source: { source: sources.epochMethod, place: "Method 1: operations of an example times examples" },
});

/** Share of the peak that a run will reach, from the planned step. */
export const expectedUtilisation = formula({
  id: "budget.expected-utilisation",
  meaning:
    "Share of the peak rate that a run is expected to reach: operations of a planned step over what the devices could do in its time, times the speed that real runs reach of a planned one",
  expression: "speedShare * flopPerToken * stepTokens / (iterationTime * devices * peak)",
  result: "utilisation",
  inputs: ["speedShare", "flopPerToken", "stepTokens", "iterationTime", "devices", "peak"],
  source: { source: sources.chowdhery2022, place: "appendix B: model FLOPs utilisation" },
});

/** Training steps of a run. */
export const runSteps = formula({
  id: "budget.steps",
  meaning: "Training steps of a run",
  expression: "tokensTrained / stepTokens",
  result: "steps",
  inputs: ["tokensTrained", "stepTokens"],
  source: { source: sources.kaplan2020, place: "section 1.3: batch size and steps; solved for the steps" },
});

/** Duration with failures and checkpoints. */
export const wallTime = formula({
  id: "budget.wall-time",
  meaning: "Duration of a run with failures, repeated work and checkpoints",
  expression: "productiveTime / goodput",
  result: "time",
  inputs: ["productiveTime", "goodput"],
  source: { source: sources.daly2006, place: "section 2: solve time and wall clock time" },
});

/** Device time between failures, as a run observed it. */
export const observedFailureTime = formula({
  id: "budget.device-failure-time",
  meaning: "Device time between two failures, from the failures of a published run",
  expression: "devices * time / failures",
  result: "deviceFailureTime",
  inputs: ["devices", "time", "failures"],
  source: { source: sources.llama3, place: "section 3.3.4" },
  sample: { devices: 16384, time: [54, "day"] },
});

/** Bandwidth to storage of a cluster. */
export const storageBandwidth = formula({
  id: "budget.checkpoint-bandwidth",
  meaning: "Bandwidth to storage for checkpoints, growing with the cluster",
  expression: "storageRate * devices",
  result: "checkpointBandwidth",
  inputs: ["storageRate", "devices"],
  source: { source: sources.llama3, place: "section 3.3.1: storage" },
});

/** A cost in another currency. */
export const costInCurrency = formula({
  id: "budget.local-cost",
  meaning: "Cost in units of another currency",
  expression: "cost / currencyRate",
  result: "localCost",
  inputs: ["cost", "currencyRate"],
  source: { source: sources.ias21, place: "paragraph 21: translation at the exchange rate of the day" },
});

/** Every formula of this folder. */
export const budgetFormulas: readonly Formula[] = [
  costInCurrency,
  expectedUtilisation,
  observedFailureTime,
  runFlop,
  runSteps,
  storageBandwidth,
  wallTime,
];
