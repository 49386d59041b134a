// Budgets: what a whole training run takes in time, money, energy and carbon, and how sure that is.

export { rentsOf } from "../hardware/rent.js";
export { plainAmount } from "./amount.js";
export { type Budget, budgetOf, knownBudget, pricedBudget } from "./budget.js";
export {
  type BudgetConvention,
  budgetConvention,
  budgetConventions,
  type TokenCount,
  tokenCount,
} from "./conventions.js";
export { budgetFormulas, runFlop } from "./formulas.js";
export { type LeafName, leafKinds } from "./kinds.js";
export type { Leaf, LeafKind } from "./leaf.js";
export type { Leaves } from "./leaves.js";
export { rangeWords, tokensText } from "./range.js";
export { type BudgetResults, type Ground, inCurrency, type KnownResults } from "./results.js";
export type { Scenario } from "./scenarios.js";
export { type BudgetSpec, type Currency, type StepSizes, stepSizes, type Tenure } from "./spec.js";
export type { DrawnResult, Influence, Interval, Intervals } from "./uncertainty.js";
export { budgetWordMeanings } from "./word-meanings.js";
export { type BudgetWord, type BudgetWords, budgetSpec } from "./words.js";
