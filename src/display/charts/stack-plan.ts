// Stacked panels between their options and their drawing: values in axis units, then positions in px.
import type { Axis, AxisOptions } from "./ticks.js";

/** A part with its colour. */
export interface PlannedPart {
  readonly label: string;
  readonly color: string;
}

/** One panel; `edges` of a point are 0 and the sums of its parts from the bottom up. */
export interface PlannedPanel {
  readonly label: string;
  readonly end: string;
  readonly points: readonly {
    readonly x: number;
    readonly values: readonly number[];
    readonly edges: readonly number[];
  }[];
}

/** Stacked panels with all values in axis units. */
export interface StackPlan {
  readonly parts: readonly PlannedPart[];
  readonly panels: readonly PlannedPanel[];
  readonly limit: { readonly label: string; readonly value: number } | undefined;
  readonly xOptions: AxisOptions;
  readonly xValues: readonly number[];
  readonly y: Axis;
}

/** A panel's plane: its left and upper edge in the drawing, and positions of values in px of the drawing. */
export interface StackPlane {
  readonly panel: PlannedPanel;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** To the right of the plane, up to the next panel. */
  readonly room: number;
  /** True for the panels of the first column, which carry the labels of the heights. */
  readonly first: boolean;
  readonly px: (x: number) => number;
  readonly py: (y: number) => number;
}

/** A text of the drawing in its place. */
export interface StackText {
  readonly text: string;
  readonly px: number;
  readonly py: number;
  readonly align: "left" | "right" | "center";
  readonly weight: 400 | 600;
  readonly color: string;
}

/** A straight piece of line. */
export interface StackRule {
  readonly x0: number;
  readonly x1: number;
  readonly y0: number;
  readonly y1: number;
  readonly color: string;
}
