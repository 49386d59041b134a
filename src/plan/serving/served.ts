// A model as served: memory, prompt, batches with their latencies and costs, the best within limits, devices for a load.
import { FlopbookError } from "../../ground/errors.js";
import { given, type Quantity } from "../../numbers/quantity.js";
import { costAtLoad, devicesFor, serversFor, spendingOf } from "./load-formulas.js";
import { servedModel } from "./model.js";
import { type PassTimes, prefillTimes, type Server } from "./pass.js";
import { type BatchPoint, batchPoint } from "./point.js";
import { rentOf } from "./rent.js";
import { devicesOf, requestOf, servingMemory } from "./room.js";
import { type ServingSpec, servingSetting } from "./spec.js";

/** Servers and devices for the requests that arrive. */
export interface ServingLoad {
  readonly rate: Quantity;
  readonly servers: Quantity;
  readonly devices: Quantity;
  /** Cost of all devices for a time, and of a million tokens at this load; undefined: no price is known. */
  readonly spending: Quantity | undefined;
  readonly costPerMillion: Quantity | undefined;
}

/** Everything about serving a model on one kind of server. */
export interface Serving extends Server {
  readonly price: Quantity | undefined;
  readonly prefill: PassTimes;
  /** By size of the batch; empty: not even one sequence fits. */
  readonly points: readonly BatchPoint[];
  /** The largest batch within the limits; undefined: none is. */
  readonly best: BatchPoint | undefined;
  /** Devices for the rate that was asked for, with the best batch. */
  readonly load: ServingLoad | undefined;
}

/** More sequences than engines let into one step. */
const mostSequences = 4096;

/**
 * What it takes to serve a model. Errors on bad input; a model that does not fit has no points.
 *
 * @example served({ shape: transformerShape("llama-2-7b"), device: device("h100-sxm"), count: 1, input: 1024,
 *   output: 256 }).best.batch // 104
 */
export function served(spec: ServingSpec): Serving {
  const setting = servingSetting(spec);
  const model = servedModel(setting.shape);
  const server = { setting, model, memory: servingMemory(setting, model) };
  const price = rentOf(setting.device, setting.price, setting.market);
  const prefill = prefillTimes(server);
  const point = (batch: number) => batchPoint(server, prefill, price, batch);
  const most = Math.min(server.memory.sequences.value, mostSequences);
  const best = largestWithin(most, (batch) => meets(point(batch), spec));
  const sizes = batchSizes(spec, most, best);
  const chosen = best === undefined ? undefined : point(best);
  const load =
    chosen === undefined || spec.rate === undefined ? undefined : loadOf(server, chosen, spec.rate, price);
  return { ...server, price, prefill, points: sizes.map(point), best: chosen, load };
}

/** Whether a batch keeps to the limits of latency. */
export function meets(
  { firstToken, perToken }: BatchPoint,
  limits: Pick<ServingSpec, "firstToken" | "perToken">,
): boolean {
  const { firstToken: first = Number.POSITIVE_INFINITY, perToken: each = Number.POSITIVE_INFINITY } = limits;
  return firstToken.value <= first && perToken.value <= each;
}

/** Latencies grow with the batch, and so does the rate: the largest that keeps to them, by halving. */
function largestWithin(most: number, fits: (batch: number) => boolean): number | undefined {
  if (most < 1 || !fits(1)) return undefined;
  let [low, high] = [1, most];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

function batchSizes(
  { batches, shape }: ServingSpec,
  most: number,
  best: number | undefined,
): readonly number[] {
  if (batches !== undefined) {
    const odd = batches.find((batch) => !Number.isSafeInteger(batch) || batch < 1 || batch > most);
    if (odd !== undefined && most >= 1)
      throw new FlopbookError(
        `serving ${shape.name}: batches must be whole numbers from 1 to the ${most} that fit, got ${odd}; choose smaller ones`,
      );
    return most < 1 ? [] : batches;
  }
  const powers = Array.from({ length: 13 }, (_, i) => 2 ** i).filter((batch) => batch < most);
  const sizes = new Set([...powers, ...(most >= 1 ? [most] : []), ...(best === undefined ? [] : [best])]);
  return [...sizes].sort((a, b) => a - b);
}

function loadOf(
  { setting }: Server,
  { requestRate }: BatchPoint,
  rate: number,
  price: Quantity | undefined,
): ServingLoad {
  const tensorShards = devicesOf(setting);
  const offeredRate = given({ value: rate, unit: "request/s" }, "asked for", {
    label: "requests that arrive",
  });
  const servers = serversFor({ offeredRate, loadShare: setting.assumed.loadShare, requestRate });
  const devices = devicesFor({ servers, tensorShards });
  const spending = price === undefined ? undefined : spendingOf({ servingDevices: devices, price });
  const costPerMillion =
    spending === undefined
      ? undefined
      : costAtLoad({ spendingRate: spending, pricedTokens: million, offeredRate, ...requestOf(setting) });
  return { rate: offeredRate, servers, devices, spending, costPerMillion };
}

const million = given(1e6, "prices are quoted for a million tokens", {
  unit: "token",
  label: "a million tokens",
});
