import { describe, expect, it } from "vitest";
import { lines } from "../../../src/display/charts/lines.js";
import { drawing, textsOf } from "./drawing.js";

const words = { title: "One V100 needs 30 hours at 20 % utilisation", caption: "Hours against utilisation" };
// 2.669e18 FLOP at u % of a peak in TFLOP/s, in hours.
const time = (peak: number) => (u: number) => ({ x: u, y: 2.669e18 / ((u / 100) * peak * 1e12) / 3600 });
const steps = Array.from({ length: 11 }, (_, i) => 20 + 5 * i);
const base = {
  ...words,
  x: { unit: "%" },
  y: { unit: "h" },
  series: [
    { label: "V100", points: steps.map(time(125)) },
    { label: "A100", points: steps.map(time(312)) },
    { label: "H100", points: steps.map(time(989)) },
  ],
};

describe("lines", () => {
  it("are labelled at their ends with the end value: 8.47 h for 125 TFLOP/s at 70 %", async () => {
    const { wide } = await drawing(lines(base));
    expect(textsOf(wide)).toEqual(
      expect.arrayContaining(["V100\u00a0\u00a08.47\u00a0h", "A100\u00a0\u00a03.39\u00a0h"]),
    );
  });

  it("have a colour and a dash of their own each", async () => {
    const { wide } = await drawing(lines(base));
    for (const token of ["c1", "c2", "c3"]) expect(wide).toContain(`stroke="var(--${token})"`);
    expect(wide).toContain('stroke-dasharray="7,4"');
    expect(wide).toContain('stroke-dasharray="2,4"');
  });

  it("mark an assumption with an open circle and a measurement with a filled diamond, labels in ink", async () => {
    const { wide } = await drawing(
      lines({
        ...base,
        marks: [
          { kind: "assumption", x: 50, y: 11.9, label: "50 % assumed", series: "V100" },
          {
            kind: "measurement",
            x: 23.6,
            y: 26.7,
            label: ["measured: 26.7 h", "1200 images/s"],
            series: "V100",
          },
        ],
      }),
    );
    expect(wide).toMatch(/<path [^>]*fill="var\(--paper\)"[^>]*stroke="var\(--c1\)"/);
    expect(wide).toMatch(/<path [^>]*fill="var\(--c1\)"[^>]*stroke="var\(--paper\)"/);
    expect(textsOf(wide)).toEqual(expect.arrayContaining(["50\u00a0% assumed", "measured: 26.7\u00a0h"]));
  });

  it("fill the width exactly, on the column and on a phone", async () => {
    const { wide, narrow } = await drawing(lines(base));
    expect(wide).toContain('viewBox="0 0 592 338"');
    expect(narrow).toContain('viewBox="0 0 350 308"');
  });

  it("draw a power law straight on two logarithmic axes", async () => {
    const points = [1e18, 1e19, 1e20, 1e21].map((x) => ({ x, y: Math.sqrt(x / 120) }));
    const spec = lines({
      ...words,
      x: { unit: "FLOP", scale: "log" },
      y: { unit: "parameter", scale: "log" },
      series: [{ label: "D = 20 N", points }],
    });
    const { wide } = await drawing(spec);
    const [, path = ""] = /<path d="(M[^"]+)" stroke="var\(--c1\)"/.exec(wide) ?? [];
    const [a, b, c, d] = path
      .slice(1)
      .split("L")
      .map((pair) => Number(pair.split(",")[1])) as [number, number, number, number];
    expect(a - b).toBeCloseTo(b - c, 1);
    expect(b - c).toBeCloseTo(c - d, 1);
  });

  it("label every line in its own colour, the fourth as well", async () => {
    const four = { ...base, series: [...base.series, { label: "B200", points: steps.map(time(2250)) }] };
    const { wide } = await drawing(lines(four));
    for (const token of ["c1", "c2", "c3", "c4"]) {
      expect(wide).toContain(`stroke="var(--${token})"`);
      expect(wide).toMatch(new RegExp(`<text [^>]*fill="var\\(--${token}\\)"`));
    }
  });

  it("tell their data in words", () => {
    const spec = lines({ ...base, series: base.series.slice(0, 1) });
    expect(spec.usermeta.flopbook.alt).toBe(
      "Line chart. V100 goes from 29.7\u00a0h at 20\u00a0% to 8.47\u00a0h at 70\u00a0%.",
    );
  });

  it("refuse no series, one point, equal labels, NaN and marks of unknown series", () => {
    const [v100] = base.series;
    if (v100 === undefined) throw new Error("a series expected");
    expect(() => lines({ ...base, series: [] })).toThrow(/got no series/);
    expect(() => lines({ ...base, series: [{ label: "a", points: [{ x: 1, y: 1 }] }] })).toThrow(
      /needs two points or more, got 1/,
    );
    expect(() => lines({ ...base, series: [v100, v100] })).toThrow(/two series have one label/);
    const bad = {
      label: "a",
      points: [
        { x: 1, y: 1 },
        { x: 2, y: Number.NaN },
      ],
    };
    expect(() => lines({ ...base, series: [bad] })).toThrow(/a, y: must be a finite number, got NaN/);
    expect(() =>
      lines({ ...base, marks: [{ kind: "result", x: 50, y: 1, label: "m", series: "V10" }] }),
    ).toThrow(/mark "m" names no series, got "V10"/);
  });
});
