// Worked steps: three aligned lines, long lines broken before an operator.
import { expect, test } from "vitest";
import { brokenLine, workedTex } from "../../src/report/outputs/worked-step.js";
import { formulaWidth } from "../../src/report/text/formula-width.js";
import { mathHtml } from "../../src/report/text/math.js";

test("a formula alone stays as it is", () => {
  expect(workedTex({ tex: "F = 3\\, N" })).toBe("F = 3\\, N");
});

test("symbols, values and result align at the equals sign", () => {
  const tex = workedTex({ tex: "F_{i=1} = 3\\, N", substitutedTex: "3 \\times 5", resultTex: "15" });
  expect(tex).toBe(
    "\\begin{aligned} F_{i=1} &= 3\\, N \\\\[0.3em]  &= 3 \\times 5 \\\\[0.3em]  &= 15 \\end{aligned}",
  );
  expect(mathHtml(tex, { display: true })).toContain("mtable");
});

test("a result that only repeats the line before it is not told twice", () => {
  expect(workedTex({ tex: "C = t\\, p", substitutedTex: "6", resultTex: "6" })).toBe(
    "\\begin{aligned} C &= t\\, p \\\\[0.3em]  &= 6 \\end{aligned}",
  );
});

test("a long line breaks before a sign, never inside a group", () => {
  const long = Array.from({ length: 8 }, (_, i) => `10${i}\\,000\\;\\mathrm{GFLOP}`).join(" + ");
  const parts = brokenLine(long, 40);
  expect(parts.length).toBeGreaterThan(2);
  expect(parts.slice(1).every((part) => part.startsWith("+ "))).toBe(true);
  expect(parts.every((part) => formulaWidth(part) <= 40)).toBe(true);
  expect(parts.join(" ")).toBe(long);
  const whole = "\\frac{a \\times b}{c} \\left(d \\times e\\right)";
  expect(brokenLine(whole, 3)).toEqual([whole]);
});

test("a fraction is as wide as its wider half", () => {
  expect(formulaWidth("\\frac{abcdef}{x}")).toBe(formulaWidth("abcdef"));
});

const values = (substitutedTex: string) => workedTex({ tex: "V = x", substitutedTex, resultTex: "1" });
const seven = "{7 \\times 10^{9}\\;\\mathrm{parameters}}";

test("a bracket too wide for a line breaks inside, at a sum before a product", () => {
  const bracket = `(${seven} + 2 \\times 32\\;\\mathrm{layers} \\times 32\\;\\mathrm{heads} \\times 4096\\;\\mathrm{tokens} \\times 128)`;
  const tex = values(`32\\;\\mathrm{samples} \\times ${bracket}`);
  expect(tex).toContain(`&\\quad \\times (${seven} \\\\[0.3em] &\\quad + 2 \\times 32`);
  expect(mathHtml(tex, { display: true })).toContain("mtable");
});

test("a stretching bracket that breaks gets halves that stand alone", () => {
  const part = "\\frac{2\\;\\mathrm{bytes/parameter}}{64}";
  const tex = values(`\\left(${part} + ${part} + ${part} + ${part}\\right) \\times ${seven}`);
  expect(tex).toContain("\\Bigl(");
  expect(tex).toContain("\\Bigr)");
  expect(tex).not.toContain("\\left(");
  expect(mathHtml(tex, { display: true })).toContain("mtable");
});

test("a fraction too wide for a line has its halves on several lines", () => {
  const product = `6\\;\\mathrm{FLOP/parameter/token} \\times ${seven} \\times ${seven}`;
  const tex = values(`\\frac{${product}}{4}`);
  expect(tex).toContain("\\frac{\\begin{aligned} & 6");
  expect(tex).toContain(`\\\\[0.2em] & \\quad \\times ${seven} \\end{aligned}}{4}`);
  expect(mathHtml(tex, { display: true })).toContain("mtable");
});

test("a sign of a number and a line that all but fits are left alone", () => {
  const signed = `(-0.3) \\times \\max(-1,\\; ${"1".repeat(60)})`;
  expect(values(signed)).toContain("(-0.3)");
  const nearly = `(${"1".repeat(24)} + ${"2".repeat(24)})`;
  expect(values(nearly)).toContain(nearly);
});
