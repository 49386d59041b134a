// How does the intensity of a matrix product grow with the batch, where does it stop, and what batch fills a device?

import type { Formula } from "../formula/index.js";
import { FlopbookError } from "../ground/errors.js";
import type { Quantity } from "../numbers/quantity.js";
import { sources } from "../sources/bibliography.js";
import { ratioDefinition } from "./definitions.js";
import { formula } from "./vocabulary.js";

/** Bytes of a matrix product, each matrix once: rows × inner by inner × columns. */
export const matmulBytes = formula({
  id: "roofline.matmul-bytes",
  meaning: "Bytes of a matrix product that moves both factors and the product once",
  expression: "bytesPerElement * (rows * innerDim + innerDim * columns + rows * columns)",
  result: "bytes",
  inputs: ["bytesPerElement", "rows", "innerDim", "columns"],
  conventions: ["each-tensor-moved-once"],
  source: { source: sources.nvidiaMatmul, place: "chapter 2: elements of both factors and the product" },
});

/** Intensity of a matrix product. `rows` is the batch of a fully connected layer. */
export const matmulIntensity = formula({
  id: "roofline.matmul-intensity",
  meaning: "Intensity of a matrix product, of a fully connected layer when its rows are the batch",
  expression:
    "flopPerMac * rows * innerDim * columns / (bytesPerElement * (rows * innerDim + innerDim * columns + rows * columns))",
  result: "intensity",
  inputs: ["rows", "innerDim", "columns", "bytesPerElement"],
  conventions: ["each-tensor-moved-once"],
  source: { source: sources.nvidiaMatmul, place: "chapter 2: arithmetic intensity" },
});

/** Its limit for few rows: only the weights count, and each is used once a row. */
export const fewRowsIntensity = formula({
  id: "roofline.few-rows-intensity",
  meaning: "Intensity of a matrix product with far fewer rows than the other sizes: only the weights move",
  expression: "flopPerMac * rows / bytesPerElement",
  result: "intensity",
  inputs: ["rows", "bytesPerElement"],
  source: {
    source: sources.nvidiaMatmul,
    place: "chapter 2: arithmetic intensity; its limit for few rows worked out here",
  },
  sample: { rows: 8 },
});

/** Its limit for many rows: only inputs and outputs count. */
export const manyRowsIntensity = formula({
  id: "roofline.many-rows-intensity",
  meaning:
    "Intensity of a matrix product with far more rows than the other sizes: only inputs and outputs move",
  expression: "flopPerMac * innerDim * columns / (bytesPerElement * (innerDim + columns))",
  result: "intensity",
  inputs: ["innerDim", "columns", "bytesPerElement"],
  source: {
    source: sources.nvidiaMatmul,
    place: "chapter 2: arithmetic intensity; its limit for many rows worked out here",
  },
});

/** Intensity of one matrix product in units of that of another. */
export const intensityGain = formula({
  id: "roofline.intensity-gain",
  meaning: "Intensity after a change in units of that before",
  expression: "newIntensity / oldIntensity",
  result: "intensityGain",
  inputs: ["newIntensity", "oldIntensity"],
  source: ratioDefinition,
});

/** Rows from which on a product is compute-bound; negative when it never is. See `batchAtRidge`. */
export const ridgeRows = formula({
  id: "roofline.ridge-rows",
  meaning: "Rows (batch) at which a matrix product reaches the ridge",
  expression:
    "bytesPerElement * ridge * innerDim * columns / (flopPerMac * innerDim * columns - bytesPerElement * ridge * (innerDim + columns))",
  result: "ridgeRows",
  inputs: ["bytesPerElement", "ridge", "innerDim", "columns"],
  source: {
    source: sources.nvidiaMatmul,
    place: "chapter 2: arithmetic intensity; set equal to the ridge and solved for the rows",
  },
});

/** The batch from which on a fully connected layer is compute-bound. Errors when it is too narrow ever to be. */
export function batchAtRidge(layer: Parameters<typeof ridgeRows>[0]): Quantity {
  const { innerDim, columns, bytesPerElement } = layer;
  const limit = manyRowsIntensity({ innerDim, columns, bytesPerElement });
  const rows = ridgeRows(layer);
  if (rows.value > 0) return rows;
  throw new FlopbookError(
    `roofline: a product of this width never reaches the ridge, got ${limit.text} for any batch; use a wider layer or a narrower number format`,
  );
}

/** Formulas of this file, for the catalogue. */
export const batchIntensityFormulas: readonly Formula[] = [
  fewRowsIntensity,
  intensityGain,
  manyRowsIntensity,
  matmulBytes,
  matmulIntensity,
  ridgeRows,
];
