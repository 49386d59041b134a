// Stacked areas in small panels of one scale: how a sum and its parts grow in several cases, and where a limit stops them.
import { FlopbookError } from "../../ground/errors.js";
import { type ChartSpec, type ChartWords, chartSpec } from "./chart.js";
import { stackLayout } from "./stack-layout.js";
import type { PlannedPanel, StackPlan } from "./stack-plan.js";
import { chartWidth, seriesStyle } from "./theme.js";
import { type AxisOptions, axis } from "./ticks.js";
import { type ChartValue, valueIn, valueText } from "./values.js";

/** A part of the sum, the same in every panel. */
export interface StackPart {
  readonly label: string;
  /** The part the title speaks of; it takes the first colour. */
  readonly accent?: boolean;
}

/** One case. Points are drawn in rising order of x. */
export interface StackPanel {
  readonly label: string;
  /** `parts` in the order of the options' `parts`, from the bottom up. */
  readonly points: readonly { readonly x: ChartValue; readonly parts: readonly ChartValue[] }[];
  /** Words above the last point, where the areas end. */
  readonly end?: string;
}

/** What `stacks` draws. */
export interface StackOptions extends ChartWords {
  readonly x: AxisOptions;
  /** Linear: areas begin at zero. */
  readonly y: AxisOptions;
  /** From the bottom up, four at most. */
  readonly parts: readonly StackPart[];
  readonly panels: readonly StackPanel[];
  /** A line across every panel: the memory of a device. */
  readonly limit?: { readonly label: string; readonly value: ChartValue };
}

/**
 * Panels of stacked areas with common axes, two in a row or one on a phone. Each part is labelled where the areas
 * end, with its value there. Logarithmic heights, negative parts and more than four parts are errors.
 */
export function stacks(options: StackOptions): ChartSpec {
  const plan = planned(options);
  const wide = stackLayout(plan, { total: chartWidth.wide, columns: 2, height: 128 }, "stacks");
  const narrow = stackLayout(plan, { total: chartWidth.narrow, columns: 1, height: 104 }, "stacksNarrow");
  const datasets = { stacks: wide.rows, stacksNarrow: narrow.rows };
  return chartSpec({
    words: options,
    alt: altText(plan),
    datasets,
    wide: wide.layout,
    narrow: narrow.layout,
  });
}

function planned(options: StackOptions): StackPlan {
  const { x, y, parts, panels, limit } = options;
  checkShape(options);
  const drawn = panels.map((panel) => plannedPanel(panel, options));
  const line =
    limit === undefined
      ? undefined
      : { label: limit.label, value: valueIn(limit.value, y.unit, limit.label) };
  const xs = drawn.flatMap(({ points }) => points.map((point) => point.x));
  const tops = drawn.flatMap(({ points }) => points.map(({ edges }) => edges.at(-1) ?? 0));
  checkDomain("x", x.domain, xs);
  checkDomain("y", y.domain, [...tops, ...(line === undefined ? [] : [line.value])]);
  const accents = parts.filter(({ accent }) => accent === true);
  const others = parts.filter(({ accent }) => accent !== true);
  return {
    parts: parts.map((part) => {
      const place = part.accent === true ? accents.indexOf(part) : accents.length + others.indexOf(part);
      return { label: part.label, color: seriesStyle(place).color };
    }),
    panels: drawn,
    limit: line,
    xOptions: { ...x, domain: x.domain ?? ([Math.min(...xs), Math.max(...xs)] as const) },
    xValues: xs,
    y: axis(y, [0, ...tops, ...(line === undefined ? [] : [line.value])], "last", 4),
  };
}

function checkShape({ x, y, parts, panels }: StackOptions): void {
  if (x.scale === "log" || y.scale === "log")
    throw new FlopbookError(
      "stacks: areas need linear axes, got a logarithmic one; leave `scale` out or draw `lines`",
    );
  if (parts.length === 0)
    throw new FlopbookError("stacks: there is nothing to draw, got no parts; give at least one");
  if (panels.length === 0)
    throw new FlopbookError("stacks: there is nothing to draw, got no panels; give at least one");
}

function checkDomain(name: string, domain: AxisOptions["domain"], values: readonly number[]): void {
  const outside = domain && values.find((value) => value < domain[0] || value > domain[1]);
  if (outside !== undefined)
    throw new FlopbookError(
      `stacks: the domain of ${name} must hold all values, got ${outside} outside [${domain?.join(", ")}]; widen it`,
    );
}

function plannedPanel({ label, points, end }: StackPanel, { x, y, parts }: StackOptions): PlannedPanel {
  if (points.length < 2)
    throw new FlopbookError(
      `stacks: panel "${label}" needs two points or more, got ${points.length}; use bars for one`,
    );
  const read = points.map((point) => {
    if (point.parts.length !== parts.length)
      throw new FlopbookError(
        `stacks: panel "${label}" needs ${parts.length} parts a point, got ${point.parts.length}; give one for each of ${parts.map((part) => part.label).join(", ")}`,
      );
    const values = point.parts.map((part, i) => {
      const value = valueIn(part, y.unit, `panel "${label}", ${parts[i]?.label}`);
      if (value < 0)
        throw new FlopbookError(
          `stacks: "${parts[i]?.label}" in panel "${label}" must not be negative, got ${value}; areas pile up from zero`,
        );
      return value;
    });
    return { x: valueIn(point.x, x.unit, `panel "${label}", x`), values, edges: edgesOf(values) };
  });
  return { label, end: end ?? "", points: read.sort((a, b) => a.x - b.x) };
}

/** 0, then the sums of the first part, the first two, and so on. */
function edgesOf(values: readonly number[]): readonly number[] {
  const edges = [0];
  for (const value of values) edges.push((edges.at(-1) ?? 0) + value);
  return edges;
}

function altText({ parts, panels, limit, xOptions: x, y }: StackPlan): string {
  const told = panels.map(({ label, points }) => {
    const last = points.at(-1);
    const values = parts.map((part, i) => `${part.label} ${valueText(last?.values[i] ?? 0, y.unit)}`);
    return `${label}, at ${valueText(last?.x ?? 0, x.unit)}: ${values.join(", ")}`;
  });
  const line = limit === undefined ? "" : ` Line: ${limit.label}, ${valueText(limit.value, y.unit)}.`;
  return `Stacked areas in panels. ${told.join("; ")}.${line}`;
}
