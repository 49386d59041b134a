// What would make a model fit on a server: changes of weights, cache, context, devices and offload, tried and priced.
import { isStored } from "./formats.js";
import type { ServingMemory } from "./room.js";
import { type Remedy, type Search, searchOf } from "./search.js";
import type { ServingSetting, ServingSpec } from "./spec.js";

export type { Changed, Remedy } from "./search.js";

/** What was tried and what of it fits, the cheapest first. */
export interface ServingAdvice {
  readonly remedies: readonly Remedy[];
  /** Servers whose memory was worked out. */
  readonly tried: number;
  /** The leanest server that was tried, where not even that one has room: then nothing fits. */
  readonly leanest: { readonly setting: ServingSetting; readonly memory: ServingMemory } | undefined;
}

/** Most remedies of several changes at a time. */
const mostJoint = 4;

/** Everything that makes the model fit; empty where it fits as it is. */
export function remedies(spec: ServingSpec): readonly Remedy[] {
  return servingAdvice(spec).remedies;
}

/**
 * Single changes that make the model fit on the server, each as small as it can be; where none does, the smallest joint
 * ones. The memory of a server shrinks with every step of every change, so that a model which does not fit with all of
 * them at their ends fits with none: `leanest` is that server.
 */
export function servingAdvice(spec: ServingSpec): ServingAdvice {
  const search = searchOf(spec);
  if (search.fits({})) return { remedies: [], tried: search.tried(), leanest: undefined };
  const { ladder, caches, counts } = search;
  const single = [
    ...ladder.flatMap((rung) => search.remedy({ weights: rung })),
    ...first(caches, (cache) => search.remedy({ cache })),
    ...search.shortened({}),
    ...first(counts, (count) => search.remedy({ count })),
    ...search.offloaded({}),
  ];
  const found = single.length > 0 ? single : joint(search);
  const priced = smallest(found).map((remedy) => search.priced(remedy));
  const narrowest = ladder.at(-1);
  const leanest = { ...(narrowest === undefined ? {} : { weights: narrowest }), ...search.ends };
  return {
    remedies: priced.sort(byCost),
    tried: search.tried(),
    leanest: found.length > 0 ? undefined : search.room(leanest),
  };
}

function first<Value>(values: readonly Value[], of: (value: Value) => readonly Remedy[]): readonly Remedy[] {
  for (const value of values) {
    const found = of(value);
    if (found.length > 0) return found;
  }
  return [];
}

/** Of weights in formats that differ in the kind alone the widest that fits of each kind; of the rest everything. */
function smallest(found: readonly Remedy[]): readonly Remedy[] {
  const mixtures = found.filter(
    ({ changed, weights }) =>
      changed.join() === "weights" && isStored(weights) && weights.name.startsWith("GGUF"),
  );
  return found.filter((remedy) => !mixtures.slice(1).includes(remedy));
}

/** By the rent of the server, then by the cost of tokens, then by how much is changed. */
function byCost(a: Remedy, b: Remedy): number {
  const far = Number.MAX_VALUE;
  return (
    a.count - b.count ||
    (a.tokenCost ?? far) - (b.tokenCost ?? far) ||
    a.changed.length - b.changed.length ||
    a.offloaded - b.offloaded
  );
}

/** Changes of two kinds and more: of each count of devices the widest weights with the widest cache that fit. */
function joint(search: Search): readonly Remedy[] {
  const { ladder, caches, counts, asked } = search;
  const found: Remedy[] = [];
  for (const count of [asked.count, ...counts])
    for (const cache of [undefined, ...caches]) {
      const base = { count, ...(cache === undefined ? {} : { cache }) };
      const [fitting] = [undefined, ...ladder].flatMap((rung) =>
        search.remedy({ ...base, ...(rung === undefined ? {} : { weights: rung }) }),
      );
      if (fitting !== undefined) found.push(fitting);
    }
  if (found.length === 0) {
    const narrowest = ladder.at(-1);
    const lean = { ...(narrowest === undefined ? {} : { weights: narrowest }), ...search.ends };
    found.push(...search.shortened(lean), ...search.offloaded(lean));
  }
  return found.sort((a, b) => a.changed.length - b.changed.length || a.count - b.count).slice(0, mostJoint);
}
