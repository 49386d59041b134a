// Charts of one's own: any Vega-Lite spec in our colours and type, with words round it, and axes in our numbers.
import { FlopbookError } from "../../ground/errors.js";
import type { FigureJson } from "../../ground/mime.js";
import type { ChartSpec, ChartWords } from "./chart.js";
import { chartConfig, chartWidth, seriesStyle } from "./theme.js";
import { type AxisOptions, fittingAxis, vegaAxis, vegaScale } from "./ticks.js";
import { type ChartValue, valueIn } from "./values.js";

/** The words round a chart of one's own, whose data nobody else can put into words. */
export interface ThemedWords extends ChartWords {
  readonly alt: string;
  /** The same chart laid out for a phone, 350 px wide; absent: a report fits the wide one. */
  readonly narrow?: Readonly<Record<string, unknown>>;
}

/** Colours of categories in their order: as many as there are styles of series. */
const categories = Array.from({ length: 8 }, (_, index) => seriesStyle(index).color);

/**
 * A Vega-Lite spec of one's own as a chart of ours: our type, ink and colours, unless its `config` says otherwise, as
 * wide as the text column, unless it has a width; with title, caption and alternative text, which stand outside the
 * drawing. Errors where title or alternative text are empty, or the spec is none of Vega-Lite.
 */
export function themed(spec: Readonly<Record<string, unknown>>, words: ThemedWords): ChartSpec {
  checkWords(words);
  const { $schema, config, ...drawing } = spec;
  const schema = $schema ?? "https://vega.github.io/schema/vega-lite/v5.json";
  if (!String(schema).includes("/vega-lite/"))
    throw new FlopbookError(
      `themed: must be a spec of Vega-Lite, got $schema ${JSON.stringify(schema)}; show a spec of Vega as it is`,
    );
  const { title, caption, alt, source, narrow } = words;
  const flopbook: FigureJson = {
    ...{ title, caption, alt },
    ...(source === undefined ? {} : { source }),
    ...(narrow === undefined ? {} : { narrow }),
  };
  return {
    $schema: String(schema),
    usermeta: { flopbook },
    description: alt,
    ...(sized(drawing) ? {} : { width: chartWidth.wide, autosize: { type: "fit", contains: "padding" } }),
    ...drawing,
    config: merged({ ...chartConfig, range: { category: categories } }, config ?? {}),
  };
}

/**
 * Scale and axis of an encoding in our numbers: `x: { field: "time", type: "quantitative", ...chartAxis({ unit: "h" },
 * times) }`. Ends and ticks are round, and the unit stands at one tick. `width` is the room for the labels in px.
 */
export function chartAxis(
  options: AxisOptions,
  values: readonly ChartValue[],
  width: number = chartWidth.wide,
): { readonly scale: object; readonly axis: object } {
  if (values.length === 0)
    throw new FlopbookError("chartAxis: needs values, got none; hand over those that the axis is for");
  const numbers = values.map((value, at) => valueIn(value, options.unit, `value ${at + 1} of the axis`));
  const made = fittingAxis(options, numbers, width);
  return { scale: vegaScale(made), axis: vegaAxis(made) };
}

function checkWords({ title, alt }: ThemedWords): void {
  for (const [name, words] of Object.entries({ title, alt }))
    if (typeof words !== "string" || words.trim() === "")
      throw new FlopbookError(
        `themed: ${name} is needed, got ${JSON.stringify(words) ?? "none"}; ${name === "alt" ? "put the data into words for readers who do not see them" : "state the finding"}`,
      );
}

/** Views side by side have widths of their own; Vega-Lite fits single and layered ones only. */
function sized(drawing: Readonly<Record<string, unknown>>): boolean {
  const views = ["width", "hconcat", "vconcat", "concat", "facet", "repeat", "autosize"];
  return views.some((name) => name in drawing);
}

type Tree = Readonly<Record<string, unknown>>;

/** Ours with what the author says on top, key by key. */
function merged(ours: Tree, own: unknown): Tree {
  if (!isTree(own)) return ours;
  const both = Object.entries(own).map(([key, value]) => {
    const below = ours[key];
    return [key, isTree(below) && isTree(value) ? merged(below, value) : value] as const;
  });
  return { ...ours, ...Object.fromEntries(both) };
}

function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
