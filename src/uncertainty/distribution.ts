// What an input may be instead of one number: a range or a distribution, by its quantiles.
import { FlopbookError } from "../ground/errors.js";
import { normalQuantile } from "./normal-quantile.js";

/** A distribution of an input; `quantile` gives the value below which a share of it lies. */
export interface Distribution {
  /** As it would be written: "lognormal(2, 4)". */
  readonly text: string;
  /** Share in (0, 1) -> value. */
  quantile(share: number): number;
}

/** z of the 95 % quantile of the standard normal distribution. */
const z95 = normalQuantile(0.95);

/**
 * Every value between two alike.
 *
 * @example uniform(0.3, 0.5).text // "uniform(0.3, 0.5)"
 */
export function uniform(low: number, high: number): Distribution {
  ordered("uniform", [low, high]);
  return { text: `uniform(${low}, ${high})`, quantile: (share) => low + share * (high - low) };
}

/**
 * A normal distribution of which 90 % lie between two values.
 *
 * @example normal(0.3, 0.5).text // "normal(0.3, 0.5)"
 */
export function normal(low: number, high: number): Distribution {
  ordered("normal", [low, high]);
  const mean = (low + high) / 2;
  const deviation = (high - low) / 2 / z95;
  return { text: `normal(${low}, ${high})`, quantile: (share) => mean + deviation * normalQuantile(share) };
}

/** A lognormal distribution of which 90 % lie between two positive values. */
export function lognormal(low: number, high: number): Distribution {
  ordered("lognormal", [low, high]);
  if (low <= 0)
    throw new FlopbookError(
      `uncertainty: lognormal needs positive values, got ${low}; use normal(low, high)`,
    );
  const middle = (Math.log(low) + Math.log(high)) / 2;
  const deviation = (Math.log(high) - Math.log(low)) / 2 / z95;
  return {
    text: `lognormal(${low}, ${high})`,
    quantile: (share) => Math.exp(middle + deviation * normalQuantile(share)),
  };
}

/**
 * A triangle over [low, high] with its top at `mode`.
 *
 * @example triangular(0.3, 0.4, 0.5).text // "triangular(0.3, 0.4, 0.5)"
 */
export function triangular(low: number, mode: number, high: number): Distribution {
  ordered("triangular", [low, mode, high]);
  const width = high - low;
  const top = (mode - low) / width;
  return {
    text: `triangular(${low}, ${mode}, ${high})`,
    quantile: (share) =>
      share < top
        ? low + Math.sqrt(share * width * (mode - low))
        : high - Math.sqrt((1 - share) * width * (high - mode)),
  };
}

/**
 * One of some values, all alike, or each with its weight.
 *
 * @example discrete([1, 2, 4]).text // "discrete(1, 2, 4)"
 */
export function discrete(
  values: readonly number[],
  weights: readonly number[] = values.map(() => 1),
): Distribution {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (values.length === 0 || weights.length !== values.length || !(total > 0) || weights.some((w) => w < 0))
    throw new FlopbookError(
      `uncertainty: discrete needs a weight of 0 or more for each value, got ${values.length} values and [${weights.join(", ")}]; give one each`,
    );
  return {
    text: `discrete(${values.join(", ")})`,
    quantile(share) {
      let left = share * total;
      for (const [i, value] of values.entries()) {
        left -= weights[i] ?? 0;
        if (left < 0) return value;
      }
      return values.at(-1) ?? Number.NaN;
    },
  };
}

/**
 * One value, certain.
 *
 * @example exactly(0.4).text // "0.4"
 */
export function exactly(value: number): Distribution {
  return { text: String(value), quantile: () => value };
}

function ordered(name: string, values: readonly number[]): void {
  const rising = values.every(
    (value, i) => Number.isFinite(value) && (i === 0 || value >= (values[i - 1] ?? 0)),
  );
  if (rising && (values[0] ?? 0) < (values.at(-1) ?? 0)) return;
  throw new FlopbookError(
    `uncertainty: ${name} needs rising values, got (${values.join(", ")}); write the smaller first`,
  );
}
