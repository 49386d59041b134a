// A Vega-Lite spec -> SVG text for a page, without browser, network or installed fonts; the same bytes every time.
import { FlopbookError } from "../../errors.js";
import type { FigureJson } from "../../mime.js";
import { checkedSpec, type Spec } from "./check.js";
import { dressed, standalone } from "./svg.js";
import { drawn, engine } from "./vega.js";

/** One chart drawn twice; a page shows one of them by media query, print uses the wide one. */
export interface FigureSvg {
  readonly wide: string;
  readonly narrow: string;
}

const WIDE = 592; // px: the text column of 37 rem
const NARROW = 350; // px: a phone less its gutters

/**
 * Draws a Vega-Lite spec for a page: svg elements of class "chart", 592 px and 350 px wide in rem, ids prefixed
 * with `id`, colours of `chartColour` as `var(--token)`, `role="img"` with the words of `usermeta.flopbook.alt`.
 * Data must be inline. Throws FlopbookError on an empty chart, an unknown mark, a field that the data lack, a
 * warning of Vega or Vega-Lite, data from a file or the network. Charts of several views keep their own width.
 */
export function renderFigure(spec: object, id: string): Promise<FigureSvg> {
  return inTurn(async () => {
    const { wide, narrow, alt } = variants(checkedSpec(spec, id), id);
    const wideSvg = await drawn(wide, id);
    const narrowSvg = narrow === wide ? wideSvg : await drawn(narrow, `${id}, narrow`);
    return {
      wide: dressed(wideSvg, { prefix: `${id}-w`, alt, maxWidth: WIDE }),
      narrow: dressed(narrowSvg, { prefix: `${id}-n`, alt, maxWidth: NARROW }),
    };
  });
}

/** The wide drawing as an SVG file of its own, for viewers that know no Vega. Throws as `renderFigure`. */
export function renderStandaloneFigure(spec: object): Promise<string> {
  return inTurn(async () => {
    const { wide, alt } = variants(checkedSpec(spec, "figure"), "figure");
    return standalone(await drawn(wide, "figure"), alt);
  });
}

/** Starts loading Vega, which takes longer than drawing a chart; call it while something else is awaited. */
export function warmUpFigures(): void {
  engine().catch(() => undefined);
}

/** What is drawn: the author's narrow spec; else the wide one at another width; else, several views, the wide one. */
function variants(spec: Spec, subject: string): { wide: Spec; narrow: Spec; alt: string } {
  const { usermeta, ...own } = spec;
  const words = (usermeta as { flopbook?: Partial<FigureJson> } | undefined)?.flopbook ?? {};
  const alt = words.alt ?? spec.description;
  if (typeof alt !== "string" || alt.trim() === "")
    throw new FlopbookError(
      `${subject}: nothing tells the data to readers who do not see the chart; set usermeta.flopbook.alt or description`,
    );
  if (words.narrow !== undefined) {
    const shared: Record<string, unknown> = {};
    for (const key of ["datasets", "config"]) if (key in own) shared[key] = own[key];
    return { wide: own, narrow: checkedSpec({ ...shared, ...words.narrow }, `${subject}, narrow`), alt };
  }
  if (!("mark" in own || "layer" in own)) return { wide: own, narrow: own, alt };
  const fitted = { autosize: { type: "fit-x", contains: "padding" }, ...own };
  return { wide: { ...fitted, width: WIDE }, narrow: { ...fitted, width: NARROW }, alt };
}

let last: Promise<unknown> = Promise.resolve();

/** Vega counts ids and draws random numbers process-wide: one figure at a time. */
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const turn = last.then(work);
  last = turn.catch(() => undefined);
  return turn;
}
