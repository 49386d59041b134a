// How tensors lie in memory: whether one is contiguous, and whether a reshape is a view or must copy.
import type { Shape } from "../../layers/index.js";

export type Strides = readonly number[];

/** Strides of a tensor that lies in the order of its elements. */
export function contiguousStrides(shape: Shape): Strides {
  const strides: number[] = [];
  let step = 1;
  for (const size of [...shape].reverse()) {
    strides.unshift(step);
    step *= Math.max(size, 1);
  }
  return strides;
}

/** Whether a tensor lies in the order of its elements; dimensions of size 1 may have any stride. */
export function isContiguous(shape: Shape, strides: Strides): boolean {
  const wanted = contiguousStrides(shape);
  return shape.includes(0) || shape.every((size, i) => size === 1 || strides[i] === wanted[i]);
}

/** Whether an image or volume lies with its channels last. */
export function isChannelsLast(shape: Shape, strides: Strides): boolean {
  if (shape.length !== 4 && shape.length !== 5) return false;
  const order = [0, ...shape.slice(2).map((_, i) => i + 2), 1];
  return isContiguous(
    order.map((i) => shape[i] ?? 1),
    order.map((i) => strides[i] ?? 1),
  );
}

/** The strides that a view of another shape has, by PyTorch's rule; undefined where a reshape must copy. */
export function viewStrides(shape: Shape, strides: Strides, wanted: Shape): Strides | undefined {
  if (shape.includes(0)) return contiguousStrides(wanted);
  if (shape.length === 0) return wanted.map(() => 1);
  const made: number[] = Array.from({ length: wanted.length }, () => 1);
  let place = wanted.length - 1;
  let base = strides.at(-1) ?? 1;
  let chunk = 1;
  let viewed = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    chunk *= shape[i] ?? 1;
    const ends = i === 0 || ((shape[i - 1] ?? 1) !== 1 && strides[i - 1] !== chunk * base);
    if (!ends) continue;
    while (place >= 0 && (viewed < chunk || wanted[place] === 1)) {
      made[place] = viewed * base;
      viewed *= wanted[place] ?? 1;
      place--;
    }
    if (viewed !== chunk) return undefined;
    if (i > 0) {
      base = strides[i - 1] ?? 1;
      chunk = 1;
      viewed = 1;
    }
  }
  return place === -1 ? made : undefined;
}
