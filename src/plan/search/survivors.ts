// What a search keeps of millions of candidates: the best few, the front of time against memory, the leanest.

import type { Layout } from "../layout.js";
import type { Block } from "./block.js";
import type { Found, SearchResult } from "./found.js";

/** What the best are best by. */
export type Ranking = "time" | "memory";

interface Limits {
  /** Bytes that a device has for the run. */
  readonly capacity: number;
  readonly keep: number;
  readonly by: Ranking;
}

/** Keeps a few of the candidates that it is shown; makes objects for those alone. */
export class Survivors {
  readonly #limits: Limits;
  #evaluated = 0;
  #feasible = 0;
  #best: Found[] = [];
  /** Fastest first, memory falling. */
  #front: Found[] = [];
  #leanest: Found | undefined;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** Looks at a block: `out` holds time, memory of the first and of the last stage. */
  take({ count }: Block, out: readonly Float64Array[], layout: (row: number) => Layout): void {
    const [times, firsts, lasts] = out;
    if (times === undefined || firsts === undefined || lasts === undefined) return;
    this.#evaluated += count;
    for (let i = 0; i < count; i++) {
      const time = times[i] ?? 0;
      const memory = Math.max(firsts[i] ?? 0, lasts[i] ?? 0);
      if (memory < (this.#leanest?.memory ?? Number.POSITIVE_INFINITY))
        this.#leanest = { layout: layout(i), iterationSeconds: time, memory };
      if (memory > this.#limits.capacity) continue;
      this.#feasible++;
      if (this.#isAmongBest(time, memory) || this.#isOnFront(time, memory))
        this.#keep({ layout: layout(i), iterationSeconds: time, memory });
    }
  }

  /** What is kept. */
  result(): Omit<SearchResult, "leftOut"> {
    return {
      evaluated: this.#evaluated,
      feasible: this.#feasible,
      best: this.#best,
      pareto: this.#front,
      leanest: this.#leanest,
    };
  }

  #isAmongBest(time: number, memory: number): boolean {
    const last = this.#best[this.#limits.keep - 1];
    return last === undefined || this.#before(time, memory, last);
  }

  /** Ties in the one are broken by the other, so that the order does not depend on the search's. */
  #before(time: number, memory: number, other: Found): boolean {
    const [a, b] = this.#limits.by === "time" ? [time, memory] : [memory, time];
    const [c, d] =
      this.#limits.by === "time"
        ? [other.iterationSeconds, other.memory]
        : [other.memory, other.iterationSeconds];
    return a < c || (a === c && b < d);
  }

  #isOnFront(time: number, memory: number): boolean {
    // fastest first and memory falling: of those at most as slow, the last has the least memory
    let low = 0;
    let high = this.#front.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#front[middle]?.iterationSeconds ?? 0) <= time) low = middle + 1;
      else high = middle;
    }
    const rival = this.#front[low - 1];
    return rival === undefined || rival.memory > memory;
  }

  #keep(found: Found): void {
    const { iterationSeconds: time, memory } = found;
    if (this.#isAmongBest(time, memory)) {
      const at = this.#best.findIndex((other) => this.#before(time, memory, other));
      this.#best.splice(at < 0 ? this.#best.length : at, 0, found);
      this.#best.length = Math.min(this.#best.length, this.#limits.keep);
    }
    if (!this.#isOnFront(time, memory)) return;
    const beaten = (other: Found) => other.iterationSeconds >= time && other.memory >= memory;
    this.#front = [...this.#front.filter((other) => !beaten(other)), found].sort(
      (a, b) => a.iterationSeconds - b.iterationSeconds,
    );
  }
}
