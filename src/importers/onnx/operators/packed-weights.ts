// Weights of a few bits each, several to a byte or in blocks: they count by the elements that the operator unpacks.
import { elements, embedding, type Shape } from "../../../layers/index.js";
import type { Call, Rule, Rules } from "../call.js";
import { elementType, floatType } from "../element-type.js";
import { axisOf } from "../shape-rules.js";
import { type ConstantValue, type KnownValue, originOf, shown, Unknowable, type Weight } from "../value.js";
import { swapped } from "./matrix.js";
import { product } from "./product.js";

const unpacked = new WeakMap<object, Map<string, Weight>>();

/**
 * A packed constant as the tensor that its operator reads, of `bits` bits an element. Throws `Unknowable` where the
 * weight is no constant of the file.
 */
export function unpackedWeight(value: KnownValue, shape: Shape, bits: number): ConstantValue {
  if (value.kind === "data") throw new Unknowable("its packed weight depends on data");
  const count = elements(shape);
  const weights = value.weights.map((weight) => {
    if (weight.elements === count && weight.type === floatType) return weight;
    const key = `${count} ${bits}`;
    const known = unpacked.get(weight) ?? new Map<string, Weight>();
    unpacked.set(weight, known);
    const made = known.get(key) ?? {
      ...weight,
      elements: count,
      type: floatType,
      bits,
      origin: originOf(weight),
    };
    known.set(key, made);
    return made;
  });
  return { ...value, shape, type: floatType, numbers: undefined, weights };
}

/** Bits of an element of this constant as the file stores it. */
export function storedBits({ type }: KnownValue): number {
  return 8 * elementType("weight", type).bytes;
}

/** Rules of the operators whose weights are packed. */
export const packedWeightRules: Rules = {
  MatMulNBits: (call) => {
    const matrix = matrixOf(call, 1, [call.integer("K", 1), call.integer("N", 1)], call.integer("bits", 4));
    return [multiplied(call, matrix, 5)];
  },
  MatMulBnb4: (call) => {
    const [inner, columns] = [call.integer("K", 1), call.integer("N", 1)];
    const matrix = matrixOf(call, 1, [inner, columns], 4);
    return [multiplied(call, call.integer("transB", 1) === 1 ? matrix : transposed(matrix), 99)];
  },
  MatMulFpQ4: (call) => {
    const [inner = 1, columns = 1] = call.numbers(2);
    return [multiplied(call, matrixOf(call, 1, [inner, columns], 4), 99)];
  },
  MatMulBlockQuantizedFp4Weight: (call) => {
    const [columns = 1, half = 1] = call.known(1).shape;
    return [multiplied(call, matrixOf(call, 1, [2 * half, columns], 4), 5)];
  },
  MatMulBlockQuantizedFp8Weight: (call) => {
    const [columns = 1, inner = 1] = call.known(1).shape;
    return [multiplied(call, matrixOf(call, 1, [inner, columns], 8), 4)];
  },
  GatherBlockQuantized: gatheredBlocks,
};

function matrixOf(call: Call, place: number, shape: readonly [number, number], bits: number): ConstantValue {
  if (!shape.every((size) => Number.isSafeInteger(size) && size >= 1) || !(bits >= 1 && bits <= 16))
    throw call.problem(
      `its weight must have whole sizes, got [${shape.join(", ")}] of ${bits} bits; the file is damaged`,
    );
  return unpackedWeight(call.known(place), shape, bits);
}

function transposed(matrix: ConstantValue): ConstantValue {
  return { ...matrix, shape: swapped(matrix.shape) };
}

/** The first input times a matrix, and a bias where there is one. */
export function multiplied(call: Call, right: ConstantValue, bias: number): KnownValue {
  const left = call.known(0);
  const factors = { left, right, leftShape: left.shape, rightShape: right.shape };
  return product(call, factors, { weights: [call.optional(bias)] });
}

/** Rows of a table whose elements are quantized in blocks. */
function gatheredBlocks(call: Call): ReturnType<Rule> {
  const [table, indices, scales] = [call.known(0), call.known(1), call.known(2)];
  const stored = storedBits(table);
  const bits = stored < 8 ? stored : call.integer("bits", 4);
  const packed = stored < 8 ? 1 : Math.max(1, 8 / bits);
  const shape = table.shape.map((size, i) => (i === table.shape.length - 1 ? size * packed : size));
  const axis = axisOf(call, call.integer("gather_axis", 0), shape.length);
  const whole = unpackedWeight(table, shape, bits);
  const result = [...shape.slice(0, axis), ...indices.shape, ...shape.slice(axis + 1)];
  const width = elements(shape) / (shape[axis] ?? 1);
  const layer = embedding({ tokens: shown(indices.shape), vocabulary: shape[axis] ?? 1, modelDim: width });
  return [call.emit(layer, [indices], { shape: result, type: scales.type, weights: [whole] })];
}
