// The two kinds of passes of a server, over a prompt and over a batch of sequences: both sides of the roofline.
import { storedBytes } from "../../cost/inference/index.js";
import { memoryBandwidth } from "../../hardware/index.js";
import { given, type Quantity } from "../../numbers/quantity.js";
import { attendedPositions, tokensSeen } from "../attended.js";
import { clusterOf } from "../cluster.js";
import { collectiveTime, exchangedBytes } from "../layer/time-formulas.js";
import { productPeak, servingFormats } from "./formats.js";
import { meanTokens, sequenceCacheOf } from "./memory-formulas.js";
import { attentionWidthOf, type ServedModel } from "./model.js";
import {
  arithmeticTime,
  computeShareOf,
  exchangeTimeOf,
  expectedExpertsOf,
  passBytesOf,
  prefillTimeOf,
  promptFlop,
  readTime,
  readWeightsOf,
  startTimeOf,
  stepFlopOf,
  stepTimeOf,
  unpackedReadTime,
} from "./pass-formulas.js";
import { devicesOf, requestOf, type ServingMemory } from "./room.js";
import type { ServingSetting } from "./spec.js";
import { unpacking } from "./unpack.js";
import { weightBits } from "./weight-bits.js";

/** What bounds a pass. */
export type PassLimit =
  | "compute"
  | "memory bandwidth"
  | "unpacking"
  | "exchange between devices"
  | "kernel starts";

/** Time of a pass and what it is made of. */
export interface PassTimes {
  readonly flop: Quantity;
  readonly bytes: Quantity;
  /** The two sides of the roofline; the longer counts. */
  readonly compute: Quantity;
  readonly memory: Quantity;
  /** Of the memory side, the time to unpack weights; undefined: the device computes in their format. */
  readonly unpack: Quantity | undefined;
  readonly exchange: Quantity;
  readonly start: Quantity;
  readonly total: Quantity;
  readonly limitedBy: PassLimit;
}

/** A server whose memory is known. */
export interface Server {
  readonly setting: ServingSetting;
  readonly model: ServedModel;
  readonly memory: ServingMemory;
}

/** Time of one prompt, alone in its pass. Longer than a piece, it reads the weights once all the same. */
export function prefillTimes(server: Server): PassTimes {
  const { setting, model } = server;
  const { promptTokens } = requestOf(setting);
  const flop = promptFlop({
    promptTokens,
    usedParameters: model.used,
    layers: model.layers,
    attentionWidth: attentionWidthOf(setting.shape, "prefill"),
    attendedPositions: attendedPositions(setting.shape, promptTokens, setting.convention),
    outputLayerParameters: model.head,
  });
  const { assumed } = setting;
  const rows = given(setting.input, "asked for", { label: "tokens of a prompt" });
  const experts = expertsInUse(server, promptTokens);
  const bytes = weightsRead(server, experts); // a prompt writes its cache and reads none
  const parts = passParts(server, { flop, bytes, experts, rows, startRows: assumed.halfSize });
  return timed(parts, prefillTimeOf(inputsOf(parts)));
}

/** Time of one step of `batch` sequences, each with `drafted` tokens; 1 without a draft model. */
export function stepTimes(server: Server, batch: number, drafted = 1): PassTimes {
  const { setting, model } = server;
  const sequences = given(batch, "sequences in a step", { unit: "sample", label: "sequences in a step" });
  const each = given(drafted, "one, and those drafted", {
    unit: "token",
    label: "tokens of a sequence in a step",
  });
  const context = meanTokens(requestOf(setting));
  const flop = stepFlopOf({
    batch: sequences,
    routedTokens: each,
    usedParameters: model.used,
    outputLayerParameters: model.head,
    layers: model.layers,
    attentionWidth: attentionWidthOf(setting.shape, "decode"),
    contextTokens: tokensSeen(setting.shape, context),
  });
  const tokens = given(batch * drafted, "sequences times their tokens", {
    unit: "token",
    label: "tokens of a step",
  });
  const rows = given(batch * drafted, "sequences times their tokens", { label: "tokens of a step" });
  const experts = expertsInUse(server, tokens);
  const bytes = bytesRead(server, sequences, experts, context);
  const parts = passParts(server, { flop, bytes, experts, rows, startRows: setting.assumed.startRows });
  return timed(parts, stepTimeOf(inputsOf(parts)));
}

