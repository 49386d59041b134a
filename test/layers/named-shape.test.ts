import { expect, test } from "vitest";
import { namedSizes, rearranged, shapeOf } from "../../src/layers/index.js";

test.each([
  // The rearrangement of a course sheet: heads are split off the features and moved before the tokens.
  ["b s (h d) -> b h s d", [2, 10, 64], { h: 4 }, [2, 4, 10, 16]],
  ["b s (h d) -> b h s d", [2, 10, 64], { d: 16 }, [2, 4, 10, 16]],
  ["b h s d -> b s (h d)", [2, 4, 10, 16], {}, [2, 10, 64]],
  // Patches of 16 x 16 of a 224 x 224 image: 14 x 14 = 196 patches of 3 x 16 x 16 = 768 values.
  ["b c (h p) (w q) -> b (h w) (c p q)", [1, 3, 224, 224], { p: 16, q: 16 }, [1, 196, 768]],
  ["b c 1 1 -> b c", [2, 8, 1, 1], {}, [2, 8]],
  ["b c -> b c 1 1", [2, 8], {}, [2, 8, 1, 1]],
  ["a b -> b a", [3, 5], {}, [5, 3]],
  ["(a b) (c d) -> (a c) (b d)", [6, 20], { a: 2, c: 4 }, [8, 15]],
] as const)("%s of %j with %j is %j", (pattern, shape, known, output) => {
  expect(rearranged(pattern, shape, known).output).toEqual(output);
});

test("sizes come out by name", () => {
  expect(namedSizes("b s (h d)", [2, 10, 64], { h: 4 })).toEqual({ b: 2, s: 10, h: 4, d: 16 });
  expect(shapeOf("(b h) s", { b: 2, h: 4, s: 10 })).toEqual([8, 10]);
});

test("the number of elements stays", () => {
  const { output } = rearranged("b c (h p) (w q) -> b (h w) (c p q)", [2, 3, 32, 48], { p: 8, q: 8 });
  expect(output.reduce((all, size) => all * size, 1)).toBe(2 * 3 * 32 * 48);
});

test.each([
  [() => rearranged("b s d", [2, 3, 4]), /a rearrangement must have one arrow, got "b s d"/],
  [
    () => rearranged("b s (h d) -> b h s", [2, 10, 64], { h: 4 }),
    /drops a dimension on its right side, got d/,
  ],
  [() => rearranged("b s -> b s h", [2, 10]), /has a dimension on its right side only, got h/],
  [() => rearranged("b s (h d -> b h s d", [2, 10, 64]), /leaves a bracket open/],
  [() => rearranged("b s h) -> b s h", [2, 10, 64]), /closes a bracket that is not open/],
  [() => rearranged("b ((h) d) -> b h d", [2, 64]), /has a bracket inside a bracket/],
  [() => rearranged("b b -> b b", [2, 2]), /names a dimension twice, got b/],
  [() => rearranged("b s* -> s* b", [2, 2]), /neither name, bracket nor 1, got s\*/],
  [
    () => rearranged("b s (h d) -> b h s d", [2, 10, 64]),
    /leaves h and d of \(h d\) open, got only their product 64/,
  ],
  [
    () => rearranged("b s (h d) -> b h s d", [2, 10, 64], { h: 5 }),
    /\(h d\) of "b s \(h d\)" must be a multiple of 5, got 64/,
  ],
  [
    () => rearranged("b s (h d) -> b h s d", [2, 10, 64], { heads: 4 }),
    /has no dimension heads, got a size for it; it has b, s, h, d/,
  ],
  [() => rearranged("b s (h d) -> b h s d", [2, 64], { h: 4 }), /has 3 dimensions, got the 2 of 2 × 64/],
  [() => rearranged("b c 1 1 -> b c", [2, 8, 1, 2]), /must be 1, got 2/],
  [() => rearranged("b s -> s b", [2, 10], { s: 9 }), /must be 9, got 10/],
  [() => rearranged("b s -> s b", [2, 10], { s: 0.5 }), /s must be a positive whole number, got 0.5/],
  [() => rearranged("b s -> s b", [2, 0]), /shapes: shape for "b s" must be/],
  [() => rearranged(" -> ", [2]), /names no dimension/],
  [() => shapeOf("b tokens", { b: 2, token: 4 }), /names tokens, got no size for it; did you mean "token"/],
] as const)("a mistake is an error that says what to do: %#", (make, message) => {
  expect(make).toThrow(message);
  expect(make).toThrow(/; \w/);
});
