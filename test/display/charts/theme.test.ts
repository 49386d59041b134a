import { describe, expect, it } from "vitest";
import { labelWidth, widest, wrapped } from "../../../src/display/charts/theme.js";

describe("measuring and wrapping labels", () => {
  it("adds advance widths: '10' is 2 × 497/1000 × 14 px, bold 2 × 513/1000 × 14 px", () => {
    expect(labelWidth("10")).toBeCloseTo(13.916, 9);
    expect(labelWidth("10", 600)).toBeCloseTo(14.364, 9);
    expect(widest(["1", "10"])).toBeCloseTo(13.916, 9);
    expect(widest([])).toBe(0);
  });

  it("wraps at spaces, but never between a number and its unit", () => {
    expect(wrapped("50 % assumed: 11.9 h", 100)).toEqual(["50\u00a0% assumed:", "11.9\u00a0h"]);
    expect(wrapped("minimum: 3.3 billion", 40)).toEqual(["minimum:", "3.3\u00a0billion"]);
    expect(wrapped("short", 100)).toEqual(["short"]);
  });
});
