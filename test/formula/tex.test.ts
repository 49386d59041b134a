// TeX of expressions, by hand; that KaTeX takes every formula is tested in all-formulas.test.ts.
import katex from "katex";
import { describe, expect, it } from "vitest";
import { parseExpression } from "../../src/formula/math.js";
import { expressionTex } from "../../src/formula/tex.js";

const letters: Readonly<Record<string, string>> = {
  a: "a",
  b: "b_{\\mathrm{x}}",
  c: "c",
  k: "k^{*}",
  r: "N\\,D",
  two: "2",
  one: "1",
};
const values: Readonly<Record<string, string>> = {
  a: "3\\;\\mathrm{s}",
  b: "1.5 \\times 10^{9}",
  c: "-4",
  k: "7",
  r: "1",
  two: "2\\;\\mathrm{FLOP/MAC}",
  one: "1",
};

const isNumber = (name: string) => name === "two" || name === "one";
const tex = (expression: string) =>
  expressionTex(parseExpression(expression), { symbol: (n) => letters[n] ?? n, isNumber, values: false });
const valueTex = (expression: string) =>
  expressionTex(parseExpression(expression), { symbol: (n) => values[n] ?? n, isNumber, values: true });

const accepted = (written: string) => katex.renderToString(written, { strict: "error", throwOnError: true });

describe("TeX with symbols", () => {
  it.each([
    ["a * b", "a\\,b_{\\mathrm{x}}"],
    ["two * a * 3 * b", "2 \\times 3\\,a\\,b_{\\mathrm{x}}"],
    ["a * two * b", "2\\,a\\,b_{\\mathrm{x}}"],
    ["one * a", "a"],
    ["one * one", "1"],
    ["a / one", "\\frac{a}{1}"],
    ["a * (b + c)", "a\\,(b_{\\mathrm{x}} + c)"],
    ["(a + b) * (a - b)", "(a + b_{\\mathrm{x}})\\,(a - b_{\\mathrm{x}})"],
    ["a - (b - c)", "a - (b_{\\mathrm{x}} - c)"],
    ["a - (b + c)", "a - (b_{\\mathrm{x}} + c)"],
    ["(a - b) - c", "a - b_{\\mathrm{x}} - c"],
    ["a + (b * c)", "a + b_{\\mathrm{x}}\\,c"],
    ["a / (b * c)", "\\frac{a}{b_{\\mathrm{x}}\\,c}"],
    ["a / b / c", "\\frac{a}{b_{\\mathrm{x}}\\,c}"],
    ["a / b / c / two", "\\frac{a}{2\\,b_{\\mathrm{x}}\\,c}"],
    ["a / (b / c)", "\\frac{a}{b_{\\mathrm{x}}/c}"],
    ["(a + b) / c", "\\frac{a + b_{\\mathrm{x}}}{c}"],
    ["a * (b / c)", "a\\,\\frac{b_{\\mathrm{x}}}{c}"],
    ["a ^ 2", "a^{2}"],
    ["b ^ 2", "b_{\\mathrm{x}}^{2}"],
    ["k ^ 2", "(k^{*})^{2}"],
    ["r ^ 2", "(N\\,D)^{2}"],
    ["(a ^ b) ^ c", "(a^{b_{\\mathrm{x}}})^{c}"],
    ["a ^ b ^ c", "a^{b_{\\mathrm{x}}^{c}}"],
    ["(a / b) ^ c", "(a/b_{\\mathrm{x}})^{c}"],
    ["a ^ (b / (b + c))", "a^{b_{\\mathrm{x}}/(b_{\\mathrm{x}} + c)}"],
    ["a ^ (a / (b * c))", "a^{a/(b_{\\mathrm{x}}\\,c)}"],
    ["(a * b) ^ 2", "(a\\,b_{\\mathrm{x}})^{2}"],
    ["(-a) ^ 2", "(-a)^{2}"],
    ["-a ^ 2", "-a^{2}"],
    ["a * -b", "a\\,(-b_{\\mathrm{x}})"],
    ["-(a + b)", "-(a + b_{\\mathrm{x}})"],
    ["a + -b", "a + (-b_{\\mathrm{x}})"],
    ["pow(a / b, 2)", "(a/b_{\\mathrm{x}})^{2}"],
    ["sqrt(a / 6)", "\\sqrt{\\frac{a}{6}}"],
    ["2 * sqrt(a)", "2\\,\\sqrt{a}"],
    ["sqrt(a) ^ 3", "\\sqrt{a}^{3}"],
    ["log(a / b)", "\\ln\\left(\\frac{a}{b_{\\mathrm{x}}}\\right)"],
    ["log2(a) ^ 2", "(\\log_{2}(a))^{2}"],
    ["log10(a)", "\\log_{10}(a)"],
    ["exp(-a)", "\\exp(-a)"],
    ["max(a, b)", "\\max(a,\\; b_{\\mathrm{x}})"],
    ["floor(a / b) + 1", "\\left\\lfloor \\frac{a}{b_{\\mathrm{x}}}\\right\\rfloor + 1"],
    ["ceil(a)", "\\left\\lceil a\\right\\rceil"],
    ["round(a)", "\\operatorname{round}(a)"],
    ["abs(a - b)", "\\left|a - b_{\\mathrm{x}}\\right|"],
    ["1 + cos(pi * a)", "1 + \\cos(\\pi\\,a)"],
    ["2 * sign(a)", "2\\,\\operatorname{sign}(a)"],
    ["1e9 * a", "10^{9}\\,a"],
    ["2.5e9 * a", "2.5 \\times 10^{9}\\,a"],
    ["12345 * a", "12{,}345\\,a"],
    ["0.5 * a", "0.5\\,a"],
    ["a * 1e9 ^ 2", "a\\,(10^{9})^{2}"],
  ])("of %s is %s", (expression, expected) => {
    expect(tex(expression)).toBe(expected);
    expect(() => accepted(expected)).not.toThrow();
  });
});

describe("TeX with values", () => {
  it.each([
    ["a * b", "3\\;\\mathrm{s} \\times 1.5 \\times 10^{9}"],
    ["a * two", "2\\;\\mathrm{FLOP/MAC} \\times 3\\;\\mathrm{s}"],
    ["one * a", "1 \\times 3\\;\\mathrm{s}"],
    ["a * c", "3\\;\\mathrm{s} \\times (-4)"],
    ["c - c", "-4 - (-4)"],
    ["a ^ 2", "(3\\;\\mathrm{s})^{2}"],
    ["b ^ 2", "(1.5 \\times 10^{9})^{2}"],
    ["k ^ 2", "7^{2}"],
    ["(a / b) ^ 2", "\\left(\\frac{3\\;\\mathrm{s}}{1.5 \\times 10^{9}}\\right)^{2}"],
  ])("of %s is %s", (expression, expected) => {
    expect(valueTex(expression)).toBe(expected);
    expect(() => accepted(expected)).not.toThrow();
  });

  it("is refused by KaTeX when it is wrong, so the check can fail", () => {
    expect(() => accepted("a^b^c")).toThrow();
    expect(() => accepted("3.12\\cdot10^{+14}\\%%\\n")).toThrow();
  });
});
