// How operations are counted in a budget: the named conventions, and the count for each token under one.
import { FlopbookError, suggestion } from "../ground/errors.js";
import type { Quantity } from "../numbers/quantity.js";
import {
  type CountedAttention,
  conventionCounts,
  countedAttention,
  type FlopConvention,
  type TransformerShape,
} from "../plan/index.js";

type Choices = Pick<FlopConvention, "tables" | "attention">;

/** Conventions by the names that `--convention` takes. */
export const budgetConventions = {
  "exact-causal": { tables: "output", attention: "causal" },
  exact: { tables: "output", attention: "full" },
  "6n": { tables: "all", attention: "none" },
  "6n-output": { tables: "output", attention: "none" },
  "6n-body": { tables: "none", attention: "none" },
  kaplan: { tables: "none", attention: "causal" },
  palm: { tables: "all", attention: "full" },
} as const satisfies Readonly<Record<string, Choices>>;

export type BudgetConvention = keyof typeof budgetConventions;

/** The convention of this name. Errors on an unknown one, with the nearest. */
export function budgetConvention(name: string): BudgetConvention {
  const wanted = name.trim().toLowerCase().replaceAll(" ", "");
  if (Object.hasOwn(budgetConventions, wanted)) return wanted as BudgetConvention;
  const names = Object.keys(budgetConventions);
  throw new FlopbookError(
    `convention: unknown, got "${name}"${suggestion(wanted, names)}; known are ${names.join(", ")}`,
    { exitCode: 2 },
  );
}

/** A convention applied: its words and operations for each token. */
export interface TokenCount {
  readonly convention: BudgetConvention;
  readonly words: string;
  readonly flopPerToken: Quantity;
  /** Positions that attention looks at; undefined where the convention leaves attention out. */
  readonly attention: CountedAttention | undefined;
}

/**
 * Operations of training for each token; of a mixture of experts those that a token uses.
 *
 * @example tokenCount(transformerShape("gpt2"), 1024, "6n").flopPerToken // 746 MFLOP/token
 */
export function tokenCount(
  shape: TransformerShape,
  sequence: number,
  convention: BudgetConvention,
): TokenCount {
  const wanted = budgetConventions[convention];
  const found = conventionCounts(shape, sequence).find(
    ({ convention: one }) =>
      one.tables === wanted.tables &&
      one.attention === wanted.attention &&
      one.recompute === "none" &&
      one.phase === "training" &&
      one.unit === "FLOP" &&
      one.experts === "active",
  );
  if (found === undefined) throw new RangeError(`${convention}: is not among the counted conventions`);
  const { count, words, name } = found;
  const rule = wanted.attention === "full" ? "exact" : "exact-causal";
  return {
    convention,
    words: name === undefined ? words : `${name}: ${words}`,
    flopPerToken: count,
    attention: wanted.attention === "none" ? undefined : countedAttention(shape, sequence, rule),
  };
}
