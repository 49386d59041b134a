// The contract between the two halves: MIME names and JSON shapes of what a cell hands to a page.
import type { Source } from "./source.js";

/** MIME names of the outputs that notebooks and pages exchange. */
export const mimeType = {
  vegaLite: "application/vnd.vegalite.v5+json",
  values: "application/vnd.flopbook.values.v1+json",
  equation: "application/vnd.flopbook.equation.v1+json",
  table: "application/vnd.flopbook.table.v1+json",
  verdict: "application/vnd.flopbook.verdict.v1+json",
  sources: "application/vnd.flopbook.sources.v1+json",
  html: "text/html",
  latex: "text/latex",
  markdown: "text/markdown",
  svg: "image/svg+xml",
  png: "image/png",
  text: "text/plain",
} as const;

/** One output in several forms; JSON forms are objects, the others strings. */
export type MimeBundle = Readonly<Record<string, unknown>>;

/** The method by which a value says how it shows itself (as in Deno's kernel). */
export const displaySymbol: unique symbol = Symbol.for("Jupyter.display") as never;

/**
 * One node of the tree behind a number. `value` is in `unit`, a base unit such as "FLOP", "s", "byte/s" or a
 * counted noun such as "MAC" or "token"; `displayUnit` asks for another one on the page ("h", "GiB").
 */
export interface DerivationJson {
  readonly label: string;
  readonly symbolTex?: string;
  readonly value: number;
  readonly unit: string;
  readonly displayUnit?: string;
  /** "formula": computed here; "sum": the total of its inputs; "given": an input; "constant": a convention. */
  readonly kind: "formula" | "sum" | "given" | "constant";
  readonly formula?: FormulaJson;
  /** Convention or stated assumption, in words. */
  readonly note?: string;
  readonly citation?: CitationJson;
  readonly inputs: readonly DerivationJson[];
}

/** A formula as a page prints it: "F = 3 F_f N E", the same with values, and the result. */
export interface FormulaJson {
  readonly id: string;
  readonly meaning: string;
  readonly expression: string;
  readonly tex: string;
  readonly substitutedTex: string;
  readonly resultTex: string;
  readonly conventions: readonly string[];
  readonly citation?: CitationJson;
}

export interface CitationJson {
  readonly source: Source;
  readonly place?: string;
}

/** `mimeType.values`: numbers that prose may name, the baseline records, and derivations explain. */
export interface ValuesJson {
  readonly values: readonly NamedValueJson[];
}

export interface NamedValueJson {
  readonly name: string;
  /** Relative tolerance of the regression check; 1e-9 when absent. */
  readonly tolerance?: number;
  readonly derivation: DerivationJson;
}

/** `mimeType.equation`: a display formula; `substitutedTex` and `resultTex` make it a worked step. */
export interface EquationJson {
  readonly tex: string;
  readonly substitutedTex?: string;
  readonly resultTex?: string;
  readonly derivation?: DerivationJson;
}

/** `mimeType.table`. A title states the finding; the caption says what is shown. */
export interface TableJson {
  readonly title: string;
  readonly caption: string;
  readonly columns: readonly ColumnJson[];
  readonly rows: readonly (readonly CellJson[])[];
  readonly source?: string;
  /** True for tables that use the margin too (five columns or more). */
  readonly wide?: boolean;
}

export interface ColumnJson {
  readonly head: string;
  /** "text" left, "number" right on the decimal point, "tex" a symbol, "unit" muted, "rowHead" a row header. */
  readonly kind: "text" | "number" | "tex" | "unit" | "rowHead" | "verdict";
}

export type CellJson =
  | string
  | null
  | { readonly tex: string }
  | {
      readonly value: number;
      readonly unit: string;
      readonly displayUnit?: string;
      readonly digits?: number;
      readonly hideUnit?: boolean;
    }
  | { readonly verdict: VerdictName }
  | { readonly text: string; readonly citation: CitationJson }
  /** Markdown, and a muted line below it that ends in the citation. */
  | { readonly text: string; readonly under: string; readonly citation?: CitationJson };

export type VerdictName = "agrees" | "rounding" | "inconsistent" | "wrong-premise";

/** `mimeType.verdict`: one worked example judged. `sentence` may stand alone under a report's summary. */
export interface VerdictJson {
  readonly id: string;
  readonly title: string;
  readonly verdict: VerdictName;
  readonly sentence: string;
  readonly cause?: string;
  readonly citation?: CitationJson;
}

/** `mimeType.sources`: documents that prose may cite by id, beyond those that values and tables bring along. */
export interface SourcesJson {
  readonly sources: readonly Source[];
}

/** Under `usermeta.flopbook` of a Vega-Lite spec: the words round the figure. */
export interface FigureJson {
  /** Finding, a sentence without full stop. */
  readonly title: string;
  /** What is drawn, with unit. */
  readonly caption: string;
  /** The data in words, for readers who do not see the chart. */
  readonly alt: string;
  readonly source?: string;
  /** The same chart laid out for a phone, 350 px wide: a spec that shares `datasets` and `config` with the wide one. */
  readonly narrow?: Readonly<Record<string, unknown>>;
}

/** Colours a chart names (the light set). A page swaps each for its token of that name: light, dark and print differ. */
export const chartColour = {
  ink: "#1c2026",
  muted: "#59616c",
  rule: "#d3d8de",
  hair: "#e6e9ed",
  paper: "#ffffff",
  c1: "#0b5a82",
  c2: "#b25d0a",
  c3: "#4a1a52",
  c4: "#007552",
  "c-quiet": "#7f98ab",
} as const;

/** Colours of series in their order. Those after `c4` read on white and on the dark page alike, so they are no tokens. */
export const seriesColours = [
  chartColour.c1,
  chartColour.c2,
  chartColour.c3,
  chartColour.c4,
  "#b5477d",
  "#7d7a1e",
  "#5b74d6",
  "#9a6b4b",
] as const;

/**
 * How a report shows a MIME type of one's own. `render` gets the data (JSON is parsed) and returns what stands for it:
 * `{ html, text }`, forms by MIME type, a chart's Vega-Lite spec, or anything that shows itself, such as `table({ ... })`.
 * HTML passes the same allow list as that of other code. Pages are made outside the notebook, so it must give the same
 * for the same data.
 */
export interface Renderer {
  /** "application/vnd.acme.tree+json" */
  readonly type: string;
  readonly render: (data: unknown) => object;
}
