// Worked examples for notebooks: judged by id, and set in a table.
import { type ExampleResult, evaluateExample, example } from "./examples/index.js";
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
      title,
      statedText,
      computedText ?? "",
      correctText ?? computedText ?? "",
      verdict === null ? (problem ?? "") : { verdict },
      cause ?? note ?? "",
    ]),
  });
}
