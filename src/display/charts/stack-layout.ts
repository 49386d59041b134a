// One drawing of stacked panels: where each panel lies, and its layers from back to front.
import { type Layout, pixels } from "./chart.js";
import { END_GAP, endTexts, nameTexts, valueTexts } from "./stack-ends.js";
import type { PlannedPanel, StackPlan, StackPlane, StackRule, StackText } from "./stack-plan.js";
import { chartColour, labelWidth, markShapes, widest } from "./theme.js";
import { type Axis, fittingAxis, fraction } from "./ticks.js";

const HEAD = 42; // px above a plane: its name, and the words above the end of its areas
const FOOT = 28; // px below a plane: the labels of its axis
const COLUMN_GAP = 14; // px between the labels of one panel and the next panel
const FILL = 0.3;

/** The width of a drawing, panels side by side, and the height of a plane in px. */
export interface StackSize {
  readonly total: number;
  readonly columns: number;
  readonly height: number;
}

/** One drawing, and the rows of its areas, which stand in `dataset`. */
export function stackLayout(
  plan: StackPlan,
  size: StackSize,
  dataset: string,
): { readonly layout: Layout; readonly rows: readonly object[] } {
  const { planes, x } = planesOf(plan, size);
  const rows = planes.flatMap((plane) => bandRows(plane, plan));
  const lines = Math.ceil(planes.length / Math.min(size.columns, planes.length));
  const ends = planes.map((plane) => endTexts(plane, plan));
  const texts = planes.flatMap((plane, i) => [...(ends[i]?.texts ?? []), ...axisTexts(plane, plan, x)]);
  const limit = limitText(planes, plan);
  return {
    rows,
    layout: {
      width: size.total,
      height: lines * (HEAD + size.height + FOOT),
      padding: { left: 0, right: 0, top: 0, bottom: 0 },
      layer: [
        ...ruleLayer(planes.flatMap((plane) => gridRules(plane, plan))),
        ...bandLayers(dataset),
        ...ruleLayer(limitRules(planes, plan), [3, 3]),
        ...ruleLayer(ends.flatMap(({ leads }) => leads)),
        ...dotLayer(planes),
        ...textLayers([...texts, ...(limit === undefined ? [] : [limit])]),
      ],
    },
  };
}

function planesOf(
  plan: StackPlan,
  size: StackSize,
): { readonly planes: readonly StackPlane[]; readonly x: Axis } {
  const columns = Math.min(size.columns, plan.panels.length);
  const left = Math.ceil(Math.max(widest(plan.y.labels) + 8, 12));
  const cell = (size.total - left - COLUMN_GAP * (columns - 1)) / columns;
  const room = labelRoom(plan, cell);
  const width = Math.floor(cell - room);
  const x = fittingAxis(plan.xOptions, plan.xValues, width);
  const planes = plan.panels.map((panel, i): StackPlane => {
    const [column, line] = [i % columns, Math.floor(i / columns)];
    const x0 = left + column * (width + room + COLUMN_GAP);
    const top = HEAD + line * (HEAD + size.height + FOOT);
    return {
      ...{ panel, left: x0, top, width, height: size.height, room, first: column === 0 },
      px: (value) => x0 + fraction(value, x) * width,
      py: (value) => top + (1 - fraction(value, plan.y)) * size.height,
    };
  });
  return { planes, x };
}

/**
 * px to the right of each plane for the labels of its parts, of the `cell` that plane and labels share. Parts are named
 * in the panels whose areas end early enough; where none does, all make room for the names.
 */
function labelRoom(plan: StackPlan, cell: number): number {
  const wanted = (texts: (panel: PlannedPanel, plan: StackPlan) => readonly string[]) =>
    Math.ceil(
      END_GAP +
        widest(
          plan.panels.flatMap((panel) => texts(panel, plan)),
          600,
        ),
    );
  const [values, names] = [wanted(valueTexts), wanted(nameTexts)];
  const [from, to] = plan.xOptions.domain ?? [0, 1];
  const named = plan.panels.some(({ points }) => {
    const end = ((points.at(-1)?.x ?? 0) - from) / (to - from);
    return (1 - end) * Math.floor(cell - values) + values >= names;
  });
  return named ? values : names;
}

/** Rows of one panel: for each part and point the values and the px between which the part lies. */
function bandRows({ panel, px, py }: StackPlane, { parts }: StackPlan): readonly object[] {
  return parts.flatMap(({ label, color }, i) =>
    panel.points.map(({ x, values, edges }) => ({
      ...{ panel: panel.label, part: label, band: `${panel.label}, ${label}`, color },
      ...{ x, value: values[i], px: px(x), upper: py(edges[i + 1] ?? 0), lower: py(edges[i] ?? 0) },
    })),
  );
}

