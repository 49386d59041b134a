// PyTorch's matmul of any ranks, with the views and copies that it makes of its factors.
import { elements } from "../../../layers/index.js";
import type { Call } from "../call.js";
import type { Form, Value } from "../value.js";
import { expandedTo, inOrder, reshaped, seenAs, swapped } from "./parts.js";
import { product, vectorProduct } from "./product.js";

/** A product of matrices where one factor has at most two dimensions, else of batches. */
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
  if (right.shape.length === 1) return vectorProduct(call, left, right);
  if (left.shape.length === 1) return vectorProduct(call, right, left);
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
