// Formulas of a server under load: latencies, requests a second, cost of tokens, devices; speculative decoding.
import { sources } from "../../sources/bibliography.js";
import { formula } from "../vocabulary.js";

const leviathan = (place: string) => ({ source: sources.leviathan2023, place });
const balance = {
  source: sources.yu2022,
  place:
    "section 3: iterations are scheduled one by one; each request costs its prefill and its share of as many steps as it has tokens",
};

/** Tokens that one step brings when drafted tokens are accepted at a rate. */
export const acceptedTokens = formula({
  id: "serving.accepted-tokens",
  meaning: "Tokens that one step of the model is expected to bring with drafted tokens",
  expression: "(1 - acceptanceRate^(draftTokens + 1)) / (1 - acceptanceRate)",
  result: "acceptedPerStep",
  inputs: ["acceptanceRate", "draftTokens"],
  source: leviathan("section 3.1, equation 1"),
});

/** Time of drafting and checking. */
export const speculativeStepTime = formula({
  id: "serving.speculative-step",
  meaning: "Time of drafting tokens one by one and of checking them in one pass",
  expression: "verifyTime + draftTokens * draftCost * stepTime",
  result: "stepTime",
  inputs: ["verifyTime", "draftTokens", "draftCost", "stepTime"],
  source: leviathan("section 3.3: c is the draft's time in units of the model's"),
});

const engine = {
  source: sources.tensorrtLlm,
  place: "throughputs of a busy server against the time of passes",
};

/** A step as a busy server makes it. */
export const engineStepTime = formula({
  id: "serving.engine-step",
  meaning: "Time from one step of a busy server to the next, scheduling and gaps included",
  expression: "stepTime / engineShare",
  result: "stepTime",
  inputs: ["stepTime", "engineShare"],
  source: engine,
});

/** A prompt as a busy server takes it. */
export const enginePrefillTime = formula({
  id: "serving.engine-prefill",
  meaning: "Time that a prompt takes of a busy server, scheduling and gaps included",
  expression: "prefillTime / engineShare",
  result: "prefillTime",
  inputs: ["prefillTime", "engineShare"],
  source: engine,
});

/** Time per output token, prefills of other requests in between. */
export const outputTokenTimeOf = formula({
  id: "serving.output-token-time",
  meaning: "Time per output token of a sequence, with the prefills of other requests in between",
  expression: "stepTime / acceptedPerStep + batch * prefillTime / generatedTokens",
  result: "outputTokenTime",
  inputs: ["stepTime", "acceptedPerStep", "batch", "prefillTime", "generatedTokens"],
  source: balance,
});

/** Requests that a server completes. */
export const requestRateOf = formula({
  id: "serving.request-rate",
  meaning: "Requests a second that a full batch completes",
  expression: "batch / (generatedTokens * outputTokenTime)",
  result: "requestRate",
  inputs: ["batch", "generatedTokens", "outputTokenTime"],
  source: { source: sources.little1961, place: "L = λW, solved for the rate" },
});

/** The same for each device. */
export const requestRatePerDeviceOf = formula({
  id: "serving.request-rate-per-device",
  meaning: "Requests a second per device of a server",
  expression: "requestRate / tensorShards",
  result: "requestRatePerDevice",
  inputs: ["requestRate", "tensorShards"],
  source: { source: sources.shoeybi2019, place: "section 3: all devices of a server work on the same batch" },
});

/** Time to the first token. */
export const firstTokenTimeOf = formula({
  id: "serving.first-token-time",
  meaning: "Time to the first token: the running step, the prompt, and the mean wait for other prompts",
  expression:
    "stepTime + prefillTime * (1 + batch * prefillTime * acceptedPerStep / (2 * generatedTokens * stepTime))",
  result: "firstTokenTime",
  inputs: ["stepTime", "prefillTime", "batch", "acceptedPerStep", "generatedTokens"],
  source: {
    source: sources.kleinrock1975,
    place: "chapter 5: Pollaczek-Khinchine formula, equal service: load / (2 (1 - load)) services of waiting",
  },
});

