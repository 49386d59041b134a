// `flopbook check`: worked examples against what was stated and expected, notebooks against their baselines.
import { resolve } from "node:path";
import { FlopbookError } from "../errors.js";
import { type ExampleResult, evaluateExamples } from "../examples/index.js";
import { exampleText } from "./check-example.js";
import type { CheckedNotebook, NotebookCheck } from "./check-notebooks.js";
import { type CheckResult, checkJson, passes } from "./check-result.js";
import { type Targets, targetsOf } from "./check-targets.js";
import { checkText } from "./check-text.js";
import { progressDisplay } from "./progress.js";
import { type Project, projectAround } from "./project.js";
import type { Context, Terminal } from "./terminal.js";

/** The options as the command line gives them. */
export interface CheckWords {
  readonly examples?: readonly string[];
  readonly update?: true;
  readonly json?: true;
  readonly junit?: string;
  readonly cache: boolean;
  readonly timeout?: number;
  readonly quiet?: true;
}

/** Checks the named examples, notebooks and files, or everything; returns 1 when something is not as expected. */
export async function run(names: readonly string[], words: CheckWords, context: Context): Promise<number> {
  const { terminal } = context;
  const project = projectAround(terminal.cwd);
  const targets = await targetsOf(project, terminal.cwd, names, words.examples ?? []);
  if (words.update && targets.notebooks.length === 0)
    throw new FlopbookError("--update: no notebook to update; name one, or none for all", { exitCode: 2 });
  const examples = evaluateExamples(targets.examples);
  const notebooks = await checkedRows(project, targets, words, context);
  const result: CheckResult = { examples, notebooks };
  if (words.junit !== undefined) await writeJunit(resolve(terminal.cwd, words.junit), result);
  if (words.json) terminal.out(`${JSON.stringify(checkJson(result), undefined, 2)}\n`);
  else if (targets.single) terminal.out(singleText(examples, terminal, words.quiet === true));
  else terminal.out(checkText(result, terminal, words.quiet === true));
  return passes(result) ? 0 : 1;
}

/** Named examples one by one with their working; with `quiet` only those that fail. */
function singleText(results: readonly ExampleResult[], terminal: Terminal, quiet: boolean): string {
  return results
    .filter(({ status }) => !quiet || status === "fail")
    .map((result) => exampleText(result, terminal))
    .join("\n");
}

async function checkedRows(
  project: Project,
  targets: Targets,
  words: CheckWords,
  { terminal, signal }: Context,
) {
  if (targets.notebooks.length === 0 && !targets.everything) return [];
  const { checkedNotebooks, orphanedBaselines } = await import("./check-notebooks.js");
  const quiet = words.quiet === true || words.json === true;
  const progress = progressDisplay(terminal, { total: targets.notebooks.length, quiet });
  const ran = new Set<string>();
  const check: NotebookCheck = {
    project,
    notebooks: targets.notebooks,
    useCache: words.cache,
    timeoutSeconds: words.timeout,
    signal,
    step: (name, doing) => {
      if (doing.startsWith("cell ")) ran.add(name);
      if (ran.has(name)) progress.step(name, doing);
    },
    done: (name, ranClean) => ran.has(name) && progress.done(name, "ran", ranClean),
  };
  try {
    const checked = await checkedNotebooks(check);
    progress.finish();
    const rows = words.update ? await updatedRows(checked, words, terminal) : checked.map(({ row }) => row);
    return targets.everything ? [...rows, ...orphanedBaselines(project)] : rows;
  } finally {
    progress.finish();
  }
}

/** Accepts what the notebooks give now; those that ran clean then stand as in their baselines. */
async function updatedRows(checked: readonly CheckedNotebook[], words: CheckWords, terminal: Terminal) {
  const { baselineOf, comparedValues } = await import("./baseline.js");
  const { updatedBaselines } = await import("./check-update.js");
  const told = await updatedBaselines(checked, terminal.cwd);
  if (words.json) terminal.err(told);
  else terminal.out(told);
  return checked.map(({ row, values, old }) => {
    if (values === undefined) return row;
    const rows = comparedValues(values, baselineOf(values, old));
    const status = rows.every((value) => value.status === "pass") ? ("pass" as const) : ("fail" as const);
    return { name: row.name, status, problems: [], values: rows };
  });
}

async function writeJunit(path: string, result: CheckResult): Promise<void> {
  const [{ junitXml }, { writeWhole }] = await Promise.all([
    import("./junit.js"),
    import("../report/write.js"),
  ]);
  await writeWhole(path, junitXml(result));
}
