// "≈ 14P": an expression that gives leading terms, to so many digits.
import { describe, expect, it } from "vitest";
import { toStated } from "../../src/examples/stated.js";
import { fitOf } from "../../src/examples/verdict.js";

const letters = { P: "parameters" };
const of = (expression: string, digits?: number) =>
  toStated({ expression, letters, ...(digits === undefined ? {} : { digits }) }, () => ({ parameters: 100 }));

describe("an expression that is stated approximately", () => {
  it("fits a count that differs in its last terms only: 14P + 4 for 14P of 100", () => {
    expect(fitOf(1404, of("14*P", 2).interval())).toBe("agrees");
    expect(fitOf(1404, of("14*P").interval())).toBe("differs");
  });

  it("does not fit one operation more for each parameter", () => {
    expect(fitOf(1600, of("14*P", 2).interval())).toBe("differs");
  });

  it("prints its sign", () => {
    expect(of("14*P", 2).text("FLOP")).toBe("≈ 14*P");
    expect(of("14*P").text("FLOP")).toBe("14*P");
  });
});
