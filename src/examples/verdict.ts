// Decides by computation how a stated number stands to a computed one.

import type { VerdictName } from "../ground/mime.js";
import { exponentOf } from "../numbers/format.js";
import { powerOfTen } from "../numbers/unit-table.js";

/**
 * A stated number as the interval of values that it can mean. A computed value inside [low, high] agrees with the
 * statement; inside the interval widened by `place` on both sides it differs by rounding only.
 */
export interface StatedInterval {
  readonly low: number;
  readonly high: number;
  /** How far a rounding may lead beyond the interval; 0 for exact statements and one-sided limits. At most a tenth. */
  readonly place: number;
}

/** How a computed value stands to a statement, before premises are asked about. */
export type Fit = "agrees" | "rounding" | "differs";

/** Slack for binary fractions, relative to the bound: 0.1 + 0.2 must not decide a verdict. */
const slack = 1e-9;

/** A larger part of the stated value is no slip of rounding: one unit of "5" is a fifth. */
const largestRounding = 0.1;

/** The unit of the last of `digits` significant digits of `value`: 100 for 21 100 with three, 1 for 0 with one. */
export function lastPlace(value: number, digits: number): number {
  return powerOfTen((value === 0 ? 0 : exponentOf(value)) - digits + 1);
}

/** A value printed with `digits` significant digits; exact when `digits` is absent. */
export function aboutValue(value: number, digits?: number): StatedInterval {
  if (digits === undefined) return { low: value, high: value, place: 0 };
  const half = lastPlace(value, digits) / 2;
  const place = Math.max(0, Math.min(half, largestRounding * Math.abs(value) - half));
  return { low: value - half, high: value + half, place };
}

/** A printed range such as "6 to 8": its ends belong to it; with `digits`, each end may itself be rounded. */
export function betweenValues(low: number, high: number, digits?: number): StatedInterval {
  if (digits === undefined) return { low, high, place: 0 };
  const places = [low, high].map((end) =>
    Math.min(lastPlace(end, digits) / 2, largestRounding * Math.abs(end)),
  );
  return { low, high, place: Math.min(...places) };
}

/** How `computed` stands to `stated`: inside the interval, inside it widened by `place`, or outside. */
export function fitOf(computed: number, stated: StatedInterval): Fit {
  if (!Number.isFinite(computed)) return "differs";
  if (within(computed, stated.low, stated.high)) return "agrees";
  if (within(computed, stated.low - stated.place, stated.high + stated.place)) return "rounding";
  return "differs";
}

function within(computed: number, low: number, high: number): boolean {
  return computed >= low - slack * Math.abs(low) && computed <= high + slack * Math.abs(high);
}

/** What a verdict is decided from. All numbers are in the unit of the statement. */
export interface Evidence {
  readonly stated: StatedInterval;
  /** Recomputed, unrounded: from the source's own inputs by its own formula, or else from what we count or look up. */
  readonly computed: number;
  /** The same from the rounded intermediate results that the source prints, where it prints any. */
  readonly fromPrintedSteps?: number;
  /** From the corrected input or assumption, where the example carries one. */
  readonly corrected?: number;
}

/**
 * The verdict on a worked example:
 * - `inconsistent`: recomputed, the value is more than one unit of the last stated place, or more than a tenth, away
 *   (more than half a unit outside a stated range), and its printed intermediate steps do not explain the difference.
 *   Recomputed means from its own inputs and formula; where it gives none, from a count of operations, a datasheet, or
 *   the paper that it cites;
 * - `wrong-premise`: its own inputs and formula do give it, but with an input or a formula put right the value is more
 *   than one unit of the last stated place away;
 * - `rounding`: otherwise, and the computed value is more than half a unit but at most one unit of the last stated
 *   place and at most a tenth away, or the stated digits come out only from the printed, rounded intermediate steps;
 * - `agrees`: otherwise: the computed value is within half a unit of the last stated place, inside the stated range,
 *   or equal to the stated expression (to 1e-9).
 */
export function verdictOn(evidence: Evidence): VerdictName {
  const { stated, corrected } = evidence;
  const own = ownFit(evidence);
  if (own === "differs") return "inconsistent";
  if (corrected !== undefined && fitOf(corrected, stated) === "differs") return "wrong-premise";
  return own;
}

function ownFit({ stated, computed, fromPrintedSteps }: Evidence): Fit {
  const direct = fitOf(computed, stated);
  if (direct !== "differs" || fromPrintedSteps === undefined) return direct;
  return fitOf(fromPrintedSteps, stated) === "agrees" ? "rounding" : "differs";
}
