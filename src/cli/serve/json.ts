// What serving takes, as JSON.
import { storedSummary } from "../../models/index.js";
import {
  type BatchPoint,
  countedAttention,
  formatBits,
  isStored,
  type PassTimes,
  type Serving,
  type ServingAdvice,
  type WeightFormat,
  weightsName,
} from "../../plan/index.js";

/** Everything in base units: bytes, seconds, requests a second, USD. */
export function servingJson(serving: Serving, advice: ServingAdvice | undefined): string {
  const { setting, memory, model, price, prefill, points, best } = serving;
  const { shape, device, count, input, output, weights, cache, assumed } = setting;
  const value = {
    model: shape.name,
    device: device.id,
    count,
    input,
    output,
    formats: { weights: weightsName(weights), cache, why: setting.taken },
    stored: shape.stored === undefined ? null : storedSummary(shape.stored, weights === shape.stored),
    bitsPerWeight: bitsOf(weights),
    convention: setting.convention ?? "exact-causal",
    attention: countedAttention(shape, input, setting.convention ?? "exact-causal"),
    windowCache: setting.windowCache,
    parameters: model.total.value,
    memory: memoryJson(serving),
    fits: points.length > 0,
    missing: memory.missing,
    ...(advice === undefined ? {} : adviceJson(advice)),
    prefill: passJson(prefill),
    pricePerDeviceHour: price === undefined ? null : price.value * secondsPerHour,
    points: points.map(pointJson),
    best: best === undefined ? null : pointJson(best),
    load: loadJson(serving),
    assumptions: Object.fromEntries(
      Object.entries(assumed).map(([name, quantity]) => [name, quantity.value]),
    ),
  };
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

/** What would fit, the cheapest first; where nothing does, the leanest server that was tried. */
function adviceJson({ remedies, tried, leanest }: ServingAdvice) {
  return {
    changes: remedies.map(({ rent, tokenCost, ...change }) => ({
      ...change,
      weights: weightsName(change.weights),
      usdPerHour: rent ?? null,
      usdPerMillionTokens: tokenCost ?? null,
    })),
    tried,
    leanest:
      leanest === undefined
        ? null
        : {
            weights: weightsName(leanest.setting.weights),
            cache: leanest.setting.cache,
            count: leanest.setting.count,
            input: leanest.setting.input,
            output: leanest.setting.output,
            missing: leanest.memory.missing,
          },
  };
}

/** Bits of a weight, scales included, over the whole model or in the layers. */
function bitsOf(weights: WeightFormat): number {
  return isStored(weights) ? weights.bitsPerWeight.value : formatBits(weights).value;
}

const secondsPerHour = 3600;

function memoryJson({ memory }: Serving) {
  return {
    capacity: memory.capacity.value,
    weights: memory.weights.value,
    activations: memory.work.value,
    reserved: memory.reserved.value,
    cachePerToken: memory.cachePerToken.value,
    cachePerSequence: memory.cachePerSequence.value,
    sequences: memory.sequences.value,
  };
}

function loadJson({ load }: Serving) {
  if (load === undefined) return null;
  return {
    requestsPerSecond: load.rate.value,
    servers: load.servers.value,
    devices: load.devices.value,
    usdPerHour: load.spending === undefined ? null : load.spending.value * secondsPerHour,
    usdPerMillionTokens: load.costPerMillion?.value ?? null,
  };
}

function passJson(pass: PassTimes) {
  const { flop, bytes, compute, memory, unpack, exchange, start, total, limitedBy } = pass;
  return {
    flop: flop.value,
    bytesPerDevice: bytes.value,
    computeSeconds: compute.value,
    memorySeconds: memory.value,
    unpackSeconds: unpack?.value ?? null,
    exchangeSeconds: exchange.value,
    startSeconds: start.value,
    seconds: total.value,
    limitedBy,
  };
}

function pointJson(point: BatchPoint) {
  const { batch, step, stepTime, acceptedPerStep, firstToken, perToken, cost } = point;
  return {
    batch,
    step: passJson(step),
    stepSeconds: stepTime.value,
    tokensPerStep: acceptedPerStep.value,
    firstTokenSeconds: firstToken.value,
    perTokenSeconds: perToken.value,
    requestsPerSecond: point.requestRate.value,
    requestsPerSecondPerDevice: point.requestRatePerDevice.value,
    outputTokensPerSecond: point.outputRate.value,
    limitedBy: point.limitedBy,
    usdPerMillionTokens:
      cost === undefined
        ? null
        : { input: cost.input.value, output: cost.output.value, blended: cost.blended.value },
  };
}
