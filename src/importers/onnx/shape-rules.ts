// The rules that many operators share: axes counted from the end, broadcasting, sizes and strides.
import type { Shape } from "../../layers/index.js";
import type { Call } from "./call.js";

/** An axis from 0 up. Errors outside -rank to rank - 1. */
export function axisOf(call: Pick<Call, "problem">, axis: number, rank: number): number {
  if (Number.isInteger(axis) && axis >= -rank && axis < rank) return axis < 0 ? axis + rank : axis;
  throw call.problem(`axis must lie within ${rank} dimensions, got ${axis}; the file is damaged`);
}

/** The shape that several shapes broadcast to, as in NumPy. Errors where sizes differ and none is 1. */
export function broadcast(call: Pick<Call, "problem">, shapes: readonly Shape[]): Shape {
  const rank = Math.max(0, ...shapes.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, i) => {
    const sizes = shapes.map((shape) => shape[i - rank + shape.length] ?? 1).filter((size) => size !== 1);
    const [size = 1] = sizes;
    if (sizes.every((other) => other === size)) return size;
    const told = shapes.map((shape) => `[${shape.join(", ")}]`).join(" and ");
    throw call.problem(`shapes must broadcast, got ${told}; sizes of one dimension must agree or be 1`);
  });
}

/** Distance between neighbours along each axis of a dense tensor. */
export function stridesOf(shape: Shape): readonly number[] {
  const strides = shape.map(() => 1);
  for (let i = shape.length - 2; i >= 0; i--) strides[i] = (strides[i + 1] ?? 1) * (shape[i + 1] ?? 1);
  return strides;
}

/** The part of a shape that one axis of a slice takes. */
export interface Cut {
  readonly axis: number;
  readonly start: number;
  readonly step: number;
  readonly count: number;
}

/** A cut by NumPy's rule: ends are clamped to the axis, negative ones count from its end. */
export function cutOf(size: number, bounds: { axis: number; start: number; end: number; step: number }): Cut {
  const { axis, step } = bounds;
  const wrap = (place: number) => (place < 0 ? place + size : place);
  const [low, high] = step > 0 ? [0, size] : [-1, size - 1];
  const clamp = (place: number) => Math.min(Math.max(wrap(place), low), high);
  const start = step > 0 ? clamp(bounds.start) : Math.max(0, clamp(bounds.start));
  const count = Math.max(0, Math.ceil((clamp(bounds.end) - start) / step));
  return { axis, start, step, count };
}
