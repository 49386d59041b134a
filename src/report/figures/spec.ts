// A chart's JSON: whether it speaks Vega or Vega-Lite, and words for what Vega-Lite cannot read.
import { FlopbookError, suggestion } from "../../ground/errors.js";
import { reason } from "./complaints.js";

/** A Vega-Lite or Vega spec as JSON. */
export type Spec = Readonly<Record<string, unknown>>;

/** A copy of the spec as JSON holds it: NaN is null there. Throws FlopbookError for what is not JSON. */
export function jsonSpec(spec: object, subject: string): Spec {
  try {
    return JSON.parse(JSON.stringify(spec)) as Spec;
  } catch (cause) {
    throw new FlopbookError(`${subject}: the spec is not JSON, got ${String(cause)}; use plain data`, {
      cause,
    });
  }
}

/** Transforms of Vega that paint on a browser's canvas while data are read. */
export function canvasTransform(spec: Spec): string | undefined {
  return /"type":"(wordcloud|heatmap)"/.exec(JSON.stringify(spec))?.[1];
}

const views = ["mark", "layer", "concat", "hconcat", "vconcat", "repeat", "spec"];

/** True for a Vega spec; what a Vega-Lite spec must have decides before `$schema` does. */
export function isVega(spec: Spec): boolean {
  if (views.some((key) => key in spec)) return false;
  return "marks" in spec || /\/vega\/v/.test(String(spec.$schema ?? ""));
}

const marks =
  "arc area bar boxplot circle errorband errorbar geoshape image line point rect rule square text tick trail".split(
    " ",
  );

/** Vega-Lite's failure in words for a person; it says little of a mark that it does not know. */
export function compileFailure(spec: Spec, subject: string, error: unknown): FlopbookError {
  const unknown = marksIn(spec).find((mark) => !marks.includes(mark));
  if (unknown !== undefined)
    return new FlopbookError(`${subject}: unknown mark, got "${unknown}"${suggestion(unknown, marks)}`, {
      cause: error,
    });
  return new FlopbookError(
    `${subject}: Vega-Lite cannot read the spec, got "${reason(error).slice(0, 160)}"; correct the spec`,
    { cause: error },
  );
}

/** Names of the marks of all views. */
export function marksIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(marksIn);
  if (value === null || typeof value !== "object") return [];
  const { mark, data: _, datasets: __, config: ___, ...rest } = value as Spec;
  const type = typeof mark === "object" && mark !== null ? (mark as Spec).type : mark;
  return [...(typeof type === "string" ? [type] : []), ...Object.values(rest).flatMap(marksIn)];
}
