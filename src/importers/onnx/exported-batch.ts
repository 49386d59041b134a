// Another batch for a file that was exported with a fixed one: where the batch lies in shapes that are numbers.
//
// The graph is run twice. The first run has the shapes of the file. In the second, the shape of a tensor differs from
// the first in one dimension, that of the batch. A Reshape keeps the order of elements, so that as many lie before
// the batch as before: a Reshape to fixed numbers puts the larger batch there.
import { elements, type Shape } from "../../layers/index.js";

/** What the run with the shapes of the file found. */
export interface ExportedShapes {
  /** The batch of the file. */
  readonly batch: number;
  /** Shapes by name of the value. */
  readonly shapes: ReadonlyMap<string, Shape>;
  /** Of the dimension that the batch shares with others: their elements before it; absent: 1. */
  readonly inside: Map<string, number>;
}

/** A shape with another batch in it, and what lies before the batch in its dimension. */
export interface Rebatched {
  readonly shape: Shape;
  readonly inside: number;
}

/** The one dimension in which two shapes differ. */
export function changedAxis(before: Shape, now: Shape): number | undefined {
  const changed = before.flatMap((size, i) => (size === now[i] ? [] : [i]));
  return changed.length === 1 && before.length === now.length ? changed[0] : undefined;
}

/**
 * The shape that a reshape of `now` gives, where the file has `after` from `before`; undefined where the batch is not
 * in one dimension, or would be torn apart. Between two dimensions it joins the later one, but for the last: that is
 * the features.
 */
export function rebatched(
  batch: number,
  shapes: { readonly before: Shape; readonly now: Shape; readonly after: Shape; readonly inside: number },
): Rebatched | undefined {
  const { before, now, after } = shapes;
  const axis = changedAxis(before, now);
  if (axis === undefined) return undefined;
  const [old = 1, larger = 1] = [before[axis], now[axis]];
  const outside = elements(before.slice(0, axis)) * shapes.inside;
  const places = after.flatMap((size, i) => {
    const inside = outside / elements(after.slice(0, i));
    return Number.isInteger(inside) && Number.isInteger(size / inside / batch) ? [{ i, inside, size }] : [];
  });
  const last = after.length - 1;
  const place =
    places.find(({ inside, size }) => inside === 1 && size === batch) ??
    places.find(({ i, inside }) => inside === 1 && i < last) ??
    places.at(0);
  if (place === undefined) return undefined;
  const shape = after.map((size, i) => (i === place.i ? (size * larger) / old : size));
  const fits = shape.every(Number.isSafeInteger) && elements(shape) === elements(now);
  return fits ? { shape, inside: place.inside } : undefined;
}
