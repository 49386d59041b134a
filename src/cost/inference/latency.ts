// How long does one pass take on paper? Arithmetic and data movement, one after the other or both at once.
import { sources } from "../../sources/bibliography.js";
import { formula } from "../vocabulary.js";

/** Time of the operations at the full peak rate. */
export const latencyComputeTime = formula({
  id: "latency.compute-time",
  meaning: "Time of a pass's operations at the peak rate",
  expression: "flop / peak",
  result: "computeTime",
  inputs: ["flop", "peak"],
  source: {
    source: sources.nvidiaGpuBackground,
    place: "Understanding performance: operations over math bandwidth",
  },
});

/** Time of moving activations in and out. Leaves the weights out, which are most of the bytes at batch 1. */
export const activationTime = formula({
  id: "latency.activation-time",
  meaning: "Time of moving input and output activations, weights left out",
  expression: "(inputBytes + outputBytes) / bandwidth",
  result: "transferTime",
  inputs: ["inputBytes", "outputBytes", "bandwidth"],
  source: {
    source: sources.nvidiaGpuBackground,
    place: "Understanding performance: bytes over memory bandwidth; weights left out here",
  },
});

/** Time of moving everything that a pass touches: activations and weights, each once. */
export const passTransferTime = formula({
  id: "latency.transfer-time",
  meaning: "Time of moving input and output activations and weights, each once",
  expression: "(inputBytes + weightTraffic + outputBytes) / bandwidth",
  result: "transferTime",
  inputs: ["inputBytes", "weightTraffic", "outputBytes", "bandwidth"],
  conventions: ["each-tensor-moved-once"],
  source: { source: sources.williams2009, place: "operational intensity counts all bytes of memory traffic" },
});

/** Latency when nothing overlaps: an upper limit. */
export const sequentialLatency = formula({
  id: "latency.sequential",
  meaning: "Latency when data movement and arithmetic follow one another",
  expression: "computeTime + transferTime",
  result: "latency",
  inputs: ["computeTime", "transferTime"],
  conventions: ["no-overlap"],
  source: {
    source: sources.nvidiaGpuBackground,
    place: "Understanding performance: both times, without the overlap that it assumes",
  },
});

/** Latency when both overlap: the roofline's time, a lower limit. At most half of the other less. */
export const overlappedLatency = formula({
  id: "latency.overlapped",
  meaning: "Latency when data movement and arithmetic run at the same time",
  expression: "max(computeTime, transferTime)",
  result: "latency",
  inputs: ["computeTime", "transferTime"],
  conventions: ["full-overlap"],
  source: { source: sources.williams2009, place: "the roofline as a time" },
});
