// The largest batch and the longest input with which a network of any source fits into a memory, forward or in training.
import type { CountedGraph } from "../layers/index.js";
import { plainCounts } from "../models/index.js";
import { mostAlive } from "./alive.js";
import { stateRecipes } from "./state-composition.js";

/** A pass whose memory is asked for. */
export type FitPass = "forward" | "training";

/** Bytes of a pass over a counted graph: weights and what is alive, or states of Adam and what is kept. */
export function passMemory(graph: CountedGraph, pass: FitPass): number {
  const width = graph.bytesPerElement ?? 4;
  const counts = plainCounts(graph);
  if (pass === "forward") {
    const stored = graph.activations?.by === "asked" ? undefined : graph.stored;
    const weights = stored?.bytes.all.value ?? counts.parameters * width;
    return weights + mostAlive(graph);
  }
  const { weight, gradient, master, moment } = stateRecipes[width === 2 ? "mixed" : "fp32"];
  return counts.parameters * (weight + gradient + master + 2 * moment) + counts.savedBytes;
}

/**
 * The largest whole size from 1 to `most` with which the memory stays within `capacity`; 0: not even 1 does. The memory
 * must grow with the size: it is measured where a parabola through three sizes says, and from there to both sides.
 */
export function largestFitting(memoryOf: (size: number) => number, capacity: number, most: number): number {
  const known = new Map<number, boolean>();
  const fits = (size: number) => {
    const before = known.get(size);
    if (before !== undefined) return before;
    const answer = memoryOf(size) <= capacity;
    known.set(size, answer);
    return answer;
  };
  if (!fits(1)) return 0;
  if (fits(most)) return most;
  let [low, high] = [1, most];
  let middle = Math.min(high - 1, Math.max(low + 1, expected(memoryOf, capacity, most)));
  let reach = 1;
  while (high - low > 1) {
    if (middle <= low || middle >= high) middle = Math.floor((low + high) / 2);
    if (fits(middle)) {
      low = middle;
      middle = low + reach;
    } else {
      high = middle;
      middle = high - reach;
    }
    reach *= 2;
  }
  return low;
}

/** Where a parabola through the memory of three sizes reaches the capacity. */
function expected(memoryOf: (size: number) => number, capacity: number, most: number): number {
  const [a, b, c] = [1, 2, 4].map((factor) => Math.max(1, Math.floor((factor * most) / 1024)));
  if (a === undefined || b === undefined || c === undefined || a === b || b === c) return most / 2;
  const [ya, yb, yc] = [memoryOf(a), memoryOf(b), memoryOf(c)];
  const first = (yb - ya) / (b - a);
  const second = ((yc - yb) / (c - b) - first) / (c - a);
  const slope = first - second * (a + b);
  const start = ya - slope * a - second * a * a;
  const under = slope * slope + 4 * second * (capacity - start);
  const root =
    Math.abs(second) < 1e-9 * Math.abs(first)
      ? (capacity - start) / slope
      : (Math.sqrt(Math.max(0, under)) - slope) / (2 * second);
  return Number.isFinite(root) ? Math.floor(root) : most / 2;
}
