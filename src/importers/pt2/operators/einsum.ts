// Einstein sums as PyTorch computes them: operands permuted, pairs multiplied as batches of matrices, from left to right.
import { elements } from "../../../layers/index.js";
import type { Call, Rules } from "../call.js";
import type { Form, Value } from "../value.js";
import { formOf, permuted, reshaped, seenAs, viewOf, work } from "./parts.js";
import { asOutput, product } from "./product.js";

/** Rules of sums over named indices. */
export const einsumRules: Rules = { einsum: (call) => [einsum(call)], tensordot };

interface Labelled {
  readonly labels: readonly string[];
  readonly value: Value;
}

function einsum(call: Call): Value {
  const equation = call.text("equation", "").replace(/\s/g, "");
  const operands = call
    .tensors("tensors")
    .filter((value) => value !== undefined)
    .map((value, i) => asOutput(call, value, `operand ${i + 1}`));
  const [left = "", right] = equation.split("->");
  const inputs = left.split(",");
  const spread = Math.max(
    ...operands.map(({ shape }, i) => shape.length - lettersOf(inputs[i] ?? "").length),
    0,
  );
  const labelled = operands.map((value, i) => ({ labels: labelsOf(inputs[i] ?? "", value, spread), value }));
  const named = right ?? implicit(inputs);
  const output = expanded(named, spread);
  const dimensions = new Map(
    labelled.flatMap(({ labels, value }) => labels.map((l, i) => [l, value.shape[i] ?? 1] as const)),
  );
  for (const { labels, value } of labelled)
    labels.forEach((label, i) => {
      const size = value.shape[i] ?? 1;
      if (size !== 1) dimensions.set(label, size);
    });
  const order = [...output, ...[...dimensions.keys()].filter((label) => !output.includes(label)).sort()];
  const aligned = labelled.map((one) => alignedTo(one, order));
  return reduced(call, aligned, output.length);
}

const lettersOf = (text: string) => text.replace("...", "");

function expanded(text: string, spread: number): string[] {
  const dots = Array.from({ length: spread }, (_, i) => `.${i}`);
  const [before = "", after = ""] = text.split("...");
  return text.includes("...") ? [...before, ...dots, ...after] : [...text];
}

/** Labels of the dimensions; an operand with fewer dimensions has the last of those that the dots stand for. */
function labelsOf(text: string, { shape }: Value, spread: number): string[] {
  const own = shape.length - lettersOf(text).length;
  return expanded(text, spread).filter(
    (label) => !label.startsWith(".") || Number(label.slice(1)) >= spread - own,
  );
}

/** Without an arrow the labels that stand once, in their order. */
function implicit(inputs: readonly string[]): string {
  const letters = inputs.flatMap((text) => [...lettersOf(text)]);
  const once = [...new Set(letters)].filter((one) => letters.filter((l) => l === one).length === 1).sort();
  return (inputs.some((text) => text.includes("...")) ? "..." : "") + once.join("");
}

/** The operand with a dimension for every label, of size 1 where it has none; of a label twice its diagonal. */
function alignedTo({ labels, value }: Labelled, order: readonly string[]): Value {
  return seenAs(
    value,
    order.map((label) => value.shape[labels.indexOf(label)] ?? 1),
    order.map((label) =>
      labels.reduce((sum, one, i) => (one === label ? sum + (value.strides[i] ?? 0) : sum), 0),
    ),
  );
}

/** Multiplies the operands pair by pair; a dimension that no later operand has is summed over. */
function reduced(call: Call, operands: readonly Value[], kept: number): Value {
  const final = call.form(0);
  let [result, ...others] = operands;
  if (result === undefined) throw call.problem("must have operands, got none; the file is damaged");
  const rank = result.shape.length;
  if (others.length === 0) return alone(call, result, kept, final);
  for (const [i, operand] of others.entries()) {
    const later = others.slice(i + 1);
    const summed = Array.from({ length: rank - kept }, (_, d) => d + kept).filter((d) =>
      later.every(({ shape }) => shape[d] === 1),
    );
    result = pair(call, result, operand, summed, later.length === 0 ? final : undefined, `${i + 1}`);
  }
  return result;
}

function alone(call: Call, value: Value, kept: number, output: Form): Value {
  if (value.shape.slice(kept).every((size) => size === 1)) return viewOf(call, value, output, "permuted");
  return summedOver(call, value, output, undefined);
}

function summedOver(call: Call, value: Value, output: Form, part: string | undefined): Value {
  return call.emit({
    kind: "reduction",
    settings: "sum",
    inputs: [value],
    output,
    forward: work("add", elements(value.shape)),
    gradients: [[]],
    ...(part === undefined ? {} : { part }),
  });
}

