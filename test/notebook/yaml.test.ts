// YAML is read with bounds: what would fill the memory, or never end, is an error with a line.
import { expect, test } from "vitest";
import { parseYaml } from "../../src/notebook/yaml.js";

test("plain YAML is read, with the few aliases that people write", () => {
  expect(parseYaml("base: &b [1, two]\nagain: *b\n", "x")).toEqual({ base: [1, "two"], again: [1, "two"] });
});

const bomb = [
  "a: &a [x,x,x,x,x,x,x,x,x,x]",
  ...["b", "c", "d"].map((name, at) => `${name}: &${name} [${Array(10).fill(`*${"abc"[at]}`)}]`),
];

test.each([
  [
    "an unknown anchor",
    "title: t\nsub: *draft*",
    /^x: not valid YAML, line 2: \*draft\* repeats an anchor.*in quotes$/,
  ],
  [
    "an anchor that comes later",
    "a: *b\nb: &b 1",
    /line 1: \*b repeats an anchor that does not stand before it/,
  ],
  ["a part within itself", "a: &a\n  b: *a", /line 2: \*a repeats the part that it stands in, without end/],
  ["a part that grows", bomb.join("\n"), /line 3: its aliases repeat more than 100 parts/],
  ["deep brackets", "[".repeat(250_000), /nested too deeply; write it flatter$/],
  ["deep lists", `${"- ".repeat(20_000)}x`, /nested too deeply|not valid YAML/],
  [
    "a text as long as a book",
    `a: ${"x".repeat(300_000)}`,
    /^x: YAML of 300003 characters, at most 262144 are read/,
  ],
  ["two documents", "--- a\n--- b", /^x: not valid YAML, line 2/],
])("%s is an error of a person's", (_, text, message) => {
  const start = performance.now();
  expect(() => parseYaml(text, "x")).toThrow(
    expect.objectContaining({ name: "FlopbookError", message: expect.stringMatching(message) }),
  );
  expect(performance.now() - start).toBeLessThan(5000);
});
