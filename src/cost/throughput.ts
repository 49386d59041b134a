// What a measured throughput says: time of a run, sustained rate, share of the peak.
import { sources } from "../sources/bibliography.js";
import { throughputDefinition } from "./definitions.js";
import { formula } from "./vocabulary.js";

/** Time of a run at a measured throughput. */
export const timeAtThroughput = formula({
  id: "throughput.training-time",
  meaning: "Time of a training run at a measured throughput",
  expression: "samples * epochs / throughput",
  result: "time",
  inputs: ["samples", "epochs", "throughput"],
  source: throughputDefinition,
});

/** Operations a second behind a measured training throughput, of all devices that it was measured on. */
export const sustainedRate = formula({
  id: "throughput.sustained-rate",
  meaning: "Operations a second behind a measured training throughput",
  expression: "passesPerStep * forwardFlop * throughput",
  result: "rate",
  inputs: ["forwardFlop", "throughput"],
  source: throughputDefinition,
});

/** Share of the dense peak of so many devices that a sustained rate makes. */
export const utilisationOfRate = formula({
  id: "throughput.utilisation",
  meaning: "Share of the peak rate that a sustained rate makes",
  expression: "rate / (devices * peak)",
  result: "utilisation",
  inputs: ["rate", "devices", "peak"],
  source: { source: sources.chowdhery2022, place: "section 4.1: model FLOPs utilisation" },
});
