// Which input makes a result uncertain? Shares of the variance, and a tornado of one input at a time.
import { program } from "../formula/index.js";
import type { Quantity } from "../numbers/quantity.js";
import { draws, type SamplingOptions, type UncertainInput } from "./spread.js";

/** What one input does to a result. */
export interface Sensitivity {
  readonly input: UncertainInput;
  /** Share of the result's variance that this input explains alone (first-order Sobol index), from 0 to 1. */
  readonly varianceShare: number;
  /** The result with this input at its 5 % and at its 95 % quantile and all others at their medians. */
  readonly low: number;
  readonly high: number;
}

const pairs = 16_384;

/**
 * Sensitivities of a result, the largest share of variance first. Shares by Saltelli's pick-and-freeze estimator over
 * `samples` pairs of draws (default 16,384); they add up to at most about 1, less where inputs act together.
 */
export function sensitivities(
  result: Quantity,
  inputs: readonly UncertainInput[],
  options: SamplingOptions = {},
): readonly Sensitivity[] {
  const count = options.samples ?? pairs;
  const seed = options.seed ?? 1;
  const compiled = program({ free: inputs.map(({ quantity }) => quantity), results: [result] });
  const run = (columns: readonly Float64Array[], size = count): Float64Array => {
    const out = new Float64Array(size);
    compiled.fill(columns, [out], size);
    return out;
  };
  const first = draws(inputs, { samples: count, seed });
  const second = draws(inputs, { samples: count, seed: seed + 0x5bd1e995 });
  const [a, b] = [run(first), run(second)];
  const variance = varianceOf(a, b);
  const medians = inputs.map(({ distribution }) => distribution.quantile(0.5));
  const at = (index: number, share: number) => {
    const values = inputs.map(({ distribution }, i) =>
      i === index ? distribution.quantile(share) : medians[i],
    );
    return (
      run(
        values.map((value) => Float64Array.of(value ?? Number.NaN)),
        1,
      )[0] ?? Number.NaN
    );
  };
  return inputs
    .map((input, i) => {
      const mixed = run(first.map((column, j) => (j === i ? (second[j] ?? column) : column)));
      const share = variance === 0 ? 0 : firstOrder(a, b, mixed) / variance;
      return { input, varianceShare: Math.min(1, Math.max(0, share)), low: at(i, 0.05), high: at(i, 0.95) };
    })
    .sort((x, y) => y.varianceShare - x.varianceShare);
}

/** Variance over both sets of draws. */
function varianceOf(a: Float64Array, b: Float64Array): number {
  const size = a.length + b.length;
  const sum = (values: Float64Array, of: (value: number) => number) =>
    values.reduce((total, value) => total + of(value), 0);
  const mean = (sum(a, (v) => v) + sum(b, (v) => v)) / size;
  return (sum(a, (v) => (v - mean) ** 2) + sum(b, (v) => (v - mean) ** 2)) / size;
}

/** Saltelli 2010, table 2: mean of b (mixed - a), where `mixed` is `a` with one input taken from `b`. */
function firstOrder(a: Float64Array, b: Float64Array, mixed: Float64Array): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += (b[i] ?? 0) * ((mixed[i] ?? 0) - (a[i] ?? 0));
  return total / a.length;
}
