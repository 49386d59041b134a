// How all charts look: sizes, colours in their order, dashes, and the Vega-Lite config that goes with each spec.
import { chartColour, seriesColours } from "../../ground/mime.js";
import { sansWidths } from "./sans-widths.js";

export { chartColour };

/** Widths in px of the two drawings of each chart: the text column, and a phone less its gutters. */
export const chartWidth = { wide: 592, narrow: 350 } as const;
export const textSize = 14;
export const lineHeight = 18;

/** Dashes of series in the order of their colours; lightness and dash both survive greyscale. */
const dashes: readonly (readonly number[])[] = [
  [1, 0],
  [7, 4],
  [2, 4],
  [9, 3, 2, 3],
  [12, 3],
  [4, 2, 1, 2],
  [1, 2],
  [10, 4, 2, 4, 2, 4],
];

/** Colour and dash of the series at `index`, from 0: eight differ, and then they come again. */
export function seriesStyle(index: number): { readonly color: string; readonly dash: readonly number[] } {
  const at = index % seriesColours.length;
  return { color: seriesColours[at] ?? chartColour.c1, dash: dashes[at] ?? [1, 0] };
}

/** A series that is context: thin and grey. Its label is written in muted ink, since grey may not carry text. */
export const quietStyle = { color: chartColour["c-quiet"], dash: [1, 0] } as const;

/** The config of every spec, so that it looks alike on a page and in a notebook. */
export const chartConfig = {
  background: chartColour.paper,
  font: "'Source Sans 3', 'Source Sans Pro', sans-serif",
  view: { stroke: null },
  axis: {
    title: null,
    labelFontSize: textSize,
    labelColor: chartColour.muted,
    labelBound: false,
    labelFlush: false,
    labelOverlap: false,
    labelPadding: 8,
    domainColor: chartColour.rule,
    tickColor: chartColour.rule,
    gridColor: chartColour.hair,
  },
  axisX: { grid: false, tickSize: 5, labelPadding: 3 },
  axisY: { domain: false, ticks: false },
  text: { fontSize: textSize, color: chartColour.ink, baseline: "middle", lineHeight },
  line: { strokeWidth: 2, strokeCap: "butt" },
} as const;

/** What a point is: assumed or stated by someone, measured, computed here. */
export type MarkKind = "assumption" | "measurement" | "result";

/** Point marks by kind: open circle, filled diamond, filled dot. */
export const markShapes = {
  assumption: { shape: "circle", size: 75, filled: false, strokeWidth: 2.25 },
  measurement: { shape: "diamond", size: 110, filled: true, strokeWidth: 1 },
  result: { shape: "circle", size: 75, filled: true, strokeWidth: 1 },
} as const;

/** Width in px of `text` in the sans face of charts. Characters it lacks count as wide as a digit. */
export function labelWidth(text: string, weight: 400 | 600 = 400): number {
  const { ascii, others } = sansWidths[weight];
  let units = 0;
  for (const char of text) units += ascii[char.charCodeAt(0) - 0x20] ?? others[char] ?? 513;
  return (units / 1000) * textSize;
}

/** Width in px of the widest of `texts`; 0 for none. */
export function widest(texts: readonly string[], weight: 400 | 600 = 400): number {
  return Math.max(0, ...texts.map((text) => labelWidth(text, weight)));
}

/** `text` in lines no wider than `limit` px where its spaces allow; a number keeps the word after it. */
export function wrapped(text: string, limit: number, weight: 400 | 600 = 400): readonly string[] {
  const result: string[] = [];
  for (const word of text.replace(/(?<=\d) (?=[\p{L}%])/gu, "\u00a0").split(" ")) {
    const last = result.at(-1);
    if (last !== undefined && labelWidth(`${last} ${word}`, weight) <= limit)
      result[result.length - 1] = `${last} ${word}`;
    else result.push(word);
  }
  return result;
}
