import { describe, expect, it } from "vitest";
import { bars, dots } from "../../../src/display/charts/bars.js";
import { gigaflop, hours } from "../../../src/numbers/units.js";
import { drawing, textsOf } from "./drawing.js";

const words = { title: "Stage 3 does 36 % of the work", caption: "Forward operations for one image, GFLOP" };
// Multiply-accumulates of ResNet-50 v1 at 224 × 224 by stage (hand count, two operations each), in GFLOP.
const stages = [
  { label: "Stem", detail: "7 × 7 conv", value: gigaflop(0.236027904) },
  { label: "Stage 1", detail: "3 blocks", value: gigaflop(1.335885824) },
  { label: "Stage 2", detail: "4 blocks", value: gigaflop(1.901068288) },
  { label: "Stage 3", detail: "6 blocks", value: gigaflop(2.774532096), accent: true },
  { label: "Stage 4", detail: "3 blocks", value: gigaflop(1.464336384) },
  { label: "Head", detail: "linear", value: gigaflop(0.004096) },
];

describe("bars", () => {
  it("write values and shares in columns: 2.775 of 7.716 GFLOP is 36.0 %", async () => {
    const { wide } = await drawing(bars({ ...words, unit: "GFLOP", share: true, digits: 4, bars: stages }));
    const texts = textsOf(wide);
    expect(texts).toEqual(
      expect.arrayContaining(["GFLOP", "share", "2.775", "36.0\u00a0%", "0.004", "0.1\u00a0%"]),
    );
  });

  it("show details where there is room and leave them out on a phone", async () => {
    const { wide, narrow } = await drawing(
      bars({ ...words, unit: "GFLOP", share: true, digits: 4, bars: stages }),
    );
    expect(textsOf(wide)).toContain("7 × 7 conv");
    expect(textsOf(narrow)).not.toContain("7 × 7 conv");
    expect(textsOf(narrow)).toContain("36.0\u00a0%");
  });

  it("begin at zero, with one bar in accent and the others quiet", async () => {
    const { wide } = await drawing(bars({ ...words, unit: "GFLOP", bars: stages }));
    expect(wide.match(/fill="var\(--c1\)"/g)).toHaveLength(1);
    expect(wide.match(/fill="var\(--c-quiet\)"/g)).toHaveLength(5);
    const starts = [...wide.matchAll(/<path d="M([\d.]+),/g)].map(([, x]) => x);
    expect(new Set(starts).size).toBe(1);
  });

  it("build a sum up to its total: 14 + 14 + 28 + 28 + 28 GB is 112 GB", async () => {
    const parts = [14, 14, 28, 28, 28].map((value, i) => ({ label: `Part ${i + 1}`, value }));
    const spec = bars({
      ...words,
      unit: "GB",
      bars: parts,
      total: "Total",
      limits: [{ label: "80 GB", value: 80 }],
    });
    const { wide } = await drawing(spec);
    expect(textsOf(wide)).toEqual(expect.arrayContaining(["Total", "112", "80 GB"]));
    const rows = (spec.datasets as { rows: { from: number; to: number }[] }).rows;
    expect(rows.map(({ from, to }) => [from, to])).toEqual([
      [0, 14],
      [14, 28],
      [28, 56],
      [56, 84],
      [84, 112],
      [0, 112],
    ]);
  });

  it("can be put in order of size", () => {
    const spec = bars({ ...words, unit: "GFLOP", bars: stages, order: "size" });
    const rows = (spec.datasets as { rows: { label: string }[] }).rows;
    expect(rows.map(({ label }) => label)).toEqual([
      "Stage 3",
      "Stage 2",
      "Stage 4",
      "Stage 1",
      "Stem",
      "Head",
    ]);
  });

  it("tell their data in words", () => {
    const spec = bars({ ...words, unit: "GFLOP", bars: stages.slice(0, 2), digits: 4 });
    expect(spec.usermeta.flopbook.alt).toBe("Horizontal bars in GFLOP. Stem: 0.236; Stage 1: 1.336.");
    expect(spec.usermeta.flopbook).toMatchObject(words);
  });

  it("refuse no rows, negative values, another unit, and words that are missing", () => {
    expect(() => bars({ ...words, unit: "GFLOP", bars: [] })).toThrow(/nothing to draw, got no rows/);
    expect(() => bars({ ...words, unit: "h", bars: [{ label: "a", value: -1 }] })).toThrow(
      /"a" must not be negative, got -1/,
    );
    expect(() => bars({ ...words, unit: "GFLOP", bars: [{ label: "a", value: hours(1) }] })).toThrow(
      /bar "a": must be in GFLOP/,
    );
  });
});

describe("dots", () => {
  const formats = [
    { label: "FP32", value: 1.13e21 },
    { label: "FP16 tensor cores", value: 9e21, accent: true },
  ];

  it("stand on a logarithmic axis with their own units", async () => {
    const { wide } = await drawing(dots({ ...words, unit: "FLOP", dots: formats }));
    expect(textsOf(wide)).toEqual(
      expect.arrayContaining(["1.13\u00a0ZFLOP", "9\u00a0ZFLOP", "1\u00a0ZFLOP", "10"]),
    );
  });

  it("refuse zero, which a logarithmic axis cannot show", () => {
    expect(() => dots({ ...words, unit: "FLOP", dots: [{ label: "none", value: 0 }] })).toThrow(
      /"none": must be above 0/,
    );
  });
});
