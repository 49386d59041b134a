// The compiled path: right by hand, equal to evaluation over random inputs, fast enough for sweeps.
import { describe, expect, it } from "vitest";
import { formula } from "../../src/catalogue/vocabulary.js";
import { compileExpression } from "../../src/formula/compile.js";
import { parseExpression } from "../../src/formula/math.js";
import { flop } from "../../src/numbers/units.js";
import { randomNumbers } from "./every-formula.js";

const value = (expression: string, values: Record<string, number> = {}) =>
  compileExpression(parseExpression(expression))(values);

describe("a compiled expression", () => {
  it.each([
    ["2 + 3 * 4", 14],
    ["(2 + 3) * 4", 20],
    ["2 - 3 - 4", -5],
    ["24 / 4 / 3", 2],
    ["2 ^ 3 ^ 2", 512],
    ["-2 ^ 2", -4],
    ["2 ^ -1", 0.5],
    ["+3", 3],
    ["1.5e3", 1500],
    ["pow(2, 10)", 1024],
    ["sqrt(2 * 8)", 4],
    ["log2(8) + log10(1000)", 6],
    ["log(exp(2))", 2],
    ["min(3, 1, 2) + max(3, 1, 2)", 4],
    ["floor(7 / 2) + ceil(7 / 2) + round(7 / 2)", 11],
    ["abs(-3)", 3],
    ["cos(pi)", -1],
    ["sign(0 - 3)", -1],
  ])("of %s gives %d", (expression, expected) => {
    expect(value(expression)).toBe(expected);
  });

  it("reads its symbols by name", () => {
    expect(value("a * b + c", { a: 2, b: 3, c: 4 })).toBe(10);
    expect(value("a * b", { a: 2 })).toBeNaN();
  });
});

describe("formula.compiled()", () => {
  const run = formula({
    id: "test.compiled",
    meaning: "training operations",
    expression: "passesPerStep * forwardFlop * samples * epochs",
    result: "trainingFlop",
    inputs: ["forwardFlop", "samples", "epochs"],
    source: "made up for a test",
  });

  it("equals evaluation over random inputs and takes constants from the dictionary", () => {
    const random = randomNumbers(7);
    const fast = run.compiled();
    for (let i = 0; i < 500; i++) {
      const [forwardFlop, samples, epochs] = [random() * 1e10, Math.floor(random() * 1e7), random() * 100];
      expect(fast({ forwardFlop, samples, epochs })).toBe(
        run({ forwardFlop: flop(forwardFlop), samples, epochs }).value,
      );
    }
    expect(fast({ forwardFlop: 10, samples: 1, epochs: 1, passesPerStep: 4 })).toBe(40);
  });

  it("reaches a million evaluations a second", () => {
    const fast = run.compiled();
    const point = { forwardFlop: 7.7e9, samples: 1.28e6, epochs: 0 };
    let total = 0;
    const started = performance.now();
    for (let i = 0; i < 1_000_000; i++) {
      point.epochs = i;
      total += fast(point);
    }
    // Measured at about 10 million a second; the margin is for a busy machine.
    expect(performance.now() - started).toBeLessThan(1000);
    expect(total).toBeGreaterThan(0);
  });
});
