// A chart of rows as a Vega-Lite spec: layers from back to front, in both widths.
import { type ChartSpec, type ChartWords, chartSpec, type Layout, pixels } from "./chart.js";
import { type RowGrid, type RowPlan, rowGrid, rowX } from "./row-grid.js";
import { chartColour, chartWidth, labelWidth, type MarkKind, markShapes } from "./theme.js";
import { vegaScale } from "./ticks.js";

/** Rows and layers of one drawing. */
export type RowMarks = (grid: RowGrid) => {
  readonly rows: readonly object[];
  readonly layers: (dataset: string) => readonly object[];
};

/** A row chart in both widths. */
export function rowChart(words: ChartWords, plan: RowPlan, marks: RowMarks, alt: string): ChartSpec {
  const drawing = (total: number, name: string): { layout: Layout; rows: readonly object[] } => {
    const grid = rowGrid(plan, total);
    const { rows, layers } = marks(grid);
    return { layout: rowLayout(grid, name, layers(name)), rows };
  };
  const [wide, narrow] = [drawing(chartWidth.wide, "rows"), drawing(chartWidth.narrow, "rowsNarrow")];
  const datasets = { rows: wide.rows, rowsNarrow: narrow.rows };
  return chartSpec({ words, alt, datasets, wide: wide.layout, narrow: narrow.layout });
}

/** The drawing: grid and limits behind `marks`, labels and columns in front. Rows come from dataset `rows`. */
function rowLayout(grid: RowGrid, rows: string, marks: readonly object[]): Layout {
  return {
    width: grid.total,
    height: grid.height,
    padding: { left: 0, right: 0, top: grid.top, bottom: grid.ticked ? 24 : 2 },
    layer: [
      ...tickLayers(grid),
      ...marks,
      ...limitLayers(grid),
      ...textLayers(grid, rows),
      ...headLayers(grid),
    ],
  };
}

/** x encoding of `field` on the rows' own scale. */
export function onScale(grid: RowGrid, field: string): object {
  const scale = { ...vegaScale(grid.axis), range: [grid.x0, grid.x1] };
  return { field, type: "quantitative", axis: null, scale };
}

function words(text: string, x: number, y: number, mark: object): object {
  return {
    data: { values: [{ text, x, y }] },
    mark: { type: "text", ...mark },
    encoding: { x: pixels("x"), y: pixels("y"), text: { field: "text" } },
  };
}

function textLayers(grid: RowGrid, rows: string): readonly object[] {
  const column = (field: string, x: number, y: string, mark: object) => ({
    data: { name: rows },
    mark: { type: "text", ...mark },
    encoding: { x: { value: x }, y: pixels(y), text: { field } },
  });
  return [
    column("label", 0, "labelY", { align: "left" }),
    ...(grid.detailX === undefined
      ? []
      : [column("detail", grid.detailX, "labelY", { align: "left", color: chartColour.muted })]),
    ...grid.columns.map(({ muted }, k) =>
      column(`column${k}`, grid.columnX[k] ?? 0, "y", {
        align: "right",
        color: muted === true ? chartColour.muted : chartColour.ink,
      }),
    ),
  ];
}

function headLayers({ columns, columnX }: RowGrid): readonly object[] {
  return columns.flatMap(({ head, mark }, k) => {
    const x = columnX[k] ?? 0;
    const text = words(head, x, -10, { align: "right", color: chartColour.muted });
    if (mark === undefined) return head === "" ? [] : [text];
    const key = { ...pointMark(mark, chartColour.c1), size: 45 };
    return [
      text,
      {
        data: { values: [{ x: x - labelWidth(head) - 9, y: -10 }] },
        mark: key,
        encoding: { x: pixels("x"), y: pixels("y") },
      },
    ];
  });
}

/** The point mark of a kind, in one colour. */
export function pointMark(kind: MarkKind, color: string): Readonly<Record<string, unknown>> {
  const { filled, ...shape } = markShapes[kind];
  const [fill, stroke] = filled ? [color, chartColour.paper] : [chartColour.paper, color];
  return { type: "point", opacity: 1, filled: true, fill, stroke, ...shape };
}

function limitLayers(grid: RowGrid): readonly object[] {
  return grid.limits.flatMap(({ value, label }, i) => {
    const x = rowX(grid, value);
    const y = -10 - 18 * i;
    const left = x - labelWidth(label) / 2 < 0;
    const right = x + labelWidth(label) / 2 > grid.x1 + 6;
    // Labels above their rows are not crossed: the line shows beside each drawing only.
    const pieces = grid.stacked
      ? [
          { x, from: y + 9, to: 2 },
          ...grid.markY.map((centre) => ({ x, from: centre - 14, to: centre + 14 })),
        ]
      : [{ x, from: y + 9, to: grid.height }];
    return [
      {
        data: { values: pieces },
        mark: { type: "rule", color: chartColour.ink, strokeWidth: 1, strokeDash: [3, 3] },
        encoding: { x: pixels("x"), y: pixels("from"), y2: { field: "to" } },
      },
      words(label, left ? 0 : right ? Math.max(x + 3, 0) : x, y, {
        align: left ? "left" : right ? "right" : "center",
      }),
    ];
  });
}

function tickLayers(grid: RowGrid): readonly object[] {
  if (!grid.ticked) return [];
  const ticks = grid.axis.ticks.map((tick, i) => ({
    x: rowX(grid, tick),
    y: grid.height + 12,
    text: grid.axis.labels[i],
    end: grid.height,
    start: 0,
  }));
  const rules = grid.markY.map((y) => ({ y, from: grid.x0, to: grid.x1 }));
  return [
    {
      data: { values: rules },
      mark: { type: "rule", color: chartColour.hair, strokeWidth: 1 },
      encoding: { y: pixels("y"), x: pixels("from"), x2: { field: "to" } },
    },
    {
      data: { values: ticks },
      mark: { type: "rule", color: chartColour.hair, strokeWidth: 1 },
      encoding: { x: pixels("x"), y: pixels("start"), y2: { field: "end" } },
    },
    {
      data: { values: ticks },
      mark: { type: "text", align: "center", color: chartColour.muted },
      encoding: { x: pixels("x"), y: pixels("y"), text: { field: "text" } },
    },
  ];
}
