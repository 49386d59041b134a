// What every chart is: a Vega-Lite spec with the words round it, laid out for the text column and for a phone.
import type { FigureJson } from "../../ground/mime.js";
import { chartConfig } from "./theme.js";

/** The words round a chart. */
export interface ChartWords {
  /** The finding, a sentence with a number, without full stop. */
  readonly title: string;
  /** What is drawn, with unit. */
  readonly caption: string;
  /** Conditions and origin of the data. */
  readonly source?: string;
  /** The data in words; made from the data when absent. */
  readonly alt?: string;
}

/** A Vega-Lite spec that `show` displays and a report draws. */
export interface ChartSpec {
  readonly $schema: string;
  readonly usermeta: { readonly flopbook: FigureJson };
  readonly [key: string]: unknown;
}

/** Rows by name; layers of both layouts refer to them. */
export type Datasets = Readonly<Record<string, readonly object[]>>;

/** One drawing: view size, padding and layers. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly padding: {
    readonly left: number;
    readonly top: number;
    readonly right: number;
    readonly bottom: number;
  };
  readonly layer: readonly object[];
}

interface ChartParts {
  readonly words: ChartWords;
  /** The data in words, when the author gives none. */
  readonly alt: string;
  readonly datasets: Datasets;
  readonly wide: Layout;
  readonly narrow: Layout;
}

/** The spec of a chart from its parts. Words are taken as they are: an empty one is left out of the page. */
export function chartSpec({ words, alt, datasets, wide, narrow }: ChartParts): ChartSpec {
  const flopbook: FigureJson = {
    title: words.title,
    caption: words.caption,
    alt: words.alt ?? alt,
    ...(words.source === undefined ? {} : { source: words.source }),
    narrow: { autosize: "none", ...narrow },
  };
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v5.json",
    usermeta: { flopbook },
    description: flopbook.alt,
    config: chartConfig,
    datasets,
    autosize: "none",
    ...wide,
  };
}

/** A field as a quantitative position in px, past any scale. */
export function pixels(field: string): object {
  return { field, type: "quantitative", scale: null, axis: null };
}
