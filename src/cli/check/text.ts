// The result of a check as text: a table of examples, a table of notebook values, what is wrong, one line at the end.

import type { Judgement } from "../../examples/index.js";
import { difference, text } from "../../numbers/format.js";
import type { Terminal } from "../terminal.js";
import { plainSpaces, textTable, wrapped } from "../text-table.js";
import type { ValueCheck } from "./baseline.js";
import { type CheckResult, type NotebookRow, passes, summary } from "./result.js";

/** Everything checked; with `quiet` the failures only, and nothing when there are none. */
export function checkText(result: CheckResult, terminal: Terminal, quiet: boolean): string {
  const parts = [
    examplesText(result.examples, terminal, quiet),
    quiet ? "" : documentsText(result.examples),
    notebooksText(result.notebooks, terminal, quiet),
    notesText(result, terminal),
    problemsText(result, terminal),
    quiet && passes(result) ? "" : closingLine(result, terminal),
  ];
  return plainSpaces(parts.filter((part) => part !== "").join("\n"));
}

function examplesText(examples: readonly Judgement[], { colors }: Terminal, quiet: boolean): string {
  const shown = quiet ? examples.filter(({ status }) => status === "fail") : examples;
  if (shown.length === 0) return "";
  const rows = shown.map(({ id, statedText, computedText, differenceText, verdict, correctText, status }) => [
    id,
    statedText,
    computedText ?? "-",
    differenceText ?? "-",
    status === "fail" ? `FAILED ${verdict ?? ""}`.trim() : (verdict ?? ""),
    verdict === "rounding" ? "" : (correctText ?? ""),
  ]);
  const heads = ["worked example", "stated", "computed", "from stated", "verdict", "right value"];
  return textTable(columns(heads), rows, (line, at) =>
    shown[at]?.status === "fail" ? colors.red(line) : line,
  );
}

const verdicts = ["agrees", "rounding", "inconsistent", "wrong-premise"] as const;

/** How many records of each document have which verdict, conflicts included; nothing for a single document. */
function documentsText(examples: readonly Judgement[]): string {
  const documents = new Map(examples.map(({ document }) => [document.id, document]));
  if (documents.size < 2) return "";
  const rows = [...documents].sort().map(([id, { title }]) => {
    const own = examples.filter(({ document }) => document.id === id);
    const counts = verdicts.map((name) => own.filter(({ verdict }) => verdict === name).length);
    return [id, ...[own.length, ...counts].map(String), title];
  });
  const heads = ["document", "records", ...verdicts, "title"];
  const last = heads.length - 1;
  return textTable(
    heads.map((head, at) => ({ head, align: at > 0 && at < last ? ("right" as const) : ("left" as const) })),
    rows,
  );
}

function notebooksText(notebooks: readonly NotebookRow[], { colors }: Terminal, quiet: boolean): string {
  const values = notebooks.flatMap(({ name, values }) => values.map((value) => ({ name, value })));
  const shown = quiet ? values.filter(({ value }) => value.status !== "pass") : values;
  if (shown.length === 0) return "";
  const rows = shown.map(({ name, value }) => [
    `${name}: ${value.name}`,
    numberText(value.baseline, value.baselineUnit),
    numberText(value.computed, value.unit),
    differenceText(value),
    value.status === "pass" ? "same" : value.status,
  ]);
  const heads = ["notebook value", "baseline", "computed", "difference", "state"];
  return textTable(columns(heads), rows, (line, at) =>
    shown[at]?.value.status === "pass" ? line : colors.red(line),
  );
}

function columns(heads: readonly string[]) {
  return heads.map((head, at) => ({
    head,
    align: at > 0 && at < 4 ? ("right" as const) : ("left" as const),
  }));
}

/** A number with its unit; a dash where there is none. */
export function numberText(value: number | null, unit: string | null, digits = 3): string {
  if (value === null) return "-";
  return Number.isFinite(value) ? text(value, unit ?? "1", { digits }) : String(value);
}

function differenceText({ baseline, computed, status }: ValueCheck): string {
  if (baseline === null || computed === null || status === "unit" || status === "not-finite") return "-";
  if (baseline === 0) return computed === 0 ? "0 %" : "-";
  return difference(baseline, computed);
}

/** What differs from run to run: a baseline of such a value holds by chance. */
function notesText({ notebooks }: CheckResult, { colors }: Terminal): string {
  const notes = notebooks.flatMap(({ notes = [] }) => notes);
  return notes.map((note) => `${colors.yellow("note")} ${note}\n`).join("");
}

function problemsText({ examples, notebooks }: CheckResult, { colors, columns }: Terminal): string {
  const problems = [
    ...examples.flatMap(({ id, problem }) => (problem === null ? [] : [`${id}: ${problem}`])),
    ...notebooks.flatMap(({ name, problems, values }) => [
      ...problems,
      ...values.flatMap((value) =>
        value.problem === null ? [] : [`${name}: ${value.name}: ${value.problem}`],
      ),
    ]),
  ];
  const width = Math.max(60, Math.min(110, columns));
  return problems
    .map((problem) => (problem.includes("\n") ? problem : wrapped(problem, width, "  ")))
    .map((problem) => `${colors.red("FAILED")} ${problem}\n`)
    .join("");
}

const nothing =
  "nothing to check: no worked example and no notebook; `flopbook check --all` checks the examples that ship with flopbook";

function closingLine(result: CheckResult, { colors }: Terminal): string {
  const { examples, notebooks, values, verdicts } = summary(result);
  const parts = [
    examples.total > 0 ? `${of(examples)} worked examples as expected (${verdictCounts(verdicts)})` : "",
    notebooks.total > 0
      ? `${of(notebooks)} notebooks${values.total > 0 ? ` and ${of(values)} values` : ""} as in their baselines`
      : "",
  ].filter((part) => part !== "");
  const line = parts.join("; ") || nothing;
  return `${passes(result) ? colors.green(line) : colors.red(line)}\n`;
}

function of({ passed, total }: { readonly passed: number; readonly total: number }): string {
  return passed === total ? `all ${total}` : `${passed} of ${total}`;
}

function verdictCounts(verdicts: Readonly<Record<string, number>>): string {
  return Object.entries(verdicts)
    .map(([verdict, count]) => `${count} ${verdict}`)
    .join(", ");
}
