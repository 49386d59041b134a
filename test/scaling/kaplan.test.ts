// The power law of Kaplan et al. 2020, Table 6, by hand arithmetic.
import { describe, expect, it } from "vitest";
import { flop, petaflopPerSecondDays } from "../../src/numbers/units.js";
import { kaplanAllocation } from "../../src/scaling/index.js";

describe("Kaplan's allocation", () => {
  it("gives 1.3 billion parameters at one PF-day and spends the rest on tokens", () => {
    const { parameters, tokens } = kaplanAllocation(petaflopPerSecondDays(1));
    expect(parameters.value).toBe(1.3e9);
    expect(tokens.value).toBeCloseTo(8.64e19 / (6 * 1.3e9), 0);
  });

  it("multiplies parameters by 5.37 and tokens by 1.86 when compute grows tenfold", () => {
    const [one, ten] = [kaplanAllocation(flop(1e21)), kaplanAllocation(flop(1e22))];
    expect(ten.parameters.value / one.parameters.value).toBeCloseTo(5.3703, 4); // 10^0.73
    expect(ten.tokens.value / one.tokens.value).toBeCloseTo(1.8621, 4); // 10^0.27
  });

  it("buys a larger model on fewer tokens than 20 for each parameter", () => {
    const { parameters, tokens } = kaplanAllocation(flop(1e21));
    expect(parameters.text).toBe("7.77\u00a0billion\u00a0parameters"); // 1.3e9 × 11.574^0.73
    expect(tokens.value / parameters.value).toBeCloseTo(2.76, 2);
  });
});
