// Rows that set two values side by side (stated and computed), or show estimates as ranges.
import { FlopbookError } from "../../ground/errors.js";
import { difference } from "../../numbers/format.js";
import { type ChartSpec, type ChartWords, pixels } from "./chart.js";
import { onScale, pointMark, rowChart } from "./row-chart.js";
import { type Column, type RowGrid, type RowPlan, rowFields } from "./row-grid.js";
import { chartColour, type MarkKind } from "./theme.js";
import { axis, type ScaleType } from "./ticks.js";
import { type ChartValue, columnTexts, positiveIn, valueIn, valueText } from "./values.js";

/** One pair: what a source states, and what comes out when it is computed or measured. */
export interface Pair {
  readonly label: string;
  readonly stated: ChartValue;
  readonly computed: ChartValue;
}

/** What `compare` draws. */
export interface CompareOptions extends ChartWords {
  readonly unit: string;
  readonly pairs: readonly Pair[];
  readonly scale?: ScaleType;
  /** Heads of the two columns; "stated" and "computed" when absent. */
  readonly heads?: readonly [string, string];
  /** Mark of the second value: "result" (computed, a dot) unless it was measured. */
  readonly second?: "result" | "measurement";
  readonly digits?: number;
}

/** Pairs of stated and computed values, joined by a line, with the difference in percent or as a factor. */
export function compare(options: CompareOptions): ChartSpec {
  const { unit, pairs, scale = "linear", heads = ["stated", "computed"], second = "result" } = options;
  if (pairs.length === 0)
    throw new FlopbookError("compare: there is nothing to draw, got no pairs; give at least one");
  const read = scale === "log" ? positiveIn : valueIn;
  const stated = pairs.map((pair) => read(pair.stated, unit, `"${pair.label}", stated`));
  const computed = pairs.map((pair) => read(pair.computed, unit, `"${pair.label}", computed`));
  const texts = pairTexts(stated, computed, unit, scale, options.digits);
  const plan: RowPlan = {
    labels: pairs.map(({ label }) => label),
    details: [],
    columns: [
      { head: heads[0], texts: texts.slice(0, pairs.length), mark: "assumption" },
      { head: heads[1], texts: texts.slice(pairs.length), mark: second },
      {
        head: "difference",
        texts: pairs.map((_, i) => difference(computed[i] ?? 0, stated[i] ?? 0)),
        muted: true,
      },
    ],
    scale,
    domain: domainOf([...stated, ...computed], unit, scale),
    unit,
    limits: [],
    ticked: true,
  };
  const marks = (grid: RowGrid) => ({
    rows: pairs.map((_, i) => ({ ...rowFields(grid, i), stated: stated[i], computed: computed[i] })),
    layers: (name: string) => [
      joinLayer(grid, name, "stated", "computed", 2),
      pointLayer(grid, name, "computed", second),
      pointLayer(grid, name, "stated", "assumption"),
    ],
  });
  const told = plan.labels.map(
    (label, i) => `${label}: ${heads[0]} ${texts[i]}, ${heads[1]} ${texts[pairs.length + i]}`,
  );
  return rowChart(options, plan, marks, `Pairs of values in ${unit}. ${told.join("; ")}.`);
}

/** One estimate with its range, and a point inside or beside it. */
export interface RangeRow {
  readonly label: string;
  readonly low: ChartValue;
  readonly high: ChartValue;
  readonly point?: { readonly kind: MarkKind; readonly value: ChartValue };
  readonly accent?: boolean;
}

/** What `ranges` draws. */
export interface RangeOptions extends ChartWords {
  readonly unit: string;
  readonly ranges: readonly RangeRow[];
  readonly scale?: ScaleType;
  /** Ends of the axis, in its unit, around all values; round numbers beyond the data when absent, from zero if linear. */
  readonly domain?: readonly [number, number];
  /** Head of the column of points, such as "measured". */
  readonly pointHead?: string;
}

