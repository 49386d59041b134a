// What `flopbook check` found, as data: the JSON it prints, the table and the JUnit file all come from here.
import type { Judgement } from "../../examples/index.js";
import type { ValueCheck } from "./baseline.js";

/** A worked example as `check --json` gives it; numbers are in `unit`, the unit of the statement. */
export type ExampleRow = Pick<
  Judgement,
  "id" | "stated" | "computed" | "unit" | "relativeDifference" | "verdict" | "correct" | "cause" | "status"
>;

/** One notebook's named values beside its baseline, and the errors of its cells. */
export interface NotebookRow {
  readonly name: string;
  readonly status: "pass" | "fail";
  /** Cell errors and a missing or orphaned baseline, as sentences. */
  readonly problems: readonly string[];
  readonly values: readonly ValueCheck[];
  /** What differs, or may, from run to run, as sentences; no reason to fail. */
  readonly notes?: readonly string[];
}

export interface CheckResult {
  readonly examples: readonly Judgement[];
  readonly notebooks: readonly NotebookRow[];
}

/** The JSON of `check --json`. */
export function checkJson({ examples, notebooks }: CheckResult): object {
  return { examples: examples.map(exampleRow), notebooks, summary: summary({ examples, notebooks }) };
}

/** The nine fields, in the order in which they are printed. */
export function exampleRow(result: Judgement): ExampleRow {
  const { id, stated, computed, unit, relativeDifference, verdict, correct, cause, status } = result;
  return { id, stated, computed, unit, relativeDifference, verdict, correct, cause, status };
}

/** Counts of everything checked, and whether all of it is good. */
export function summary({ examples, notebooks }: CheckResult) {
  const values = notebooks.flatMap((notebook) => notebook.values);
  const verdicts: Record<string, number> = {};
  for (const { verdict } of examples) if (verdict !== null) verdicts[verdict] = (verdicts[verdict] ?? 0) + 1;
  return {
    status: passes({ examples, notebooks }) ? ("pass" as const) : ("fail" as const),
    examples: counts(examples.map(({ status }) => status === "pass")),
    verdicts: Object.fromEntries(Object.entries(verdicts).sort(([a], [b]) => (a < b ? -1 : 1))),
    notebooks: counts(notebooks.map(({ status }) => status === "pass")),
    values: counts(values.map(({ status }) => status === "pass")),
  };
}

/** True when no example and no notebook fails. */
export function passes({ examples, notebooks }: CheckResult): boolean {
  return (
    examples.every(({ status }) => status === "pass") && notebooks.every(({ status }) => status === "pass")
  );
}

function counts(good: readonly boolean[]): {
  readonly total: number;
  readonly passed: number;
  readonly failed: number;
} {
  const passed = good.filter(Boolean).length;
  return { total: good.length, passed, failed: good.length - passed };
}