/** Bytes that a step reads on one device: weights, and of its sequences' caches, at their mean length, what windows leave. */
function bytesRead(server: Server, batch: Quantity, experts: Quantity, context: Quantity): Quantity {
  const { setting, memory } = server;
  const sequenceCache = sequenceCacheOf({
    deviceCacheBytes: memory.deviceCache,
    contextTokens: tokensSeen(setting.shape, context),
  });
  return passBytesOf({ weightTraffic: weightsRead(server, experts), batch, sequenceCache });
}

/** Experts that the tokens of a pass are expected to need. */
function expertsInUse({ setting: { shape } }: Server, routedTokens: Quantity): Quantity {
  const { mixture } = shape;
  if (mixture === undefined) return given(0, "the model has no experts", { label: "experts in use" });
  return expectedExpertsOf({
    experts: given(mixture.experts, shape.origin, { label: "experts" }),
    activeExperts: given(mixture.active, shape.origin, { label: "experts of a token" }),
    routedTokens,
  });
}

/** Weights that a pass reads on one device; of experts those in use. */
function weightsRead({ setting, model }: Server, expectedExperts: Quantity): Quantity {
  const bits = weightBits(setting, model);
  return readWeightsOf({
    blockParameters: model.dense,
    expectedExperts,
    expertParametersEach: model.expert ?? given(0, "the model has no experts", { unit: "parameter" }),
    bitsPerValue: bits.dense,
    expertBits: bits.experts,
    outputLayerParameters: model.head,
    tableBits: bits.head,
    tensorShards: devicesOf(setting),
  });
}

type Parts = Omit<PassTimes, "total" | "limitedBy">;

interface Work {
  readonly flop: Quantity;
  readonly bytes: Quantity;
  readonly experts: Quantity;
  readonly rows: Quantity;
  readonly startRows: Quantity;
}

function passParts({ setting, model }: Server, { flop, bytes, experts, rows, startRows }: Work): Parts {
  const { assumed, device, weights } = setting;
  const { bandwidthEfficiency, largestEfficiency, kernelsPerLayer, launchTime } = assumed;
  const computeShare = computeShareOf({ largestEfficiency, rows, startRows });
  const peak = productPeak(device, weights);
  const read = readTime({ stepBytes: bytes, bandwidth: memoryBandwidth(device), bandwidthEfficiency });
  const unpack = unpacking(setting, model, experts);
  return {
    flop,
    bytes,
    compute: arithmeticTime({ flop, tensorShards: devicesOf(setting), peak, computeShare }),
    memory: unpack === undefined ? read : unpackedReadTime({ transferTime: read, unpackTime: unpack }),
    unpack,
    exchange: exchangeOf(setting, model, rows),
    start: startTimeOf({ layers: model.layers, kernelsPerLayer, launchTime }),
  };
}

/** Two all-reduces a layer of what the pass's tokens carry in 16 bits, over the link that joins the devices. */
function exchangeOf(
  { shape, device, count, cluster, assumed }: ServingSetting,
  model: ServedModel,
  rows: Quantity,
): Quantity {
  const { devicesPerNode, nodeLink, networkLink } = clusterOf(device, cluster);
  const collectiveBytes = exchangedBytes({
    bytesPerElement: storedBytes(servingFormats.bf16.stored),
    deviceTokens: rows,
    features: given(shape.modelDim, shape.origin, { label: "width of the model" }),
  });
  const { linkEfficiency, linkLatency } = assumed;
  const oneTime = collectiveTime({
    linkTrips: given(2, "an all-reduce goes twice round the ring"),
    shards: given(count, "asked for", { label: "devices of a server" }),
    collectiveBytes,
    linkBandwidth: count > devicesPerNode ? networkLink : nodeLink,
    linkEfficiency,
    linkLatency,
  });
  return exchangeTimeOf({ layers: model.layers, collectiveTime: oneTime });
}

function inputsOf({ compute, memory, exchange, start }: Parts) {
  return { computeTime: compute, transferTime: memory, exchangeTime: exchange, startTime: start };
}

function timed(parts: Parts, total: Quantity): PassTimes {
  const { compute, memory, unpack, exchange, start } = parts;
  const unpacks = unpack !== undefined && unpack.value > memory.value / 2;
  const longer: readonly [PassLimit, Quantity] =
    compute.value > memory.value
      ? ["compute", compute]
      : [unpacks ? "unpacking" : "memory bandwidth", memory];
  const shares: readonly (readonly [PassLimit, Quantity])[] = [
    longer,
    ["exchange between devices", exchange],
    ["kernel starts", start],
  ];
  const [limitedBy] = shares.reduce((most, one) => (one[1].value > most[1].value ? one : most));
  return { ...parts, total, limitedBy };
}
