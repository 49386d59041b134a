// Products of matrices: PyTorch's spellings brought to one product of batches, with the copies that they make.
import { elements, inputGradientProduct, matmulMac, term, type Work } from "../../../layers/index.js";
import type { Call, Rule, Rules } from "../call.js";
import { elementType, takesGradient } from "../element-type.js";
import type { Form, Value } from "../value.js";
import { cast, expandedTo, formOf, inOrder, reshaped, seenAs, swapped } from "./parts.js";

/** Sizes of `batch` products of rows x inner by inner x columns. */
export interface ProductSizes {
  readonly batch: number;
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
}

/** Multiply-accumulates of products, and of the gradient of one factor. */
export function productWork({ batch, rows, inner, columns }: ProductSizes): {
  readonly forward: readonly Work[];
  readonly gradient: readonly Work[];
} {
  const mac = term(matmulMac, { batch, heads: 1, rows, innerDim: inner, columns });
  return {
    forward: [{ operationClass: "matrix", term: mac }],
    gradient: [{ operationClass: "matrix", term: term(inputGradientProduct, { mac }) }],
  };
}

/** What a product has besides its factors. */
export interface ProductOptions {
  readonly output?: Form;
  /** Added to the result: a bias, or the first argument of addmm. */
  readonly added?: Value | undefined;
  readonly kind?: "linear" | "matmul";
  readonly part?: string;
}

/** One product as a layer. Each factor is kept for the gradient of the other. */
export function product(
  call: Call,
  left: Value,
  right: Value,
  sizes: ProductSizes,
  { output, added, kind = "matmul", part }: ProductOptions = {},
): Value {
  const { forward, gradient } = productWork(sizes);
  const { batch, rows, inner, columns } = sizes;
  const times = batch === 1 ? "" : `, ${batch} times`;
  return call.emit({
    kind,
    settings: kind === "linear" ? `${inner} → ${columns}` : `${rows} × ${inner} × ${columns}${times}`,
    inputs: [left, right, added],
    output: output ?? formOf([rows, columns], left.type),
    forward,
    gradients: [gradient, gradient, []],
    saved: [...(right.gradient ? [left] : []), ...(left.gradient ? [right] : [])],
    ...(part === undefined ? {} : { part }),
  });
}

/** Under autocast a product works in the format of its output: factors in another one are copied first. */
export function asOutput(call: Call, value: Value, part: string): Value {
  const { type } = call.form(0);
  const own = elementType(call.subject, value.type);
  const wanted = elementType(call.subject, type);
  return own.kind === "float" && wanted.kind === "float" && takesGradient(wanted)
    ? cast(call, value, type, part)
    : value;
}

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
  mv: (call) => [vector(call, "self", "vec", undefined)],
  addmv: (call) => [vector(call, "mat", "vec", call.tensor("self"))],
  dot: inner("self", "tensor"),
  vdot: inner("self", "other"),
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

function vector(call: Call, matrixName: string, vectorName: string, added: Value | undefined): Value {
  const [left, right] = [call.tensor(matrixName), call.tensor(vectorName)];
  const [rows = 1, inner = 1] = left.shape;
  return product(call, left, right, { batch: 1, rows, inner, columns: 1 }, { output: call.form(0), added });
}

