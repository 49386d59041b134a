// What a loss costs: its procedure counted, times the terms of a batch; and the mean that most losses end with.

import type { Citation } from "../ground/source.js";
import { given, type Quantity, sum } from "../numbers/quantity.js";
import { sources } from "../sources/bibliography.js";
import {
  type CountedOperation,
  countedOperations,
  operationCounting,
  type Procedure,
  type Reduction,
  type Scope,
} from "./operation-count.js";
import { formula } from "./vocabulary.js";

/** A loss: how it is worked out, its gradient, and what to watch. */
export interface Loss {
  readonly name: string;
  /** Whether its terms are one for each sample, or one for each output (or class) of each sample. */
  readonly terms: "sample" | "output";
  /** The same for the values of its gradient. */
  readonly gradientTerms: "sample" | "output";
  readonly forward: Procedure;
  readonly gradient: Procedure;
  /** What its numbers can do wrong, and how that is avoided. */
  readonly stability: string;
  readonly source: Citation;
}

/** Terms of a loss that compares every output of every sample. */
export const lossElements = formula({
  id: "losses.elements",
  meaning: "Terms of a loss over every output of every sample",
  expression: "batch * outputs",
  result: "elements",
  inputs: ["batch", "outputs"],
  source: { source: sources.pytorch, place: "torch.nn.MSELoss: the mean runs over all elements" },
});

/** The mean over all terms. */
export const lossMean = formula({
  id: "losses.mean",
  meaning: "Loss as the mean of its terms",
  expression: "lossSum / elements",
  result: "lossMean",
  inputs: ["lossSum", "elements"],
  source: { source: sources.pytorch, place: "torch.nn.MSELoss, reduction mean" },
  sample: { elements: 320 },
});

/** The mean over the samples with a minus sign: the losses that are logarithms of probabilities. */
export const negativeLossMean = formula({
  id: "losses.negative-mean",
  meaning: "Loss as the negative mean of its terms over the samples",
  expression: "(-1 / batch) * lossSum",
  result: "lossMean",
  inputs: ["lossSum", "batch"],
  conventions: ["constants-prepared"],
  source: {
    source: sources.pytorch,
    place: "torch.nn.NLLLoss, reduction mean; −1/B is known before the run",
  },
  sample: { lossSum: -14.4 },
});

/** Operations of a procedure over a batch: what is done for every element, and what once a step. */
export const lossFlop = formula({
  id: "losses.flop",
  meaning: "Operations of a loss or of its gradient over a batch",
  expression: "flopPerOperation * operationsPerElement * elements + flopPerOperation * operationsPerStep",
  result: "flop",
  inputs: ["operationsPerElement", "elements", "operationsPerStep"],
  conventions: ["constants-prepared"],
  source: operationCounting,
  sample: { operationsPerElement: 3, elements: 320 },
});

/** The same with operations that are done once for each sample. */
export const sampledLossFlop = formula({
  id: "losses.flop-with-samples",
  meaning: "Operations over a batch, with some that are done once per sample",
  expression:
    "flopPerOperation * operationsPerElement * elements + flopPerOperation * operationsPerSample * batch + flopPerOperation * operationsPerStep",
  result: "flop",
  inputs: ["operationsPerElement", "elements", "operationsPerSample", "batch", "operationsPerStep"],
  conventions: ["constants-prepared"],
  source: operationCounting,
  sample: { operationsPerElement: 3, elements: 320 },
});

/** The sum over all terms: n − 1 additions. */
export const sumOfTerms: Reduction = {
  kind: "sum",
  of: "lossTerm",
  result: "lossSum",
  over: "element",
  into: "step",
};

/** The shape of a batch of outputs: `outputs` values (or classes) for each of `batch` samples. */
export interface BatchShape {
  readonly batch: Quantity | number;
  readonly outputs?: Quantity | number;
}

/** The operations of one scope as a sum whose parts are the single operations. */
export function operationsOf(procedure: Procedure, scope: Scope, label: string): Quantity {
  return operationsOfLines(countedOperations(procedure), scope, label);
}

/** The same of some lines of an itemised count. */
export function operationsOfLines(lines: readonly CountedOperation[], scope: Scope, label: string): Quantity {
  const found = lines.filter(({ times }) => times[scope] !== undefined);
  if (found.length === 0) return given(0, "none is needed", { label });
  return sum(
    label,
    found.map((line) => given(line.times[scope] ?? 0, written(line), { label: line.operation })),
  );
}

function written({ of, formula: id }: CountedOperation): string {
  return id === undefined ? of : `${of} in ${id}`;
}

/** Operations of a procedure over a batch. `terms` says what its elements are. */
export function procedureFlop(procedure: Procedure, terms: Loss["terms"], shape: BatchShape): Quantity {
  const { batch, outputs = 1 } = shape;
  const elements = terms === "sample" ? samples(batch) : lossElements({ batch, outputs });
  const operationsPerElement = operationsOf(procedure, "element", "operations per element");
  const operationsPerStep = operationsOf(procedure, "step", "operations once a step");
  const operationsPerSample = operationsOf(procedure, "row", "operations once per sample");
  return operationsPerSample.value === 0
    ? lossFlop({ operationsPerElement, elements, operationsPerStep })
    : sampledLossFlop({ operationsPerElement, elements, operationsPerSample, batch, operationsPerStep });
}

function samples(batch: Quantity | number): Quantity | number {
  return typeof batch === "number" ? batch : given(batch.value, "one term per sample", { unit: "element" });
}

/** Formulas of this file, for the catalogue. */
export const lossFormulas = [lossElements, lossMean, negativeLossMean, lossFlop, sampledLossFlop] as const;
