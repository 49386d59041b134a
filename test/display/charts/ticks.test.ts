import { describe, expect, it } from "vitest";
import { axis, fittingAxis, fraction, vegaAxis } from "../../../src/display/charts/ticks.js";

describe("an axis", () => {
  it("starts at zero and ends on a round number: 29.7 h gives 0, 10, 20, 30", () => {
    const y = axis({ unit: "h" }, [1.07, 29.7], "last", 4);
    expect(y.ticks).toEqual([0, 10, 20, 30]);
    expect(y.domain).toEqual([0, 30]);
    expect(y.labels).toEqual(["0", "10", "20", "30\u00a0h"]);
  });

  it("may start near the data, where heights do not stand for amounts", () => {
    expect(axis({ unit: "1", zero: false }, [2.33, 3.12], "last", 4).domain).toEqual([2, 3.5]);
  });

  it("has exact ticks in small steps: 0.1, 0.2, 0.3, not 0.30000000000000004", () => {
    expect(axis({ unit: "1" }, [0.05, 0.3], "last", 4).ticks).toEqual([0, 0.1, 0.2, 0.3]);
  });

  it("writes percent once", () => {
    expect(axis({ unit: "%", domain: [20, 70] }, [], "first", 6).labels).toEqual([
      "20\u00a0%",
      "30",
      "40",
      "50",
      "60",
      "70",
    ]);
  });

  it("ends a logarithmic axis on 1, 2 or 5 and labels decades, each with its prefix", () => {
    const y = axis({ unit: "FLOP", scale: "log" }, [3e18, 8e23], "last", 5);
    expect(y.domain).toEqual([2e18, 1e24]);
    expect(y.ticks).toEqual([1e19, 1e20, 1e21, 1e22, 1e23, 1e24]);
    expect(y.labels).toEqual(
      ["10", "100", "1", "10", "100", "1"].map((digits, i) => `${digits}\u00a0${"EEZZZY"[i]}FLOP`),
    );
  });

  it("leaves long nouns to the caption but keeps the words of size", () => {
    expect(axis({ unit: "parameter", scale: "log", domain: [1e9, 1e10] }, [], "first", 3).labels).toEqual([
      "1\u00a0billion",
      "2\u00a0billion",
      "5\u00a0billion",
      "10\u00a0billion",
    ]);
  });

  it("refuses a falling domain and a logarithm of zero", () => {
    expect(() => axis({ unit: "h", domain: [5, 2] }, [], "last", 4)).toThrow(
      /domain must rise, got \[5, 2\]/,
    );
    expect(() => axis({ unit: "h", scale: "log" }, [0, 2], "last", 4)).toThrow(/begins above 0, got 0/);
  });

  it("drops ticks until their labels leave room", () => {
    const options = { unit: "parameter", scale: "log", domain: [2e8, 5e10] } as const;
    expect(fittingAxis(options, [], 440).ticks).toEqual([3e8, 1e9, 3e9, 1e10, 3e10]);
    expect(fittingAxis(options, [], 230).ticks).toEqual([1e9, 1e10]);
  });

  it("places values: the middle of 1 and 100 is 10 on a logarithmic axis, 50.5 on a linear one", () => {
    expect(
      fraction(10, { ...axis({ unit: "1", scale: "log", domain: [1, 100] }, [], "last", 4) }),
    ).toBeCloseTo(0.5, 12);
    expect(fraction(50.5, axis({ unit: "1", domain: [1, 100] }, [], "last", 4))).toBeCloseTo(0.5, 12);
  });

  it("tells Vega-Lite its labels by position, so that every viewer shows the same text", () => {
    const y = axis({ unit: "h" }, [0, 30], "last", 4);
    expect(vegaAxis(y)).toEqual({
      values: [0, 10, 20, 30],
      labelExpr: '["0","10","20","30\u00a0h"][indexof([0,10,20,30], datum.value)]',
    });
  });
});
