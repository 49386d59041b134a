import { describe, expect, it } from "vitest";
import { bars, compare, dots, lines, ranges, stacks } from "../../../src/display/charts/index.js";
import { drawing, type TextBox, textBoxes } from "./drawing.js";

const words = { title: "A finding with 1 number", caption: "What is drawn, with unit" };
const sweep = (from: number, to: number, y: (x: number) => number) =>
  Array.from({ length: 31 }, (_, i) => from + ((to - from) * i) / 30).map((x) => ({ x, y: y(x) }));
const logSweep = (from: number, to: number, y: (x: number) => number) =>
  Array.from({ length: 31 }, (_, i) => from * (to / from) ** (i / 30)).map((x) => ({ x, y: y(x) }));
const loss = (budget: number) => (n: number) => 1.69 + 406.4 / n ** 0.34 + 410.7 / (budget / 6 / n) ** 0.28;
const total = (peak: number) => (u: number) => 2500 * 86400 * peak * (u / 100);

const shapes = {
  "hours against utilisation": lines({
    ...words,
    x: { unit: "%" },
    y: { unit: "h" },
    series: [125, 312, 989].map((peak) => ({
      label: `Peak ${peak}`,
      points: sweep(20, 70, (u) => (593 / (u * peak)) * 125),
    })),
    marks: [
      { kind: "assumption", x: 50, y: 11.9, label: "50 % assumed: 11.9 h" },
      { kind: "measurement", x: 23.55, y: 26.7, label: ["measured: 26.7 h", "1200 images/s, v1.5"] },
    ],
  }),
  "operations against utilisation": lines({
    ...words,
    x: { unit: "%" },
    y: { unit: "FLOP" },
    series: [
      { label: "V100 FP16 tensor", points: sweep(10, 60, total(125e12)) },
      { label: "V100 FP32", points: sweep(10, 60, total(15.7e12)) },
    ],
    marks: [
      { kind: "assumption", x: 33, y: total(125e12)(33), label: ["33 % default rule", "8.9 ZFLOP"] },
      { kind: "assumption", x: 40, y: total(125e12)(40), label: "stated: 40 %" },
      { kind: "result", x: 33, y: total(15.7e12)(33), label: "FP32 at 33 %: 1.12 ZFLOP" },
    ],
  }),
  "parameters against budget": lines({
    ...words,
    x: { unit: "FLOP", scale: "log" },
    y: { unit: "parameter", scale: "log" },
    series: [
      { label: "D = 20 N", points: logSweep(1e18, 1e25, (c) => Math.sqrt(c / 120)) },
      { label: "Hoffmann fit", points: logSweep(1e18, 1e25, (c) => 0.6 * (c / 6) ** 0.454) },
      { label: "Refit of the same runs", points: logSweep(1e18, 1e25, (c) => 0.13 * (c / 6) ** 0.513) },
      { label: "Kaplan", points: logSweep(1e18, 1e25, (c) => 1.8e8 * (c / 8.64e19) ** 0.73) },
    ],
    marks: [
      { kind: "result", x: 1e21, y: 2.89e9, label: "1 ZFLOP: 2.89 billion" },
      { kind: "measurement", x: 5.76e23, y: 70e9, label: "Chinchilla, 70 billion" },
    ],
    references: [{ at: { x: 1e21 }, label: "budget" }],
  }),
  "loss at fixed budgets": lines({
    ...words,
    x: { unit: "parameter", scale: "log" },
    y: { unit: "1", zero: false },
    series: [
      { label: "1 ZFLOP", points: logSweep(2e8, 5e10, loss(1e21)) },
      { label: "0.1 ZFLOP", quiet: true, points: logSweep(2e8, 2e10, loss(1e20)) },
    ],
    marks: [{ kind: "result", x: 3.3e9, y: loss(1e21)(3.3e9), label: "minimum: 3.3 billion" }],
  }),
  "close ends": lines({
    ...words,
    x: { unit: "h" },
    y: { unit: "GB" },
    series: ["Activations with recompute", "Activations, half precision", "Weights", "Gradients"].map(
      (label, i) => ({
        label,
        points: sweep(0, 10, (x) => 19 + x / 10 + 0.3 * i),
      }),
    ),
    references: [{ at: { y: 24 }, label: "device memory 24 GB" }],
  }),
  "memory built up": bars({
    ...words,
    unit: "GB",
    total: "Total",
    bars: [
      "Weights, FP16",
      "Gradients, FP16",
      "Master weights, FP32",
      "Adam, first moment",
      "Adam, second moment",
    ].map((label, i) => ({ label, value: i < 2 ? 14 : 28 })),
    limits: [
      { label: "H100 80 GB", value: 80 },
      { label: "A100 40 GB", value: 40 },
    ],
  }),
  "shares with long labels": bars({
    ...words,
    unit: "GFLOP",
    share: true,
    order: "size",
    bars: ["Feed-forward", "Attention projections", "Attention scores and values", "Output logits"].map(
      (label, i) => ({
        label,
        value: 400 / 3 ** i,
      }),
    ),
  }),
  "number formats": dots({
    ...words,
    unit: "FLOP",
    dots: ["FP32, PCIe", "FP16 without tensor cores", "FP16 tensor, SXM2"].map((label, i) => ({
      label,
      value: 1e21 * 3 ** i,
    })),
    limits: [{ label: "counted 6ND: 4.5 ZFLOP", value: 4.5e21 }],
  }),
  "stated against exact": compare({
    ...words,
    unit: "MFLOP",
    pairs: ["Self-attention, encoder", "Feed-forward, encoder", "Cross-attention", "Output logits"].map(
      (label, i) => ({
        label,
        stated: 2 * 2 ** i,
        computed: 2.4 * 2.2 ** i,
      }),
    ),
  }),
  "four panels of stacked memory": stacks({
    ...words,
    x: { unit: "1", domain: [0, 800] },
    y: { unit: "GB", domain: [0, 16] as const, ticks: [0, 4, 8, 12, 16] },
    parts: [{ label: "state" }, { label: "activations", accent: true }, { label: "buffers" }],
    panels: [170, 415, 340, 796].map((to, i) => ({
      label: ["FP32", "FP32, 4 segments", "mixed precision", "mixed, 4 segments"][i] ?? "",
      end: `${to} images`,
      points: sweep(1, to, (x) => (15.5 * x) / to).map(({ x, y }) => ({
        x,
        parts: [0.41, y * 0.6, y * 0.4],
      })),
    })),
    limit: { label: "device: 16 GB", value: 16 },
  }),
  ranges: ranges({
    ...words,
    unit: "h",
    pointHead: "measured",
    ranges: [
      { label: "Text under review", low: 6, high: 8 },
      { label: "Utilisation 20 to 50 %", low: 1.48, high: 3.71, point: { kind: "measurement", value: 3.8 } },
    ],
  }),
};

const touching = (a: TextBox, b: TextBox) =>
  a.x0 < b.x1 - 0.5 && b.x0 < a.x1 - 0.5 && a.y0 < b.y1 && b.y0 < a.y1;

describe.each(Object.entries(shapes))("the chart of %s", (_, spec) => {
  it("has no text on another and none cut off, on the column and on a phone", async () => {
    const figure = await drawing(spec);
    for (const [svg, limit] of [
      [figure.wide, 592],
      [figure.narrow, 350],
    ] as const) {
      const [, width, height] = (/viewBox="0 0 (\d+) (\d+)"/.exec(svg) ?? []).map(Number);
      expect(width).toBe(limit);
      const boxes = textBoxes(svg);
      expect(boxes.length).toBeGreaterThan(4);
      const cut = boxes.filter(
        ({ x0, x1, y0, y1 }) => x0 < -0.5 || x1 > limit + 0.5 || y0 < -1 || y1 > (height ?? 0) + 1,
      );
      expect(cut).toEqual([]);
      const pairs = boxes.flatMap((a, i) =>
        boxes
          .slice(0, i)
          .filter((b) => touching(a, b))
          .map((b) => [a.text, b.text]),
      );
      expect(pairs).toEqual([]);
    }
  });
});
