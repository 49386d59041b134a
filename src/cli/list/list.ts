// `flopbook list`: notebooks with the state of their baselines, and worked examples; runs no code of a project.
import { relative } from "node:path";
import { readNotebook } from "../../notebook/read.js";
import { failureText } from "../../report/edition/strays.js";
import { readBaseline } from "../check/baseline.js";
import { exampleFiles } from "../check/example-files.js";
import { runsNoCode } from "../check/shipped.js";
import { ownExamples } from "../check/targets.js";
import { baselinePath, notebookName, type Project, projectAround, projectNotebooks } from "../project.js";
import type { Context } from "../terminal.js";
import { textTable } from "../text-table.js";

interface ListedNotebook {
  readonly name: string;
  readonly file: string;
  readonly title: string;
  /** Names of the values in the baseline; `null` when there is none. */
  readonly baseline: readonly string[] | null;
  /** Why it cannot be read; `null` when it can. */
  readonly problem: string | null;
}

/** Prints what there is, with `all` the examples that ship with flopbook too; 1 when a notebook or file is broken. */
export async function run(
  options: { readonly json?: true; readonly all?: true },
  { terminal }: Context,
): Promise<number> {
  const project = projectAround(terminal.cwd);
  const notebooks = await Promise.all(projectNotebooks(project).map((path) => listed(project, path)));
  const files = exampleFiles(project, options.all === true);
  const plain = files.filter(runsNoCode);
  const programs = files.filter((file) => !plain.includes(file)).map((file) => relative(project.root, file));
  const { examples, faults } = await ownExamples(project, plain, []);
  if (options.json) {
    const rows = examples.map(({ id, title, unit, where, document }) => ({
      id,
      title,
      unit,
      source: document.id,
      where,
    }));
    terminal.out(`${JSON.stringify({ notebooks, examples: rows, programs, faults }, undefined, 2)}\n`);
  } else {
    terminal.out(`${notebookTable(notebooks)}\n`);
    const rows = examples.map(({ id, title, document }) => [id, title, document.id]);
    if (rows.length > 0)
      terminal.out(textTable([{ head: "worked example" }, { head: "title" }, { head: "source" }], rows));
    else terminal.out("no worked examples; `flopbook list --all` lists those that ship with flopbook\n");
    for (const { problem } of faults) terminal.out(`\n${problem}\n`);
    if (programs.length > 0)
      terminal.out(`\nNot listed, because a list runs no code: the examples in ${programs.join(", ")}\n`);
    terminal.out("\n`flopbook check <name>` checks one; an example is shown with its whole working.\n");
  }
  return notebooks.every(({ problem }) => problem === null) && faults.length === 0 ? 0 : 1;
}

async function listed(project: Project, path: string): Promise<ListedNotebook> {
  const file = relative(project.root, path);
  const name = notebookName(path);
  try {
    const { frontMatter } = await readNotebook(path);
    const records = readBaseline(baselinePath(path), relative(project.root, baselinePath(path)));
    const baseline = records === undefined ? null : Object.keys(records).sort();
    return { name, file, title: frontMatter.title, baseline, problem: null };
  } catch (error) {
    return { name, file, title: "", baseline: null, problem: failureText(error) };
  }
}

function notebookTable(notebooks: readonly ListedNotebook[]): string {
  if (notebooks.length === 0) return "no notebooks in notebooks/\n";
  const rows = notebooks.map(({ name, title, baseline, problem }) => [
    name,
    problem ?? title,
    baseline === null ? "none" : `${baseline.length} values`,
  ]);
  return textTable([{ head: "notebook" }, { head: "title" }, { head: "baseline" }], rows);
}
