// Operators that show or copy the same values under another shape.
import { elements, type Shape } from "../../../layers/index.js";
import type { Call, Rule, Rules } from "../call.js";
import { axisOf, broadcast } from "../shape-rules.js";
import type { KnownValue } from "../value.js";
import { reshapeRule } from "./reshape.js";
import { copyOf, followingBatch, viewOf } from "./view.js";

/**
 * PyTorch's exporter stores equal tensors once and gives the others by an Identity under their own names: those are
 * parameters of their own. Tied weights have one name there and no Identity; a name that the exporter gave, as
 * "onnx::PRelu_20", says nothing, and the tensor counts once.
 */
const identity: Rule = (call) => {
  const input = call.known(0);
  const [name = ""] = call.node.outputs;
  const [weight] = input.kind === "constant" ? input.weights : [];
  if (input.kind === "data" || weight === undefined || !/^[\w-]+(\.[\w-]+)+$/.test(name)) return [input];
  return [{ ...input, weights: [{ ...weight, name }] }];
};

/** Rules of the operators that move values and compute nothing. */
export const movementRules: Rules = {
  Identity: identity,
  Reshape: reshapeRule,
  Flatten: (call) => {
    const input = call.known(0);
    const given = call.integer("axis", 1);
    const axis = given === input.shape.length ? given : axisOf(call, given, Math.max(1, input.shape.length));
    const shape = [elements(input.shape.slice(0, axis)), elements(input.shape.slice(axis))];
    return [viewOf(call, input, shape, "flatten")];
  },
  Transpose: (call) => {
    const input = call.known(0);
    const rank = input.shape.length;
    const order = call.integers("perm") ?? input.shape.map((_, i) => rank - 1 - i);
    const axes = order.map((axis) => axisOf(call, axis, rank));
    if (new Set(axes).size !== rank)
      throw call.problem(`perm must name each of ${rank} dimensions once, got [${order.join(", ")}]`);
    return [
      viewOf(
        call,
        input,
        axes.map((axis) => input.shape[axis] ?? 1),
        "transpose",
      ),
    ];
  },
  Squeeze: (call) => {
    const input = call.known(0);
    const rank = input.shape.length;
    const given = axesOf(call)?.map((axis) => axisOf(call, axis, rank));
    const axes = new Set(given ?? input.shape.flatMap((size, i) => (size === 1 ? [i] : [])));
    const wrong = [...axes].find((axis) => input.shape[axis] !== 1);
    if (wrong !== undefined)
      throw call.problem(`dimension ${wrong} must be 1 to be squeezed, got [${input.shape.join(", ")}]`);
    return [
      viewOf(
        call,
        input,
        input.shape.filter((_, i) => !axes.has(i)),
        "squeeze",
      ),
    ];
  },
  Unsqueeze: (call) => {
    const input = call.known(0);
    const given = axesOf(call) ?? [];
    const rank = input.shape.length + given.length;
    if (rank > 64) throw call.problem(`a tensor must have at most 64 dimensions, got ${rank}`);
    const axes = new Set(given.map((axis) => axisOf(call, axis, rank)));
    const rest = [...input.shape];
    const shape = Array.from({ length: rank }, (_, i) => (axes.has(i) ? 1 : (rest.shift() ?? 1)));
    return [viewOf(call, input, shape, "unsqueeze")];
  },
  Expand: (call) => {
    const sizes = checkedSizes(call, call.numbers(1));
    const given = call.known(0);
    const input = given.shape.length === sizes.length ? followingBatch(call, given, sizes, -1) : given;
    const shape = broadcast(call, [input.shape, sizes]);
    return [expanded(call, input, shape)];
  },
  Tile: (call) => {
    const input = call.known(0);
    const repeats = call.numbers(1);
    const shape = checkedSizes(
      call,
      input.shape.map((size, i) => size * (repeats[i] ?? 1)),
    );
    return [copyOf(call, [input], shape, "tile")];
  },
  Cast: (call) => [cast(call, call.known(0), call.integer("to", 1))],
  CastLike: (call) => [cast(call, call.known(0), call.known(1).type)],
};

function cast(call: Call, input: KnownValue, type: number): KnownValue {
  return input.type === type ? input : copyOf(call, [input], input.shape, "cast", { type });
}

/** Axes as an input (from opset 13 on) or as an attribute. */
export function axesOf(call: Call, place = 1): readonly number[] | undefined {
  const given = call.inputs[place];
  return given === undefined ? call.integers("axes") : call.numbers(place);
}

/** Sizes that a tensor can have. */
export function checkedSizes(call: Call, sizes: readonly number[]): Shape {
  const good = sizes.every((size) => Number.isSafeInteger(size) && size >= 0);
  if (good && sizes.length <= 64 && Number.isSafeInteger(elements(sizes))) return sizes;
  throw call.problem(
    `sizes must be whole numbers that multiply to less than 2^53, got [${sizes.slice(0, 9).join(", ")}]`,
  );
}

function expanded(call: Call, input: KnownValue, shape: Shape): KnownValue {
  return viewOf(call, input, shape, "expand");
}
