// How charts look that bring no theme of their own; the author's config wins over every line.
import { chartColour, seriesColours } from "../../ground/mime.js";

const guide = {
  labelFontSize: 14,
  titleFontSize: 14,
  titleColor: chartColour.muted,
};

/** Vega-Lite's config. */
export const plainConfig = {
  font: "sans-serif",
  view: { stroke: null },
  axis: {
    ...guide,
    titleFontWeight: "normal",
    labelColor: chartColour.muted,
    domainColor: chartColour.rule,
    tickColor: chartColour.rule,
    gridColor: chartColour.hair,
  },
  legend: { ...guide, labelColor: chartColour.ink },
  header: { ...guide, labelColor: chartColour.ink },
  title: { fontSize: 14, color: chartColour.ink },
  text: { fontSize: 14, color: chartColour.ink },
  mark: { color: chartColour.c1 },
  range: { category: seriesColours },
};

/** Vega's config: colours alone, since its authors lay out their drawings themselves. */
export const vegaConfig = {
  aria: false,
  axis: {
    labelColor: chartColour.muted,
    titleColor: chartColour.muted,
    domainColor: chartColour.rule,
    tickColor: chartColour.rule,
    gridColor: chartColour.hair,
  },
  legend: { labelColor: chartColour.ink, titleColor: chartColour.muted },
  title: { color: chartColour.ink },
  range: plainConfig.range,
};
