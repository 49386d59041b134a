// Shapes with named dimensions: "b s (h d) -> b h s d" is parsed, checked against sizes, and applied to a shape.
import { FlopbookError, suggestion } from "../../ground/errors.js";
import { type AxisGroup, parseRearrangement, parseShape, patternText } from "./pattern.js";
import { anyShape, type Shape, shapeText } from "./shape.js";

const subject = "shapes";

/** Sizes by name of dimension. */
export type NamedSizes = Readonly<Record<string, number>>;

/**
 * Sizes of the names in `pattern` ("b s (h d)") that fit `shape`. Inside brackets all sizes but one must be given in
 * `known`. Errors when the number of dimensions, a product or a repeated name does not fit.
 */
export function namedSizes(pattern: string, shape: Shape, known: NamedSizes = {}): NamedSizes {
  const groups = parseShape(pattern);
  checkKnown(pattern, groups, known);
  const sizes = anyShape(subject, `shape for "${pattern}"`, shape);
  if (groups.length !== sizes.length)
    throw new FlopbookError(
      `${subject}: "${pattern}" has ${groups.length} dimensions, got the ${sizes.length} of ${shapeText(sizes)}; name every dimension`,
    );
  const found: Record<string, number> = { ...known };
  groups.forEach((group, i) => {
    solve(pattern, group, sizes[i] ?? 1, found);
  });
  return found;
}

/**
 * The shape that `pattern` ("b h s d") has with these sizes. Errors on a name without a size.
 *
 * @example shapeOf("b (h w) c", { b: 8, h: 14, w: 14, c: 768 }) // [8, 196, 768]
 */
export function shapeOf(pattern: string, sizes: NamedSizes): Shape {
  return parseShape(pattern).map((group) =>
    group.reduce((product, axis) => product * sizeOf(pattern, axis, sizes), 1),
  );
}

/** A shape before and after, with the sizes of all names. */
export interface RearrangedShape {
  readonly output: Shape;
  readonly sizes: NamedSizes;
}

/**
 * The shape after a rearrangement such as "b s (h d) -> b h s d" with { h: 16 }. Both sides must have the same
 * names: nothing is dropped or repeated, so the number of elements stays. Errors say which name or size is wrong.
 *
 * @example rearranged("b (h w) c -> b c h w", [8, 196, 768], { h: 14 }).output // [8, 768, 14, 14]
 */
export function rearranged(pattern: string, shape: Shape, known: NamedSizes = {}): RearrangedShape {
  const { left, right } = parseRearrangement(pattern);
  const sizes = namedSizes(patternText(left), shape, known);
  return { output: shapeOf(patternText(right), sizes), sizes };
}

/** Fills in the one unknown size of a group, or checks their product. */
function solve(pattern: string, group: AxisGroup, size: number, found: Record<string, number>): void {
  const unknown = group.filter((axis) => axis !== "1" && !Object.hasOwn(found, axis));
  const product = group.reduce((all, axis) => all * (axis === "1" ? 1 : (found[axis] ?? 1)), 1);
  const text = patternText([group]);
  if (unknown.length > 1)
    throw new FlopbookError(
      `${subject}: "${pattern}" leaves ${unknown.join(" and ")} of ${text} open, got only their product ${size}; give all but one, as in { ${unknown[0]}: ${1} }`,
    );
  const [open] = unknown;
  if (open === undefined && product !== size)
    throw new FlopbookError(
      `${subject}: ${text} of "${pattern}" must be ${product}, got ${size}; check the shape or the sizes given`,
    );
  if (open === undefined) return;
  if (size % product !== 0)
    throw new FlopbookError(
      `${subject}: ${text} of "${pattern}" must be a multiple of ${product}, got ${size}; choose a divisor`,
    );
  found[open] = size / product;
}

function sizeOf(pattern: string, axis: string, sizes: NamedSizes): number {
  if (axis === "1") return 1;
  const size = sizes[axis];
  if (size !== undefined) return size;
  throw new FlopbookError(
    `${subject}: "${pattern}" names ${axis}, got no size for it${suggestion(axis, Object.keys(sizes)) || `; sizes are ${Object.keys(sizes).join(", ")}`}`,
  );
}

function checkKnown(pattern: string, groups: readonly AxisGroup[], known: NamedSizes): void {
  const names = groups.flat();
  for (const [name, size] of Object.entries(known)) {
    if (!names.includes(name))
      throw new FlopbookError(
        `${subject}: "${pattern}" has no dimension ${name}, got a size for it${suggestion(name, names) || `; it has ${names.join(", ")}`}`,
      );
    if (!Number.isSafeInteger(size) || size < 1)
      throw new FlopbookError(
        `${subject}: ${name} must be a positive whole number, got ${size}; correct the size`,
      );
  }
}
