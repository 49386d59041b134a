// Products of matrices in PyTorch's spellings.
import { elements } from "../../../layers/index.js";
import type { Call, Rule, Rules } from "../call.js";
import type { Value } from "../value.js";
import { multiplied } from "./matmul.js";
import { formOf, reshaped, swapped, work } from "./parts.js";
import { asOutput, type ProductSizes, product, vectorProduct } from "./product.js";

/** Rules of the matrix operators. */
export const matrixRules: Rules = {
  linear: (call) => [linear(call)],
  matmul: (call) => [
    multiplied(
      call,
      asOutput(call, call.tensor("self"), "left"),
      asOutput(call, call.tensor("other"), "right"),
    ),
  ],
  linalg_matmul: (call) => [multiplied(call, call.tensor("self"), call.tensor("other"))],
  mm: (call) => [twoMatrices(call, "self", "mat2")],
  bmm: (call) => [batches(call, "self", "mat2", undefined)],
  addmm: (call) => [twoMatrices(call, "mat1", "mat2", call.tensor("self"))],
  addbmm: summed("batch1", "batch2"),
  baddbmm: (call) => [batches(call, "batch1", "batch2", call.tensor("self"))],
  mv: (call) => [vectorProduct(call, call.tensor("self"), call.tensor("vec"))],
  addmv: (call) => [vectorProduct(call, call.tensor("mat"), call.tensor("vec"), call.tensor("self"))],
  dot: (call) => [vectorProduct(call, call.tensor("self"), call.tensor("tensor"))],
  vdot: (call) => [vectorProduct(call, call.tensor("self"), call.tensor("other"))],
  inner: (call) => [multiplied(call, call.tensor("self"), swapped(call.tensor("other")))],
  outer: outer("self", "vec2"),
  ger: outer("self", "vec2"),
  chain_matmul: chain("matrices"),
  linalg_multi_dot: chain("tensors"),
  bilinear,
};

/** x W' + b. Three dimensions in order are seen as a matrix; without a bias the product is PyTorch's matmul. */
function linear(call: Call): Value {
  const input = asOutput(call, call.tensor("input"), "input");
  const weight = asOutput(call, call.tensor("weight"), "weight");
  const bias = call.optional("bias");
  const output = call.form(0);
  const inner = input.shape.at(-1) ?? 1;
  const rows = elements(input.shape) / Math.max(inner, 1);
  const columns = weight.shape.length === 1 ? 1 : (weight.shape[0] ?? 1);
  // Rows that do not lie one behind the other are copied when the product sees them as one matrix.
  const flat = input.shape.length <= 2 ? input : reshaped(call, input, [rows, inner], "rows");
  const added = bias === undefined ? undefined : asOutput(call, bias, "bias");
  return product(call, flat, weight, { batch: 1, rows, inner, columns }, { output, added, kind: "linear" });
}

function twoMatrices(call: Call, leftName: string, rightName: string, added?: Value): Value {
  const left = asOutput(call, call.tensor(leftName), "left");
  const right = asOutput(call, call.tensor(rightName), "right");
  const [rows = 1, inner = 1] = left.shape;
  const sizes = { batch: 1, rows, inner, columns: right.shape[1] ?? 1 };
  return product(call, left, right, sizes, { output: call.form(0), added });
}

function batches(call: Call, leftName: string, rightName: string, added: Value | undefined): Value {
  const left = asOutput(call, call.tensor(leftName), "left");
  const right = asOutput(call, call.tensor(rightName), "right");
  return product(call, left, right, sizesOf(left, right), { output: call.form(0), added });
}

function sizesOf(left: Value, right: Value): ProductSizes {
  const [batch = 1, rows = 1, inner = 1] = left.shape;
  return { batch, rows, inner, columns: right.shape[2] ?? 1 };
}

function summed(leftName: string, rightName: string): Rule {
  return (call) => [batches(call, leftName, rightName, call.tensor("self"))];
}

/** Every value by every other: an element-wise product. */
function outer(leftName: string, rightName: string): Rule {
  return (call) => {
    const [left, right] = [call.tensor(leftName), call.tensor(rightName)];
    return [
      call.emit({
        kind: "elementwise",
        settings: "outer product",
        inputs: [left, right],
        output: call.form(0),
        gradients: [[], []],
        saved: [...(right.gradient ? [left] : []), ...(left.gradient ? [right] : [])],
      }),
    ];
  };
}

function chain(name: string): Rule {
  return (call) => {
    const [first, ...others] = call.tensors(name).filter((value) => value !== undefined);
    if (first === undefined) throw call.problem("must have matrices, got none; the file is damaged");
    let result = first;
    for (const [i, right] of others.entries()) {
      const [rows = 1, innerSize = 1] = result.shape;
      const columns = right.shape[1] ?? 1;
      const output = formOf([rows, columns], result.type);
      result = product(
        call,
        result,
        right,
        { batch: 1, rows, inner: innerSize, columns },
        { output, part: `${i}` },
      );
    }
    return [result];
  };
}

/** x1' W x2 for each output feature: PyTorch multiplies and adds element by element, without a product of matrices. */
function bilinear(call: Call): readonly Value[] {
  const [first, second, weight] = [call.tensor("input1"), call.tensor("input2"), call.tensor("weight")];
  const [features = 1, width1 = 1, width2 = 1] = weight.shape;
  const rows = elements(first.shape) / width1;
  const each = work("2 multiply + add", rows * features * width1 * width2);
  const factors = [first, second, weight];
  return [
    call.emit({
      kind: "linear",
      settings: `${width1} × ${width2} → ${features}`,
      inputs: [...factors, call.optional("bias")],
      output: call.form(0),
      forward: each,
      gradients: [each, each, each],
      saved: factors.filter((value) => factors.some((other) => other !== value && other.gradient)),
    }),
  ];
}
