// Shapes of tensors and the checks at the door of every layer.
import { FlopbookError } from "../../ground/errors.js";

/** Sizes of a tensor, outermost first: images [batch, channels, height, width], text [batch, tokens, features]. */
export type Shape = readonly number[];

/** One number for every spatial dimension, or one each. */
export type Spatial = number | readonly number[];

/** Number of elements in a tensor. */
export function elements(shape: Shape): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** "1 x 64 x 56 x 56". */
export function shapeText(shape: Shape): string {
  return shape.join(" × ");
}

/** True when both have the same sizes in the same order. */
export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((size, i) => size === b[i]);
}

/** `value` when it is a whole number of at least `least` (default 1), else an error that names layer and field. */
export function wholeNumber(subject: string, name: string, value: number, least = 1): number {
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new FlopbookError(
    `${subject}: ${name} must be a whole number of at least ${least}, got ${String(value)}; give the size as an integer`,
  );
}

/** The shape when it has `layout.length` whole positive sizes; `layout` names them in the error. */
export function checkedShape(subject: string, name: string, shape: Shape, layout: readonly string[]): Shape {
  const good =
    Array.isArray(shape) &&
    shape.length === layout.length &&
    shape.every((n) => Number.isSafeInteger(n) && n > 0);
  if (good) return shape;
  throw new FlopbookError(
    `${subject}: ${name} must be [${layout.join(", ")}], got [${String(shape)}]; give ${layout.length} positive whole numbers`,
  );
}

/** A shape of any rank from 1 up. */
export function anyShape(subject: string, name: string, shape: Shape): Shape {
  const layout = Array.from(
    { length: Math.max(1, Array.isArray(shape) ? shape.length : 1) },
    (_, i) => `size ${i + 1}`,
  );
  return checkedShape(subject, name, shape, layout);
}

/** `value` spread over `rank` spatial dimensions, each at least `least`. */
export function spatial(
  subject: string,
  name: string,
  value: Spatial,
  rank: number,
  least = 1,
): readonly number[] {
  const each = typeof value === "number" ? Array.from({ length: rank }, () => value) : value;
  if (each.length !== rank)
    throw new FlopbookError(
      `${subject}: ${name} must be one number or ${rank}, got [${String(value)}]; give one for every spatial dimension`,
    );
  return each.map((size) => wholeNumber(subject, name, size, least));
}

/** Sizes of an image tensor. */
export interface ImageSizes {
  readonly batch: number;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/** The sizes of an image tensor, checked. */
export function imageSizes(subject: string, shape: Shape): ImageSizes {
  const [batch = 0, channels = 0, height = 0, width = 0] = checkedShape(subject, "input", shape, [
    "batch",
    "channels",
    "height",
    "width",
  ]);
  return { batch, channels, height, width };
}
