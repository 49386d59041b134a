// How much memory do keys and values of past tokens take, and how many sequences fit beside the weights?
import { sources } from "../../sources/bibliography.js";
import { formula } from "../vocabulary.js";

/** Cache of one token: a key and a value of every key-value head in every layer. */
export const kvBytesPerToken = formula({
  id: "kv-cache.bytes-per-token",
  meaning: "Key-value cache of one token over all layers",
  expression: "kvTensors * layers * kvHeads * headDim * bytesPerElement",
  result: "cacheBytesPerToken",
  inputs: ["layers", "kvHeads", "headDim", "bytesPerElement"],
  source: { source: sources.pope2022, place: "section 2, KV cache; kvHeads as in Ainslie et al. 2023" },
});

/** Cache of one token when keys and values share a latent vector, with a rotary key beside it. */
export const latentBytesPerToken = formula({
  id: "kv-cache.latent-bytes-per-token",
  meaning: "Cache of one token with latent attention: latent vector and rotary key of every layer",
  expression: "layers * (latentDim + rotaryDim) * bytesPerElement",
  result: "cacheBytesPerToken",
  inputs: ["layers", "latentDim", "rotaryDim", "bytesPerElement"],
  source: { source: sources.deepseekV2, place: "section 2.1, Table 1" },
});

/**
 * Cache of a batch of sequences of one length. Errors on inputs that are missing, of another unit or out of range.
 *
 * @example kvCacheMemory({ batch: 8, sequence: 4096, cacheBytesPerToken: given({ value: 131072,
 *   unit: "byte/token" }, "8 heads of 128 in 32 layers, BF16") }).textIn("GiB") // "4 GiB"
 */
export const kvCacheMemory = formula({
  id: "kv-cache.memory",
  meaning: "Key-value cache of a batch of sequences",
  expression: "batch * sequence * cacheBytesPerToken",
  result: "kvCache",
  inputs: ["batch", "sequence", "cacheBytesPerToken"],
  source: { source: sources.pope2022, place: "section 2, KV cache" },
});

/** The same where attention looks back no further than a window. */
export const windowCacheMemory = formula({
  id: "kv-cache.window-memory",
  meaning: "Key-value cache of a batch of sequences, attention limited to a window",
  expression: "batch * min(sequence, windowLength) * cacheBytesPerToken",
  result: "kvCache",
  inputs: ["batch", "sequence", "windowLength", "cacheBytesPerToken"],
  source: { source: sources.jiang2023, place: "section 2: rolling buffer cache" },
});

/** Sequences that fit beside the weights. */
export const largestBatchOfCache = formula({
  id: "kv-cache.largest-batch",
  meaning: "Whole sequences whose caches fit beside the weights",
  expression: "floor((deviceMemory - parameterMemory) / (sequence * cacheBytesPerToken))",
  result: "largestBatch",
  inputs: ["deviceMemory", "parameterMemory", "sequence", "cacheBytesPerToken"],
  source: { source: sources.kwon2023, place: "section 3: the cache takes what the weights leave" },
  sample: { parameterMemory: 1.4e10 },
});
