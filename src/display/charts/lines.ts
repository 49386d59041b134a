// Lines over a linear or logarithmic plane, labelled at their ends, with marks and, behind them, a surface.
import { FlopbookError } from "../../ground/errors.js";
import { type ChartSpec, type ChartWords, chartSpec } from "./chart.js";
import { lineLayout } from "./line-layout.js";
import { levelRows } from "./line-levels.js";
import type { LineMark, LinePlan, PlannedSeries } from "./line-plan.js";
import type { Point } from "./place.js";
import { chartColour, chartWidth, type MarkKind, quietStyle, seriesStyle } from "./theme.js";
import { type AxisOptions, axis } from "./ticks.js";
import { type ChartValue, labelText, positiveIn, valueIn, valueText } from "./values.js";

/** One line. Points are drawn in rising order of x. */
export interface LineSeries {
  readonly label: string;
  readonly points: readonly { readonly x: ChartValue; readonly y: ChartValue }[];
  /** Context for the others: grey, without a place in the order of colours. */
  readonly quiet?: boolean;
  /** False leaves the end value off the label. */
  readonly endValue?: boolean;
}

/** A single x,y that a reader should see: what is assumed (open circle), measured (diamond) or computed (dot). */
export interface MarkedPoint {
  readonly kind: MarkKind;
  readonly x: ChartValue;
  readonly y: ChartValue;
  /** Up to three lines of text. */
  readonly label: string | readonly string[];
  /** Label of the series whose colour it takes; ink when absent. */
  readonly series?: string;
  /** "context" is grey, "accent" the colour of the one thing that the title speaks of; ink when absent. */
  readonly tone?: "context" | "accent";
}

/** A straight line across the plane with its words: a limit, a budget. */
export interface ReferenceLine {
  readonly at: { readonly x: ChartValue } | { readonly y: ChartValue };
  readonly label: string;
}

/** A contour of a surface: the plane above it is tinted one step more. */
export interface SurfaceLevel {
  readonly label: string;
  /** Within the domains of both axes; points outside are not drawn. */
  readonly points: readonly { readonly x: ChartValue; readonly y: ChartValue }[];
}

/** What `lines` draws. */
export interface LineOptions extends ChartWords {
  readonly x: AxisOptions;
  readonly y: AxisOptions;
  readonly series: readonly LineSeries[];
  readonly marks?: readonly MarkedPoint[];
  readonly references?: readonly ReferenceLine[];
  /** A surface behind the lines, by its contours, which do not widen the axes. */
  readonly levels?: readonly SurfaceLevel[];
}

/**
 * A line chart. Units of values are checked against their axis; more than four coloured series, an empty series
 * and values that are not finite are errors.
 */
export function lines(options: LineOptions): ChartSpec {
  const plan = planned(options);
  const wide = lineLayout(plan, { total: chartWidth.wide, height: 300, suffix: "" });
  const narrow = lineLayout(plan, { total: chartWidth.narrow, height: 270, suffix: "Narrow" });
  const rows = plan.series.flatMap(({ label, points }) => points.map(([x, y]) => ({ series: label, x, y })));
  return chartSpec({
    words: options,
    alt: altText(plan),
    datasets: {
      lines: rows,
      ...levelRows(plan.levels, plan.xOptions.domain?.[1] ?? Number.POSITIVE_INFINITY),
      ...wide.datasets,
      ...narrow.datasets,
    },
    wide: wide.layout,
    narrow: narrow.layout,
  });
}

/** Reads a value on one of the axes; `place` names it in errors. */
type Read = (value: ChartValue, place: string) => number;

function reader({ unit, scale }: AxisOptions, name: string): Read {
  return (value, place) => (scale === "log" ? positiveIn : valueIn)(value, unit, `${place}, ${name}`);
}

