// Update rules: what an optimizer does to one parameter, run on plain numbers or counted over all parameters.

import type { Formula } from "../formula/index.js";
import type { Quantity } from "../numbers/quantity.js";
import { sources } from "../sources/bibliography.js";
import { operationsOfLines } from "./loss.js";
import {
  type CountedOperation,
  operationCounting,
  type Procedure,
  type ProcedureStep,
} from "./operation-count.js";
import { formula } from "./vocabulary.js";

/** What happens to one parameter at one step, and what is kept for the next step. */
export interface UpdateRule extends Procedure {
  /** What an optimizer keeps, and the symbol that holds its new value after the step. */
  readonly keeps: Readonly<Record<string, string>>;
}

/** Operations of one update of all parameters. */
export const updateFlop = formula({
  id: "optimizers.update-flop",
  meaning: "Operations of one update of all parameters",
  expression: "flopPerOperation * operationsPerParameter * parameters + flopPerOperation * operationsPerStep",
  result: "updateFlop",
  inputs: ["operationsPerParameter", "parameters", "operationsPerStep"],
  conventions: ["constants-prepared"],
  source: operationCounting,
});

/** The same for one matrix of parameters whose second moment is kept by rows and columns. */
export const factoredUpdateFlop = formula({
  id: "optimizers.factored-update-flop",
  meaning: "Operations of one update of a matrix of parameters, with work per row and column",
  expression:
    "flopPerOperation * operationsPerParameter * rows * columns + flopPerOperation * operationsPerRow * rows + flopPerOperation * operationsPerColumn * columns + flopPerOperation * operationsPerStep",
  result: "updateFlop",
  inputs: [
    "operationsPerParameter",
    "rows",
    "columns",
    "operationsPerRow",
    "operationsPerColumn",
    "operationsPerStep",
  ],
  conventions: ["constants-prepared"],
  source: operationCounting,
});

/** Operations of some lines of an itemised count, for all parameters. */
export function updateFlopOfLines(
  lines: readonly CountedOperation[],
  parameters: Quantity | number,
): Quantity {
  return updateFlop({
    operationsPerParameter: operationsOfLines(lines, "element", "operations per parameter"),
    parameters,
    operationsPerStep: operationsOfLines(lines, "step", "operations once a step"),
  });
}

/** Bytes that an optimizer keeps for each parameter, in one format. */
export const stateBytes = formula({
  id: "optimizers.state-bytes",
  meaning: "Bytes that an optimizer keeps per parameter",
  expression: "optimizerValues * bytesPerValue",
  result: "stateBytesPerParameter",
  inputs: ["optimizerValues"],
  source: { source: sources.rajbhandari2020, place: "section 3.1, optimizer states" },
});

/** Operations of a part of training, such as an update, in units of the operations that it belongs to. */
export const updateShare = formula({
  id: "optimizers.update-share",
  meaning: "Operations of a part of training in units of the operations that it belongs to",
  expression: "flop / stepTrainingFlop",
  result: "updateShare",
  inputs: ["flop", "stepTrainingFlop"],
  source: {
    source: sources.goodfellow2016,
    place: "algorithm 8.1: one update after each minibatch; the ratio taken here",
  },
  sample: { flop: 3.1e8 },
});

/** Operations of the backward pass of a batch: what one update follows. */
export const batchBackwardFlop = formula({
  id: "optimizers.batch-backward-flop",
  meaning: "Operations of the backward pass over a batch",
  expression: "backwardFlop * batch",
  result: "stepTrainingFlop",
  inputs: ["backwardFlop", "batch"],
  source: {
    source: sources.goodfellow2016,
    place: "algorithm 8.1: gradients of all samples of a minibatch, one update",
  },
});

/** Operations of a training step on a batch, without the update. */
export const batchTrainingFlop = formula({
  id: "optimizers.batch-training-flop",
  meaning: "Operations of forward and backward pass over a batch",
  expression: "passesPerStep * forwardFlop * batch",
  result: "stepTrainingFlop",
  inputs: ["forwardFlop", "batch"],
  source: { source: sources.kaplan2020, place: "section 2.1: backward twice forward, for each sample" },
});

/**
 * One step of a rule on one parameter, in plain numbers: the values of every symbol after it. Reductions over
 * other parameters cannot be run this way; pass their results among the values.
 */
export function updated(
  rule: Procedure,
  values: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  const after: Record<string, number> = { ...values };
  for (const step of rule.steps) if (isFormula(step)) after[step.result] = step.compute(after);
  return after;
}

/** The values that the next step starts from: kept ones under their own names, the parameter renewed. */
export function carried(
  rule: UpdateRule,
  after: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  const kept = Object.entries(rule.keeps).map(([name, renewed]) => [name, after[renewed] ?? Number.NaN]);
  return { ...after, ...Object.fromEntries(kept), weight: after.weightNext ?? Number.NaN };
}

/** The formulas of a rule in their order: its TeX, line by line. */
export function ruleFormulas(rule: Procedure): readonly Formula[] {
  return rule.steps.filter(isFormula);
}

function isFormula(step: ProcedureStep): step is Formula {
  return "expression" in step;
}

/** Formulas of this file, for the catalogue. */
export const updateRuleFormulas = [
  updateFlop,
  factoredUpdateFlop,
  stateBytes,
  updateShare,
  batchBackwardFlop,
  batchTrainingFlop,
] as const;
