// A Vega-Lite or Vega spec -> SVG text for a page, without browser, network or installed fonts; the same bytes every time.
import type { FigureJson } from "../../ground/mime.js";
import { chartDescription } from "./description.js";
import { type ChartFiles, noFiles } from "./files.js";
import { layouts, pageWidth, wideLayout } from "./layouts.js";
import { jsonSpec, type Spec } from "./spec.js";
import { dressed, placed, standalone } from "./svg.js";
import { type Drawn, engine } from "./vega.js";

/** One chart drawn twice; a page shows one of them by media query, print uses the wide one. */
export interface FigureSvg {
  readonly wide: string;
  readonly narrow: string;
  /** What the author should know: warnings of Vega and Vega-Lite in their own words, words that were made for him. */
  readonly notes: readonly string[];
  /** For readers: "50,000 points are drawn as a picture". */
  readonly pictured: string | undefined;
}

/** What a chart may know of its place. */
export interface FigurePlace {
  /** Reads files beside the notebook; none unless told. */
  readonly files?: ChartFiles;
  /** What `now()` gives in the spec, in ms; a chart that asks is an error where this is absent. */
  readonly now?: number;
}

/**
 * Draws a Vega-Lite or Vega spec for a page: svg elements of class "chart", at most 592 px and 350 px wide in rem,
 * ids prefixed with `id`, colours of `chartColour` as `var(--token)`, `role="img"` with the words of
 * `usermeta.flopbook.alt`, `description`, or words made from the data. What Vega-Lite reads is drawn, selections
 * as they are before anybody touches them. Throws FlopbookError on what the libraries call an error, on a drawing
 * without marks or size, and on data or pictures from outside the project.
 */
export function renderFigure(spec: object, id: string, place: FigurePlace = {}): Promise<FigureSvg> {
  return inTurn(async () => {
    const { own, words } = parts(jsonSpec(spec, id));
    const { wide, narrow } = await layouts(own, words.narrow, orderOf(id, place));
    const [wideSvg, narrowSvg] = [placed(wide.svg, id), placed(narrow.svg, id)];
    const { alt, notes } = described(own, words, wide);
    const { ownGround } = wide;
    const lost = wideSvg.note === undefined ? [] : [wideSvg.note];
    return {
      wide: dressed(wideSvg.svg, { prefix: `${id}-w`, alt, maxWidth: pageWidth.wide, ownGround }),
      narrow: dressed(narrowSvg.svg, { prefix: `${id}-n`, alt, maxWidth: pageWidth.narrow, ownGround }),
      notes: [...new Set([...wide.warnings, ...narrow.warnings, ...lost, ...notes])],
      pictured: wide.pictured,
    };
  });
}

/** The wide drawing as an SVG file of its own, for viewers that know no Vega, and notes. Throws as `renderFigure`. */
export function renderStandaloneFigure(
  spec: object,
  place: FigurePlace = {},
): Promise<{ readonly svg: string; readonly notes: readonly string[] }> {
  return inTurn(async () => {
    const { own, words } = parts(jsonSpec(spec, "figure"));
    const wide = await wideLayout(own, orderOf("figure", place), words.narrow !== undefined);
    const { svg, note } = placed(wide.svg, "figure");
    const { alt, notes } = described(own, words, wide);
    const told = [wide.pictured, note].filter((text) => text !== undefined);
    return { svg: standalone(svg, alt), notes: [...wide.warnings, ...told, ...notes] };
  });
}

/** Starts loading Vega, which takes longer than drawing a chart; call it while something else is awaited. */
export function warmUpFigures(): void {
  engine().catch(() => undefined);
}

function orderOf(subject: string, { files = noFiles, now }: FigurePlace) {
  return { subject, files, now };
}

function parts(spec: Spec): { own: Spec; words: Partial<FigureJson> } {
  const { usermeta, ...own } = spec;
  return { own, words: (usermeta as { flopbook?: Partial<FigureJson> } | undefined)?.flopbook ?? {} };
}

function described(
  spec: Spec,
  words: Partial<FigureJson>,
  drawing: Drawn,
): { readonly alt: string; readonly notes: readonly string[] } {
  for (const alt of [words.alt, spec.description])
    if (typeof alt === "string" && alt.trim() !== "") return { alt, notes: [] };
  const alt = chartDescription(spec, drawing.root);
  return {
    alt,
    notes: [`readers who do not see the chart are told "${alt}"; write a description to say it better`],
  };
}

let last: Promise<unknown> = Promise.resolve();

/** Vega counts ids and draws random numbers process-wide: one figure at a time. */
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const turn = last.then(work);
  last = turn.catch(() => undefined);
  return turn;
}