function bandLayers(name: string): readonly object[] {
  const place = {
    x: pixels("px"),
    y: pixels("upper"),
    detail: { field: "band", type: "nominal" },
    color: { field: "color", type: "nominal", scale: null, legend: null },
  };
  return [
    {
      data: { name },
      mark: { type: "area", orient: "vertical", line: false, opacity: FILL },
      encoding: { ...place, y2: { field: "lower" } },
    },
    { data: { name }, mark: { type: "line", strokeWidth: 1.5 }, encoding: place },
  ];
}

function gridRules({ left, width, py }: StackPlane, { y }: StackPlan): readonly StackRule[] {
  return y.ticks.map((tick) => ({
    ...{ x0: left, x1: left + width, y0: py(tick), y1: py(tick) },
    color: tick === 0 ? chartColour.rule : chartColour.hair,
  }));
}

function limitRules(planes: readonly StackPlane[], { limit }: StackPlan): readonly StackRule[] {
  if (limit === undefined) return [];
  return planes.map(({ left, width, py }) => {
    const y = py(limit.value);
    return { x0: left, x1: left + width, y0: y, y1: y, color: chartColour.ink };
  });
}

/** The words of the limit, above its line in the first panel that has room beside the words at its end. */
function limitText(planes: readonly StackPlane[], { limit }: StackPlan): StackText | undefined {
  const [first] = planes;
  if (limit === undefined || first === undefined) return undefined;
  const wanted = labelWidth(limit.label) + 10;
  const free = planes.find(({ panel, left, width, px }) => {
    const end = px(panel.points.at(-1)?.x ?? 0) + labelWidth(panel.end) / 2;
    return left + width - end >= wanted;
  });
  const { left, width, py } = free ?? first;
  const above = free === undefined ? HEAD - 10 : 10;
  const place = { px: left + width, py: py(limit.value) - above, align: "right" } as const;
  return { text: limit.label, ...place, weight: 400, color: chartColour.ink };
}

function axisTexts(plane: StackPlane, { y }: StackPlan, x: Axis): readonly StackText[] {
  const { left, top, height, first, px, py } = plane;
  const quiet = { weight: 400, color: chartColour.muted } as const;
  const heights = y.ticks.map((tick, i) => ({
    ...{ text: y.labels[i] ?? "", px: left - 8, py: py(tick), align: "right" as const, ...quiet },
  }));
  const across = x.ticks.map((tick, i) => ({
    ...{ text: x.labels[i] ?? "", px: px(tick), py: top + height + 13, align: "center" as const, ...quiet },
  }));
  return [...(first ? heights : []), ...across];
}

function dotLayer(planes: readonly StackPlane[]): readonly object[] {
  const { filled: _, ...shape } = markShapes.result;
  const values = planes
    .filter(({ panel }) => panel.end !== "")
    .map(({ panel: { points }, px, py }) => ({
      px: px(points.at(-1)?.x ?? 0),
      py: py(points.at(-1)?.edges.at(-1) ?? 0),
    }));
  if (values.length === 0) return [];
  const mark = { type: "point", opacity: 1, filled: true, fill: chartColour.ink, stroke: chartColour.paper };
  return [{ data: { values }, mark: { ...mark, ...shape }, encoding: { x: pixels("px"), y: pixels("py") } }];
}

function ruleLayer(values: readonly StackRule[], strokeDash?: readonly number[]): readonly object[] {
  if (values.length === 0) return [];
  const color = { field: "color", type: "nominal", scale: null, legend: null };
  const x = { x: pixels("x0"), x2: { field: "x1" } };
  const encoding = { ...x, y: pixels("y0"), y2: { field: "y1" }, color };
  return [
    {
      data: { values },
      mark: { type: "rule", strokeWidth: 1, ...(strokeDash ? { strokeDash } : {}) },
      encoding,
    },
  ];
}

function textLayers(texts: readonly StackText[]): readonly object[] {
  const color = { field: "color", type: "nominal", scale: null, legend: null };
  const encoding = { x: pixels("px"), y: pixels("py"), text: { field: "text" }, color };
  return (["left", "right", "center"] as const).flatMap((align) =>
    ([400, 600] as const).flatMap((weight) => {
      const values = texts.filter((one) => one.align === align && one.weight === weight && one.text !== "");
      return values.length === 0
        ? []
        : [{ data: { values }, mark: { type: "text", align, fontWeight: weight }, encoding }];
    }),
  );
}
