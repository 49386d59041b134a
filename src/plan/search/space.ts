// Which layouts a search tries: every size that can fit the run, or those that the caller names.
import type { Cluster } from "../cluster.js";
import type { Recompute, Run, Zero } from "../layout.js";

/** Sizes of each kind of parallelism to try; absent: every size that can fit. */
export interface SearchSpace {
  readonly tensor?: readonly number[];
  readonly pipeline?: readonly number[];
  readonly context?: readonly number[];
  readonly expert?: readonly number[];
  readonly interleave?: readonly number[];
  readonly microbatch?: readonly number[];
  readonly zero?: readonly Zero[];
  readonly sequenceParallel?: readonly boolean[];
  readonly recompute?: readonly Recompute[];
}

/** Divisors of a whole number in ascending order. */
export function divisors(n: number): readonly number[] {
  const low: number[] = [];
  const high: number[] = [];
  for (let i = 1; i * i <= n; i++) {
    if (n % i !== 0) continue;
    low.push(i);
    if (i * i !== n) high.unshift(n / i);
  }
  return [...low, ...high];
}

/** A search space with every choice present. */
export interface Choices extends Required<Omit<SearchSpace, "interleave">> {
  /** Groups of layers to try on a stage of so many layers. */
  readonly interleave: (layersEach: number) => readonly number[];
}

/**
 * Ways to part the layers of a stage into groups, none of which another beats whatever the times: divisors, and a
 * number that does not divide where it shortens the groups by more layers than it adds to the stage.
 *
 * A pipeline waits for `stages - 1` groups and works through at least as many microbatches as stages, so a layer more
 * on the stage costs more than a layer less of each group saves.
 */
export function interleavings(layersEach: number): readonly number[] {
  const whole = divisors(layersEach);
  return Array.from({ length: layersEach }, (_, i) => i + 1).filter((groups) => {
    const size = Math.ceil(layersEach / groups);
    if (groups !== Math.ceil(layersEach / size)) return false;
    const added = groups * size - layersEach;
    return whole.every((fewer) => fewer > groups || added === 0 || layersEach / fewer - size > added);
  });
}

function remembered(ways: (layersEach: number) => readonly number[]): Choices["interleave"] {
  const known = new Map<number, readonly number[]>();
  return (layersEach) => {
    const found = known.get(layersEach) ?? ways(layersEach);
    known.set(layersEach, found);
    return found;
  };
}

/** From here on sharing a sequence among devices is tried. */
const longSequence = 16_384;
const mostContext = 16;
const mostMicrobatch = 64;
/** Tensor parallelism is tried over so many nodes: further apart, every layer waits for the network. */
const farthest = 2;

/**
 * Every size that can fit: divisors of devices, heads, layers, batch, sequence and experts. Tensor parallelism reaches
 * over two nodes at most unless asked for; the sequence is shared from 16,384 tokens on.
 */
export function choices(run: Run, space: SearchSpace, cluster: Cluster, fused: boolean): Choices {
  const { shape, devices, batch, sequence } = run;
  const ofDevices = divisors(devices);
  const within = (size: number) => size <= farthest * cluster.devicesPerNode && shape.heads % size === 0;
  const shares = (size: number) => size <= mostContext && sequence % size === 0;
  return {
    tensor: space.tensor ?? ofDevices.filter(within),
    pipeline: space.pipeline ?? ofDevices.filter((size) => size <= shape.layers),
    context: space.context ?? (sequence >= longSequence ? ofDevices.filter(shares) : [1]),
    expert: space.expert ?? (shape.mixture === undefined ? [1] : divisors(shape.mixture.experts)),
    interleave: remembered(space.interleave === undefined ? interleavings : () => space.interleave ?? []),
    microbatch: space.microbatch ?? divisors(batch).filter((size) => size <= mostMicrobatch),
    zero: space.zero ?? [0, 1, 2, 3],
    sequenceParallel: space.sequenceParallel ?? [false, true],
    recompute: space.recompute ?? (fused ? ["none", "full"] : ["none", "selective", "full"]),
  };
}
