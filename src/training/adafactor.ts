// Adafactor: the second moment of a matrix kept as one number for each row and each column.

import { sources } from "../sources/bibliography.js";
import type { Reduction } from "./operation-count.js";
import type { UpdateRule } from "./update-rule.js";
import { formula } from "./vocabulary.js";

const shazeer = (place: string) => ({ source: sources.shazeer2018, place });
const algorithm = shazeer("algorithm 4");

/** Squared gradient and a small number. */
export const stabilisedSquare = formula({
  id: "optimizers.adafactor.square",
  meaning: "Squared gradient and a small number",
  expression: "gradient ^ 2 + stability",
  result: "stabilisedSquare",
  inputs: ["gradient", "stability"],
  source: algorithm,
});

/** Moving average of a row's sum. */
export const rowMomentUpdate = formula({
  id: "optimizers.adafactor.row",
  meaning: "Moving average of the squared gradients of a row",
  expression: "secondMomentDecay * rowMoment + (1 - secondMomentDecay) * rowSum",
  result: "rowMomentNext",
  inputs: ["secondMomentDecay", "rowMoment", "rowSum"],
  conventions: ["constants-prepared"],
  source: algorithm,
});

/** Moving average of a column's sum. */
export const columnMomentUpdate = formula({
  id: "optimizers.adafactor.column",
  meaning: "Moving average of the squared gradients of a column",
  expression: "secondMomentDecay * columnMoment + (1 - secondMomentDecay) * columnSum",
  result: "columnMomentNext",
  inputs: ["secondMomentDecay", "columnMoment", "columnSum"],
  conventions: ["constants-prepared"],
  source: algorithm,
});

/** A row's average in units of the sum of all rows'. */
export const rowShareOfTotal = formula({
  id: "optimizers.adafactor.row-share",
  meaning: "Average of a row in units of the sum over the rows",
  expression: "rowMomentNext / rowMomentTotal",
  result: "rowShare",
  inputs: ["rowMomentNext", "rowMomentTotal"],
  source: algorithm,
});

/** Second moment of an element: its row's share of its column's average. */
export const factoredMoment = formula({
  id: "optimizers.adafactor.second-moment",
  meaning: "Second moment of an element from its row and its column",
  expression: "rowShare * columnMomentNext",
  result: "secondMomentUnbiased",
  inputs: ["rowShare", "columnMomentNext"],
  source: algorithm,
});

/** Gradient in units of its root mean square. */
export const rootScaledGradient = formula({
  id: "optimizers.adafactor.update",
  meaning: "Gradient in units of its root mean square",
  expression: "gradient / sqrt(secondMomentUnbiased)",
  result: "scaledGradient",
  inputs: ["gradient", "secondMomentUnbiased"],
  source: algorithm,
});

/** Its square, to be summed over the matrix. */
export const updateSquare = formula({
  id: "optimizers.adafactor.update-square",
  meaning: "Squared update of an element",
  expression: "scaledGradient ^ 2",
  result: "scaledSquare",
  inputs: ["scaledGradient"],
  source: algorithm,
});

/** Root mean square of the update over the matrix. */
export const updateSize = formula({
  id: "optimizers.adafactor.update-size",
  meaning: "Root mean square of the update over a matrix",
  expression: "sqrt(scaledSquareSum / elements)",
  result: "rmsUpdate",
  inputs: ["scaledSquareSum", "elements"],
  source: algorithm,
});

/** Learning rate, lowered where the update is too large. */
export const clippedRate = formula({
  id: "optimizers.adafactor.rate",
  meaning: "Learning rate, lowered where the update is too large",
  expression: "learningRate / max(1, rmsUpdate / clipLimit)",
  result: "stepRate",
  inputs: ["learningRate", "rmsUpdate", "clipLimit"],
  source: algorithm,
  sample: { learningRate: 0.01 },
});

/** The step. */
export const adafactorStep = formula({
  id: "optimizers.adafactor.weight",
  meaning: "Parameter after a step of Adafactor",
  expression: "weight - stepRate * scaledGradient",
  result: "weightNext",
  inputs: ["weight", "stepRate", "scaledGradient"],
  source: algorithm,
  sample: { stepRate: 0.0083 },
});

/** Bytes kept for a matrix: one value for each row and each column. */
export const factoredStateMemory = formula({
  id: "optimizers.adafactor.state",
  meaning: "Bytes that Adafactor keeps for a matrix: a value per row and one per column",
  expression: "bytesPerValue * (rows + columns)",
  result: "stateMemoryOfOptimizer",
  inputs: ["rows", "columns"],
  source: shazeer("section 3"),
});

const summed = (of: string, result: string, over: Reduction["over"], into: Reduction["into"]): Reduction => ({
  kind: "sum",
  of,
  result,
  over,
  into,
});

/**
 * One matrix, without momentum and with a given learning rate: 11 operations for each element, 4 for each row,
 * 2 for each column, 3 for the matrix. Scaling the rate by the parameters' size would add 2 for each element.
 */
export const adafactorRule = {
  changes: { weight: "element", gradient: "element", rowMoment: "row", columnMoment: "column" },
  keeps: { rowMoment: "rowMomentNext", columnMoment: "columnMomentNext" },
  steps: [
    stabilisedSquare,
    summed("stabilisedSquare", "rowSum", "element", "row"),
    summed("stabilisedSquare", "columnSum", "element", "column"),
    rowMomentUpdate,
    columnMomentUpdate,
    summed("rowMomentNext", "rowMomentTotal", "row", "step"),
    rowShareOfTotal,
    factoredMoment,
    rootScaledGradient,
    updateSquare,
    summed("scaledSquare", "scaledSquareSum", "element", "step"),
    updateSize,
    clippedRate,
    adafactorStep,
  ],
} as const satisfies UpdateRule;

/** Formulas of this file, for the catalogue. */
export const adafactorFormulas = [
  stabilisedSquare,
  rowMomentUpdate,
  columnMomentUpdate,
  rowShareOfTotal,
  factoredMoment,
  rootScaledGradient,
  updateSquare,
  updateSize,
  clippedRate,
  adafactorStep,
  factoredStateMemory,
] as const;
