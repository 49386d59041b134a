// Formulas of one pass through the model when serving: bytes read, operations, and the longer of their times.
import { sources } from "../../sources/bibliography.js";
import { formula } from "../vocabulary.js";

const forwardPart = {
  source: sources.chowdhery2022,
  place: "appendix B: the forward third of 6N + 12 L H Q T per token",
};

const roofline = {
  source: sources.williams2009,
  place: "the roofline: the longer of arithmetic and movement",
};
const pope = (place: string) => ({ source: sources.pope2022, place });

/** Different experts that the tokens of a pass are sent to, chosen evenly and independently. */
export const expectedExpertsOf = formula({
  id: "serving.expected-experts",
  meaning: "Different experts of a layer that the tokens of a pass are expected to use",
  expression: "experts * (1 - max(0, 1 - activeExperts / experts)^routedTokens)",
  result: "expectedExperts",
  inputs: ["experts", "activeExperts", "routedTokens"],
  source: { source: sources.feller1968, place: "section II.5: occupancy, choices even and independent" },
});

/** Weights that one pass reads on one device. */
export const readWeightsOf = formula({
  id: "serving.read-weights",
  meaning:
    "Weights that a pass reads on one device: of experts only those in use, of tables the output layer",
  expression:
    "(blockParameters * bitsPerValue + expectedExperts * expertParametersEach * expertBits + outputLayerParameters * tableBits) / (bitsPerByte * tensorShards)",
  result: "weightTraffic",
  inputs: [
    "blockParameters",
    "expectedExperts",
    "expertParametersEach",
    "bitsPerValue",
    "expertBits",
    "outputLayerParameters",
    "tableBits",
    "tensorShards",
  ],
  conventions: ["weights-read-every-step"],
  source: pope("section 2, memory costs"),
  sample: { blockParameters: 1.6e9 },
});

/** Bytes that a pass reads: weights, and the caches of all its sequences. */
export const passBytesOf = formula({
  id: "serving.pass-bytes",
  meaning: "Bytes that a pass reads on one device: weights, and the caches of its sequences",
  expression: "weightTraffic + batch * sequenceCache",
  result: "stepBytes",
  inputs: ["weightTraffic", "batch", "sequenceCache"],
  source: pope("section 2, memory costs"),
});

/** Time to read them. */
export const readTime = formula({
  id: "serving.read-time",
  meaning: "Time to read the bytes of a pass: the memory side of the roofline",
  expression: "stepBytes / (bandwidth * bandwidthEfficiency)",
  result: "transferTime",
  inputs: ["stepBytes", "bandwidth", "bandwidthEfficiency"],
  source: roofline,
});

const calibrated = {
  source: sources.gptFast,
  place:
    "Llama 2 7B on one A100: 8 and 4 bits want the same instructions a weight when reading does not hide them",
};

/** Integer instructions a second of a device whose integer units are not on record. */
export const integerRateByBandwidth = formula({
  id: "serving.integer-rate-by-bandwidth",
  meaning: "Integer instructions a second, from the memory bandwidth of a device",
  expression: "integerIntensity * bandwidth",
  result: "integerRate",
  inputs: ["integerIntensity", "bandwidth"],
  source: {
    source: sources.nvidiaAmpere,
    place: "A100 of 80 GB: rate and bandwidth; other devices taken alike",
  },
});

/** Time to unpack the weights that a pass reads. */
export const unpackTimeOf = formula({
  id: "serving.unpack-time",
  meaning: "Time to unpack the weights that a pass reads into the format of its products",
  expression:
    "(blockParameters + expectedExperts * expertParametersEach + outputLayerParameters) * unpackInstructions / (tensorShards * integerRate)",
  result: "unpackTime",
  inputs: [
    "blockParameters",
    "expectedExperts",
    "expertParametersEach",
    "outputLayerParameters",
    "unpackInstructions",
    "tensorShards",
    "integerRate",
  ],
  conventions: ["weights-read-every-step"],
  source: calibrated,
});

