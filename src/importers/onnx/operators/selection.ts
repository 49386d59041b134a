// Operators that take, join or place parts of tensors: slices, look-ups, concatenation, padding.
import type { Shape } from "../../../layers/index.js";
import type { Call, Rule, Rules } from "../call.js";
import { axisOf, type Cut, cutOf } from "../shape-rules.js";
import { gatherRule } from "./gather.js";
import { checkedSizes } from "./movement.js";
import { copyOf, followingBatch, viewOf } from "./view.js";

/** Rules of the operators that select. */
export const selectionRules: Rules = {
  Slice: (call) => {
    const input = call.known(0);
    const shape = [...input.shape];
    for (const cut of cutsOf(call)) shape[cut.axis] = cut.count;
    return [viewOf(call, input, shape, "slice")];
  },
  Split: (call) => {
    const input = call.known(0);
    const axis = axisOf(call, call.integer("axis", 0), input.shape.length);
    return splitSizes(call, input.shape[axis] ?? 0).map((size, i) => {
      const shape = input.shape.map((whole, j) => (j === axis ? size : whole));
      return viewOf(call, input, shape, "split", i === 0 ? {} : { part: `${i + 1}` });
    });
  },
  Concat: (call) => {
    const given = call.inputs.map((_, i) => call.known(i));
    const first = given.find(({ kind }) => kind === "data") ?? given[0];
    if (first === undefined) throw call.problem("must join at least one tensor, got none");
    const axis = axisOf(call, call.integer("axis", 1), first.shape.length);
    const values = given.map((value) => followingBatch(call, value, first.shape, axis));
    for (const { shape } of values)
      if (
        shape.length !== first.shape.length ||
        shape.some((size, i) => i !== axis && size !== first.shape[i])
      )
        throw call.problem(
          `inputs must agree but along dimension ${axis}, got [${first.shape.join(", ")}] and [${shape.join(", ")}]; the file or its input shapes are wrong`,
        );
    const joined = values.reduce((sum, { shape }) => sum + (shape[axis] ?? 0), 0);
    const shape = first.shape.map((size, i) => (i === axis ? joined : size));
    return [
      copyOf(
        call,
        values.filter((value) => value.shape[axis] !== 0),
        shape,
        "concatenation",
      ),
    ];
  },
  Gather: gatherRule,
  GatherElements: (call) => [
    copyOf(call, [call.known(0), call.known(1)], call.known(1).shape, "gather", { keeps: 1 }),
  ],
  GatherND: (call) => {
    const [input, indices] = [call.known(0), call.known(1)];
    const [depth = 0] = indices.shape.slice(-1);
    const taken = call.integer("batch_dims", 0) + depth;
    if (taken > input.shape.length)
      throw call.problem(`indices must name at most ${input.shape.length} dimensions, got ${taken}`);
    const shape = [...indices.shape.slice(0, -1), ...input.shape.slice(taken)];
    return [copyOf(call, [input, indices], shape, "gather", { keeps: 1 })];
  },
  ScatterND: scattered,
  ScatterElements: scattered,
  Scatter: scattered,
  TensorScatter: scattered,
  Pad: (call) => {
    const input = call.known(0);
    const pads =
      call.inputs[1] === undefined
        ? (call.integers("pads") ?? call.integers("paddings") ?? [])
        : call.numbers(1);
    const rank = input.shape.length;
    const given = call.inputs[3] === undefined ? undefined : call.numbers(3);
    const axes = (given ?? input.shape.map((_, i) => i)).map((axis) => axisOf(call, axis, rank));
    const shape = [...input.shape];
    axes.forEach((axis, i) => {
      shape[axis] = (input.shape[axis] ?? 0) + (pads[i] ?? 0) + (pads[i + axes.length] ?? 0);
    });
    return [copyOf(call, [input], checkedSizes(call, shape), "pad")];
  },
  Trilu: (call) => [copyOf(call, [call.known(0)], call.known(0).shape, "triangle")],
  ReverseSequence: (call) => [copyOf(call, [call.known(0)], call.known(0).shape, "reverse")],
};

function scattered(call: Call): ReturnType<Rule> {
  const values = [call.known(0), call.known(1), call.known(2)];
  return [copyOf(call, values, call.known(0).shape, "scatter", { keeps: 1 })];
}

/** The cuts of a Slice, whose bounds are inputs, or attributes before opset 10. */
export function cutsOf(call: Call): readonly Cut[] {
  const { shape } = call.known(0);
  const asInputs = call.inputs.length > 1;
  const starts = asInputs ? call.numbers(1) : (call.integers("starts") ?? []);
  const ends = asInputs ? call.numbers(2) : (call.integers("ends") ?? []);
  const named = asInputs ? call.numbers(3, []) : (call.integers("axes") ?? []);
  const steps = asInputs ? call.numbers(4, []) : [];
  return starts.map((start, i) => {
    const axis = axisOf(call, named[i] ?? i, shape.length);
    const step = steps[i] ?? 1;
    if (!Number.isInteger(step) || step === 0)
      throw call.problem(`a slice must step by a whole number, got ${step}`);
    return cutOf(shape[axis] ?? 0, { axis, start, end: ends[i] ?? 0, step });
  });
}

/** Sizes of the parts: given, or equal for `num_outputs` or the outputs there are, the last one smaller. */
export function splitSizes(call: Call, size: number): Shape {
  const given = call.inputs[1] === undefined ? call.integers("split") : call.numbers(1);
  if (given !== undefined) {
    const sizes = checkedSizes(call, given);
    if (sizes.reduce((sum, part) => sum + part, 0) === size) return sizes;
    throw call.problem(
      `parts must add up to ${size}, got [${given.slice(0, 9).join(", ")}]; the file or its input shapes are wrong`,
    );
  }
  const count = call.integer("num_outputs", call.node.outputs.length);
  if (!(count >= 1 && count <= 65_536)) throw call.problem(`must split into 1 to 65536 parts, got ${count}`);
  const part = Math.ceil(size / count);
  return Array.from({ length: count }, (_, i) => Math.max(0, Math.min(part, size - i * part)));
}
