// Servers like one that has no room for its model: what fits on them, how much is changed, and what that costs.
import { formatBits, type ServingFormat, servingFormatNames, type WeightFormat } from "./formats.js";
import { type Rung, rungsOf } from "./ladder.js";
import { servedModel } from "./model.js";
import { type ServingMemory, servingMemory } from "./room.js";
import { served } from "./served.js";
import { divisors, type ServingSetting, type ServingSpec, servingSetting } from "./spec.js";

/** What of a server may be changed. */
export type Changed = "weights" | "cache" | "context" | "devices" | "offload";

/** A server on which the model fits, and what it differs in from the one that was asked for. */
export interface Remedy {
  readonly changed: readonly Changed[];
  readonly count: number;
  readonly weights: WeightFormat;
  readonly cache: ServingFormat;
  /** Tokens of a prompt and of an answer. */
  readonly input: number;
  readonly output: number;
  /** Bytes of weights that each device leaves in its host's memory and reads in every step; 0: none. */
  readonly offloaded: number;
  /** Seconds that reading them takes a step at least. */
  readonly offloadTime: number;
  readonly sequences: number;
  /** USD an hour for the server; undefined: no price is known. */
  readonly rent: number | undefined;
  /** USD for a million tokens at the largest batch; undefined: no price is known, or weights are read from the host. */
  readonly tokenCost: number | undefined;
}

/** Bytes a second between a host's memory and one device: PCIe 4.0 with 16 lanes, 31.5 GB/s, of which copies reach about this. */
export const hostBandwidth = 25e9;

/** One server of the search: what differs from the one that was asked for. */
export interface Step {
  readonly weights?: Rung;
  readonly cache?: ServingFormat;
  readonly count?: number;
  readonly input?: number;
  readonly output?: number;
}

/** Servers like the one that was asked for, with something changed. */
export interface Search {
  readonly asked: ServingSetting;
  /** Narrower weights, the widest first; narrower caches; and more devices. */
  readonly ladder: readonly Rung[];
  readonly caches: readonly ServingFormat[];
  readonly counts: readonly number[];
  /** The last step of cache, devices and context. */
  readonly ends: Step;
  tried(): number;
  room(step: Step): { readonly setting: ServingSetting; readonly memory: ServingMemory };
  fits(step: Step): boolean;
  remedy(step: Step): readonly Remedy[];
  shortened(step: Step): readonly Remedy[];
  offloaded(step: Step): readonly Remedy[];
  priced(remedy: Remedy): Remedy;
}

/** The search about a server. */
export function searchOf(spec: ServingSpec): Search {
  const asked = servingSetting(spec);
  const { batches: _, ...free } = spec;
  let tried = 0;
  const specOf = ({ weights, ...step }: Step): ServingSpec => ({
    ...free,
    cache: asked.cache,
    ...step,
    weights: weights?.format ?? asked.weights,
  });
  const room = (step: Step) => {
    tried += 1;
    const setting = servingSetting(specOf(step));
    return { setting, memory: servingMemory(setting, servedModel(setting.shape)) };
  };
  const fits = (step: Step) => room(step).memory.missing === 0;
  const counts = divisors(spec.shape.heads).filter((devices) => devices > asked.count);
  const caches = narrowerCaches(asked);
  const search: Search = {
    asked,
    ladder: rungsOf(asked),
    caches,
    counts,
    ends: { cache: caches.at(-1) ?? asked.cache, count: counts.at(-1) ?? asked.count, input: 1, output: 1 },
    tried: () => tried,
    room,
    fits,
    remedy: (step) => {
      const { setting, memory } = room(step);
      return memory.missing > 0 ? [] : [remedyOf(asked, setting, memory, 0)];
    },
    shortened: (step) => shortened(search, step),
    offloaded: (step) => offloaded(search, step),
    priced: (remedy) => priced(free, remedy),
  };
  return search;
}

function remedyOf(
  asked: ServingSetting,
  { count, weights, cache, input, output }: ServingSetting,
  { sequences }: ServingMemory,
  offload: number,
): Remedy {
  const context = input !== asked.input || output !== asked.output;
  return {
    changed: [
      ...(weights === asked.weights ? [] : (["weights"] as const)),
      ...(cache === asked.cache ? [] : (["cache"] as const)),
      ...(context ? (["context"] as const) : []),
      ...(count === asked.count ? [] : (["devices"] as const)),
      ...(offload === 0 ? [] : (["offload"] as const)),
    ],
    count,
    weights,
    cache,
    input,
    output,
    offloaded: offload,
    offloadTime: offload / hostBandwidth,
    sequences: Math.max(1, sequences.value),
    rent: undefined,
    tokenCost: undefined,
  };
}

/** Formats of the cache with fewer bits, the widest first; of several with as many bits the plainest. */
function narrowerCaches({ cache }: ServingSetting): readonly ServingFormat[] {
  const order: readonly ServingFormat[] = ["fp8", "int8", "nvfp4", "mxfp4", "int4"];
  const known = servingFormatNames.filter((name) => order.includes(name));
  return known
    .filter((name) => formatBits(name).value < formatBits(cache).value)
    .sort((a, b) => formatBits(b).value - formatBits(a).value || order.indexOf(a) - order.indexOf(b));
}

/** The longest prompt with which it fits, then the longest answer with a prompt of one token. */
function shortened(search: Search, step: Step): readonly Remedy[] {
  const { asked } = search;
  const longest = (most: number, at: (tokens: number) => Step): number => {
    let [low, high] = [0, most];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (search.fits(at(middle))) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  const output = step.output ?? asked.output;
  const input = longest(asked.input, (tokens) => ({ ...step, input: tokens, output }));
  if (input > 0) return search.remedy({ ...step, input, output });
  const answer = longest(asked.output, (tokens) => ({ ...step, input: 1, output: tokens }));
  return answer > 0 ? search.remedy({ ...step, input: 1, output: answer }) : [];
}

/** What a device lacks left in the host's memory, where everything but the weights has room. */
function offloaded(search: Search, step: Step): readonly Remedy[] {
  const { setting, memory } = search.room(step);
  if (memory.missing === 0 || memory.missing > memory.weights.value) return [];
  return [remedyOf(search.asked, setting, memory, memory.missing)];
}

/** With the rent of the server, and the cost of tokens where the weights lie on the devices. */
function priced(spec: Omit<ServingSpec, "batches">, remedy: Remedy): Remedy {
  const { count, weights, cache, input, output, offloaded: left } = remedy;
  const { price, points } = served({ ...spec, count, weights, cache, input, output, batches: [1] });
  const rent = price === undefined ? undefined : price.value * secondsPerHour * count;
  if (left > 0) return { ...remedy, rent };
  const largest = served({ ...spec, count, weights, cache, input, output }).best ?? points[0];
  return { ...remedy, rent, tokenCost: largest?.cost?.blended.value };
}

const secondsPerHour = 3600;
