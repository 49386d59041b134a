// A line chart between its options and its drawing: values in axis units, then positions in px.
import type { Point } from "./place.js";
import type { MarkKind } from "./theme.js";
import type { Axis, AxisOptions } from "./ticks.js";

export interface PlannedSeries {
  readonly label: string;
  readonly points: readonly Point[];
  readonly color: string;
  readonly dash: readonly number[];
  readonly quiet: boolean;
  readonly endText: string;
}

/** A marked point in the units of the axes. */
export interface LineMark {
  readonly kind: MarkKind;
  readonly x: number;
  readonly y: number;
  readonly label: readonly string[];
  readonly color?: string;
}

/** A contour in the units of the axes. */
export interface PlannedLevel {
  readonly label: string;
  readonly points: readonly Point[];
}

export interface PlannedReference {
  readonly x?: number;
  readonly y?: number;
  readonly label: string;
}

/** A line chart with all values in axis units. */
export interface LinePlan {
  readonly series: readonly PlannedSeries[];
  readonly marks: readonly LineMark[];
  readonly references: readonly PlannedReference[];
  readonly levels: readonly PlannedLevel[];
  readonly xOptions: AxisOptions;
  readonly xValues: readonly number[];
  readonly y: Axis;
}

/** A plan with its plane in px. */
export interface Plane extends LinePlan {
  readonly x: Axis;
  readonly width: number;
  readonly height: number;
  /** Space to the right of the plane. */
  readonly right: number;
  /** From a line's end to its label. */
  readonly endGap: number;
  readonly labelLimit: number;
  readonly px: (point: Point) => Point;
}

/** A label at the end of a line. */
export interface EndRow {
  readonly text: readonly string[];
  readonly px: number;
  readonly py: number;
  readonly color: string;
  readonly quiet: boolean;
  /** From the line's end to a label that had to move. */
  readonly lead: {
    readonly x0: number;
    readonly y0: number;
    readonly x1: number;
    readonly y1: number;
  } | null;
}

/** A reference line with its words. */
export interface ReferenceRow {
  readonly text: string;
  readonly x0: number;
  readonly x1: number;
  readonly y0: number;
  readonly y1: number;
  readonly px: number;
  readonly py: number;
  readonly align: "left" | "right";
}
