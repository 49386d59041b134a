// Formulas of a server's memory: weights on a device, cache of a sequence, and how many sequences fit.
import { sources } from "../../sources/bibliography.js";
import { formula } from "../vocabulary.js";

/** Weights on one device: layers in their format, the vocabulary's tables in 16 bits or their own. */
export const deviceWeightsOf = formula({
  id: "serving.device-weights",
  meaning: "Weights on one device: layers in their format, the vocabulary's tables in theirs",
  expression: "(blockParameters * bitsPerValue + tableParameters * tableBits) / (bitsPerByte * tensorShards)",
  result: "deviceWeights",
  inputs: ["blockParameters", "bitsPerValue", "tableParameters", "tableBits", "tensorShards"],
  source: { source: sources.shoeybi2019, place: "section 3: every matrix is divided in equal parts" },
});

/** Cache of one token on one device. */
export const deviceCacheOf = formula({
  id: "serving.device-cache",
  meaning: "Cache of one token on one device of those that divide it",
  expression: "cacheBytesPerToken / cacheShards",
  result: "deviceCacheBytes",
  inputs: ["cacheBytesPerToken", "cacheShards"],
  source: {
    source: sources.shoeybi2019,
    place: "section 3: heads are divided; a device has at least one, and a latent vector whole",
  },
});

/** Tokens of a request, prompt and answer. */
export const requestTokens = formula({
  id: "serving.request-tokens",
  meaning: "Tokens of a sequence at its end: prompt and answer",
  expression: "promptTokens + generatedTokens",
  result: "contextTokens",
  inputs: ["promptTokens", "generatedTokens"],
  source: { source: sources.kwon2023, place: "section 3: the cache grows until the last token" },
});

/** Mean length of the sequences that are being decoded. */
export const meanTokens = formula({
  id: "serving.mean-tokens",
  meaning: "Mean length of the sequences in a step: the prompt and half of the answer",
  expression: "promptTokens + generatedTokens / 2",
  result: "contextTokens",
  inputs: ["promptTokens", "generatedTokens"],
  source: {
    source: sources.yu2022,
    place: "section 3: sequences of a batch are at every place of their answers; mean worked out here",
  },
});

/** Cache of one sequence on one device. */
export const sequenceCacheOf = formula({
  id: "serving.sequence-cache",
  meaning: "Cache of one sequence on one device",
  expression: "deviceCacheBytes * contextTokens",
  result: "sequenceCache",
  inputs: ["deviceCacheBytes", "contextTokens"],
  source: { source: sources.pope2022, place: "section 2, KV cache" },
});

/** Activations of a pass over prompts. */
export const workMemoryOf = formula({
  id: "serving.work-memory",
  meaning: "Activations of one layer in a pass over prompts; layers use the same memory in turn",
  expression: "bytesPerElement * keptWidth * min(promptTokens, prefillChunk)",
  result: "workMemory",
  inputs: ["bytesPerElement", "keptWidth", "promptTokens", "prefillChunk"],
  source: {
    source: sources.korthikanti2022,
    place: "section 4: tensors of one layer; at inference none is kept",
  },
});

/** Sequences that fit beside everything else. */
export const sequencesOf = formula({
  id: "serving.sequences",
  meaning: "Whole sequences whose caches fit beside weights, activations and what is reserved",
  expression: "max(0, floor((deviceMemory - reservedMemory - workMemory - deviceWeights) / sequenceCache))",
  result: "sequencesThatFit",
  inputs: ["deviceMemory", "reservedMemory", "workMemory", "deviceWeights", "sequenceCache"],
  source: { source: sources.kwon2023, place: "section 3: the cache takes what the weights leave" },
});
