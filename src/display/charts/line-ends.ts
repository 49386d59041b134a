// The labels at the ends of lines: their text, and heights at which none touches another.
import type { EndRow, Plane, PlannedSeries } from "./line-plan.js";
import { spread } from "./place.js";
import { chartColour, labelWidth, lineHeight, widest, wrapped } from "./theme.js";

/** Label and end value, on one line where they fit. */
export function endLines({ label, endText }: PlannedSeries, limit: number): readonly string[] {
  const whole = endText === "" ? label : `${label}  ${endText}`;
  if (labelWidth(whole, 600) <= limit) return [whole.replace("  ", "\u00a0\u00a0")];
  return [...wrapped(label, limit, 600), ...(endText === "" ? [] : [endText])];
}

/** A label for the end of every line, moved up or down where others stand over or under it. */
export function endLabels({ series, labelLimit, px, width, height, endGap }: Plane): readonly EndRow[] {
  const texts = series.map((one) => endLines(one, labelLimit));
  const gap = texts.some((lines) => lines.length > 1) ? 4 : 0;
  const wanted = series.map(({ points }, i): EndLabel => {
    const [x, y] = px(points.at(-1) ?? [0, 0]);
    const lines = texts[i] ?? [];
    const inside = x < width - 1;
    return { x, y, inside, size: lines.length * lineHeight + gap, width: endGap + widest(lines, 600) };
  });
  const ys = heights(wanted, height);
  return wanted.map(({ x, y, inside }, i) => {
    const [{ quiet, color } = { quiet: false, color: chartColour.ink }, lines = [], centre = 0] = [
      series[i],
      texts[i],
      ys[i],
    ];
    const moved = Math.abs(centre - y) > (lines.length * lineHeight) / 2 + (inside ? 2 : -2);
    return {
      text: lines,
      px: x + endGap,
      py: centre - ((lines.length - 1) * lineHeight) / 2,
      color: quiet ? chartColour.muted : color,
      quiet,
      lead: moved ? { x0: x + 1, y0: y, x1: x + endGap - 2, y1: centre } : null,
    };
  });
}

/** An end label before it has a height: where its line ends, and how large it is. */
interface EndLabel {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly size: number;
  /** The line ends before the right edge: the label stands on the plane, above its axis. */
  readonly inside: boolean;
}

/** Centres of labels, spread among those that stand over each other. */
function heights(labels: readonly EndLabel[], height: number): readonly number[] {
  const result: number[] = [];
  const open = new Set(labels);
  for (const first of labels) {
    if (!open.delete(first)) continue;
    const column = [first];
    for (const member of column)
      for (const other of open) if (overlap(member, other) && open.delete(other)) column.push(other);
    const bottom = column.every(({ inside }) => inside) ? height : height + lineHeight / 2;
    const ys = spread(column, -lineHeight / 2, bottom);
    for (const [k, label] of column.entries()) result[labels.indexOf(label)] = ys[k] ?? 0;
  }
  return result;
}

function overlap(a: EndLabel, b: EndLabel): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width;
}
