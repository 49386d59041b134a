// How uncertain is a result? Its derivation compiled, its uncertain inputs drawn a hundred thousand times.

import { program } from "../formula/index.js";
import { FlopbookError } from "../ground/errors.js";
import type { Quantity } from "../numbers/quantity.js";
import type { Distribution } from "./distribution.js";
import { fillRandom } from "./random.js";

/** An input of a derivation and what it may be, in base units. */
export interface UncertainInput {
  /** The very quantity that the derivation used. */
  readonly quantity: Quantity;
  readonly distribution: Distribution;
}

/** How many draws, and from which stream; the same seed gives the same digits everywhere. */
export interface SamplingOptions {
  /** Default 100,000. */
  readonly samples?: number;
  /** Default 1. */
  readonly seed?: number;
}

/** A result's distribution, in its base unit. */
export interface Spread {
  readonly median: number;
  /** Ends of the 90 % interval. */
  readonly low: number;
  readonly high: number;
  readonly mean: number;
  /** All draws in ascending order. */
  readonly sorted: Float64Array;
}

const defaultSamples = 100_000;

/** Draws of every input, one column each. Each has a stream of its own, so that adding one leaves the others. */
export function draws(
  inputs: readonly UncertainInput[],
  { samples = defaultSamples, seed = 1 }: SamplingOptions,
): readonly Float64Array[] {
  if (!Number.isSafeInteger(samples) || samples < 1)
    throw new FlopbookError(
      `uncertainty: samples must be a whole number from 1 on, got ${samples}; give one`,
    );
  return inputs.map(({ distribution }, stream) => {
    const column = new Float64Array(samples);
    fillRandom(column, seed, stream + 1);
    for (let i = 0; i < samples; i++) column[i] = distribution.quantile(column[i] ?? 0.5);
    return column;
  });
}

/**
 * Distributions of results of one derivation, drawn together: what drives several of them moves them together.
 * Errors when no result depends on an input, and when a draw leads to a result that is not finite.
 */
export function spreads(
  results: readonly Quantity[],
  inputs: readonly UncertainInput[],
  options: SamplingOptions = {},
): readonly Spread[] {
  const columns = draws(inputs, options);
  const count = options.samples ?? defaultSamples;
  const out = results.map(() => new Float64Array(count));
  program({ free: inputs.map(({ quantity }) => quantity), results }).fill(columns, out, count);
  return out.map(spreadOf);
}

/**
 * The distribution of one result.
 *
 * @example const share = given(0.4, "an assumption");
 * const time = deviceTime({ trainingFlop: flop(1e21), peak: peak(device("h100-sxm"), "bf16"),
 *   utilisation: share });
 * spread(time, [{ quantity: share, distribution: uniform(0.3, 0.5) }]).low.toPrecision(3) // "2.06e+6"
 */
export function spread(
  result: Quantity,
  inputs: readonly UncertainInput[],
  options?: SamplingOptions,
): Spread {
  const [only] = spreads([result], inputs, options);
  if (only === undefined) throw new RangeError("one result has one spread");
  return only;
}

function spreadOf(values: Float64Array): Spread {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const sorted = values.sort();
  return {
    median: quantile(sorted, 0.5),
    low: quantile(sorted, 0.05),
    high: quantile(sorted, 0.95),
    mean,
    sorted,
  };
}

/** The value below which a share of sorted values lies, between the nearest two. */
export function quantile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const [low = Number.NaN, high = low] = sorted.subarray(below, below + 2);
  return low + (place - below) * (high - low);
}
