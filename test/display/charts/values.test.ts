import { describe, expect, it } from "vitest";
import { columnTexts, valueIn } from "../../../src/display/charts/values.js";
import { gigaflop, hours } from "../../../src/numbers/units.js";

describe("values of charts", () => {
  it("are converted to the unit of their axis: 3 h is 180 min, 0.236 GFLOP is 236 MFLOP", () => {
    expect(valueIn(hours(3), "min", "x")).toBeCloseTo(180, 12);
    expect(valueIn(gigaflop(0.236), "MFLOP", "x")).toBeCloseTo(236, 12);
    expect(valueIn({ value: 0.5, unit: "1" }, "%", "x")).toBeCloseTo(50, 12);
    expect(valueIn(20, "%", "x")).toBe(20);
  });

  it("are refused in another dimension or when not finite, naming their place", () => {
    expect(() => valueIn(hours(3), "GFLOP", 'bar "Stem"')).toThrow(/bar "Stem": must be in GFLOP .*got h/);
    expect(() => valueIn(Number.NaN, "h", "mark")).toThrow(/mark: must be a finite number, got NaN/);
    expect(() => valueIn(Number.POSITIVE_INFINITY, "h", "mark")).toThrow(/got Infinity/);
  });

  it("stand in columns with the decimals of the largest", () => {
    expect(columnTexts([0.236027904, 1.335885824, 2.774532096, 0.004096], "GFLOP", 4)).toEqual([
      "0.236",
      "1.336",
      "2.775",
      "0.004",
    ]);
    expect(columnTexts([3.0586, 17.31, 35.96, 0.0531], "%")).toEqual(["3.1", "17.3", "36.0", "0.1"]);
    expect(columnTexts([14, 112], "GB")).toEqual(["14", "112"]);
    expect(columnTexts([1.5, 0], "h")).toEqual(["1.50", "0.00"]);
  });

  it("keep a first digit where the decimals would make them zero", () => {
    expect(columnTexts([412, 0.42, 0.04], "GFLOP")).toEqual(["412", "0.4", "0.04"]);
  });

  it("ask for a larger unit when a column would be too wide", () => {
    expect(() => columnTexts([2.67e18], "FLOP")).toThrow(
      /2.67\u00a0EFLOP are too long in FLOP; choose a larger unit/,
    );
  });
});