/** One pair: a product of batches where a dimension is summed over, else an element-wise product. */
function pair(
  call: Call,
  first: Value,
  second: Value,
  summed: readonly number[],
  final: Form | undefined,
  part: string,
): Value {
  const both = summed.filter((d) => first.shape[d] !== 1 && second.shape[d] !== 1);
  const left = summedAlone(call, first, second, summed, `${part}.left`);
  const right = summedAlone(call, second, first, summed, `${part}.right`);
  const shape = left.shape.map((size, d) =>
    both.includes(d) ? 1 : size === 1 ? (right.shape[d] ?? 1) : size,
  );
  const named = final === undefined ? { part } : {};
  if (both.length === 0) return elementProduct(call, left, right, final ?? formOf(shape, left.type), named);
  const made = batched(call, [left, right], both, final, part);
  return final === undefined ? { ...made, ...backInOrder(shape, groupsOf(left, right, both), both) } : made;
}

/** Both operands brought to batches of matrices and multiplied. */
function batched(
  call: Call,
  [left, right]: readonly [Value, Value],
  both: readonly number[],
  final: Form | undefined,
  part: string,
): Value {
  const { lro, lo, ro } = groupsOf(left, right, both);
  const [batch, rows, columns] = [sizeOf(left, lro), sizeOf(left, lo), sizeOf(right, ro)];
  const inner = sizeOf(left, both);
  const [leftOrder, rightOrder] = [
    [...lro, ...lo, ...both, ...ro],
    [...lro, ...both, ...ro, ...lo],
  ];
  const a = reshaped(call, permuted(left, leftOrder), [batch, rows, inner], `${part}.left`);
  const b = reshaped(call, permuted(right, rightOrder), [batch, inner, columns], `${part}.right`);
  const output = final ?? formOf([batch, rows, columns], left.type);
  const named = final === undefined ? { part } : {};
  return product(call, a, b, { batch, rows, inner, columns }, { output, ...named });
}

/** Elements in some dimensions of a tensor. */
function sizeOf(value: Value, axes: readonly number[]): number {
  return axes.reduce((all, d) => all * (value.shape[d] ?? 1), 1);
}

/** Dimensions of both, of the left one alone, of the right one alone. */
function groupsOf(left: Value, right: Value, both: readonly number[]) {
  const free = [...left.shape.keys()].filter((d) => !both.includes(d));
  const has = ({ shape }: Value, d: number) => shape[d] !== 1;
  return {
    lro: free.filter((d) => has(left, d) && has(right, d)),
    lo: free.filter((d) => has(left, d) && !has(right, d)),
    ro: free.filter((d) => !has(left, d)),
  };
}

/** The form of a product's result with its dimensions back in the order of the labels. */
function backInOrder(
  shape: readonly number[],
  { lro, lo, ro }: ReturnType<typeof groupsOf>,
  both: readonly number[],
): Pick<Value, "shape" | "strides"> {
  const strides: number[] = shape.map(() => 1);
  let step = 1;
  for (const d of [...lro, ...lo, ...both, ...ro].reverse()) {
    strides[d] = step;
    step *= shape[d] ?? 1;
  }
  return { shape, strides };
}

/** Dimensions that are summed over and that the other operand does not have are summed first. */
function summedAlone(call: Call, own: Value, other: Value, summed: readonly number[], part: string): Value {
  const alone = summed.filter((d) => own.shape[d] !== 1 && other.shape[d] === 1);
  if (alone.length === 0) return own;
  const shape = own.shape.map((size, d) => (alone.includes(d) ? 1 : size));
  return summedOver(call, own, formOf(shape, own.type), part);
}

function elementProduct(
  call: Call,
  left: Value,
  right: Value,
  output: Form,
  named: { readonly part?: string },
): Value {
  const count = elements(output.shape);
  return call.emit({
    kind: "elementwise",
    settings: "product",
    inputs: [left, right],
    output,
    forward: work("multiply", count),
    gradients: [work("multiply", count), work("multiply", count)],
    saved: [...(right.gradient ? [left] : []), ...(left.gradient ? [right] : [])],
    ...named,
  });
}

/** Sums over named dimensions of both: one product of matrices. */
function tensordot(call: Call): readonly Value[] {
  const [left, right] = [call.tensor("self"), call.tensor("other")];
  const axis = (value: Value) => (d: number) => (d < 0 ? d + value.shape.length : d);
  const over = (call.numbers("dims_self") ?? []).map(axis(left));
  const with_ = (call.numbers("dims_other") ?? []).map(axis(right));
  const freeLeft = [...left.shape.keys()].filter((d) => !over.includes(d));
  const freeRight = [...right.shape.keys()].filter((d) => !with_.includes(d));
  const [rows, inner, columns] = [sizeOf(left, freeLeft), sizeOf(left, over), sizeOf(right, freeRight)];
  const a = reshaped(call, permuted(left, [...freeLeft, ...over]), [rows, inner], "left");
  const b = reshaped(call, permuted(right, [...with_, ...freeRight]), [inner, columns], "right");
  return [product(call, a, b, { batch: 1, rows, inner, columns }, { output: call.form(0) })];
}
