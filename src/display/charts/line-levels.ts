// The surface behind the lines of a chart: a step of tint above each contour, the contours in paper, their labels.
import type { Datasets } from "./chart.js";
import { pixels } from "./chart.js";
import type { Plane, PlannedLevel } from "./line-plan.js";
import { leastCovering, type Placed, type Point, type Surroundings } from "./place.js";
import { chartColour, labelWidth, lineHeight } from "./theme.js";
import { vegaScale } from "./ticks.js";

const TINT = 0.05; // of the accent, for each contour passed
const LABEL_GAP = 5; // px between a contour and its label
const LABEL_ROWS = 16; // heights that are tried for a label

/**
 * The dataset of the contours; none without them. Each area reaches the right edge, also where its contour leaves
 * the plane through the bottom.
 */
export function levelRows(levels: readonly PlannedLevel[], rightEdge: number): Datasets {
  const rows = levels.flatMap(({ label, points }, level) => {
    const last = points.at(-1);
    const corner =
      last === undefined || last[0] >= rightEdge
        ? []
        : [{ label, level, x: rightEdge, y: last[1], corner: true }];
    return [...points.map(([x, y]) => ({ label, level, x, y, corner: false })), ...corner];
  });
  return rows.length === 0 ? {} : { levels: rows };
}

/** For each contour one area up to the top of the plane and one line, from the lowest level to the highest. */
export function levelLayers({ levels, x, y }: Plane): readonly object[] {
  const place = {
    x: { field: "x", type: "quantitative", scale: vegaScale(x) },
    y: { field: "y", type: "quantitative", scale: vegaScale(y) },
  };
  return levels.flatMap((_, level) => {
    const own = (more: string) => ({
      data: { name: "levels" },
      transform: [{ filter: `datum.level === ${level}${more}` }],
    });
    return [
      {
        ...own(""),
        mark: { type: "area", clip: true, line: false, color: chartColour.c1, opacity: TINT },
        encoding: { ...place, y2: { datum: y.domain[1] } },
      },
      {
        ...own(" && !datum.corner"),
        mark: { type: "line", clip: true, color: chartColour.paper, strokeWidth: 1.5 },
        encoding: place,
      },
    ];
  });
}

/** The label of each contour to the right of its line, near its upper end, where it covers least. */
export function levelLabels({ levels, px, width, height }: Plane, around: Surroundings): readonly Placed[] {
  const contours = levels.map(({ points }) => points.map(px));
  const boxes = [...around.boxes];
  return levels.map(({ label }, i) => {
    const size = labelWidth(label);
    const contour = contours[i] ?? [];
    const top = Math.max(0, contour[0]?.[1] ?? 0);
    const places = Array.from({ length: LABEL_ROWS }, (_, k): Placed => {
      const y = top + lineHeight / 2 + 1 + ((height / 2) * k) / LABEL_ROWS;
      const x0 = Math.max(0, xAt(contour, y)) + LABEL_GAP;
      const y0 = y - lineHeight / 2;
      return { x: x0, y, align: "left", box: { x0, x1: x0 + size, y0, y1: y0 + lineHeight } };
    });
    const frame = { x0: 0, x1: width, y0: 0, y1: height };
    const [first, ...others] = places as [Placed, ...Placed[]];
    const lines = [...around.lines, ...contours];
    const place = leastCovering([first, ...others], { frame, lines, boxes });
    boxes.push(place.box);
    return place;
  });
}

/** Where a line that falls to the right passes a height; its first point where it never does. */
function xAt(line: readonly Point[], y: number): number {
  const next = line.findIndex((point) => point[1] >= y);
  const [before, after] = [line[next - 1], line[next]];
  if (before === undefined || after === undefined) return line[0]?.[0] ?? 0;
  return before[0] + ((y - before[1]) / (after[1] - before[1])) * (after[0] - before[0]);
}

/** The labels of the contours, from the dataset that `data` names. */
export function levelTextLayer(data: object): object {
  return {
    data,
    mark: { type: "text", align: "left", color: chartColour.ink },
    encoding: { x: pixels("px"), y: pixels("py"), text: { field: "text" } },
  };
}
