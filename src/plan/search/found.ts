// What a search of layouts gives: the best by their numbers, the front, and how many were looked at.
import type { Layout } from "../layout.js";

/** A layout that a search found, by its numbers; `evaluatedLayout` works it through. */
export interface Found {
  readonly layout: Layout;
  readonly iterationSeconds: number;
  /** Bytes of the fullest device. */
  readonly memory: number;
}

/** Layouts that cannot be, for one reason. */
export interface LeftOut {
  readonly reason: string;
  readonly layouts: number;
}

/** What a search found. */
export interface SearchResult {
  readonly evaluated: number;
  readonly feasible: number;
  readonly best: readonly Found[];
  /** Feasible layouts that no other beats in both time and memory, fastest first. */
  readonly pareto: readonly Found[];
  /** The layout with the least memory, whether it fits or not. */
  readonly leanest: Found | undefined;
  /** Layouts that were not evaluated, by what keeps them from being. */
  readonly leftOut: readonly LeftOut[];
}
