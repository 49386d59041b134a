// The Vega-Lite layers of a line chart: reference lines, lines, end labels, marks with their labels.
import { pixels } from "./chart.js";
import { levelLayers, levelTextLayer } from "./line-levels.js";
import type { EndRow, Plane } from "./line-plan.js";
import { chartColour, type MarkKind, markShapes } from "./theme.js";
import { vegaAxis, vegaScale } from "./ticks.js";

/**
 * The layers, from back to front. Rows come from the datasets `lines`, and `ends`, `references`, `levelTexts` and `marks` with
 * `suffix`, since positions in px differ between the drawings.
 */
export function lineLayers(plane: Plane, ends: readonly EndRow[], suffix: string): readonly object[] {
  const data = (name: string) => ({ name: name + suffix });
  return [
    ...levelLayers(plane),
    ...(plane.references.length > 0 ? referenceLayers(data("references")) : []),
    lineLayer(plane),
    ...endLayers(ends, data("ends")),
    ...(plane.levels.length > 0 ? [levelTextLayer(data("levelTexts"))] : []),
    ...(plane.marks.length > 0 ? markLayers(plane, data("marks")) : []),
  ];
}

function lineLayer({ series, x, y }: Plane): object {
  const labels = series.map(({ label }) => label);
  const bySeries = (range: readonly unknown[]) => ({
    field: "series",
    type: "nominal",
    sort: null,
    legend: null,
    scale: { domain: labels, range },
  });
  return {
    data: { name: "lines" },
    mark: { type: "line", clip: true },
    encoding: {
      x: { field: "x", type: "quantitative", scale: vegaScale(x), axis: vegaAxis(x) },
      y: { field: "y", type: "quantitative", scale: vegaScale(y), axis: vegaAxis(y) },
      color: bySeries(series.map(({ color }) => color)),
      strokeDash: bySeries(series.map(({ dash }) => dash)),
    },
  };
}

const literal = (field: string) => ({ field, type: "nominal", scale: null, legend: null });

function endLayers(ends: readonly EndRow[], data: object): readonly object[] {
  const label = (quiet: boolean) => ({
    data,
    transform: [{ filter: quiet ? "datum.quiet" : "!datum.quiet" }],
    mark: { type: "text", align: "left", fontWeight: quiet ? 400 : 600 },
    encoding: { x: pixels("px"), y: pixels("py"), text: { field: "text" }, color: literal("color") },
  });
  const lead = {
    data,
    transform: [{ filter: "datum.lead" }],
    mark: { type: "rule", strokeWidth: 1 },
    encoding: {
      x: pixels("lead.x0"),
      x2: { field: "lead.x1" },
      y: pixels("lead.y0"),
      y2: { field: "lead.y1" },
      color: literal("color"),
    },
  };
  return [
    ...(ends.some((end) => end.lead !== null) ? [lead] : []),
    ...[false, true].filter((quiet) => ends.some((end) => end.quiet === quiet)).map(label),
  ];
}

function referenceLayers(data: object): readonly object[] {
  return [
    {
      data,
      mark: { type: "rule", color: chartColour.ink, strokeWidth: 1, strokeDash: [3, 3] },
      encoding: { x: pixels("x0"), x2: { field: "x1" }, y: pixels("y0"), y2: { field: "y1" } },
    },
    ...(["left", "right"] as const).map((align) => ({
      data,
      transform: [{ filter: `datum.align === '${align}'` }],
      mark: { type: "text", align },
      encoding: { x: pixels("px"), y: pixels("py"), text: { field: "text" } },
    })),
  ];
}

function markLayers({ marks, x, y }: Plane, data: object): readonly object[] {
  const place = {
    x: { field: "x", type: "quantitative", scale: vegaScale(x) },
    y: { field: "y", type: "quantitative", scale: vegaScale(y) },
  };
  const points = (Object.keys(markShapes) as MarkKind[])
    .filter((kind) => marks.some((mark) => mark.kind === kind))
    .map((kind) => {
      const { filled, ...shape } = markShapes[kind];
      return {
        data,
        transform: [{ filter: `datum.kind === '${kind}'` }],
        mark: { type: "point", opacity: 1, filled: true, ...shape },
        encoding: {
          ...place,
          fill: filled ? literal("color") : { value: chartColour.paper },
          stroke: filled ? { value: chartColour.paper } : literal("color"),
        },
      };
    });
  const texts = (["left", "right", "center"] as const).map((align) => ({
    data,
    transform: [{ filter: `datum.align === '${align}'` }],
    mark: { type: "text", align },
    encoding: { x: pixels("px"), y: pixels("py"), text: { field: "text" } },
  }));
  return [...points, ...texts];
}
