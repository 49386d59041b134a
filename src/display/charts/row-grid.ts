// Where everything in a chart of rows lies: label left, drawing in the middle, values in right-aligned columns.
import { labelWidth, type MarkKind, widest } from "./theme.js";
import { type Axis, fittingAxis, fraction } from "./ticks.js";

/** A column of values at the right. */
export interface Column {
  readonly head: string;
  readonly texts: readonly string[];
  /** Second voice: shares, differences. */
  readonly muted?: boolean;
  /** The mark whose values stand in this column. */
  readonly mark?: MarkKind;
}

/** A vertical line across the rows with words on top: a limit, a stated value. */
export interface Limit {
  readonly value: number;
  readonly label: string;
}

/** A chart of rows with values in axis units. */
export interface RowPlan {
  readonly labels: readonly string[];
  /** Muted words behind the labels; left out where there is no room. */
  readonly details: readonly string[];
  readonly columns: readonly Column[];
  readonly scale: "linear" | "log";
  readonly domain: readonly [number, number];
  readonly unit: string;
  readonly limits: readonly Limit[];
  /** True: tick labels under the rows. */
  readonly ticked: boolean;
}

/** A row chart with its positions in px. */
export interface RowGrid extends RowPlan {
  readonly total: number;
  readonly x0: number;
  readonly x1: number;
  /** Labels above their rows instead of before them. */
  readonly stacked: boolean;
  readonly detailX: number | undefined;
  readonly columnX: readonly number[];
  readonly axis: Axis;
  readonly height: number;
  readonly top: number;
  /** By row: centre of the label and centre of the drawing. */
  readonly labelY: readonly number[];
  readonly markY: readonly number[];
}

const COLUMN_GAP = 18; // px
const LABEL_SHARE = 0.36; // of the width: longer labels stand above their rows

/** Places labels, columns and rows on `total` px; labels too long for a column of their own stand above their row. */
export function rowGrid(plan: RowPlan, total: number): RowGrid {
  const columns = fittingColumns(plan, total);
  const { columnX, end: x1 } = columnPlaces(columns, plan.limits.length > 0 ? 4 : 0, total);
  const labels = widest(plan.labels);
  const stacked = isStacked(plan, x1, total);
  const details = widest(plan.details);
  const detailed = !stacked && details > 0 && x1 - (labels + 14 + details + 16) >= 0.38 * total;
  const x0 = stacked ? 0 : Math.ceil(labels + (detailed ? 14 + details : 0) + 16);
  const options = { unit: plan.unit, scale: plan.scale, domain: plan.domain };
  const firstTick = labelWidth(fittingAxis(options, plan.domain, x1 - x0).labels[0] ?? "");
  const start = stacked && plan.ticked ? Math.ceil(firstTick / 2) : x0;
  const step = stacked ? 50 : 34;
  const rows = plan.labels.map((_, i) => i * step);
  return {
    ...plan,
    columns,
    total,
    x0: start,
    x1,
    stacked,
    detailX: detailed ? Math.ceil(labels + 14) : undefined,
    columnX,
    axis: fittingAxis(options, plan.domain, x1 - start),
    height: step * plan.labels.length,
    top: headRoom({ ...plan, columns }),
    labelY: rows.map((y) => y + (stacked ? 11 : 17)),
    markY: rows.map((y) => y + (stacked ? 32 : 17)),
  };
}

function columnPlaces(columns: readonly Column[], margin: number, total: number) {
  const widths = columns.map(({ head, texts, mark }) =>
    Math.max(labelWidth(head) + (mark === undefined ? 0 : 14), widest(texts)),
  );
  const columnX = widths.map(
    (_, i) => total - sum(widths.slice(i + 1)) - COLUMN_GAP * (widths.length - 1 - i),
  );
  return { columnX, end: Math.floor(total - sum(widths) - COLUMN_GAP * widths.length - margin) };
}

/** All columns, without muted ones where the drawing would be left with less than a third of the width. */
function fittingColumns({ columns, labels }: RowPlan, total: number): readonly Column[] {
  const { end } = columnPlaces(columns, 0, total);
  const room =
    widest(labels) > LABEL_SHARE * total ? end : Math.max(end - widest(labels), end - 0.36 * total);
  return room >= total / 3 || end >= total / 2 ? columns : columns.filter(({ muted }) => muted !== true);
}

function isStacked({ labels }: RowPlan, x1: number, total: number): boolean {
  return widest(labels) > LABEL_SHARE * total || x1 - widest(labels) < 0.3 * total;
}

/** The x of a value in px. */
export function rowX(grid: RowGrid, value: number): number {
  return grid.x0 + fraction(value, grid.axis) * (grid.x1 - grid.x0);
}

/** Fields of row `i` that `rowLayout` draws: label, detail, positions and the texts of its columns. */
export function rowFields(grid: RowGrid, i: number): Readonly<Record<string, unknown>> {
  const columns = grid.columns.map(({ texts }, k) => [`column${k}`, texts[i] ?? ""]);
  return {
    label: grid.labels[i],
    ...(grid.detailX === undefined ? {} : { detail: grid.details[i] ?? "" }),
    labelY: grid.labelY[i],
    y: grid.markY[i],
    ...Object.fromEntries(columns),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function headRoom({ columns, limits }: RowPlan): number {
  const heads = columns.some(({ head, mark }) => head !== "" || mark !== undefined);
  return 4 + 18 * Math.max(heads ? 1 : 0, limits.length);
}
