// The table of operators under the roofline. Right for element-wise work, wrong for products and convolution.

import { intensityOf, matmulBytes, matmulIntensity, ridgeIntensity, ridgeShare } from "../../cost/index.js";
import { converted } from "../../examples/conversion.js";
import { claimsOf, type Example } from "../../examples/example.js";
import { convolution, layerGraph, linearMac, matrixFlop } from "../../layers/index.js";
import { forwardBytes } from "../../models/memory.js";
import { forwardFlop, forwardMac } from "../../models/operations.js";
import type { Quantity } from "../../numbers/quantity.js";
import {
  type Amount,
  gigabytesPerSecond,
  gigaflop,
  megabytes,
  teraflopPerSecond,
} from "../../numbers/units.js";
import { documents } from "../bibliography.js";

const claim = claimsOf({
  source: documents.countingCosts,
  title: "Operators under the roofline",
  question: "How many operations and bytes does an operator take, and what binds it on an A100?",
});

const row = (name: string) => `table of operators, row ${name}`;
const fp32: Amount = { value: 4, unit: "byte/element" };
const square = { rows: 1024, innerDim: 1024, columns: 1024 };
const a100 = { peak: teraflopPerSecond(312), bandwidth: gigabytesPerSecond(2039) };
const perByte = (value: number): Amount => ({ value, unit: "FLOP/byte" });

interface Sizes {
  readonly rows: Quantity | number;
  readonly innerDim: Quantity | number;
  readonly columns: Quantity | number;
}

interface OnDevice {
  readonly peak: Quantity | Amount;
  readonly bandwidth: Quantity | Amount;
}

const inRidges = ({ intensity, ...device }: OnDevice & { readonly intensity: Quantity | Amount }): Quantity =>
  ridgeShare({ intensity, ridge: ridgeIntensity(device) });

const ownCounts = "operations and bytes counted from the sizes of the row";

/** The 3 × 3 convolution of the table: 256 channels in and out, 56 × 56 positions. */
const convolutionGraph = () =>
  layerGraph(
    convolution({ input: [1, 256, 56, 56], outputChannels: 256, kernel: 3, padding: 1, bias: false }),
    { name: "3 × 3 convolution" },
  );

const convolutionIntensity = (bytesPerElement: number): Quantity => {
  const graph = convolutionGraph();
  return intensityOf({ flop: forwardFlop(graph), bytes: forwardBytes(graph, { bytesPerElement }) });
};

