// What rules of many operators are made of: work for each element, views, copies, and other element types.
import {
  elements,
  elementwiseFlop,
  type OperationClass,
  perElement,
  type Shape,
  term,
  type Work,
} from "../../../layers/index.js";
import type { Call } from "../call.js";
import { contiguousStrides, isContiguous, viewStrides } from "../strides.js";
import type { Form, Value } from "../value.js";

/** Operations in words on each of `count` elements. */
export function work(
  words: string,
  count: number,
  operationClass: OperationClass = "elementwise",
): readonly Work[] {
  if (words === "" || count === 0) return [];
  const operationsPerElement = perElement(words);
  return [{ operationClass, term: term(elementwiseFlop, { operationsPerElement, elements: count }) }];
}

/** A form that lies in the order of its elements. */
export function formOf(shape: Shape, type: number): Form {
  return { shape, strides: contiguousStrides(shape), type };
}

/** The value's memory under another form, as a layer of its own. */
export function viewOf(call: Call, value: Value, output: Form, settings: string, part?: string): Value {
  const made = call.emit({
    kind: "view",
    settings,
    inputs: [value],
    output,
    gradients: [[]],
    view: true,
    ...(part === undefined ? {} : { part }),
  });
  return { ...made, gradient: made.gradient };
}

/** The values in new memory. */
export function copyOf(
  call: Call,
  values: readonly Value[],
  output: Form,
  settings: string,
  part?: string,
): Value {
  return call.emit({
    kind: "copy",
    settings,
    inputs: values,
    output,
    gradients: values.map(() => []),
    ...(part === undefined ? {} : { part }),
  });
}

/** The same memory seen in another shape, inside an operator: no layer. Its strides must be known to fit. */
export function seenAs(value: Value, shape: Shape, strides: readonly number[]): Value {
  return { ...value, shape, strides };
}

/** Another shape by PyTorch's reshape: the same memory where its strides allow, else a copy. */
export function reshaped(call: Call, value: Value, shape: Shape, part: string): Value {
  const strides = viewStrides(value.shape, value.strides, shape);
  if (strides !== undefined) return seenAs(value, shape, strides);
  return copyOf(call, [value], formOf(shape, value.type), "copy in order", part);
}

/** Expanded to a shape of as many dimensions or more: the same memory with strides of 0. */
export function expandedTo(value: Value, shape: Shape): Value {
  const added = shape.length - value.shape.length;
  const strides = shape.map((size, i) => {
    const own = value.shape[i - added];
    return own === undefined || (own === 1 && size !== 1) ? 0 : (value.strides[i - added] ?? 0);
  });
  return seenAs(value, shape, strides);
}

/** Dimensions in another order. */
export function permuted(value: Value, order: readonly number[]): Value {
  return seenAs(
    value,
    order.map((i) => value.shape[i] ?? 1),
    order.map((i) => value.strides[i] ?? 1),
  );
}

/** The last two dimensions swapped. */
export function swapped(value: Value): Value {
  const rank = value.shape.length;
  return permuted(value, [...value.shape.keys()].slice(0, -2).concat([rank - 1, rank - 2]));
}

/** The value itself where it lies in order, else a copy. */
export function inOrder(call: Call, value: Value, part: string): Value {
  return isContiguous(value.shape, value.strides)
    ? value
    : copyOf(call, [value], formOf(value.shape, value.type), "copy in order", part);
}

/** In another element type: a copy, or the value itself where it has that type. */
export function cast(call: Call, value: Value, type: number, part: string): Value {
  if (value.type === type || elements(value.shape) === 0) return value;
  return copyOf(call, [value], formOf(value.shape, type), "other number format", part);
}

/** An axis that may count from the end. */
export function axisOf(axis: number, rank: number): number {
  return axis < 0 ? axis + Math.max(rank, 1) : axis;
}