/** A product of vectors: PyTorch's counter does not see it, and it is one of rows 1. */
function inner(leftName: string, rightName: string): Rule {
  return (call) => {
    const [left, right] = [call.tensor(leftName), call.tensor(rightName)];
    const sizes = { batch: 1, rows: 1, inner: elements(left.shape), columns: 1 };
    return [product(call, left, right, sizes, { output: call.form(0) })];
  };
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

/** x1' W x2 for each output feature: W by x2, and that by x1. */
function bilinear(call: Call): readonly Value[] {
  const [first, second, weight] = [call.tensor("input1"), call.tensor("input2"), call.tensor("weight")];
  const [features = 1, width1 = 1, width2 = 1] = weight.shape;
  const rows = elements(first.shape) / width1;
  const { forward, gradient } = productWork({ batch: features, rows, inner: width1, columns: width2 });
  const kept = [first, second, weight].filter((value) =>
    [first, second, weight].some((other) => other !== value && other.gradient),
  );
  return [
    call.emit({
      kind: "linear",
      settings: `${width1} × ${width2} → ${features}`,
      inputs: [first, second, weight, call.optional("bias")],
      output: call.form(0),
      forward,
      gradients: [gradient, gradient, gradient, []],
      saved: kept,
    }),
  ];
}

/** PyTorch's matmul of any ranks: a product of matrices where one factor has at most two dimensions, else of batches. */
export function multiplied(call: Call, left: Value, right: Value, output: Form = call.form(0)): Value {
  const [a, b] = [left.shape.length, right.shape.length];
  if (a <= 2 && b <= 2) return lowRanks(call, left, right, output);
  if (folds(call, left, right)) return folded(call, left, right, output);
  const wideLeft = a === 1 ? seenAs(left, [1, ...left.shape], [0, ...left.strides]) : left;
  const wideRight = b === 1 ? seenAs(right, [...right.shape, 1], [...right.strides, 1]) : right;
  const batch = broadcast(wideLeft.shape.slice(0, -2), wideRight.shape.slice(0, -2));
  const [rows = 1, inner = 1] = wideLeft.shape.slice(-2);
  const columns = wideRight.shape.at(-1) ?? 1;
  const count = elements(batch);
  const flatLeft = reshaped(
    call,
    expandedTo(wideLeft, [...batch, rows, inner]),
    [count, rows, inner],
    "left",
  );
  const flatRight = reshaped(
    call,
    expandedTo(wideRight, [...batch, inner, columns]),
    [count, inner, columns],
    "right",
  );
  return product(call, flatLeft, flatRight, { batch: count, rows, inner, columns }, { output });
}

function lowRanks(call: Call, left: Value, right: Value, output: Form): Value {
  const rows = left.shape.length === 2 ? (left.shape[0] ?? 1) : 1;
  const columns = right.shape.length === 2 ? (right.shape[1] ?? 1) : 1;
  const inner = left.shape.at(-1) ?? 1;
  return product(call, left, right, { batch: 1, rows, inner, columns }, { output });
}

/** Whether matmul sees its larger factor as one matrix: where that needs no copy, or spares a large gradient. */
function folds(call: Call, left: Value, right: Value): boolean {
  const larger = left.shape.length >= right.shape.length;
  const [big, small] = larger ? [left, right] : [right, left];
  if (big.shape.length < 3 || small.shape.length > 2) return false;
  if (small.gradient && call.circumstances.recording) return true;
  if (left.shape.length === 2) return false;
  const seen = larger ? big : swapped(big);
  return seen.shape
    .slice(0, -2)
    .every((_, i) => seen.strides[i] === (seen.strides[i + 1] ?? 1) * (seen.shape[i + 1] ?? 1));
}

function folded(call: Call, left: Value, right: Value, output: Form): Value {
  if (left.shape.length >= right.shape.length) {
    const inner = left.shape.at(-1) ?? 1;
    const rows = elements(left.shape) / Math.max(inner, 1);
    const columns = right.shape.length === 2 ? (right.shape[1] ?? 1) : 1;
    const flat = reshaped(call, left, [rows, inner], "rows");
    return product(call, flat, right, { batch: 1, rows, inner, columns }, { output });
  }
  const turned = swapped(right);
  const inner = turned.shape.at(-1) ?? 1;
  const rows = elements(turned.shape) / Math.max(inner, 1);
  const columns = left.shape.length === 2 ? (left.shape[0] ?? 1) : 1;
  const flat = reshaped(call, turned, [rows, inner], "rows");
  const made = product(call, flat, left, { batch: 1, rows, inner, columns }, { output });
  // The product of the transposed factors is turned back and lies in order in the end.
  return columns === 1 ? made : { ...inOrder(call, made, "turned"), shape: output.shape };
}

function broadcast(a: readonly number[], b: readonly number[]): readonly number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const [x = 1, y = 1] = [a[i - rank + a.length], b[i - rank + b.length]];
    return x === 1 ? y : x;
  });
}
