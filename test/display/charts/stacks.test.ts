import { describe, expect, it } from "vitest";
import { stacks } from "../../../src/display/charts/stacks.js";
import { gigabytes } from "../../../src/numbers/units.js";
import { drawing, textBoxes, textsOf } from "./drawing.js";

const words = { title: "16 GB hold 170 images", caption: "Memory of a step against images, in GB" };
// 0.4 GB of state and 0.1 GB an image, a tenth of it buffers: 16 GB hold 156 images.
const growing = (label: string, share: number, to: number) => ({
  label,
  end: `${to} images`,
  points: [to, 1, to / 2].map((x) => ({ x, parts: [0.4, 0.09 * share * x, gigabytes(0.01 * x)] })),
});
const base = {
  ...words,
  x: { unit: "1", domain: [0, 400] as const },
  y: { unit: "GB", domain: [0, 16] as const, ticks: [0, 4, 8, 12, 16] },
  parts: [{ label: "state" }, { label: "activations", accent: true }, { label: "buffers" }],
  panels: [growing("FP32", 1, 156), growing("half", 0.4, 339)],
  limit: { label: "memory of the device", value: 16 },
};

describe("stacks", () => {
  it("name every part where the areas end, in its colour, with its value there: 0.09 × 156 is 14.0 GB", async () => {
    const { wide } = await drawing(stacks(base));
    expect(textsOf(wide)).toEqual(
      expect.arrayContaining(["FP32", "half", "156 images", "activations\u00a0\u00a014.0\u00a0GB"]),
    );
    expect(wide).toMatch(/<text [^>]*fill="var\(--c1\)"[^>]*>activations/);
    expect(wide).toMatch(/<text [^>]*fill="var\(--c2\)"[^>]*>state/);
    expect(wide).toMatch(/<text [^>]*fill="var\(--c3\)"[^>]*>buffers/);
  });

  it("pile the parts up from zero, each on the one before: 0.4 of 16 GB is 3.2 of 128 px", async () => {
    const spec = stacks(base);
    const rows = (spec.datasets as { stacks: { part: string; x: number; upper: number; lower: number }[] })
      .stacks;
    const at = (part: string) => rows.find((row) => row.part === part && row.x === 156);
    const [state, activations] = [at("state"), at("activations")];
    expect((state?.lower ?? 0) - (state?.upper ?? 0)).toBeCloseTo(3.2, 9);
    expect(activations?.lower).toBe(state?.upper);
  });

  it("give values alone where names do not fit, as long as another panel names the parts", async () => {
    const wide = { ...base, x: { unit: "1", domain: [0, 345] as const } };
    const texts = textsOf((await drawing(stacks(wide))).wide);
    expect(texts.filter((text) => text.startsWith("activations"))).toHaveLength(1);
    expect(texts).toContain("12.2\u00a0GB");
  });

  it("make room for the names where all panels reach the right edge", async () => {
    const panels = ["one", "two"].map((label) => growing(label, 1, 150));
    const { wide } = await drawing(stacks({ ...base, x: { unit: "1" }, panels }));
    expect(textsOf(wide).filter((text) => text.startsWith("activations"))).toHaveLength(2);
  });

  it("write the words of the limit once, and draw its line in every panel", async () => {
    const { wide, narrow } = await drawing(stacks(base));
    for (const svg of [wide, narrow]) {
      expect(textsOf(svg).filter((text) => text === "memory of the device")).toHaveLength(1);
      expect(svg.match(/stroke-dasharray="3,3"/g)).toHaveLength(2);
    }
  });

  it("keep labels of parts below the line of the limit, which lies 42 px down, under the heads", async () => {
    const { wide } = await drawing(stacks(base));
    const buffers = textBoxes(wide).filter(({ text }) => text.startsWith("buffers"));
    expect(buffers.length).toBeGreaterThan(0);
    for (const { y0 } of buffers) expect(y0).toBeGreaterThan(42);
  });

  it("set two panels in a row on the column and one below the other on a phone", async () => {
    const { wide, narrow } = await drawing(stacks(base));
    const place = (svg: string, text: string) => textBoxes(svg).find((box) => box.text === text);
    expect(place(wide, "half")?.y0).toBe(place(wide, "FP32")?.y0);
    expect(place(narrow, "half")?.x0).toBe(place(narrow, "FP32")?.x0);
  });

  it("tell their data in words", () => {
    expect(stacks(base).usermeta.flopbook.alt).toBe(
      "Stacked areas in panels. FP32, at 156: state 0.4\u00a0GB, activations 14.0\u00a0GB, buffers 1.56\u00a0GB; half, at 339: state 0.4\u00a0GB, activations 12.2\u00a0GB, buffers 3.39\u00a0GB. Line: memory of the device, 16\u00a0GB.",
    );
  });

  it("refuse logarithms, no panels, no parts, one point, missing and negative parts", () => {
    const panel = (points: { x: number; parts: number[] }[]) => ({
      ...base,
      panels: [{ label: "P", points }],
    });
    const whole = { x: 1, parts: [1, 1, 1] };
    expect(() => stacks({ ...base, y: { unit: "GB", scale: "log" } })).toThrow(/areas need linear axes/);
    expect(() => stacks({ ...base, x: { unit: "1", domain: [0, 300] } })).toThrow(
      /x must hold all values, got 339/,
    );
    expect(() => stacks({ ...base, panels: [] })).toThrow(/got no panels/);
    expect(() => stacks({ ...base, parts: [] })).toThrow(/got no parts/);
    expect(() => stacks(panel([whole]))).toThrow(/panel "P" needs two points or more, got 1/);
    expect(() => stacks(panel([whole, { x: 2, parts: [1, 1] }]))).toThrow(/needs 3 parts a point, got 2/);
    expect(() => stacks(panel([whole, { x: 2, parts: [1, -1, 1] }]))).toThrow(
      /"activations" in panel "P" must not/,
    );
    expect(() => stacks(panel([whole, { x: 2, parts: [1, Number.NaN, 1] }]))).toThrow(
      /must be a finite number/,
    );
  });
});
