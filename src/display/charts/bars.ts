// Horizontal bars with values in columns: parts of a whole, a sum built up from its parts, limits beside them.
import { FlopbookError } from "../../ground/errors.js";
import { type ChartSpec, type ChartWords, pixels } from "./chart.js";
import { onScale, pointMark, rowChart } from "./row-chart.js";
import { type RowGrid, type RowPlan, rowFields } from "./row-grid.js";
import { chartColour } from "./theme.js";
import { axis } from "./ticks.js";
import { type ChartValue, columnTexts, positiveIn, valueIn, valueText } from "./values.js";

/** One bar. */
export interface Bar {
  readonly label: string;
  /** Muted words behind the label, shown where there is room. */
  readonly detail?: string;
  readonly value: ChartValue;
  /** The bar the title speaks of. */
  readonly accent?: boolean;
}

/** What `bars` draws. */
export interface BarOptions extends ChartWords {
  /** Unit of the values, of bare numbers and of the column: "GFLOP", "GB", "h". */
  readonly unit: string;
  readonly bars: readonly Bar[];
  /** "given" (the process's own order) unless told; "size" puts the largest first. */
  readonly order?: "given" | "size";
  /** Adds a column with shares of the total. */
  readonly share?: boolean;
  /** Label of a last row with the total; each bar then begins where the one before it ended. */
  readonly total?: string;
  /** Vertical lines: a device's memory, a stated value. */
  readonly limits?: readonly { readonly label: string; readonly value: ChartValue }[];
  /** Significant digits of the largest value; all values get its decimals. */
  readonly digits?: number;
}

interface Span {
  readonly from: number;
  readonly to: number;
  readonly accent: boolean;
}

/** A bar chart from zero, one bar in accent. Negative and non-finite values and an empty list are errors. */
export function bars(options: BarOptions): ChartSpec {
  const given = checkedBars(options);
  const values = given.map(({ value }) => value);
  const sum = values.reduce((total, value) => total + value, 0);
  const shown = options.total === undefined ? values : [...values, sum];
  const labels = [
    ...given.map(({ label }) => label),
    ...(options.total === undefined ? [] : [options.total]),
  ];
  const limits = (options.limits ?? []).map(({ label, value }) => ({
    label,
    value: valueIn(value, options.unit, `limit "${label}"`),
  }));
  const texts = columnTexts(shown, options.unit, options.digits);
  const percents = shown.map((value) => (sum === 0 ? 0 : (value / sum) * 100));
  const shares = columnTexts(percents, "%").map((share) => `${share}\u00a0%`);
  const plan: RowPlan = {
    labels,
    details: given.map(({ detail }) => detail ?? ""),
    columns: [
      { head: options.unit === "1" ? "" : options.unit, texts },
      ...(options.share === true ? [{ head: "share", texts: shares, muted: true }] : []),
    ],
    scale: "linear",
    domain: [0, Math.max(...shown, ...limits.map(({ value }) => value)) || 1],
    unit: options.unit,
    limits,
    ticked: false,
  };
  const spans = spansOf(given, options.total !== undefined);
  return rowChart(options, plan, (grid) => barMarks(grid, spans), altText(options, plan, shares));
}

/** What `dots` draws: values over several powers of ten, where a bar's length would mean nothing. */
export interface DotOptions extends ChartWords {
  readonly unit: string;
  readonly dots: readonly Bar[];
  readonly order?: "given" | "size";
  readonly limits?: readonly { readonly label: string; readonly value: ChartValue }[];
}

/** Dots on a logarithmic axis, one a row, values in a column with their own units. Values must be above zero. */
export function dots(options: DotOptions): ChartSpec {
  const given = checkedBars({ ...options, bars: options.dots }).map((dot) => ({
    ...dot,
    value: positiveIn(dot.value, options.unit, `"${dot.label}"`),
  }));
  const limits = (options.limits ?? []).map(({ label, value }) => ({
    label,
    value: positiveIn(value, options.unit, `limit "${label}"`),
  }));
  const values = [...given, ...limits].map(({ value }) => value);
  const plan: RowPlan = {
    labels: given.map(({ label }) => label),
    details: given.map(({ detail }) => detail ?? ""),
    columns: [{ head: "", texts: given.map(({ value }) => valueText(value, options.unit)) }],
    scale: "log",
    domain: axis({ unit: options.unit, scale: "log" }, values, "first", 5).domain,
    unit: options.unit,
    limits,
    ticked: true,
  };
  const marks = (grid: RowGrid) => ({
    rows: given.map(({ value, accent }, i) => ({ ...rowFields(grid, i), value, accent })),
    layers: (name: string) =>
      [false, true].map((accent) => ({
        data: { name },
        transform: [{ filter: `datum.accent === ${accent}` }],
        mark: pointMark("result", accent ? chartColour.c1 : chartColour["c-quiet"]),
        encoding: { x: onScale(grid, "value"), y: pixels("y") },
      })),
  });
  return rowChart(options, plan, marks, altText({ ...options, bars: options.dots }, plan, []));
}

function checkedBars(
  options: BarOptions,
): readonly (Bar & { readonly value: number; readonly accent: boolean })[] {
  if (options.bars.length === 0)
    throw new FlopbookError("bars: there is nothing to draw, got no rows; give at least one");
  const given = options.bars.map((bar) => {
    const value = valueIn(bar.value, options.unit, `bar "${bar.label}"`);
    if (value < 0)
      throw new FlopbookError(`bars: "${bar.label}" must not be negative, got ${value}; bars begin at zero`);
    return { ...bar, value, accent: bar.accent === true };
  });
  return options.order === "size" ? [...given].sort((a, b) => b.value - a.value) : given;
}

function spansOf(
  given: readonly { readonly value: number; readonly accent: boolean }[],
  built: boolean,
): readonly Span[] {
  if (!built) return given.map(({ value, accent }) => ({ from: 0, to: value, accent }));
  let end = 0;
  const spans = given.map(({ value, accent }) => {
    const from = end;
    end += value;
    return { from, to: end, accent };
  });
  return [...spans, { from: 0, to: end, accent: !given.some(({ accent }) => accent) }];
}

function barMarks(grid: RowGrid, spans: readonly Span[]) {
  const rows = spans.map(({ from, to, accent }, i) => {
    const y = grid.markY[i] ?? 0;
    return { ...rowFields(grid, i), from, to, accent, top: y - 10.9, bottom: y + 10.9 };
  });
  const layers = (name: string) => [
    {
      data: { name },
      mark: { type: "rect" },
      encoding: {
        x: onScale(grid, "from"),
        x2: { field: "to" },
        y: pixels("top"),
        y2: { field: "bottom" },
        color: {
          condition: { test: "datum.accent", value: chartColour.c1 },
          value: chartColour["c-quiet"],
        },
      },
    },
  ];
  return { rows, layers };
}

function altText(options: BarOptions, plan: RowPlan, shares: readonly string[]): string {
  const told = plan.labels.map((label, i) => {
    const share = options.share === true ? ` (${shares[i] ?? ""})` : "";
    return `${label}: ${plan.columns[0]?.texts[i] ?? ""}${share}`;
  });
  const limits = plan.limits.map(({ label }) => label);
  const unit = plan.columns[0]?.head === "" ? "" : ` in ${options.unit}`;
  return `Horizontal bars${unit}. ${told.join("; ")}.${limits.length > 0 ? ` Lines: ${limits.join(", ")}.` : ""}`;
}
