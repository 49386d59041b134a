// A chart at the two widths of a page: what the author sized is kept, what fits is stretched, the rest is scaled.
import { isVega, jsonSpec, type Spec } from "./spec.js";
import { sizeOf } from "./svg.js";
import { type DrawingOrder, type Drawn, drawn } from "./vega.js";

/** The text column of 37 rem, and a phone less its gutters, in px. */
export const pageWidth = { wide: 592, narrow: 350 } as const;

/** One chart drawn twice. */
export interface Layouts {
  readonly wide: Drawn;
  readonly narrow: Drawn;
}

type View = Readonly<Record<string, unknown>>;

/** Both drawings of `spec`; `narrow` is the author's own spec for a phone. */
export async function layouts(spec: Spec, narrow: object | undefined, order: DrawingOrder): Promise<Layouts> {
  const wide = await fitted(spec, pageWidth.wide, order, narrow !== undefined);
  if (narrow !== undefined) {
    const shared: Record<string, unknown> = {};
    for (const key of ["datasets", "config"]) if (key in spec) shared[key] = spec[key];
    const own = jsonSpec({ ...shared, ...narrow }, `${order.subject}, narrow`);
    return { wide, narrow: await drawn(own, order) };
  }
  if (sizeOf(wide.svg).width <= pageWidth.narrow) return { wide, narrow: wide };
  const small = await fitted(spec, pageWidth.narrow, order, false);
  return { wide, narrow: small.svg === wide.svg ? wide : small };
}

/** The wide drawing alone. */
export function wideLayout(spec: Spec, order: DrawingOrder, own: boolean): Promise<Drawn> {
  return fitted(spec, pageWidth.wide, order, own);
}

/** The drawing no wider than `width` where the spec leaves its width open; `own`: the author laid it out. */
async function fitted(spec: Spec, width: number, order: DrawingOrder, own: boolean): Promise<Drawn> {
  if (own || isVega(spec)) return drawn(spec, order);
  if (isSingle(spec)) return drawn(await singleFitted(spec, width, order), order);
  const cell = await cellWidth(spec, width, order);
  return drawn(cell === undefined ? spec : withCells(spec, cell), order);
}

/** A view of one or several layers, without panels: Vega can fit its width. */
function isSingle(spec: Spec): boolean {
  if (!("mark" in spec || "layer" in spec)) return false;
  const encoding = (spec.encoding ?? {}) as View;
  return !["row", "column", "facet"].some((channel) => channel in encoding);
}

async function singleFitted(spec: Spec, width: number, order: DrawingOrder): Promise<Spec> {
  const { width: given, height, ...rest } = spec;
  const open = given === undefined || given === null || given === "container";
  const own =
    height === "container" || height === null ? rest : "height" in spec ? { ...rest, height } : rest;
  if (!open) {
    const asGiven = { ...own, width: given };
    const measured = await drawn(asGiven, { ...order, measure: true });
    if (sizeOf(measured.svg).width <= width || typeof given !== "number") return asGiven;
  }
  return { autosize: { type: "fit-x", contains: "padding" }, ...own, width };
}

const DEFAULT_CELL = 300; // Vega-Lite's own
const SMALLEST_CELL = 90;

/** The width of panels that makes the whole fit; undefined where it fits as it is or panels have their own width. */
async function cellWidth(spec: Spec, width: number, order: DrawingOrder): Promise<number | undefined> {
  const view = ((spec.config as View | undefined)?.view ?? {}) as View;
  if ("continuousWidth" in view || "width" in view) return undefined;
  const at = async (cell: number) =>
    sizeOf((await drawn(withCells(spec, cell), { ...order, measure: true })).svg).width;
  const full = await at(DEFAULT_CELL);
  if (full <= width) return undefined;
  const half = await at(DEFAULT_CELL / 2);
  const panels = (full - half) / (DEFAULT_CELL / 2);
  if (panels < 0.5) return undefined;
  const cell = Math.floor(DEFAULT_CELL - (full - width) / panels);
  return Math.max(SMALLEST_CELL, cell);
}

function withCells(spec: Spec, continuousWidth: number): Spec {
  const config = (spec.config ?? {}) as View;
  return { ...spec, config: { ...config, view: { ...(config.view as View | undefined), continuousWidth } } };
}
