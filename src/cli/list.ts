// `flopbook list`: notebooks with the state of their baselines, and worked examples.
import { relative } from "node:path";
import { FlopbookError } from "../errors.js";
import { readNotebook } from "../notebook/read.js";
import { readBaseline } from "./check/baseline.js";
import { targetsOf } from "./check/targets.js";
import { baselinePath, notebookName, type Project, projectAround, projectNotebooks } from "./project.js";
import type { Context } from "./terminal.js";
import { textTable } from "./text-table.js";

interface ListedNotebook {
  readonly name: string;
  readonly file: string;
  readonly title: string;
  /** Names of the values in the baseline; `null` when there is none. */
  readonly baseline: readonly string[] | null;
  /** Why it cannot be read; `null` when it can. */
  readonly problem: string | null;
}

/** Prints what there is; returns 1 when a notebook or baseline cannot be read. */
export async function run(options: { readonly json?: true }, { terminal }: Context): Promise<number> {
  const project = projectAround(terminal.cwd);
  const notebooks = await Promise.all(projectNotebooks(project).map((path) => listed(project, path)));
  const { examples } = await targetsOf(project, terminal.cwd, [], []);
  if (options.json) {
    const rows = examples.map(({ id, title, unit, where, document }) => ({
      id,
      title,
      unit,
      source: document.id,
      where,
    }));
    terminal.out(`${JSON.stringify({ notebooks, examples: rows }, undefined, 2)}\n`);
  } else {
    terminal.out(`${notebookTable(notebooks)}\n`);
    const rows = examples.map(({ id, title, document }) => [id, title, document.id]);
    terminal.out(textTable([{ head: "worked example" }, { head: "title" }, { head: "source" }], rows));
    terminal.out("\n`flopbook check <name>` checks one; an example is shown with its whole working.\n");
  }
  return notebooks.every(({ problem }) => problem === null) ? 0 : 1;
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
    if (!(error instanceof FlopbookError)) throw error;
    return { name, file, title: "", baseline: null, problem: error.message };
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
