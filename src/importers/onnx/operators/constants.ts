// Operators that make constants or read shapes: the arithmetic of shapes begins here.
import { elements, type Shape } from "../../../layers/index.js";
import type { Call, Rules } from "../call.js";
import { floatType, integerType } from "../element-type.js";
import { axisOf } from "../shape-rules.js";
import { type ConstantValue, constant, Unknowable, type Value } from "../value.js";
import { checkedSizes } from "./movement.js";
import { copyOf } from "./view.js";

const mostNumbers = 65_536;

/** Rules of the operators that make constants. */
export const constantRules: Rules = {
  Constant: (call) => [constantOf(call)],
  ConstantOfShape: (call) => {
    const shape = checkedSizes(call, call.numbers(0));
    const value = call.tensor("value");
    return [
      filledWith(
        shape,
        value?.type ?? floatType,
        value?.numbers?.[0] ?? (value === undefined ? 0 : undefined),
      ),
    ];
  },
  Shape: (call) => {
    const { shape } = call.known(0);
    const rank = shape.length;
    const place = (given: number) => Math.min(rank, Math.max(0, given < 0 ? given + rank : given));
    const part = shape.slice(place(call.integer("start", 0)), place(call.integer("end", rank)));
    return [constant([part.length], integerType, part)];
  },
  Size: (call) => [constant([], integerType, [elements(call.known(0).shape)])],
  Range: (call) => {
    const [start = 0, limit = 0, step = 1] = [0, 1, 2].map((place) => call.numbers(place)[0] ?? 0);
    const count = Math.max(0, Math.ceil((limit - start) / step));
    const shape = checkedSizes(call, [count]);
    const numbers =
      count > mostNumbers ? undefined : Array.from({ length: count }, (_, i) => start + i * step);
    return [constant(shape, call.known(0).type, numbers)];
  },
  EyeLike: (call) => [constant(call.known(0).shape, call.integer("dtype", call.known(0).type))],
  RandomNormal: (call) => [
    constant(checkedSizes(call, call.integers("shape") ?? []), call.integer("dtype", 1)),
  ],
  RandomUniform: (call) => [
    constant(checkedSizes(call, call.integers("shape") ?? []), call.integer("dtype", 1)),
  ],
  RandomNormalLike: (call) => [constant(call.known(0).shape, call.integer("dtype", call.known(0).type))],
  RandomUniformLike: (call) => [constant(call.known(0).shape, call.integer("dtype", call.known(0).type))],
  Bernoulli: (call) => [constant(call.known(0).shape, call.integer("dtype", call.known(0).type))],
  NonZero: (call) => {
    const input = call.known(0);
    if (input.kind !== "constant" || input.numbers === undefined)
      throw new Unknowable("how many elements are not zero depends on data");
    return [places(input, input.numbers)];
  },
  OneHot: (call) => {
    const indices = call.known(0);
    const depth = call.numbers(1)[0] ?? 1;
    const axis = axisOf(call, call.integer("axis", -1), indices.shape.length + 1);
    const shape = checkedSizes(call, [...indices.shape.slice(0, axis), depth, ...indices.shape.slice(axis)]);
    return [copyOf(call, [indices], shape, "one-hot", { type: call.known(2).type })];
  },
};

/** The value of a Constant node; its weights are none: exporters make such constants. */
function constantOf(call: Call): Value {
  const tensor = call.tensor("value");
  if (tensor !== undefined) return constant(tensor.shape, tensor.type, tensor.numbers);
  const [integers, floats] = [call.integers("value_ints"), call.floats("value_floats")];
  if (integers !== undefined) return constant([integers.length], integerType, integers);
  if (floats !== undefined) return constant([floats.length], floatType, floats);
  const integer = call.integer("value_int", Number.NaN);
  if (!Number.isNaN(integer)) return constant([], integerType, [integer]);
  const float = call.float("value_float", Number.NaN);
  if (!Number.isNaN(float)) return constant([], floatType, [float]);
  if (call.text("value_string", "") !== "") return constant([], 8);
  throw new Unknowable("its value is sparse or of a form that is not read here");
}

function filledWith(shape: Shape, type: number, value: number | undefined): ConstantValue {
  const count = elements(shape);
  const few = value !== undefined && count <= mostNumbers;
  return constant(shape, type, few ? Array.from({ length: count }, () => value) : undefined);
}

/** Places of the elements that are not zero: [rank, count], axis by axis. */
function places(input: ConstantValue, numbers: readonly number[]): ConstantValue {
  const found = numbers.flatMap((value, i) => (value === 0 ? [] : [i]));
  let stride = elements(input.shape);
  const rows = input.shape.flatMap((size) => {
    stride /= size;
    return found.map((place) => Math.floor(place / stride) % size);
  });
  return constant([input.shape.length, found.length], integerType, rows);
}
