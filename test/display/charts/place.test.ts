import { describe, expect, it } from "vitest";
import { type Box, placed, spread } from "../../../src/display/charts/place.js";

describe("spreading labels", () => {
  it("leaves labels alone that do not touch", () => {
    expect(
      spread(
        [
          { y: 10, size: 18 },
          { y: 100, size: 18 },
        ],
        0,
        300,
      ),
    ).toEqual([10, 100]);
  });

  it("moves two that touch apart by the same amount: 100 and 104, 18 high, end at 93 and 111", () => {
    expect(
      spread(
        [
          { y: 104, size: 18 },
          { y: 100, size: 18 },
        ],
        0,
        300,
      ),
    ).toEqual([111, 93]);
  });

  it("keeps all inside, in the order of what they want", () => {
    const ys = spread(
      [5, 3, 4, 290, 299].map((y) => ({ y, size: 18 })),
      0,
      300,
    );
    const sorted = [...ys].sort((a, b) => a - b);
    expect(sorted).toEqual([ys[1], ys[2], ys[0], ys[3], ys[4]]);
    expect(sorted[0]).toBeGreaterThanOrEqual(9);
    expect(sorted[4]).toBeLessThanOrEqual(291);
    for (let i = 1; i < 5; i++)
      expect((sorted[i] ?? 0) - (sorted[i - 1] ?? 0)).toBeGreaterThanOrEqual(18 - 1e-9);
  });

  it("gives labels of several lines their height: 36 and 18 high at one spot lie 27 apart", () => {
    const [a = 0, b = 0] = spread(
      [
        { y: 100, size: 36 },
        { y: 100, size: 18 },
      ],
      0,
      300,
    );
    expect(b - a).toBeCloseTo(27, 9);
  });

  it("squeezes what does not fit", () => {
    expect(
      spread(
        [
          { y: 0, size: 18 },
          { y: 0, size: 18 },
        ],
        0,
        18,
      ),
    ).toEqual([4.5, 13.5]);
  });
});

describe("placing labels beside points", () => {
  const frame: Box = { x0: 0, y0: 0, x1: 300, y1: 200 };
  const label = { at: [100, 100] as const, width: 60, height: 18 };

  it("prefers the right, above", () => {
    const [place] = placed([label], { frame, lines: [], boxes: [] });
    expect(place).toMatchObject({ align: "left", x: 111 });
    expect(place?.y).toBeLessThan(100);
  });

  it("goes below a rising line and to the left at the right edge", () => {
    const rising = [
      [
        [0, 200],
        [100, 100],
        [200, 0],
      ],
    ] as const;
    const [below] = placed([label], { frame, lines: rising, boxes: [] });
    expect(below?.y).toBeGreaterThan(100);
    const [left] = placed([{ ...label, at: [290, 100] }], { frame, lines: [], boxes: [] });
    expect(left).toMatchObject({ align: "right" });
    expect(left?.box.x1).toBeLessThan(290);
  });

  it("does not let two labels at one place cover each other", () => {
    const [a, b] = placed([label, { ...label, at: [104, 100] }], { frame, lines: [], boxes: [] });
    if (a === undefined || b === undefined) throw new Error("two labels expected");
    const apart =
      a.box.x1 <= b.box.x0 || b.box.x1 <= a.box.x0 || a.box.y1 <= b.box.y0 || b.box.y1 <= a.box.y0;
    expect(apart).toBe(true);
  });
});
