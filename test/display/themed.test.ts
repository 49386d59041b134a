// Charts of one's own in our colours: the author's config wins, words stand outside, axes have our numbers.
import { describe, expect, test } from "vitest";
import { chartAxis, seriesStyle, themed } from "../../src/display/charts/index.js";

const words = { title: "It falls", caption: "Loss", alt: "Loss 4 and 2" };
const spec = { mark: "point", data: { values: [{ x: 1 }] }, encoding: { x: { field: "x" } } };

describe("a spec of one's own", () => {
  test("gets schema, words, width and colours, and keeps what it says itself", () => {
    const chart = themed({ ...spec, config: { axis: { labelColor: "red" } } }, words);
    expect(chart).toMatchObject({ mark: "point", width: 592, description: "Loss 4 and 2" });
    expect(chart.usermeta.flopbook).toEqual(words);
    const { axis, range } = chart.config as { axis: Record<string, unknown>; range: { category: string[] } };
    expect([axis.labelColor, axis.labelFontSize]).toEqual(["red", 14]);
    expect(range.category[1]).toBe(seriesStyle(1).color);
  });

  test("keeps a width of its own, and views side by side get none", () => {
    expect(themed({ ...spec, width: 300 }, words).width).toBe(300);
    expect(themed({ hconcat: [spec, spec] }, words)).not.toHaveProperty("width");
  });

  test("is refused without words, and where it is no Vega-Lite", () => {
    expect(() => themed(spec, { ...words, alt: " " })).toThrow(/themed: alt is needed, got " "/);
    expect(() => themed({ $schema: "https://vega.github.io/schema/vega/v5.json" }, words)).toThrow(
      /must be a spec of Vega-Lite/,
    );
  });
});

test("an axis ends on round numbers, with the unit at one tick", () => {
  const { scale, axis } = chartAxis({ unit: "h" }, [3, { value: 7200, unit: "s" }, 19]);
  expect(scale).toMatchObject({ type: "linear", domain: [0, 20] });
  expect(JSON.stringify(axis)).toContain("0\u00a0h");
  expect(() => chartAxis({ unit: "h" }, [])).toThrow(/needs values, got none/);
});
