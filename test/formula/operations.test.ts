// Counts of elementary operations from their words: hand counts, refusals, and every layer's words against its number.
import { describe, expect, it } from "vitest";
import {
  composedOperations,
  elementaryOperations,
  functionOperations,
  operationCount,
} from "../../src/formula/index.js";

describe("operations are counted from their words", () => {
  it.each([
    ["add", 1],
    ["compare + multiply", 2],
    ["2 multiply + add + exponential", 4],
    ["10 compare", 10],
    ["multiply (gradient by mask)", 1],
    ["2 multiply + subtract (g (1 - y y)) + add", 4],
    ["multiply (a + b)", 1],
    ["sigmoid", 4], // 1 / (1 + exp(-x)): negate, exponential, add, divide
    ["tanh", 5], // (exp(2 x) - 1) / (exp(2 x) + 1): multiply, exponential, subtract, add, divide
    ["softplus + tanh + multiply", 9], // 3 + 5 + 1
    ["2 sigmoid + square root", 9], // 2 * 4 + 1
  ] as const)("%s is %d", (words, count) => {
    expect(operationCount(words)).toBe(count);
  });

  it.each([
    ["mutliply", /no elementary operation of this name, got "mutliply"; did you mean "multiply"\?/],
    ["add + ", /no elementary operation of this name, got "".*known are add, subtract/],
    ["", /no elementary operation of this name, got ""/],
    ["0 add", /how often is a whole number from 1 on, got "0"/],
    ["1.5 add", /got "1\.5"/],
    ["-2 add", /got "-2"/],
    ["two add", /got "two add"/],
    ["add, multiply", /got "add, multiply"/],
    ["add (mean", /a bracket has no partner/],
    ["add mean)", /a bracket has no partner/],
  ] as const)("%s is refused", (words, message) => {
    expect(() => operationCount(words)).toThrow(message);
    expect(() => operationCount(words)).toThrow(/; write e\.g\. "2 multiply \+ add"$/);
  });

  it("no composed operation has the name of an elementary one, and every function of an expression is one", () => {
    const names: readonly string[] = elementaryOperations;
    expect(Object.keys(composedOperations).filter((name) => names.includes(name))).toEqual([]);
    expect(Object.values(functionOperations).filter((name) => !names.includes(name))).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
  });
});
