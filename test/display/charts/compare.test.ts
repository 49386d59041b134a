import { describe, expect, it } from "vitest";
import { compare, ranges } from "../../../src/display/charts/compare.js";
import { hours } from "../../../src/numbers/units.js";
import { drawing, textsOf } from "./drawing.js";

const words = { title: "Measured time is 4.5 times the stated one", caption: "Hours for the whole run" };

describe("stated and computed values side by side", () => {
  const pairs = [
    { label: "1 × V100", stated: hours(5.9), computed: hours(26.7) },
    { label: "8 × V100", stated: hours(5), computed: hours(3.8) },
  ];

  it("show both values and how far the stated one is off: 5.9 of 26.7 is −78 %", async () => {
    const { wide } = await drawing(
      compare({ ...words, unit: "h", pairs, second: "measurement", heads: ["stated", "measured"] }),
    );
    expect(textsOf(wide)).toEqual(
      expect.arrayContaining(["stated", "measured", "difference", "5.9", "26.7", "−78\u00a0%", "+32\u00a0%"]),
    );
  });

  it("drop the difference on a phone before the drawing gets too small", async () => {
    const { narrow } = await drawing(compare({ ...words, unit: "h", pairs }));
    expect(textsOf(narrow)).toContain("26.7");
    expect(textsOf(narrow)).not.toContain("difference");
  });

  it("refuse no pairs and zero on a logarithmic axis", () => {
    expect(() => compare({ ...words, unit: "h", pairs: [] })).toThrow(/got no pairs/);
    expect(() =>
      compare({ ...words, unit: "h", scale: "log", pairs: [{ label: "a", stated: 0, computed: 1 }] }),
    ).toThrow(/"a", stated: must be above 0/);
  });
});

describe("ranges", () => {
  it("are written with an en dash, and marked points in their own column", async () => {
    const spec = ranges({
      ...words,
      unit: "h",
      pointHead: "measured",
      ranges: [
        { label: "Text", low: 6, high: 8 },
        { label: "Estimate", low: 1.48, high: 3.71, point: { kind: "measurement", value: 3.8 } },
      ],
    });
    const { wide } = await drawing(spec);
    expect(textsOf(wide)).toEqual(
      expect.arrayContaining(["6–8\u00a0h", "1.48–3.71\u00a0h", "3.8\u00a0h", "measured"]),
    );
    expect(spec.usermeta.flopbook.alt).toBe(
      "Ranges. Text 6–8\u00a0h; Estimate 1.48–3.71\u00a0h, measured 3.8\u00a0h.",
    );
  });

  it("keep a given domain, and refuse one that leaves a value out", async () => {
    const one = { ...words, unit: "%", ranges: [{ label: "a", low: 90, high: 99 }] };
    const { wide } = await drawing(ranges({ ...one, domain: [80, 100] }));
    expect(textsOf(wide)).toEqual(expect.arrayContaining(["80\u00a0%", "100"]));
    expect(textsOf(wide)).not.toContain("0\u00a0%");
    expect(() => ranges({ ...one, domain: [95, 100] })).toThrow(/got 90 outside \[95, 100\]/);
  });

  it("refuse ends in the wrong order", () => {
    expect(() => ranges({ ...words, unit: "h", ranges: [{ label: "a", low: 8, high: 6 }] })).toThrow(
      /"a": low must not exceed high, got 8 and 6/,
    );
  });
});
