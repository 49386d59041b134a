// Charts: pure functions from results to Vega-Lite specs, with the words round them. Places, margins, ticks and labels
// are worked out here, for two widths and from one table of letter widths; Vega-Lite is the form that is handed on.
export { type Bar, type BarOptions, bars, type DotOptions, dots } from "./bars.js";
export type { ChartSpec, ChartWords } from "./chart.js";
export {
  type CompareOptions,
  compare,
  type Pair,
  type RangeOptions,
  type RangeRow,
  ranges,
} from "./compare.js";
export {
  type LineOptions,
  type LineSeries,
  lines,
  type MarkedPoint,
  type ReferenceLine,
  type SurfaceLevel,
} from "./lines.js";
export { type StackOptions, type StackPanel, type StackPart, stacks } from "./stacks.js";
export { seriesStyle } from "./theme.js";
export { chartAxis, type ThemedWords, themed } from "./themed.js";
export type { AxisOptions } from "./ticks.js";
export type { ChartValue } from "./values.js";