/** Time to read and to unpack. */
export const unpackedReadTime = formula({
  id: "serving.unpacked-read-time",
  meaning: "Time to read the bytes of a pass and to unpack its weights: the memory side of the roofline",
  expression: "transferTime + unpackTime",
  result: "memorySideTime",
  inputs: ["transferTime", "unpackTime"],
  source: calibrated,
});

/** Operations of a decoding step, or of checking drafted tokens. */
export const stepFlopOf = formula({
  id: "serving.step-flop",
  meaning: "Operations of a decoding step of a batch; more for drafted tokens that it checks",
  expression:
    "flopPerMac * batch * routedTokens * (usedParameters + outputLayerParameters + layers * attentionWidth * contextTokens)",
  result: "flop",
  inputs: [
    "batch",
    "routedTokens",
    "usedParameters",
    "outputLayerParameters",
    "layers",
    "attentionWidth",
    "contextTokens",
  ],
  source: forwardPart,
  sample: { routedTokens: 1 },
});

/** Operations of a prompt. */
export const promptFlop = formula({
  id: "serving.prompt-flop",
  meaning: "Operations of one prompt: the layers for every token, the output layer for the last",
  expression:
    "flopPerMac * (promptTokens * (usedParameters + layers * attentionWidth * attendedPositions) + outputLayerParameters)",
  result: "flop",
  inputs: [
    "promptTokens",
    "usedParameters",
    "layers",
    "attentionWidth",
    "attendedPositions",
    "outputLayerParameters",
  ],
  source: forwardPart,
});

/** Share of the peak that products of so many rows reach. */
export const computeShareOf = formula({
  id: "serving.compute-share",
  meaning: "Share of the peak rate that matrix products of so many rows reach",
  expression: "largestEfficiency * rows / (rows + startRows)",
  result: "computeShare",
  inputs: ["largestEfficiency", "rows", "startRows"],
  source: {
    source: sources.nvidiaMatmul,
    place: "section 3.1: a tile is paid for in full; form chosen here",
  },
  sample: { rows: 32 },
});

/** Time of the arithmetic. */
export const arithmeticTime = formula({
  id: "serving.arithmetic-time",
  meaning: "Time of a pass's operations on the devices of a server: the compute side of the roofline",
  expression: "flop / (tensorShards * peak * computeShare)",
  result: "computeTime",
  inputs: ["flop", "tensorShards", "peak", "computeShare"],
  source: roofline,
  sample: { flop: 1.4e13 },
});

/** Time of the all-reduces. */
export const exchangeTimeOf = formula({
  id: "serving.exchange-time",
  meaning: "Time of a pass's collective operations: two all-reduces a layer",
  expression: "2 * layers * collectiveTime",
  result: "exchangeTime",
  inputs: ["layers", "collectiveTime"],
  source: pope("section 3.2.1: after attention and after the feed-forward layer"),
  sample: { collectiveTime: 2e-5 },
});

/** Time to start kernels. */
export const startTimeOf = formula({
  id: "serving.start-time",
  meaning: "Time to start the kernels of a pass",
  expression: "layers * kernelsPerLayer * launchTime",
  result: "startTime",
  inputs: ["layers", "kernelsPerLayer", "launchTime"],
  source: {
    source: sources.nvidiaCudaGraphs,
    place: "overhead of launching each kernel; one after the other",
  },
});

/** Time of a decoding step. */
export const stepTimeOf = formula({
  id: "serving.step-time",
  meaning: "Time of a decoding step: the longer of arithmetic and reading, then exchange and starts",
  expression: "max(computeTime, transferTime) + exchangeTime + startTime",
  result: "stepTime",
  inputs: ["computeTime", "transferTime", "exchangeTime", "startTime"],
  conventions: ["full-overlap"],
  source: roofline,
});

/** Time of a prompt. */
export const prefillTimeOf = formula({
  id: "serving.prefill-time",
  meaning: "Time of one prompt: the longer of arithmetic and reading, then exchange and starts",
  expression: "max(computeTime, transferTime) + exchangeTime + startTime",
  result: "prefillTime",
  inputs: ["computeTime", "transferTime", "exchangeTime", "startTime"],
  conventions: ["full-overlap"],
  source: roofline,
  sample: { computeTime: 0.11 },
});
