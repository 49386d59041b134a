// Reshape: a shape with zeros that copy a size and one -1 that takes the rest.
import { elements, type Shape } from "../../../layers/index.js";
import type { Call, Rule } from "../call.js";
import { rebatched } from "../exported-batch.js";
import { viewOf } from "./view.js";

/** The rule for Reshape, whose shape is an input, or an attribute before opset 5. */
export const reshapeRule: Rule = (call) => {
  const input = call.known(0);
  const moved = movedBatch(call, input.shape);
  if (moved !== undefined) return [viewOf(call, input, moved, "reshape")];
  const wanted = call.inputs[1] === undefined ? (call.integers("shape") ?? []) : call.numbers(1);
  return [viewOf(call, input, reshaped(call, input.shape, wanted), "reshape")];
};

/** The shape with the batch where the file has its own, when another batch is counted. */
function movedBatch(call: Call, now: Shape): Shape | undefined {
  const { exported } = call;
  const [before, after] = [exported?.input(0), exported?.output(0)];
  if (exported === undefined || before === undefined || after === undefined) return undefined;
  const moved = rebatched(exported.batch, { before, now, after, inside: exported.inside });
  if (moved !== undefined) exported.note(moved.inside);
  return moved?.shape;
}

function reshaped(call: Call, from: Shape, wanted: readonly number[]): Shape {
  const copies = call.integer("allowzero", 0) === 0;
  const sizes = wanted.map((size, i) => (size === 0 && copies ? (from[i] ?? 1) : size));
  const open = sizes.indexOf(-1);
  const rest = elements(sizes.filter((_, i) => i !== open));
  const shape = sizes.map((size, i) => (i === open ? elements(from) / Math.max(1, rest) : size));
  const whole = shape.every((size) => Number.isSafeInteger(size) && size >= 0);
  if (whole && shape.length <= 64 && elements(shape) === elements(from)) return shape;
  throw call.problem(
    `[${wanted.join(", ")}] must hold the ${elements(from)} elements of [${from.join(", ")}], got another number; its shape is fixed to other sizes of the input`,
  );
}
