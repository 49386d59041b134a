// One drawing of a line chart: margins from measured labels, end labels spread, mark labels placed.
import type { Datasets, Layout } from "./chart.js";
import { lineLayers } from "./line-layers.js";
import type { EndRow, LinePlan, Plane, PlannedReference, PlannedSeries, ReferenceRow } from "./line-plan.js";
import { type Box, type Point, placed, spread } from "./place.js";
import { chartColour, labelWidth, lineHeight, widest, wrapped } from "./theme.js";
import { fittingAxis, fraction } from "./ticks.js";

const END_GAP = 8; // px between a line's end and its label

/** The width of a drawing, the height of its plane in px, and what ends the names of the datasets that only it uses. */
export interface LineSize {
  readonly total: number;
  readonly height: number;
  readonly suffix: string;
}

/** One drawing of a line chart and the rows that only it uses. */
export function lineLayout(plan: LinePlan, size: LineSize): { layout: Layout; datasets: Datasets } {
  const { total, height, suffix } = size;
  const plane = planeOf(plan, total, height);
  const ends = endLabels(plane);
  const references = plan.references.map((line) => referenceRow(line, plane));
  const marks = markRows(plane, references, ends);
  const { width, right } = plane;
  const own = Object.entries({ ends, references, marks }).filter(([, rows]) => rows.length > 0);
  return {
    layout: {
      width,
      height,
      padding: { left: total - width - right, right, top: 12, bottom: 26 },
      layer: lineLayers(plane, ends, suffix),
    },
    datasets: Object.fromEntries(own.map(([name, rows]) => [name + suffix, rows])),
  };
}

function planeOf(plan: LinePlan, total: number, height: number): Plane {
  const labelLimit = Math.max(88, 0.24 * total);
  const ends = widest(
    plan.series.flatMap((series) => endLines(series, labelLimit)),
    600,
  );
  const rough = fittingAxis(plan.xOptions, plan.xValues, total - ends - 60);
  const half = (label: string | undefined) => labelWidth(label ?? "") / 2;
  const left = Math.ceil(Math.max(widest(plan.y.labels) + 8, half(rough.labels[0])));
  const right = Math.ceil(Math.max(END_GAP + ends, half(rough.labels.at(-1))));
  const width = total - left - right;
  const x = fittingAxis(plan.xOptions, plan.xValues, width);
  const px = ([a, b]: Point): Point => [fraction(a, x) * width, (1 - fraction(b, plan.y)) * height];
  return { ...plan, x, width, height, right, labelLimit, px };
}

/** Label and end value, on one line where they fit. */
function endLines({ label, endText }: PlannedSeries, limit: number): readonly string[] {
  const whole = endText === "" ? label : `${label}  ${endText}`;
  if (labelWidth(whole, 600) <= limit) return [whole.replace("  ", "\u00a0\u00a0")];
  return [...wrapped(label, limit, 600), ...(endText === "" ? [] : [endText])];
}

function endLabels({ series, labelLimit, px, height }: Plane): readonly EndRow[] {
  const ends = series.map(({ points }) => px(points.at(-1) ?? [0, 0]));
  const texts = series.map((one) => endLines(one, labelLimit));
  const gap = texts.some((lines) => lines.length > 1) ? 4 : 0;
  const wanted = texts.map((lines, i) => ({ y: ends[i]?.[1] ?? 0, size: lines.length * lineHeight + gap }));
  const ys = spread(wanted, -lineHeight / 2, height + lineHeight / 2);
  return series.map((one, i) => {
    const [x, y] = ends[i] ?? [0, 0];
    const centre = ys[i] ?? 0;
    const lines = texts[i] ?? [];
    const moved = Math.abs(centre - y) > (lines.length * lineHeight) / 2 - 2;
    return {
      text: lines,
      px: x + END_GAP,
      py: centre - ((lines.length - 1) * lineHeight) / 2,
      color: one.quiet ? chartColour.muted : one.color === chartColour.c4 ? chartColour.ink : one.color,
      quiet: one.quiet,
      lead: moved ? { x0: x + 1, y0: y, x1: x + END_GAP - 2, y1: centre } : null,
    };
  });
}

function referenceRow({ x, y, label }: PlannedReference, plane: Plane): ReferenceRow {
  const { width, height } = plane;
  const [px, py] = plane.px([x ?? plane.x.domain[0], y ?? plane.y.domain[0]]);
  if (x === undefined)
    return { text: label, x0: 0, x1: width, y0: py, y1: py, px: width, py: py - 10, align: "right" };
  const fits = px + 6 + labelWidth(label) <= width;
  const at = fits ? px + 6 : px - 6;
  return { text: label, x0: px, x1: px, y0: 0, y1: height, px: at, py: 7, align: fits ? "left" : "right" };
}

function markRows(
  plane: Plane,
  references: readonly ReferenceRow[],
  ends: readonly EndRow[],
): readonly object[] {
  const { marks, px, width, height, right, labelLimit } = plane;
  const texts = marks.map(({ label }) => label.flatMap((line) => wrapped(line, labelLimit * 1.15)));
  const labels = marks.map((mark, i) => ({
    at: px([mark.x, mark.y]),
    width: widest(texts[i] ?? []),
    height: (texts[i]?.length ?? 0) * lineHeight,
  }));
  const places = placed(labels, {
    frame: { x0: 0, y0: -8, x1: width + right, y1: height },
    lines: [
      ...plane.series.map(({ points }) => points.map(px)),
      ...references.map(({ x0, y0, x1, y1 }): readonly Point[] => [
        [x0, y0],
        [x1, y1],
      ]),
    ],
    boxes: [
      ...references.map((row) => textBox([row.text], row)),
      ...ends.map((row) => textBox(row.text, row)),
    ],
  });
  return marks.map((mark, i) => ({
    kind: mark.kind,
    x: mark.x,
    y: mark.y,
    color: mark.color ?? chartColour.ink,
    text: texts[i],
    px: places[i]?.x ?? 0,
    py: places[i]?.y ?? 0,
    align: places[i]?.align ?? "left",
  }));
}

function textBox(lines: readonly string[], at: { px: number; py: number; align?: "left" | "right" }): Box {
  const width = widest(lines, 600);
  const x0 = at.align === "right" ? at.px - width : at.px;
  return { x0, x1: x0 + width, y0: at.py - 9, y1: at.py - 9 + lines.length * lineHeight };
}
