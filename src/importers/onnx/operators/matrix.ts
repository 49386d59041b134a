// Operators that multiply matrices: MatMul, Gemm, their quantized kin and Einsum.
import type { Shape } from "../../../layers/index.js";
import type { Call, Rule, Rules } from "../call.js";
import type { KnownValue } from "../value.js";
import { einsumRule } from "./einsum.js";
import { product } from "./product.js";

/** Rules of the matrix operators. */
export const matrixRules: Rules = {
  MatMul: (call) => {
    const [left, right] = [call.known(0), call.known(1)];
    return [product(call, { left, right, leftShape: left.shape, rightShape: right.shape })];
  },
  Gemm: gemm,
  MatMulInteger: quantized(1, 6),
  QLinearMatMul: quantized(3, undefined),
  Einsum: einsumRule,
};

/** alpha A' B' + beta C. */
function gemm(call: Call): readonly KnownValue[] {
  const [left, right, bias] = [call.known(0), call.known(1), call.optional(2)];
  const leftShape = call.integer("transA", 0) === 1 ? swapped(left.shape) : left.shape;
  const rightShape = call.integer("transB", 0) === 1 ? swapped(right.shape) : right.shape;
  if (leftShape.length !== 2 || rightShape.length !== 2)
    throw call.problem(
      `factors must be matrices, got [${leftShape.join(", ")}] and [${rightShape.join(", ")}]`,
    );
  return [product(call, { left, right, leftShape, rightShape }, { weights: [bias] })];
}

/** Products of quantized factors: the right one is a weight whatever its element type. */
function quantized(rightIndex: number, type: number | undefined): Rule {
  return (call) => {
    const [left, right] = [call.known(0), call.known(rightIndex)];
    const options = { reading: "quantized weight", ...(type === undefined ? {} : { type }) } as const;
    return [product(call, { left, right, leftShape: left.shape, rightShape: right.shape }, options)];
  };
}

/** The shape with its last two sizes swapped. */
export function swapped(shape: Shape): Shape {
  const [rows, columns] = shape.slice(-2);
  return rows === undefined || columns === undefined ? shape : [...shape.slice(0, -2), columns, rows];
}
