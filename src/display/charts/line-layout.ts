// One drawing of a line chart: margins from measured labels, end labels spread, mark labels placed.
import type { Datasets, Layout } from "./chart.js";
import { endLabels, endLines } from "./line-ends.js";
import { lineLayers } from "./line-layers.js";
import { levelLabels } from "./line-levels.js";
import type { EndRow, LinePlan, Plane, PlannedReference, ReferenceRow } from "./line-plan.js";
import { type Box, type Point, placed, type Surroundings } from "./place.js";
import { chartColour, labelWidth, lineHeight, widest, wrapped } from "./theme.js";
import { fittingAxis, fraction } from "./ticks.js";

const END_GAP = 8; // px between a line's end and its label
const MARK_REACH = 9; // px from the centre of a mark to where text may begin

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
  const { marks, levelTexts } = placedRows(plane, references, ends);
  const { width, right } = plane;
  const own = Object.entries({ ends, references, marks, levelTexts }).filter(([, rows]) => rows.length > 0);
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
  const edge = plan.marks.some(({ x }) => fraction(x, rough) > 0.98);
  const endGap = edge ? END_GAP + MARK_REACH : END_GAP;
  const right = Math.ceil(Math.max(endGap + ends, half(rough.labels.at(-1))));
  const width = total - left - right;
  const x = fittingAxis(plan.xOptions, plan.xValues, width);
  const px = ([a, b]: Point): Point => [fraction(a, x) * width, (1 - fraction(b, plan.y)) * height];
  return { ...plan, x, width, height, right, endGap, labelLimit, px };
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

/** Labels of marks, then those of contours, each where it covers least. */
function placedRows(
  plane: Plane,
  references: readonly ReferenceRow[],
  ends: readonly EndRow[],
): { readonly marks: readonly object[]; readonly levelTexts: readonly object[] } {
  const { marks, levels, px, width, height, right, labelLimit } = plane;
  const texts = marks.map(({ label }) => label.flatMap((line) => wrapped(line, labelLimit * 1.15)));
  const labels = marks.map((mark, i) => ({
    at: px([mark.x, mark.y]),
    width: widest(texts[i] ?? []),
    height: (texts[i]?.length ?? 0) * lineHeight,
  }));
  const around: Surroundings = {
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
  };
  const places = placed(labels, around);
  const marked = labels.map(({ at: [x, y] }) => ({ x0: x - 7, y0: y - 7, x1: x + 7, y1: y + 7 }));
  const boxes = [...around.boxes, ...marked, ...places.map(({ box }) => box)];
  const beside = levelLabels(plane, { ...around, boxes });
  return {
    marks: marks.map(({ kind, x, y, color = chartColour.ink }, i) => ({
      ...{ kind, x, y, color, text: texts[i] },
      px: places[i]?.x ?? 0,
      py: places[i]?.y ?? 0,
      align: places[i]?.align ?? "left",
    })),
    levelTexts: levels.map(({ label }, i) => ({ text: label, px: beside[i]?.x ?? 0, py: beside[i]?.y ?? 0 })),
  };
}

function textBox(lines: readonly string[], at: { px: number; py: number; align?: "left" | "right" }): Box {
  const width = widest(lines, 600);
  const x0 = at.align === "right" ? at.px - width : at.px;
  return { x0: x0 - 4, x1: x0 + width + 4, y0: at.py - 9, y1: at.py - 9 + lines.length * lineHeight };
}
