// The arithmetic of shapes: small constants computed from small constants, so that a Reshape knows its sizes.
import { elements } from "../../layers/index.js";
import { asConstant, type Call } from "./call.js";
import { elementType } from "./element-type.js";
import { elementFunctions, reductionFunctions } from "./folding-functions.js";
import { axesOf } from "./operators/movement.js";
import { cutsOf, splitSizes } from "./operators/selection.js";
import { axisOf, stridesOf } from "./shape-rules.js";
import type { ConstantValue } from "./value.js";

const mostNumbers = 65_536;
const same = ["Identity", "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Dropout"];

/** The numbers of output `index`, whose shape is known; undefined when an input's are not, or nobody needs them. */
export function foldedNumbers(
  call: Call,
  output: ConstantValue,
  index: number,
): readonly number[] | undefined {
  const count = elements(output.shape);
  if (count > mostNumbers) return undefined;
  const inputs = call.inputs.map((value) => (value?.kind === "constant" ? value : undefined));
  const [first] = inputs;
  if (first?.numbers === undefined) return undefined;
  const { operator } = call.node;
  if (same.includes(operator)) return first.numbers;
  if (operator === "Cast" || operator === "CastLike") return cast(first.numbers, output.type);
  if (operator in reductionFunctions) return reduced(call, first, output);
  const moved = movedNumbers(call, first, output, index);
  if (moved !== undefined) return moved;
  return operator in elementFunctions ? elementwise(call, output) : undefined;
}

function cast(numbers: readonly number[], type: number): readonly number[] {
  const { kind } = elementType("cast", type);
  if (kind === "boolean") return numbers.map((value) => (value === 0 ? 0 : 1));
  return kind === "integer" ? numbers.map(Math.trunc) : numbers;
}

/** Every index of a shape in order, with the function's answer for it. */
function picked(shape: readonly number[], pick: (index: readonly number[]) => number): readonly number[] {
  const index = shape.map(() => 0);
  return Array.from({ length: elements(shape) }, () => {
    const value = pick(index);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis] = (index[axis] ?? 0) + 1;
      if ((index[axis] ?? 0) < (shape[axis] ?? 1)) break;
      index[axis] = 0;
    }
    return value;
  });
}

/** The number of a tensor at an index of a larger shape that it broadcasts to. */
function reader({ shape, numbers }: ConstantValue): (index: readonly number[]) => number {
  const strides = stridesOf(shape);
  return (index) => {
    const skip = index.length - shape.length;
    const place = shape.reduce(
      (sum, size, i) => sum + (size === 1 ? 0 : (index[i + skip] ?? 0) * (strides[i] ?? 0)),
      0,
    );
    return numbers?.[place] ?? Number.NaN;
  };
}

function elementwise(call: Call, output: ConstantValue): readonly number[] | undefined {
  const compute = elementFunctions[call.node.operator];
  const values = call.inputs.map((value) => (value?.kind === "constant" ? value : undefined));
  if (compute === undefined || values.some((value) => value?.numbers === undefined)) return undefined;
  const readers = values.flatMap((value) => (value === undefined ? [] : [reader(value)]));
  const whole = elementType("result", output.type).kind === "integer";
  return picked(output.shape, (index) => {
    const result = compute(...readers.map((read) => read(index)));
    return whole ? Math.trunc(result) : result;
  });
}

/** Outputs whose every number is one of the inputs'. */
function movedNumbers(
  call: Call,
  first: ConstantValue,
  output: ConstantValue,
  index: number,
): readonly number[] | undefined {
  const read = exactReader(first);
  switch (call.node.operator) {
    case "Expand":
      return picked(output.shape, reader(first));
    case "Tile":
      return picked(output.shape, (at) => read(at.map((place, i) => place % (first.shape[i] ?? 1))));
    case "Transpose":
      return transposed(call, first, output);
    case "Slice": {
      const cuts = cutsOf(call);
      return picked(output.shape, (at) => {
        const from = [...at];
        for (const { axis, start, step } of cuts) from[axis] = start + step * (at[axis] ?? 0);
        return read(from);
      });
    }
    case "Split": {
      const axis = axisOf(call, call.integer("axis", 0), first.shape.length);
      const before = splitSizes(call, first.shape[axis] ?? 0).slice(0, index);
      const start = before.reduce((sum, size) => sum + size, 0);
      return picked(output.shape, (at) => read(at.map((place, i) => (i === axis ? place + start : place))));
    }
    case "Gather":
      return gathered(call, first, output);
    case "Concat":
      return joined(call, output);
    default:
      return undefined;
  }
}

function exactReader({ shape, numbers }: ConstantValue): (index: readonly number[]) => number {
  const strides = stridesOf(shape);
  return (index) =>
    numbers?.[index.reduce((sum, place, i) => sum + place * (strides[i] ?? 0), 0)] ?? Number.NaN;
}

function transposed(call: Call, first: ConstantValue, output: ConstantValue): readonly number[] {
  const rank = first.shape.length;
  const order = call.integers("perm") ?? first.shape.map((_, i) => rank - 1 - i);
  const read = exactReader(first);
  return picked(output.shape, (at) => {
    const from = at.map(() => 0);
    order.forEach((axis, i) => {
      from[axis] = at[i] ?? 0;
    });
    return read(from);
  });
}

function gathered(call: Call, first: ConstantValue, output: ConstantValue): readonly number[] | undefined {
  const indices = asConstant(call.optional(1));
  if (indices?.numbers === undefined) return undefined;
  const axis = axisOf(call, call.integer("axis", 0), first.shape.length);
  const [read, place] = [exactReader(first), exactReader(indices)];
  const size = first.shape[axis] ?? 1;
  const width = indices.shape.length;
  return picked(output.shape, (at) => {
    const chosen = place(at.slice(axis, axis + width));
    return read([...at.slice(0, axis), chosen < 0 ? chosen + size : chosen, ...at.slice(axis + width)]);
  });
}

function joined(call: Call, output: ConstantValue): readonly number[] | undefined {
  const parts = call.inputs.map((value) => (value?.kind === "constant" ? value : undefined));
  if (parts.some((part) => part?.numbers === undefined)) return undefined;
  const axis = axisOf(call, call.integer("axis", 1), output.shape.length);
  const readers = parts.flatMap((part) =>
    part === undefined ? [] : [{ read: exactReader(part), size: part.shape[axis] ?? 0 }],
  );
  return picked(output.shape, (at) => {
    let rest = at[axis] ?? 0;
    for (const { read, size } of readers) {
      if (rest < size) return read(at.map((place, i) => (i === axis ? rest : place)));
      rest -= size;
    }
    return Number.NaN;
  });
}

function reduced(call: Call, first: ConstantValue, output: ConstantValue): readonly number[] | undefined {
  const combine = reductionFunctions[call.node.operator];
  if (combine === undefined) return undefined;
  const rank = first.shape.length;
  const given = axesOf(call)?.map((axis) => axisOf(call, axis, rank)) ?? [];
  const axes = new Set(given.length === 0 ? first.shape.map((_, i) => i) : given);
  const kept = first.shape.map((size, i) => (axes.has(i) ? 1 : size));
  const groups = Array.from({ length: elements(output.shape) }, (): number[] => []);
  const strides = stridesOf(kept);
  const read = exactReader(first);
  picked(first.shape, (at) => {
    const place = at.reduce((sum, step, i) => sum + (axes.has(i) ? 0 : step * (strides[i] ?? 0)), 0);
    groups[place]?.push(read(at));
    return 0;
  });
  return groups.map((group) => combine(group));
}