/** The claims of the rows MatMul and Conv 3×3. */
export const operatorClaims: readonly Example[] = [
  claim({
    id: "roofline-matmul-flops",
    title: "Operations: matrix product",
    where: `${row("MatMul")}: 2MKN`,
    formula: ({ rows, innerDim, columns }: Sizes) =>
      matrixFlop({ mac: linearMac({ rows, inputFeatures: innerDim, outputFeatures: columns }) }),
    inputs: square,
    stated: { expression: "2*M*K*N", letters: { M: "rows", K: "innerDim", N: "columns" } },
    unit: "FLOP",
    expect: { value: 2_147_483_648 },
  }),
  claim({
    id: "roofline-matmul-bytes",
    title: "Bytes: matrix product",
    where: `${row("MatMul")}: 4(MK + KN + MN)`,
    formula: matmulBytes,
    inputs: { ...square, bytesPerElement: fp32 },
    stated: { expression: "4*(M*K+K*N+M*N)", letters: { M: "rows", K: "innerDim", N: "columns" } },
    unit: "byte",
    expect: { value: 12_582_912 },
  }),
  claim({
    id: "roofline-matmul-ai-m-half",
    title: "Intensity: square matrix product",
    where: `${row("MatMul")}: AI ≈ M/2 (for M=K=N)`,
    formula: matmulIntensity,
    inputs: { ...square, bytesPerElement: fp32 },
    stated: { expression: "M/2", letters: { M: "rows" } },
    unit: "FLOP/byte",
    cause:
      "By the text's own columns it is 2M³ / (4 × 3M²) = M/6, which is {computed} for M = 1024. M/2 counts the bytes of one matrix of the three.",
    expect: { verdict: "inconsistent", value: 170.666666667 },
  }),
  claim({
    id: "roofline-matmul-bound",
    title: "Bound: large matrix product",
    where: `${row("MatMul")}: Compute`,
    formula: ({
      rows,
      innerDim,
      columns,
      bytesPerElement,
      ...device
    }: Sizes &
      OnDevice & {
        readonly bytesPerElement: Quantity | Amount;
      }) => inRidges({ ...device, intensity: matmulIntensity({ rows, innerDim, columns, bytesPerElement }) }),
    inputs: { ...a100, rows: 4096, innerDim: 4096, columns: 4096, bytesPerElement: fp32 },
    stated: { atLeast: 1, says: "compute-bound" },
    unit: "1",
    note: "Judged at M = K = N = 4096 with the table's four bytes. At the ridge of FP16 that holds from 918 on.",
    expect: { value: 4.4614017094 },
  }),
  claim({
    id: "roofline-conv-flops",
    title: "Operations: 3 × 3 convolution",
    where: `${row("Conv 3×3")} (256→256, 56×56): ~1.5G`,
    formula: matrixFlop,
    inputs: () => ({ mac: forwardMac(convolutionGraph()) }),
    stated: { value: 1.5e9, digits: 2 },
    unit: "FLOP",
    cause:
      "By the text's own formula, 2 C_o H_o W_o C_i k², it is {computed}. Nor is 1.5 G the count of multiply-accumulates, which is half of that.",
    expect: { verdict: "inconsistent", value: 3_699_376_128 },
  }),
  claim({
    id: "roofline-conv-bytes",
    title: "Bytes: 3 × 3 convolution",
    where: `${row("Conv 3×3")} (256→256, 56×56): ~15M bytes`,
    formula: converted,
    inputs: () => ({ amount: forwardBytes(convolutionGraph()) }),
    stated: { value: 15e6, digits: 2 },
    unit: "byte",
    cause:
      "Input and output have 256 × 56 × 56 values each and the filters 256 × 256 × 9; with four bytes they are {computed}.",
    expect: { verdict: "inconsistent", value: 8_781_824 },
  }),
  claim({
    id: "roofline-conv-ai",
    title: "Intensity: 3 × 3 convolution",
    where: `${row("Conv 3×3")}: AI ~100`,
    formula: intensityOf,
    inputs: { flop: gigaflop(1.5), bytes: megabytes(15) },
    stated: { value: 100, digits: 1 },
    unit: "FLOP/byte",
    corrected: { formula: () => convolutionIntensity(4), source: ownCounts },
    cause:
      "The quotient is right, its operations and its bytes are not. Counted, the intensity is {correct}.",
    expect: { verdict: "wrong-premise", value: 100, correct: 421.253731343 },
  }),
  claim({
    id: "roofline-conv-bound",
    title: "Bound: 3 × 3 convolution",
    where: `${row("Conv 3×3")}: Compute`,
    formula: inRidges,
    inputs: { ...a100, intensity: perByte(100) },
    stated: { atLeast: 1, says: "compute-bound" },
    unit: "1",
    corrected: { inputs: () => ({ intensity: convolutionIntensity(2) }), source: ownCounts },
    cause:
      "The table's 100 is below the text's own ridge of 153, which makes the convolution memory-bound ({computed} of the ridge). Counted, with two bytes as the ridge of FP16 has it, its intensity is {correct} ridges: compute-bound after all.",
    rightSays: "compute-bound, at {correct} times the ridge, but not by the table's 100",
    expect: { verdict: "inconsistent", value: 0.653525641, correct: 5.506002296 },
  }),
];
