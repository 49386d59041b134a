// Six operations a parameter and token against every row of the GPT-3 paper's table of training compute.
import { describe, expect, it } from "vitest";
import { languageModelTrainingFlop } from "../../src/cost/compute.js";
import { given } from "../../src/numbers/quantity.js";
import { petaflopPerSecondDays, unitFactor } from "../../src/numbers/units.js";
import { tableD1 } from "./gpt3-table-d1.js";

/** Half a unit of the third digit, relative. */
const halfOfThirdDigit = (value: number) => 10 ** (Math.floor(Math.log10(value)) - 2) / 2 / value;

describe.each(tableD1.map((row) => [row.model, row] as const))("training compute of %s", (_, row) => {
  const { parameters, tokens, flopPerParameterToken } = row;
  const rate = given({ value: flopPerParameterToken, unit: "FLOP/parameter/token" }, "Table D.1");
  const computed = languageModelTrainingFlop({ parameters, tokens, flopPerParameterToken: rate });

  it("is the printed number of operations", () => {
    // both sides are rounded: parameters and operations have three digits each
    const slack = halfOfThirdDigit(row.flop) + halfOfThirdDigit(parameters);
    expect(Math.abs(computed.value / row.flop - 1)).toBeLessThanOrEqual(slack);
  });

  it("is the printed number of PF-days", () => {
    const slack = halfOfThirdDigit(row.petaflopDays) + halfOfThirdDigit(parameters);
    expect(Math.abs(computed.valueIn("PFLOP/s*day") / row.petaflopDays - 1)).toBeLessThanOrEqual(slack);
  });
});

it("a PF-day is 8.64e19 operations", () => {
  expect(unitFactor(petaflopPerSecondDays(1).unit)).toBe(8.64e19); // 1e15 × 86,400
});
