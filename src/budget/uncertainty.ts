// How sure is a budget? Its uncertain inputs drawn together, and which of them matter.
import { grouped } from "../numbers/format.js";
import { given, type Quantity } from "../numbers/quantity.js";
import {
  type Sensitivity,
  type Spread,
  sensitivities,
  spreads,
  type UncertainInput,
} from "../uncertainty/index.js";
import { dependsOn, type Leaf } from "./leaf.js";
import type { Leaves } from "./leaves.js";
import type { KnownResults } from "./results.js";

/** A result with its median and the ends of its 90 % interval. */
export interface Interval {
  readonly low: Quantity;
  readonly median: Quantity;
  readonly high: Quantity;
}

/** What one input does to a result. */
export interface Influence {
  readonly leaf: Leaf;
  /** Share of the result's variance that the input explains alone, from 0 to 1. */
  readonly varianceShare: number;
  /** The result with the input at the ends of its own 90 % interval and all others at their medians. */
  readonly low: Quantity;
  readonly high: Quantity;
}

/** Draws: how many, from which stream. */
export interface Sampling {
  readonly samples: number;
  readonly seed: number;
}

/** Results that are drawn. */
export const drawnResults = [
  "trainingFlop",
  "utilisation",
  "goodput",
  "wallTime",
  "deviceTime",
  "energy",
  "carbon",
  "rent",
  "owned",
  "total",
  "localTotal",
] as const satisfies readonly (keyof KnownResults)[];

export type DrawnResult = (typeof drawnResults)[number];
export type Intervals = Readonly<Partial<Record<DrawnResult, Interval>>>;

function uncertainInputs(leaves: readonly Leaf[]): readonly UncertainInput[] {
  return leaves.flatMap(({ quantity, distribution }) =>
    distribution === undefined ? [] : [{ quantity, distribution }],
  );
}

/** Inputs of a budget that are uncertain and on which one of `results` depends. */
export function uncertainLeaves(leaves: Leaves, results: readonly Quantity[]): readonly Leaf[] {
  return Object.values(leaves).filter(
    (one) => one.distribution !== undefined && results.some((result) => dependsOn(result, one.quantity)),
  );
}

/** Intervals of the results, drawn together. A result without uncertain inputs has none. */
export function intervalsOf(results: KnownResults, leaves: Leaves, sampling: Sampling): Intervals {
  const uncertain = Object.values(leaves).filter(({ distribution }) => distribution !== undefined);
  const rows = drawnResults.flatMap((name) => {
    const result = results[name];
    const moved = result !== undefined && uncertain.some(({ quantity }) => dependsOn(result, quantity));
    return moved ? [{ name, result }] : [];
  });
  if (rows.length === 0) return {};
  const quantities = rows.map(({ result }) => result);
  const drawn = spreads(quantities, uncertainInputs(uncertainLeaves(leaves, quantities)), sampling);
  const entries = rows.flatMap(({ name, result }, i) => {
    const one = drawn[i];
    return one === undefined ? [] : [[name, intervalOf(result, one, sampling)] as const];
  });
  return Object.fromEntries(entries);
}

function intervalOf(result: Quantity, { low, median, high }: Spread, { samples }: Sampling): Interval {
  const at = (value: number, which: string) =>
    shownLike(
      result,
      given({ value, unit: result.unit }, `${which} of ${grouped(samples)} draws of the uncertain inputs`, {
        label: `${result.label}, ${which}`,
      }),
    );
  return { low: at(low, "5 % quantile"), median: at(median, "median"), high: at(high, "95 % quantile") };
}

/** Inputs by what they do to a result, the largest share of variance first. */
export function influencesOn(
  result: Quantity | undefined,
  leaves: Leaves,
  seed: number,
): readonly Influence[] {
  if (result === undefined) return [];
  const uncertain = uncertainLeaves(leaves, [result]);
  if (uncertain.length === 0) return [];
  const found = sensitivities(result, uncertainInputs(uncertain), { seed });
  return found.flatMap((one) => {
    const leaf = uncertain.find(({ quantity }) => quantity === one.input.quantity);
    return leaf === undefined ? [] : [influence(leaf, one, result)];
  });
}

function influence(leaf: Leaf, { varianceShare, low, high }: Sensitivity, result: Quantity): Influence {
  const at = (value: number, share: string) =>
    shownLike(
      result,
      given(
        { value, unit: result.unit },
        `all other inputs at their medians, ${leaf.label} at its ${share} quantile`,
        { label: `${result.label} with ${leaf.label} at its ${share} quantile` },
      ),
    );
  return { leaf, varianceShare, low: at(low, "5 %"), high: at(high, "95 %") };
}

function shownLike({ displayUnit }: Quantity, quantity: Quantity): Quantity {
  return displayUnit === undefined ? quantity : quantity.as(displayUnit);
}
