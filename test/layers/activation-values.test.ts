// Activation functions as formulas, against published values and arithmetic by hand.
import { describe, expect, it } from "vitest";
import { formulaById } from "../../src/catalogue/catalogue.js";
import { errorFunction } from "../../src/formula/error-function.js";

const value = (id: string, inputs: Readonly<Record<string, number>>) => {
  return formulaById(`layers.${id}`).evaluate(inputs).value;
};
const at = (name: string, x: number) => value(`activation.${name}`, { preActivation: x });

describe("the value of an activation function", () => {
  it.each([
    ["relu", -2, 0],
    ["relu6", 8, 6],
    ["sigmoid", 0, 0.5],
    ["tanh", 0.5, 0.46211715726], // tables of tanh
    ["silu", 1, 0.7310585786300049], // 1 / (1 + e^-1)
    ["gelu", 1, 0.8413447460685429], // the normal distribution function at 1
    ["gelu", -1, -0.15865525393145707],
    ["gelu-tanh", 1, 0.8411919906082768], // PyTorch, approximate="tanh": 0.8412
    ["hard-swish", 1, 4 / 6], // 1 x (1 + 3) / 6
    ["hard-sigmoid", 0, 0.5],
    ["hard-tanh", -3, -1],
    ["elu", -1, Math.exp(-1) - 1],
    ["selu", -1, -1.1113307378125625], // 1.0507 x 1.6733 x (e^-1 - 1)
    ["softplus", 0, Math.LN2],
    ["mish", 1, 0.8650983882673103], // tanh(ln(1 + e))
  ])("%s(%d) = %d", (name, x, expected) => {
    expect(at(name, x)).toBeCloseTo(expected, 12);
  });

  it("has a slope below zero where it leaks", () => {
    expect(value("activation.leaky-relu", { preActivation: -2, negativeSlope: 0.01 })).toBeCloseTo(-0.02, 15);
  });

  it("stays finite far out", () => {
    for (const name of ["tanh", "silu", "gelu", "gelu-tanh", "softplus", "mish", "elu", "selu"])
      for (const x of [-1000, 1000]) expect(Number.isFinite(at(name, x)), `${name}(${x})`).toBe(true);
  });

  it("says how many operations an element takes", () => {
    expect(formulaById("layers.activation.gelu").meaning).toContain(
      "5 operations for each element forward, 11 backward; keeps its input",
    );
  });
});

describe("a gated unit", () => {
  it("multiplies one half by the activated other", () => {
    const gated = (name: string) => value(`gated-linear-unit.${name}`, { preActivation: 2, gateValue: 1 });
    expect(gated("glu")).toBeCloseTo(2 * 0.7310585786300049, 12);
    expect(gated("swiglu")).toBeCloseTo(2 * 1 * 0.7310585786300049, 12);
    expect(gated("geglu")).toBeCloseTo(2 * 0.8413447460685429, 12);
    expect(gated("reglu")).toBe(2);
  });
});

describe("the error function", () => {
  it("has its tabled values on both sides of where its two forms meet", () => {
    // Abramowitz and Stegun, table 7.1; the last from the complement 1.541726e-8 at 4
    const table = [
      [0, 0],
      [0.5, 0.5204998778],
      [1, 0.8427007929],
      [2, 0.995322265],
      [2.4999, 0.9995928],
      [2.5, 0.999593048],
      [4, 1 - 1.541725790028002e-8],
    ] as const;
    for (const [x, expected] of table) {
      expect(errorFunction(x)).toBeCloseTo(expected, x === 2.4999 ? 6 : 9);
      expect(errorFunction(-x)).toBeCloseTo(-expected, x === 2.4999 ? 6 : 9);
    }
  });
});
