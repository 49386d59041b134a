// How long does a language model take for an answer? Prefill is bound by arithmetic, decoding by reading weights.
import type { Quantity } from "../../numbers/quantity.js";
import type { Amount } from "../../numbers/units.js";
import { sources } from "../../sources/bibliography.js";
import { throughputDefinition } from "../definitions.js";
import { formula } from "../vocabulary.js";

const forwardPart = {
  source: sources.chowdhery2022,
  place: "appendix B: the forward third of 6N + 12 L H Q T per token",
};

const pope = (place: string) => ({ source: sources.pope2022, place });

/** Operations of a prompt: two for each parameter and token, and the causal half of attention's products. */
export const prefillFlop = formula({
  id: "generation.prefill-flop",
  meaning: "Forward operations of a batch of prompts",
  expression:
    "batch * promptTokens * flopPerMac * (parameters + attentionProducts * causalShare * layers * heads * headDim * promptTokens)",
  result: "flop",
  inputs: ["batch", "promptTokens", "parameters", "layers", "heads", "headDim"],
  source: forwardPart,
});

/** Operations of one new token, which looks back at all tokens before it. */
export const decodeFlop = formula({
  id: "generation.decode-flop",
  meaning: "Forward operations of one new token with so many tokens in its cache",
  expression: "flopPerMac * (parameters + attentionProducts * layers * heads * headDim * sequence)",
  result: "flopPerToken",
  inputs: ["parameters", "layers", "heads", "headDim", "sequence"],
  source: forwardPart,
});

/** Operations of one decoding step of a batch: a new token for every sequence. */
export const decodeStepFlop = formula({
  id: "generation.step-flop",
  meaning: "Forward operations of one decoding step of a batch",
  expression: "batch * flopPerToken",
  result: "flop",
  inputs: ["batch", "flopPerToken"],
  source: { source: sources.pope2022, place: "section 2: one token of every sequence in a step" },
  sample: { flopPerToken: 1.4e10 },
});

/** Bytes that one decoding step reads: all weights once, whatever the batch, and the caches of all sequences. */
export const decodeBytes = formula({
  id: "generation.decode-bytes",
  meaning: "Bytes read in one decoding step: weights and caches",
  expression: "parameterMemory + kvCache",
  result: "stepBytes",
  inputs: ["parameterMemory", "kvCache"],
  conventions: ["weights-read-every-step"],
  source: pope("section 2, memory costs"),
  sample: { parameterMemory: 1.4e10 },
});

/** Time of operations on several devices at a share of their peak. */
export const generationComputeTime = formula({
  id: "generation.compute-time",
  meaning: "Time of operations on several devices at a share of their peak rate",
  expression: "flop / (devices * peak * utilisation)",
  result: "computeTime",
  inputs: ["flop", "devices", "peak", "utilisation"],
  source: pope("section 2, compute costs"),
  sample: { flop: 4.5e11, devices: 1 },
});

/** Time of reading the bytes of a step, split evenly over the devices. */
export const generationTransferTime = formula({
  id: "generation.transfer-time",
  meaning: "Time of reading the bytes of a step, split evenly over devices",
  expression: "stepBytes / (devices * bandwidth)",
  result: "transferTime",
  inputs: ["stepBytes", "devices", "bandwidth"],
  source: pope("section 2, memory costs"),
  sample: { devices: 1 },
});

/** Time of one decoding step, and so of one token of every sequence: reading and arithmetic overlap. */
export const decodeStepTime = formula({
  id: "generation.step-time",
  meaning: "Time of one decoding step, one token of every sequence",
  expression: "max(computeTime, transferTime)",
  result: "stepTime",
  inputs: ["computeTime", "transferTime"],
  conventions: ["full-overlap"],
  source: pope("section 2"),
});

/** Tokens a second of the whole batch. */
export const tokenRate = formula({
  id: "generation.token-rate",
  meaning: "Tokens a second of a whole batch",
  expression: "batch / stepTime",
  result: "tokenRate",
  inputs: ["batch", "stepTime"],
  source: throughputDefinition,
});

/** Batch from which arithmetic takes longer than reading the weights; caches left out. */
export const crossoverBatch = formula({
  id: "generation.crossover-batch",
  meaning: "Batch at which arithmetic takes as long as reading the weights",
  expression: "peak * utilisation * bytesPerParameter / (flopPerMac * bandwidth)",
  result: "crossoverBatch",
  inputs: ["peak", "utilisation", "bytesPerParameter", "bandwidth"],
  conventions: ["weights-read-every-step"],
  source: {
    source: sources.pope2022,
    place: "section 2: compute and memory time, set equal and solved for the batch",
  },
  sample: { bytesPerParameter: 2 },
});

/** Time of a whole answer: the prompt, then token by token at one speed. */
export const generationTime = formula({
  id: "generation.time",
  meaning: "Time of an answer: prefill, then one step per token",
  expression: "prefillTime + generatedTokens * stepTime",
  result: "generationTime",
  inputs: ["prefillTime", "generatedTokens", "stepTime"],
  source: pope("section 2, prefill and decode"),
});

type Count = Quantity | number;

/** A decoding step: sizes of the model, what is in the caches, and the devices. */
export interface DecodeSpec {
  readonly parameters: Count;
  readonly layers: Count;
  readonly heads: Count;
  readonly headDim: Count;
  readonly batch: Count;
  /** Tokens in the cache of each sequence. */
  readonly sequence: Count;
  readonly parameterMemory: Quantity;
  readonly kvCache: Quantity;
  readonly devices: Count;
  readonly peak: Quantity | Amount;
  readonly utilisation: Count;
  readonly bandwidth: Quantity;
}

/** A decoding step's two times, the longer of them, and the tokens a second of the whole batch. */
export interface DecodeStep {
  readonly computeTime: Quantity;
  readonly transferTime: Quantity;
  readonly stepTime: Quantity;
  readonly tokenRate: Quantity;
}

/**
 * Time of one decoding step; communication between devices is left out.
 *
 * @example decodeStep({ parameters: 7e9, parameterMemory: given(gigabytes(14), "BF16"), batch: 1, layers: 32,
 *   heads: 32, headDim: 128, sequence: 2048, kvCache: given(gigabytes(1), "BF16"), devices: 1,
 *   bandwidth: memoryBandwidth(device("h100-sxm")), peak: peak(device("h100-sxm"), "bf16"),
 *   utilisation: 0.5 }).stepTime // 4.48 ms
 */
export function decodeStep(spec: DecodeSpec): DecodeStep {
  const { batch, devices, peak, utilisation, bandwidth } = spec;
  const { parameters, layers, heads, headDim, sequence, parameterMemory, kvCache } = spec;
  const flopPerToken = decodeFlop({ parameters, layers, heads, headDim, sequence });
  const flop = decodeStepFlop({ batch, flopPerToken });
  const computeTime = generationComputeTime({ flop, devices, peak, utilisation });
  const stepBytes = decodeBytes({ parameterMemory, kvCache });
  const transferTime = generationTransferTime({ stepBytes, devices, bandwidth });
  const stepTime = decodeStepTime({ computeTime, transferTime });
  return { computeTime, transferTime, stepTime, tokenRate: tokenRate({ batch, stepTime }) };
}
