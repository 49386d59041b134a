// `flopbook check`: worked examples against what was stated and expected, notebooks against their baselines.
import { join, resolve } from "node:path";
import type { ExampleResult, Judgement } from "../../examples/index.js";
import { FlopbookError } from "../../ground/errors.js";
import { progressDisplay } from "../progress.js";
import { type Project, projectAround, projectNotebooks } from "../project.js";
import type { Context, Terminal } from "../terminal.js";
import { exampleFiles } from "./example-files.js";
import { judgedFiles } from "./judgements.js";
import type { CheckedNotebook, NotebookCheck } from "./notebooks.js";
import { type CheckResult, checkJson, type NotebookRow, passes } from "./result.js";
import type { ExampleFault } from "./targets.js";
import { checkText } from "./text.js";

/** The options as the command line gives them. */
export interface CheckWords {
  readonly examples?: readonly string[];
  readonly all?: true;
  readonly update?: true;
  readonly json?: true;
  readonly junit?: string;
  readonly cache: boolean;
  readonly timeout?: number;
  readonly quiet?: true;
  readonly depth?: number;
}

/** Checks the named examples, notebooks and files, or everything; returns 1 when something is not as expected. */
export async function run(names: readonly string[], words: CheckWords, context: Context): Promise<number> {
  const { terminal } = context;
  const project = projectAround(terminal.cwd);
  const cacheFolder = words.cache ? join(project.root, ".flopbook") : undefined;
  const aims = await aimsOf(project, cacheFolder, names, words, terminal.cwd);
  if (words.update && aims.notebooks.length === 0)
    throw new FlopbookError("--update: no notebook to update; name one, or none for all", { exitCode: 2 });
  const notebooks = await checkedRows({ ...aims, project, cacheFolder }, words, context);
  const faults = aims.faults.map(faultRow);
  const result: CheckResult = { examples: aims.judgements, notebooks: [...notebooks, ...faults] };
  if (words.junit !== undefined) await writeJunit(resolve(terminal.cwd, words.junit), result);
  if (words.json) terminal.out(`${JSON.stringify(checkJson(result), undefined, 2)}\n`);
  else if (aims.single !== undefined) terminal.out(await singleText(aims.single, terminal, words));
  else terminal.out(checkText(result, terminal, words.quiet === true));
  return passes(result) ? 0 : 1;
}

/** What a check is about, with the examples judged. */
interface Aims {
  readonly judgements: readonly Judgement[];
  /** The same with their working, when only examples were named by id. */
  readonly single?: readonly ExampleResult[];
  /** Absolute paths. */
  readonly notebooks: readonly string[];
  readonly everything: boolean;
  /** The project's own files of examples that could not be read. */
  readonly faults: readonly ExampleFault[];
}

async function aimsOf(
  project: Project,
  cacheFolder: string | undefined,
  names: readonly string[],
  words: CheckWords,
  cwd: string,
): Promise<Aims> {
  const { examples: files = [] } = words;
  const all = words.all === true;
  if (all && names.length > 0)
    throw new FlopbookError("--all: checks everything, so it takes no target; leave one of the two out", {
      exitCode: 2,
    });
  if (names.length + files.length === 0)
    return {
      ...(await judgedFiles(project, exampleFiles(project, all), cacheFolder)),
      notebooks: projectNotebooks(project),
      everything: true,
    };
  const [{ targetsOf }, { evaluateExamples }] = await Promise.all([
    import("./targets.js"),
    import("../../examples/index.js"),
  ]);
  const named = { words: names, files, all };
  const { examples, notebooks, everything, single, faults } = await targetsOf(project, cwd, named);
  const judgements = evaluateExamples(examples);
  return { judgements, notebooks, everything, faults, ...(single ? { single: judgements } : {}) };
}

/** A file of examples that cannot be read fails a check as a notebook does. */
function faultRow({ file, problem }: ExampleFault): NotebookRow {
  return { name: file, status: "fail", problems: [problem], values: [] };
}

/** Named examples one by one with their working; with `quiet` only those that fail. */
async function singleText(
  results: readonly ExampleResult[],
  terminal: Terminal,
  { quiet, depth }: CheckWords,
): Promise<string> {
  const { exampleText } = await import("./example.js");
  return results
    .filter(({ status }) => quiet !== true || status === "fail")
    .map((result) => exampleText(result, terminal, depth))
    .join("\n");
}

async function checkedRows(
  aims: Aims & { readonly project: Project; readonly cacheFolder: string | undefined },
  words: CheckWords,
  { terminal, signal }: Context,
) {
  const { project, notebooks, everything, cacheFolder } = aims;
  if (notebooks.length === 0 && !everything) return [];
  const { checkedNotebooks, orphanedBaselines } = await import("./notebooks.js");
  const quiet = words.quiet === true || words.json === true;
  const progress = progressDisplay(terminal, { total: notebooks.length, quiet });
  const ran = new Set<string>();
  const check: NotebookCheck = {
    project,
    notebooks,
    cacheFolder,
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
    return everything ? [...rows, ...orphanedBaselines(project)] : rows;
  } finally {
    progress.finish();
  }
}

/** Accepts what the notebooks give now; those that ran clean then stand as in their baselines. */
async function updatedRows(checked: readonly CheckedNotebook[], words: CheckWords, terminal: Terminal) {
  const { baselineOf, comparedValues } = await import("./baseline.js");
  const { updatedBaselines } = await import("./update.js");
  const told = await updatedBaselines(checked, terminal.cwd);
  if (words.json) terminal.err(told);
  else terminal.out(told);
  return checked.map(({ row, values, old }) => {
    if (values === undefined) return row;
    const rows = comparedValues(values, baselineOf(values, old));
    const status = rows.every((value) => value.status === "pass") ? ("pass" as const) : ("fail" as const);
    const { name, notes } = row;
    return { name, status, problems: [], values: rows, ...(notes === undefined ? {} : { notes }) };
  });
}

async function writeJunit(path: string, result: CheckResult): Promise<void> {
  const [{ junitXml }, { writeWhole }] = await Promise.all([
    import("./junit.js"),
    import("../../disk/write.js"),
  ]);
  writeWhole(path, junitXml(result));
}