function planned(options: LineOptions): LinePlan {
  const { x, y, marks = [], references = [], levels = [] } = options;
  const read = { x: reader(x, "x"), y: reader(y, "y") };
  const series = plannedSeries(options, read);
  const marked = marks.map((mark) => plannedMark(mark, series, read));
  const ruled = references.map(({ at, label }) =>
    "x" in at ? { x: read.x(at.x, label), label } : { y: read.y(at.y, label), label },
  );
  const points = [...series.flatMap((one) => one.points), ...marked.map((mark) => [mark.x, mark.y] as const)];
  const xs = [...points.map(([px]) => px), ...ruled.flatMap((line) => line.x ?? [])];
  const ys = [...points.map(([, py]) => py), ...ruled.flatMap((line) => line.y ?? [])];
  const xOptions = { ...x, domain: x.domain ?? ([Math.min(...xs), Math.max(...xs)] as const) };
  return {
    series,
    marks: marked,
    references: ruled,
    levels: levels.map(({ label, points }) => ({ label, points: pointsIn(points, label, read) })),
    xOptions,
    xValues: xs,
    y: axis(y, ys, "last", y.scale === "log" ? 5 : 4),
  };
}

/** Points in rising order of x. */
function pointsIn(points: LineSeries["points"], label: string, read: { x: Read; y: Read }): readonly Point[] {
  return points
    .map((point) => [read.x(point.x, label), read.y(point.y, label)] as const)
    .sort(([a], [b]) => a - b);
}

function plannedSeries({ series, y }: LineOptions, read: { x: Read; y: Read }): readonly PlannedSeries[] {
  if (series.length === 0)
    throw new FlopbookError("lines: there is nothing to draw, got no series; give at least one");
  const labels = series.map(({ label }) => label);
  if (new Set(labels).size < labels.length)
    throw new FlopbookError(`lines: two series have one label, got ${labels.join(", ")}; rename one`);
  const coloured = series.filter(({ quiet }) => quiet !== true);
  return series.map((one) => {
    if (one.points.length < 2)
      throw new FlopbookError(
        `lines: series "${one.label}" needs two points or more, got ${one.points.length}; use marks for single points`,
      );
    const points = pointsIn(one.points, one.label, read);
    const style = one.quiet === true ? quietStyle : seriesStyle(coloured.indexOf(one));
    const end = labelText(points.at(-1)?.[1] ?? 0, y.unit);
    return {
      label: one.label,
      points,
      ...style,
      quiet: one.quiet === true,
      endText: one.endValue === false ? "" : end,
    };
  });
}

function plannedMark(
  mark: MarkedPoint,
  series: readonly PlannedSeries[],
  read: { x: Read; y: Read },
): LineMark {
  const label = typeof mark.label === "string" ? [mark.label] : mark.label;
  const place = `mark "${label[0] ?? ""}"`;
  const owner = series.find((one) => one.label === mark.series);
  if (mark.series !== undefined && owner === undefined)
    throw new FlopbookError(
      `lines: ${place} names no series, got "${mark.series}"; use one of ${series.map((one) => one.label).join(", ")}`,
    );
  const tone = { context: chartColour["c-quiet"], accent: chartColour.c1 };
  const own = mark.tone === undefined ? owner?.color : tone[mark.tone];
  const color = own === undefined ? {} : { color: own };
  return { kind: mark.kind, x: read.x(mark.x, place), y: read.y(mark.y, place), label, ...color };
}

function altText({ series, marks, levels, xOptions: x, y }: LinePlan): string {
  const at = (value: number) => (x.years === true ? String(Math.round(value)) : valueText(value, x.unit));
  const told = series.map(({ label, points }) => {
    const [first, last] = [points[0], points.at(-1)];
    if (first === undefined || last === undefined) return label;
    return `${label} goes from ${valueText(first[1], y.unit)} at ${at(first[0])} to ${valueText(last[1], y.unit)} at ${at(last[0])}`;
  });
  const points = marks
    .filter(({ label }) => label.some((line) => line !== ""))
    .map(({ label, kind }) => `${kind}: ${label.join(", ")}`);
  const surface = levels.length === 0 ? [] : [`contours at ${levels.map(({ label }) => label).join(", ")}`];
  return `Line chart. ${[...told, ...surface, ...points].join("; ")}.`;
}
