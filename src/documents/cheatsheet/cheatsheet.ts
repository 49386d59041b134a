// The cheatsheet's two definitions, matrix product and arithmetic intensity.

import { intensityOf } from "../../cost/index.js";
import { claimsOf, type Example } from "../../examples/example.js";
import { linearMac, matrixFlop } from "../../layers/index.js";
import type { Quantity } from "../../numbers/quantity.js";
import { bytes, flop } from "../../numbers/units.js";
import { documents } from "../bibliography.js";

const claim = claimsOf({
  source: documents.cheatsheet,
  title: "Counting the cost",
  question: "What does a matrix product cost, and is it bound by arithmetic or by memory?",
});

interface Sizes {
  readonly rows: Quantity | number;
  readonly innerDim: Quantity | number;
  readonly columns: Quantity | number;
}

/** The claims of the cheatsheet that are not about language models. */
export const cheatsheetClaims: readonly Example[] = [
  claim({
    id: "matmul-2mnk-seed4",
    title: "Operations of a matrix product",
    where: "matmul (m x k) @ (k x n) ~= 2 * m * n * k FLOPs",
    formula: ({ rows, innerDim, columns }: Sizes) =>
      matrixFlop({ mac: linearMac({ rows, inputFeatures: innerDim, outputFeatures: columns }) }),
    inputs: { rows: 3, innerDim: 4, columns: 5 },
    stated: { expression: "2*m*n*k", letters: { m: "rows", n: "columns", k: "innerDim" } },
    unit: "FLOP",
    note: "A dot product of k values has k − 1 additions; with the convention of two operations for each multiply-accumulate it counts k.",
    expect: { value: 120 },
  }),
  claim({
    id: "roofline-intensity-seed4",
    title: "Arithmetic intensity",
    where: "arithmetic intensity = FLOPs performed / bytes moved from memory",
    formula: intensityOf,
    inputs: { flop: flop(1e6), bytes: bytes(8e6) },
    stated: { expression: "flops/bytes", letters: { flops: "flop", bytes: "bytes" } },
    unit: "FLOP/byte",
    note: "Bytes that are written count too: for ReLU in FP32 eight for each value.",
    expect: { value: 0.125 },
  }),
];
