// The notebooks' half of a check: run what is not cached, compare named values with the committed baselines.
import { readdirSync } from "node:fs";
import { basename, relative } from "node:path";
import { handlesOfKernel, tooFewHandles } from "../../disk/handles.js";
import { FlopbookError } from "../../ground/errors.js";
import { cellErrorText } from "../../notebook/cell-error.js";
import type { PublishedNotebook } from "../../notebook/execute.js";
import { readKeptNotebook } from "../../notebook/read-kept.js";
import { reportDate } from "../../report/dates.js";
import { type DatedRun, published } from "../../report/edition/steps.js";
import { failureText } from "../../report/edition/strays.js";
import { realEffects } from "../../report/effects.js";
import { byName } from "../../report/values.js";
import { baselinePath, notebookName, type Project, projectNotebooks } from "../project.js";
import {
  type Baseline,
  comparedValues,
  type PublishedValue,
  readBaseline,
  type ValueCheck,
} from "./baseline.js";
import type { NotebookRow } from "./result.js";

/** What to check and how to run it. */
export interface NotebookCheck {
  readonly project: Project;
  /** Absolute paths. */
  readonly notebooks: readonly string[];
  /** Where results of unchanged notebooks are kept; undefined runs every one. */
  readonly cacheFolder: string | undefined;
  readonly timeoutSeconds: number | undefined;
  readonly signal: AbortSignal;
  readonly step: (notebook: string, doing: string) => void;
  /** Told whether a notebook ran clean, whatever its values. */
  readonly done: (notebook: string, ranClean: boolean) => void;
}

/** A notebook's row, and what `--update` needs: where its baseline lies and what it would hold. */
export interface CheckedNotebook {
  readonly row: NotebookRow;
  readonly baseline: string;
  /** `undefined` when the notebook did not run clean: nothing may be accepted from it. */
  readonly values: readonly PublishedValue[] | undefined;
  /** The baseline as it stands; `undefined` when it is missing or broken. */
  readonly old: Baseline | undefined;
}

/** Runs and compares; a notebook that cannot be read or run is a failing row, not an exception. */
export async function checkedNotebooks(check: NotebookCheck): Promise<CheckedNotebook[]> {
  const few = tooFewHandles(handlesOfKernel);
  if (few !== undefined) throw new FlopbookError(few);
  const read = await Promise.all(check.notebooks.map((path) => readable(path, check.cacheFolder)));
  const runs = read.flatMap((one) => (one instanceof FlopbookError ? [] : [one]));
  const ran = runs.length === 0 ? [] : await publishedBy(check, runs);
  const byPath = new Map(ran.map((one) => [one.notebook.path, one]));
  return check.notebooks.map((path, at) => {
    const one = read[at];
    const checked =
      one instanceof FlopbookError ? failed(path, [one.message]) : compared(check, path, byPath.get(path));
    check.done(notebookName(path), checked.values !== undefined);
    return checked;
  });
}

/** Baselines without a notebook, as failing rows. */
export function orphanedBaselines(project: Project): NotebookRow[] {
  const names = projectNotebooks(project).map(notebookName);
  const files = names.length === 0 ? [] : readdirSync(project.notebooks).sort();
  return files
    .filter((file) => file.endsWith(".baseline.json"))
    .map((file) => basename(file, ".baseline.json"))
    .filter((name) => !names.includes(name))
    .map((name) => {
      const problem = `${name}: its baseline has no notebook; delete notebooks/${name}.baseline.json`;
      return { name, status: "fail", problems: [problem], values: [] };
    });
}

/** The notebook with the moment its clock stands at, or why it cannot be read. */
async function readable(path: string, cacheFolder: string | undefined): Promise<DatedRun | FlopbookError> {
  try {
    const notebook = await readKeptNotebook(path, cacheFolder);
    const { seconds } = await reportDate(notebook, realEffects());
    return { notebook, epochSeconds: seconds };
  } catch (error) {
    return error instanceof FlopbookError
      ? error
      : new FlopbookError(`${notebookName(path)}: ${failureText(error)}`);
  }
}

function publishedBy(check: NotebookCheck, runs: readonly DatedRun[]): Promise<readonly PublishedNotebook[]> {
  return published(runs, {
    parameters: {},
    timeoutSeconds: check.timeoutSeconds,
    memoryMegabytes: undefined,
    concurrency: undefined,
    cacheFolder: check.cacheFolder,
    signal: check.signal,
    step: check.step,
  });
}

function compared(check: NotebookCheck, path: string, ran: PublishedNotebook | undefined): CheckedNotebook {
  if (ran === undefined)
    return failed(path, [`${notebookName(path)}: did not run; run it with \`flopbook build\``]);
  if (ran.errors.length > 0) return failed(path, ran.errors.map(cellErrorText));
  try {
    const checked = besideBaseline(check, path, ran.notebook.name, comparable(ran));
    if (ran.notes.length === 0) return checked;
    const notes = ran.notes.map(({ cell, message }) => `${ran.notebook.name}, cell ${cell}: ${message}`);
    return { ...checked, row: { ...checked.row, notes } };
  } catch (error) {
    return failed(path, [failureText(error)]);
  }
}

function besideBaseline(
  { project }: NotebookCheck,
  path: string,
  name: string,
  values: readonly PublishedValue[],
): CheckedNotebook {
  const baseline = baselinePath(path);
  const shown = relative(project.root, baseline);
  const checked = (
    problems: readonly string[],
    rows: readonly ValueCheck[],
    old?: Baseline,
  ): CheckedNotebook => {
    const good = problems.length === 0 && rows.every((row) => row.status === "pass");
    return { row: { name, status: good ? "pass" : "fail", problems, values: rows }, baseline, values, old };
  };
  try {
    const old = readBaseline(baseline, shown);
    if (old !== undefined || values.length === 0) return checked([], comparedValues(values, old ?? {}), old);
    const remedy = `look at them, then \`flopbook check ${name} --update\``;
    return checked([`${name}: no baseline (${shown}) for its ${values.length} values; ${remedy}`], []);
  } catch (error) {
    if (error instanceof FlopbookError) return checked([error.message], []);
    throw error;
  }
}

function comparable({ records }: PublishedNotebook): PublishedValue[] {
  return Object.entries(byName(records)).map(([name, { value, unit, tolerance }]) => ({
    name,
    value,
    unit,
    tolerance,
  }));
}

function failed(path: string, problems: readonly string[]): CheckedNotebook {
  const row: NotebookRow = { name: notebookName(path), status: "fail", problems, values: [] };
  return { row, baseline: baselinePath(path), values: undefined, old: undefined };
}
