// A budget when things go well, as expected, and badly: every uncertain input at a quartile or its median.
import { dependsOn, type Leaf, leafAt } from "./leaf.js";
import type { Leaves } from "./leaves.js";
import { type BudgetResults, type Ground, type KnownResults, resultsOf } from "./results.js";

/** A budget under one assumption about luck. */
export interface Scenario<Results = BudgetResults> {
  readonly name: "good" | "expected" | "bad";
  readonly leaves: Leaves;
  readonly results: Results;
}

const quartile = 0.25;

/** What an input is judged by: the first of these that it moves. */
const judges = ["total", "wallTime", "energy", "carbon"] as const satisfies readonly (keyof KnownResults)[];

/**
 * Three budgets: each uncertain input at the quartile that helps, at its median, and at the quartile that harms. All
 * quartiles at once are rarer than one in four, so good and bad lie well inside the 90 % interval's ends or near them.
 */
export function scenariosOf(
  ground: Ground,
  leaves: Leaves,
  results: KnownResults,
): readonly Scenario<KnownResults>[] {
  const helps = new Map(
    Object.entries(leaves).map(([name, one]) => [name, helpfulEnd(ground, leaves, name, one, results)]),
  );
  const at = (name: Scenario["name"], share: (helpful: number) => number): Scenario<KnownResults> => {
    const moved = Object.fromEntries(
      Object.entries(leaves).map(([key, one]) => {
        const end = share(helps.get(key) ?? 0.5);
        return [key, leafAt(one, end, `${name} case: ${end === 0.5 ? "median" : `${100 * end} % quantile`}`)];
      }),
    ) as unknown as Leaves;
    return { name, leaves: moved, results: resultsOf(ground, moved) };
  };
  return [
    at("good", (helpful) => helpful),
    { name: "expected", leaves, results },
    at("bad", (helpful) => 1 - helpful),
  ];
}

/** The quartile of an input that lowers what it moves. */
function helpfulEnd(ground: Ground, leaves: Leaves, name: string, one: Leaf, results: KnownResults): number {
  if (one.distribution === undefined) return 0.5;
  const judge = judges.find((name) => {
    const result = results[name];
    return result !== undefined && dependsOn(result, one.quantity);
  });
  if (judge === undefined) return 0.5;
  const value = (share: number): number => {
    const moved = { ...leaves, [name]: leafAt(one, share, "trial") };
    return resultsOf(ground, moved)[judge]?.value ?? 0;
  };
  return value(quartile) <= value(1 - quartile) ? quartile : 1 - quartile;
}
