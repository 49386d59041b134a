// Memory of a server: what weights, activations and the reserve leave for caches, and how many sequences fit.
import { storedBytes } from "../../cost/inference/index.js";
import { memoryCapacity } from "../../hardware/index.js";
import { given, type Quantity } from "../../numbers/quantity.js";
import { tokensSeen } from "../attended.js";
import { keptWidths } from "../layer/products.js";
import type { TransformerShape } from "../shape/shape.js";
import { servingFormats } from "./formats.js";
import {
  deviceCacheOf,
  deviceWeightsOf,
  requestTokens,
  sequenceCacheOf,
  sequencesOf,
  workMemoryOf,
} from "./memory-formulas.js";
import { cacheDivision, type ServedModel, tokenCache } from "./model.js";
import type { ServingSetting, WindowCache } from "./spec.js";
import { weightBits } from "./weight-bits.js";

/** Memory on each device of a server. */
export interface ServingMemory {
  readonly weights: Quantity;
  readonly work: Quantity;
  readonly reserved: Quantity;
  readonly capacity: Quantity;
  /** Cache of one token over all layers and devices, and on one device. */
  readonly cachePerToken: Quantity;
  readonly deviceCache: Quantity;
  /** Cache of one whole request on one device. */
  readonly cachePerSequence: Quantity;
  /** Sequences that fit at a time. */
  readonly sequences: Quantity;
  /** Bytes that a device is short of for one sequence; 0: it fits. */
  readonly missing: number;
}

/** Tokens that the cache of a sequence of `tokens` has room for, mean over the layers, by what the engine reserves. */
export function tokensHeld(shape: TransformerShape, tokens: Quantity, reserved: WindowCache): Quantity {
  return reserved === "full" ? tokens : tokensSeen(shape, tokens);
}

/** Tokens of the prompt and of the answer as quantities. */
export function requestOf({ input, output }: Pick<ServingSetting, "input" | "output">): {
  readonly promptTokens: Quantity;
  readonly generatedTokens: Quantity;
} {
  const asked = "asked for";
  return {
    promptTokens: given(input, asked, { unit: "token", label: "tokens of a prompt" }),
    generatedTokens: given(output, asked, { unit: "token", label: "tokens of an answer" }),
  };
}

/** The devices of a server as a quantity. */
export function devicesOf({ count }: Pick<ServingSetting, "count">): Quantity {
  return given(count, "asked for", { label: "devices of a server" });
}

/** Memory of a server. */
export function servingMemory(setting: ServingSetting, model: ServedModel): ServingMemory {
  const { shape, device, assumed } = setting;
  const tensorShards = devicesOf(setting);
  const bits = weightBits(setting, model);
  const weights = deviceWeightsOf({
    blockParameters: model.blocks,
    bitsPerValue: bits.blocks,
    tableParameters: model.tables,
    tableBits: bits.tables,
    tensorShards,
  });
  const cachePerToken = tokenCache(shape, setting.cache);
  const cacheShards = cacheDivision(shape, setting.count);
  const deviceCache = deviceCacheOf({ cacheBytesPerToken: cachePerToken, cacheShards });
  const request = requestOf(setting);
  const contextTokens = tokensHeld(shape, requestTokens(request), setting.windowCache);
  const cachePerSequence = sequenceCacheOf({ deviceCacheBytes: deviceCache, contextTokens });
  const work = workMemoryOf({
    bytesPerElement: storedBytes(servingFormats.bf16.stored),
    keptWidth: widthsOf(shape),
    promptTokens: request.promptTokens,
    prefillChunk: assumed.prefillChunk,
  });
  const capacity = memoryCapacity(device);
  const { reservedMemory } = assumed;
  const parts = { deviceMemory: capacity, reservedMemory, workMemory: work, deviceWeights: weights };
  const sequences = sequencesOf({ ...parts, sequenceCache: cachePerSequence });
  const used = weights.value + work.value + reservedMemory.value + cachePerSequence.value;
  return {
    weights,
    work,
    reserved: reservedMemory,
    capacity,
    cachePerToken,
    deviceCache,
    cachePerSequence,
    sequences,
    missing: Math.max(0, used - capacity.value),
  };
}

function widthsOf(shape: TransformerShape): Quantity {
  const { whole, divided } = keptWidths(shape, shape.mixture !== undefined);
  return given(whole + divided, shape.origin, { label: "widths of a layer's tensors" });
}