/** Ranges as bars between their ends, with a mark where a point is given. Low above high is an error. */
export function ranges(options: RangeOptions): ChartSpec {
  const { unit, scale = "linear", pointHead } = options;
  const rows = checkedRanges(options);
  const pointTexts = rows.map(({ at }) => (at === undefined ? "" : valueText(at, unit)));
  const rangeTexts = rows.map(({ from, to }) => rangeText(from, to, unit));
  const kinds = new Set(rows.flatMap(({ kind }) => kind ?? []));
  const [kind] = kinds.size === 1 ? kinds : [];
  const points: Column = {
    head: pointHead ?? "",
    texts: pointTexts,
    ...(kind === undefined ? {} : { mark: kind }),
  };
  const pointed = kinds.size > 0;
  const values = rows.flatMap(({ from, to, at = from }) => [from, to, at]);
  checkDomain(options.domain, values);
  const plan: RowPlan = {
    labels: rows.map(({ label }) => label),
    details: [],
    columns: [{ head: pointed ? "range" : "", texts: rangeTexts }, ...(pointed ? [points] : [])],
    scale,
    domain: options.domain ?? domainOf(values, unit, scale),
    unit,
    limits: [],
    ticked: true,
  };
  const marks = (grid: RowGrid) => ({
    rows: rows.map((row, i) => ({ ...rowFields(grid, i), ...row })),
    layers: (name: string) => [
      joinLayer(grid, name, "from", "to", 10),
      ...[...kinds].map((one) => pointLayer(grid, name, "at", one, `datum.kind === '${one}'`)),
    ],
  });
  const told = rows.map(({ label }, i) => {
    const point = pointTexts[i] === "" ? "" : `, ${pointHead ?? "point"} ${pointTexts[i]}`;
    return `${label} ${rangeTexts[i]}${point}`;
  });
  return rowChart(options, plan, marks, `Ranges. ${told.join("; ")}.`);
}

function checkedRanges({ unit, scale, ranges }: RangeOptions) {
  if (ranges.length === 0)
    throw new FlopbookError("ranges: there is nothing to draw, got no rows; give at least one");
  const read = scale === "log" ? positiveIn : valueIn;
  return ranges.map(({ label, low, high, point, accent }) => {
    const [from, to] = [read(low, unit, `"${label}", low`), read(high, unit, `"${label}", high`)];
    if (from > to)
      throw new FlopbookError(
        `ranges: "${label}": low must not exceed high, got ${from} and ${to}; swap them`,
      );
    const at = point === undefined ? undefined : read(point.value, unit, `"${label}", point`);
    return { label, from, to, at, kind: point?.kind, accent: accent === true };
  });
}

function checkDomain(domain: RangeOptions["domain"], values: readonly number[]): void {
  const outside = domain && values.find((value) => value < domain[0] || value > domain[1]);
  if (outside !== undefined)
    throw new FlopbookError(
      `ranges: domain must hold all values, got ${outside} outside [${domain?.join(", ")}]; widen it`,
    );
}

function domainOf(values: readonly number[], unit: string, scale: ScaleType): readonly [number, number] {
  return axis({ unit, scale }, values, "first", 5).domain;
}

function pairTexts(
  stated: readonly number[],
  computed: readonly number[],
  unit: string,
  scale: ScaleType,
  digits?: number,
) {
  const all = [...stated, ...computed];
  return scale === "log" ? all.map((value) => valueText(value, unit)) : columnTexts(all, unit, digits);
}

function rangeText(from: number, to: number, unit: string): string {
  const [low, high] = [valueText(from, unit), valueText(to, unit)];
  const [number = "", ...rest] = low.split("\u00a0");
  return high.endsWith(rest.join("\u00a0")) ? `${number}–${high}` : `${low} – ${high}`;
}

function joinLayer(grid: RowGrid, name: string, from: string, to: string, strokeWidth: number): object {
  return {
    data: { name },
    mark: { type: "rule", strokeWidth, color: chartColour["c-quiet"] },
    encoding: {
      x: onScale(grid, from),
      x2: { field: to },
      y: pixels("y"),
      ...(strokeWidth > 2
        ? {
            color: {
              condition: { test: "datum.accent", value: chartColour.c1 },
              value: chartColour["c-quiet"],
            },
          }
        : {}),
    },
  };
}

function pointLayer(grid: RowGrid, name: string, field: string, kind: MarkKind, filter?: string): object {
  return {
    data: { name },
    ...(filter === undefined ? {} : { transform: [{ filter }] }),
    mark: pointMark(kind, chartColour.c1),
    encoding: { x: onScale(grid, field), y: pixels("y") },
  };
}
