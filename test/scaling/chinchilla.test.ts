// Allocations against the tables of Hoffmann et al. 2022 and against evaluations of the fits by another program.
import { describe, expect, it } from "vitest";
import { nearestNames } from "../../src/ground/errors.js";
import { flop } from "../../src/numbers/units.js";
import {
  budgetShare,
  type FitName,
  fixedRatioAllocation,
  lossAt,
  optimalExponent,
  parametricAllocation,
  parametricFits,
  tokenRatio,
} from "../../src/scaling/index.js";
import { evaluations, table3, tableA3Approach3 as tableA3 } from "./hoffmann-tables.js";

describe("an allocation with 20 tokens for each parameter", () => {
  it("gives the budget of 1e21 back, with 2.89 billion parameters and 57.7 billion tokens", () => {
    const { parameters, tokens } = fixedRatioAllocation(flop(1e21));
    expect(parameters.value).toBeCloseTo(2_886_751_345.95, 1); // sqrt(1e21 / 120)
    expect(tokens.value).toBeCloseTo(57_735_026_918.96, 0);
    expect(budgetShare({ parameters, tokens, budget: flop(1e21) }).value).toBeCloseTo(1, 12);
    expect(tokenRatio({ parameters, tokens }).value).toBeCloseTo(20, 12);
  });

  it("takes another ratio when it is given one", () => {
    const { parameters } = fixedRatioAllocation(flop(6e20), 1);
    expect(parameters.value).toBeCloseTo(1e10, 0); // sqrt(1e20)
  });

  it.each(table3)("is near Table 3 for %d parameters, whose ratio is 20.0 to 22.4", (parameters, compute) => {
    // sqrt(22.4 / 20) is 1.058: the fixed ratio puts at most 6 % more into parameters
    const ratio = fixedRatioAllocation(flop(compute)).parameters.value / parameters;
    expect(ratio).toBeGreaterThan(0.97); // 6ND of the row for 67e9 is 4.7 % above its printed compute
    expect(ratio).toBeLessThan(1.06);
  });
});

describe("the parametric fit", () => {
  it.each(evaluations)(
    "%s at %d FLOP gives the known optimum and loss",
    (fit, budget, parameters, tokens, loss) => {
      const allocation = parametricAllocation(flop(budget), fit);
      expect(allocation.parameters.value / parameters).toBeCloseTo(1, 5);
      expect(allocation.tokens.value / tokens).toBeCloseTo(1, 5);
      expect(allocation.loss.value).toBeCloseTo(loss, 4);
    },
  );

  it.each(tableA3)(
    "spends the compute of Table A3 on its %d parameters, within the rounding of the table",
    (n, compute, d) => {
      // 4.1e12 and 20.1e12 are rounded, so 6ND is up to 4.1 % off the printed compute
      expect(budgetShare({ parameters: n, tokens: d, budget: flop(compute) }).value).toBeGreaterThan(0.95);
      expect(budgetShare({ parameters: n, tokens: d, budget: flop(compute) }).value).toBeLessThan(1.05);
    },
  );

  // The rows of the table grow with compute to the power of 0.459, the constants give 0.4565: 5 % over 9.6 decades.
  it.each(tableA3)("allocates the compute of Table A3 to %d parameters within 8 %%", (n, compute) => {
    const { parameters } = parametricAllocation(flop(compute), "hoffmann-unrounded");
    expect(Math.abs(parameters.value / n - 1)).toBeLessThan(0.08);
  });

  it("has the exponents that the papers print", () => {
    const exponent = (fit: FitName) => {
      const { sizeExponent, dataExponent } = parametricFits[fit];
      return optimalExponent({ sizeExponent, dataExponent }).value;
    };
    expect(exponent("hoffmann-unrounded")).toBeCloseTo(0.4565, 4); // 0.46 in Table 2
    expect(exponent("besiroglu")).toBeCloseTo(0.513, 3); // 0.513 in Besiroglu et al.
  });

  it("has its least loss at its own allocation", () => {
    const { parameters, tokens, loss } = parametricAllocation(flop(1e21), "hoffmann-printed");
    for (const factor of [0.5, 0.9, 1.1, 2])
      expect(
        lossAt(parameters.value * factor, tokens.value / factor, "hoffmann-printed").value,
      ).toBeGreaterThan(loss.value);
  });

  it("names its constants' source, and offers near names for an unknown fit", () => {
    const { parameters } = parametricAllocation(flop(1e21), "besiroglu");
    expect(parameters.sources.map(({ id }) => id)).toContain("besiroglu2024");
    expect(nearestNames("besirolu", Object.keys(parametricFits))).toEqual(["besiroglu"]);
    expect(() => parametricAllocation(flop(1e21), "besirolu" as FitName)).toThrow(
      /got "besirolu"; did you mean "besiroglu"/,
    );
  });
});
