// Worked examples for notebooks: judged by id, and set in a table.
import { type ExampleResult, evaluateExample, example } from "./examples/index.js";
import { difference } from "./format.js";
import { type Table, type TableSpec, table } from "./table.js";

/** The worked examples with these ids, evaluated. Errors on an unknown id, with the nearest names. */
export function judged(...ids: readonly string[]): readonly ExampleResult[] {
  return ids.map((id) => evaluateExample(example(id)));
}

/** Statements against computed values: what is stated, what its own inputs give, what is right, and why. */
export function verdictsTable(
  words: Pick<TableSpec, "title" | "caption" | "source">,
  results: readonly ExampleResult[],
): Table {
  return table({
    ...words,
    columns: [
      { head: "Statement", kind: "rowHead" },
      { head: "Stated", kind: "text" },
      { head: "Computed", kind: "text" },
      { head: "Right", kind: "text" },
      { head: "Verdict", kind: "verdict" },
      { head: "Cause", kind: "text" },
    ],
    rows: results.map(({ title, statedText, computedText, correctText, verdict, cause, problem, note }) => [
      prose(title),
      prose(statedText),
      prose(computedText ?? ""),
      prose(correctText ?? computedText ?? ""),
      verdict === null ? prose(problem ?? "") : { verdict },
      prose(cause ?? note ?? ""),
    ]),
  });
}

/**
 * Stated and right value of a statement, as far as both are numbers; undefined for ranges, limits and words. Where
 * the right value is the stated one, and only the way to it is wrong, what its own formula gives stands for it.
 */
export function statedAndRight(
  result: ExampleResult,
): { readonly stated: number; readonly right: number } | undefined {
  const { computed, relativeDifference, correct } = result;
  if (computed === null || relativeDifference === null || correct === null) return undefined;
  const stated = computed / (1 + relativeDifference);
  const same = Math.abs(correct - stated) <= 0.005 * Math.abs(stated);
  return { stated, right: same ? computed : correct };
}

/** How many times too large or too small a statement is; undefined where that is no number, or one of them is zero. */
export function errorFactor(result: ExampleResult): number | undefined {
  const { stated = 0, right = 0 } = statedAndRight(result) ?? {};
  return stated > 0 && right > 0 ? Math.max(stated / right, right / stated) : undefined;
}

/** Errors of one kind: what is stated, what is right, how far off it is, and why. */
export function errorsTable(
  words: Pick<TableSpec, "title" | "caption" | "source">,
  results: readonly ExampleResult[],
): Table {
  return table({
    ...words,
    columns: [
      { head: "Statement", kind: "rowHead" },
      { head: "Stated", kind: "text" },
      { head: "Right", kind: "text" },
      { head: "Off by", kind: "text" },
      { head: "Cause", kind: "text" },
    ],
    rows: results.map((result) => [
      prose(result.title),
      prose(result.statedText),
      prose(result.correctText ?? result.computedText ?? ""),
      offBy(result),
      prose(result.cause ?? result.note ?? ""),
    ]),
  });
}

function offBy(result: ExampleResult): string {
  const { stated, right } = statedAndRight(result) ?? {};
  return stated === undefined || !right ? "" : difference(right, stated);
}

const raised = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/**
 * Words as Markdown that means nothing but themselves, with powers raised: "6 × 10^−5" and "2*n" stay what they are.
 * Raised digits and the double bar, which text faces lack, are written in other ways.
 */
function prose(text: string): string {
  return text
    .replace(/[\\`*_{}[\]<>#$~@|]/g, "\\$&")
    .replace(/[⁰¹²³⁴-⁹]+/g, (digits) => `^${[...digits].map((digit) => raised.indexOf(digit)).join("")}^`)
    .replace(/\^(−?\d+)(?!\d*\^)/g, "^$1^")
    .replaceAll("‖", "\\|\\|");
}
