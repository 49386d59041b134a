// Sizes of stored tensors, which unlike those of layers may be empty or have a size of 0.

/** Sizes, outermost first; none for a single value. */
export type Sizes = readonly number[];

/** Values of a tensor of these sizes. */
export function elements(shape: Sizes): number {
  return shape.reduce((all, size) => all * size, 1);
}
