// Searches the places where a counted graph is best cut into checkpointed segments.
import type { CountedGraph, Tensor } from "../layers/index.js";

/** Layers from index `from` up to but not including `to`. */
export interface Cut {
  readonly from: number;
  readonly to: number;
}

/** What the search needs of a graph: who keeps which memory, and which tensors cross each place. */
export interface Kept {
  /** By storage. */
  readonly tensors: ReadonlyMap<number, Tensor>;
  readonly bytesOf: (storage: number) => number;
  /** For each layer: storages that it keeps, and bytes of buffers of its own. */
  readonly layers: readonly { readonly storages: readonly number[]; readonly own: number }[];
  /** For each place before a layer: storages made before it that are needed from it on. */
  readonly crossing: readonly (readonly number[])[];
}

/** Reads a graph once; `ownWidth` is the width of an activation in bytes. */
export function storagesOf(graph: CountedGraph, ownWidth: number): Kept {
  const tensors = new Map<number, Tensor>();
  const madeAt = new Map<number, number>();
  const lastUse = new Map<number, number>();
  const meet = (tensor: Tensor, at: number) => {
    if (!tensors.has(tensor.storage)) tensors.set(tensor.storage, tensor);
    if (!madeAt.has(tensor.storage)) madeAt.set(tensor.storage, at);
  };
  for (const tensor of graph.inputs) meet(tensor, -1);
  graph.nodes.forEach(({ inputs, output }, at) => {
    for (const tensor of inputs) lastUse.set(tensor.storage, at);
    meet(output, at);
  });
  const crossing: number[][] = graph.nodes.map(() => []);
  for (const [storage, at] of madeAt)
    for (let place = at + 1; place <= (lastUse.get(storage) ?? -1); place++) crossing[place]?.push(storage);
  return { tensors, crossing, bytesOf: bytesIn(tensors, ownWidth), layers: keptByLayers(graph, ownWidth) };
}

function bytesIn(tensors: ReadonlyMap<number, Tensor>, ownWidth: number): (storage: number) => number {
  const sizes = new Map(
    [...tensors].map(([storage, { storageShape, bytesPerElement = ownWidth }]) => [
      storage,
      storageShape.reduce((all, size) => all * size, bytesPerElement),
    ]),
  );
  return (storage) => sizes.get(storage) ?? 0;
}

function keptByLayers(graph: CountedGraph, ownWidth: number): Kept["layers"] {
  return graph.nodes.map(({ layer, inputs, output, requiresGradient }) => {
    const saved = requiresGradient ? layer.saved : [];
    const storages = saved.flatMap((entry) => {
      if (entry.kind === "own") return [];
      const tensor = entry.kind === "output" ? output : inputs[entry.index];
      return tensor === undefined ? [] : [tensor.storage];
    });
    const own = saved.reduce(
      (all, entry) =>
        entry.kind === "own" ? all + entry.elements * (entry.bytesPerElement ?? ownWidth) : all,
      0,
    );
    return { storages, own };
  });
}

/** The moment of highest activation memory: the segment that is differentiated, and the boundaries then held. */
export interface Peak {
  readonly cut: Cut;
  readonly held: ReadonlySet<number>;
  readonly bytes: number;
}

/** The costliest moment of these segments; boundaries of later segments are free by then. */
export function peakOfCuts(kept: Kept, cuts: readonly Cut[]): Peak {
  const held = new Set<number>();
  let boundaries = 0;
  let best = { cut: { from: 0, to: kept.layers.length }, bytes: -1 };
  for (const cut of cuts) {
    for (const storage of kept.crossing[cut.from] ?? [])
      if (!held.has(storage)) {
        held.add(storage);
        boundaries += kept.bytesOf(storage);
      }
    const bytes = boundaries + innerBytes(kept, cut, held);
    if (bytes > best.bytes) best = { cut, bytes };
  }
  const until = cuts.filter(({ from }) => from <= best.cut.from);
  return { ...best, held: new Set(until.flatMap(({ from }) => kept.crossing[from] ?? [])) };
}

function innerBytes(kept: Kept, { from, to }: Cut, held: ReadonlySet<number>): number {
  const seen = new Set<number>();
  let all = 0;
  for (let at = from; at < to; at++) all += layerBytes(kept, at, seen, held);
  return all;
}

/** What a layer keeps beyond storages that are held and those seen so far, which it joins. */
function layerBytes(kept: Kept, at: number, seen: Set<number>, held: ReadonlySet<number>): number {
  const { storages, own } = kept.layers[at] ?? { storages: [], own: 0 };
  let all = own;
  for (const storage of storages)
    if (!held.has(storage) && !seen.has(storage)) {
      seen.add(storage);
      all += kept.bytesOf(storage);
    }
  return all;
}

const trials = 64;

/**
 * At most `count` segments: for limits from small to large, each segment grows until it would keep more than the
 * limit (Chen et al. 2016, algorithm 3); the division with the lowest peak is taken.
 */
export function searchCuts(kept: Kept, count: number): readonly Cut[] {
  const whole: Cut = { from: 0, to: kept.layers.length };
  const all = innerBytes(kept, whole, new Set());
  let best: readonly Cut[] = [whole];
  let lowest = peakOfCuts(kept, best).bytes;
  for (let trial = 1; trial <= trials; trial++) {
    const cuts = withLongEnd(kept, cutsWithin(kept, (all * trial) / trials));
    const { bytes } = peakOfCuts(kept, cuts);
    if (cuts.length > count || bytes >= lowest) continue;
    best = cuts;
    lowest = bytes;
  }
  return best;
}

/** The same with the last segments joined as long as the peak allows: what is in the last is not run again. */
function withLongEnd(kept: Kept, cuts: readonly Cut[]): readonly Cut[] {
  const [last, before] = [cuts.at(-1), cuts.at(-2)];
  if (last === undefined || before === undefined) return cuts;
  const joined = [...cuts.slice(0, -2), { from: before.from, to: last.to }];
  return peakOfCuts(kept, joined).bytes > peakOfCuts(kept, cuts).bytes ? cuts : withLongEnd(kept, joined);
}

/** Segments that keep at most `limit` bytes each (or are as short as can be), cut where fewest tensors cross. */
function cutsWithin(kept: Kept, limit: number): readonly Cut[] {
  const cuts: Cut[] = [];
  for (let from = 0; from < kept.layers.length; ) {
    const to = bestEnd(kept, from, furthestEnd(kept, from, limit));
    cuts.push({ from, to });
    from = to;
  }
  return cuts;
}

function furthestEnd(kept: Kept, from: number, limit: number): number {
  const held = new Set(kept.crossing[from]);
  const seen = new Set<number>();
  let bytes = 0;
  for (let at = from; at < kept.layers.length; at++) {
    bytes += layerBytes(kept, at, seen, held);
    if (bytes > limit && at > from) return at;
  }
  return kept.layers.length;
}

/** The last place up to `furthest` where fewest tensors cross. */
function bestEnd(kept: Kept, from: number, furthest: number): number {
  if (furthest === kept.layers.length) return furthest;
  const crossing = (place: number) => kept.crossing[place]?.length ?? 0;
  let best = furthest;
  for (let place = furthest - 1; place > from; place--) if (crossing(place) < crossing(best)) best = place;
  return best;
}
