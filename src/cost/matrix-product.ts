// What does one matrix product cost? Two operations for each multiply-accumulate: 2 m n p.
import type { Formula } from "../formula/index.js";
import { sources } from "../sources/bibliography.js";
import { formula } from "./vocabulary.js";

/** Operations of a product of an m × n with an n × p matrix: each of the m p outputs takes n multiply-accumulates. */
export const matrixProductFlop = formula({
  id: "matmul.flop",
  meaning: "Operations of a matrix product (m × n)(n × p)",
  expression: "flopPerMac * rows * innerDim * columns",
  result: "flop",
  inputs: ["rows", "innerDim", "columns"],
  source: { source: sources.nvidiaMatmul, place: "chapter 2: M N K multiply-adds, two operations each" },
});

/** Formulas of this file, for the catalogue. */
export const matrixProductFormulas: readonly Formula[] = [matrixProductFlop];
