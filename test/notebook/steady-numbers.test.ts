// Numbers told the same by every version of Node.
import { expect, test } from "vitest";
import { steady, steadyNumbers } from "../../src/notebook/tslab/steady-numbers.js";

test.each([
  [56234132519034910000, 56234132519000000000],
  [56234132519034905000, 56234132519000000000],
  [1.0000000000000001e23, 1e23],
  [28867513459.481285, 28867513459.5],
  [-0.00012345678901251, -0.000123456789013],
  [9.9999999999995e-7, 1e-6],
  [0.1 + 0.2, 0.3],
  [9007199254740991, 9007199254740991],
  [25557032, 25557032],
  [1 / 3, 0.333333333333],
  [0, 0],
  [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
])("%d becomes %d", (value, expected) => {
  expect(steady(value)).toBe(expected);
  expect(steady(expected)).toBe(expected);
});

test("inside JSON, whatever the depth, and nothing but numbers", () => {
  const data = { spec: { values: [{ x: 0.1 + 0.2, name: "0.30000000000000004" }] }, none: null };
  expect(JSON.stringify(data, steadyNumbers)).toBe(
    '{"spec":{"values":[{"x":0.3,"name":"0.30000000000000004"}]},"none":null}',
  );
});