/** Tokens that a server puts out. */
export const outputRateOf = formula({
  id: "serving.output-rate",
  meaning: "Tokens a second that a server puts out, all sequences together",
  expression: "requestRate * generatedTokens",
  result: "tokenRate",
  inputs: ["requestRate", "generatedTokens"],
  source: { source: sources.nimMetrics, place: "Tokens per second" },
});

/** Share of the time that decoding takes. */
export const generationShareOf = formula({
  id: "serving.generation-share",
  meaning: "Share of a server's time that decoding takes; the rest is prefill",
  expression: "stepTime / (acceptedPerStep * outputTokenTime)",
  result: "generationShare",
  inputs: ["stepTime", "acceptedPerStep", "outputTokenTime"],
  source: balance,
});

/** Cost of tokens of prompts. */
export const inputCost = formula({
  id: "serving.input-cost",
  meaning: "Cost of so many tokens of prompts, by the time that prefill takes",
  expression: "price * tensorShards * prefillTime * pricedTokens / promptTokens",
  result: "servingCost",
  inputs: ["price", "tensorShards", "prefillTime", "pricedTokens", "promptTokens"],
  source: {
    source: sources.pope2022,
    place: "cost as chip-seconds per token; time of prefill, times the price",
  },
});

/** Cost of tokens put out. */
export const outputCost = formula({
  id: "serving.output-cost",
  meaning: "Cost of so many output tokens, by the time that the steps of a full batch take",
  expression: "price * tensorShards * stepTime * pricedTokens / (acceptedPerStep * batch)",
  result: "servingCost",
  inputs: ["price", "tensorShards", "stepTime", "pricedTokens", "acceptedPerStep", "batch"],
  source: {
    source: sources.pope2022,
    place: "cost as chip-seconds per token; time of the steps, times the price",
  },
});

/** Cost of tokens, prompts and answers together. */
export const blendedCost = formula({
  id: "serving.blended-cost",
  meaning: "Cost of so many tokens, those of prompts and answers alike",
  expression: "price * tensorShards * pricedTokens / (requestRate * (promptTokens + generatedTokens))",
  result: "servingCost",
  inputs: ["price", "tensorShards", "pricedTokens", "requestRate", "promptTokens", "generatedTokens"],
  source: {
    source: sources.pope2022,
    place: "cost as chip-seconds per token; prompts and answers together, times the price",
  },
});

/** Servers for a load. */
export const serversFor = formula({
  id: "serving.servers",
  meaning: "Servers for the requests that arrive, each run below its highest rate",
  expression: "ceil(offeredRate / (loadShare * requestRate))",
  result: "servers",
  inputs: ["offeredRate", "loadShare", "requestRate"],
  source: { source: sources.kleinrock1975, place: "chapter 2: utilisation factor, solved for the servers" },
});

/** Devices of these servers. */
export const devicesFor = formula({
  id: "serving.devices",
  meaning: "Devices for the requests that arrive",
  expression: "servers * tensorShards",
  result: "servingDevices",
  inputs: ["servers", "tensorShards"],
  source: {
    source: sources.shoeybi2019,
    place: "section 3: devices of a model-parallel group, times the groups",
  },
});

/** What they cost. */
export const spendingOf = formula({
  id: "serving.spending",
  meaning: "Cost of the devices for a time",
  expression: "servingDevices * price",
  result: "spendingRate",
  inputs: ["servingDevices", "price"],
  source: { source: sources.cottier2024, place: "estimate from cloud rental prices; rented busy or not" },
});

/** Cost of tokens at the load that arrives. */
export const costAtLoad = formula({
  id: "serving.cost-at-load",
  meaning: "Cost of so many tokens at the load that arrives, idle time included",
  expression: "spendingRate * pricedTokens / (offeredRate * (promptTokens + generatedTokens))",
  result: "servingCost",
  inputs: ["spendingRate", "pricedTokens", "offeredRate", "promptTokens", "generatedTokens"],
  source: { source: sources.barroso2018, place: "chapter 6: cost at partial use, spread over the work done" },
});
