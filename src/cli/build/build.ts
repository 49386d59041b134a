// `flopbook build`: notebooks -> reports.
import { relative, resolve } from "node:path";
import { readRegularText } from "../../disk/regular-file.js";
import { FlopbookError } from "../../ground/errors.js";
import { cellErrorText } from "../../notebook/cell-error.js";
import { type ParameterValues, parameterValues } from "../../notebook/parameters.js";
import { buildReports } from "../../report/edition/build.js";
import type { ReportResult } from "../../report/edition/report.js";
import { problemText } from "../../report/problem.js";
import { asUsageOf, type Format, formats, type Paper } from "../options.js";
import { projectRenderers } from "../own.js";
import { progressDisplay } from "../progress.js";
import { chosenNotebooks, projectAround } from "../project.js";
import type { Context, Terminal } from "../terminal.js";

/** The options as the command line gives them. */
export interface BuildWords {
  readonly to?: readonly Format[];
  readonly outputDir?: string;
  readonly cache: boolean;
  readonly execute: boolean;
  readonly param?: readonly string[];
  readonly params?: string;
  readonly timeout?: number;
  readonly memory?: number;
  readonly paper?: Paper;
  readonly template?: string;
  readonly jobs?: number;
  readonly quiet?: true;
  readonly twice?: true;
}

/** Builds the named notebooks, or all; returns 1 when a cell failed or a page has a fault. */
export async function run(names: readonly string[], words: BuildWords, context: Context): Promise<number> {
  const { terminal, signal } = context;
  const parameters = asUsageOf(() => parametersOf(words, terminal.cwd));
  const project = projectAround(terminal.cwd);
  const notebooks = chosenNotebooks(project, terminal.cwd, names);
  const progress = progressDisplay(terminal, { total: notebooks.length, quiet: words.quiet === true });
  const own = words.execute ? await projectRenderers(terminal.cwd) : undefined;
  const outputFolder =
    words.outputDir === undefined ? project.reports : resolve(terminal.cwd, words.outputDir);
  try {
    const result = await buildReports({
      root: project.root,
      notebooks,
      complete: names.length === 0,
      formats: words.to ?? formats,
      outputFolder,
      useCache: words.cache,
      ...(words.twice === undefined ? {} : { twice: words.twice }),
      execute: words.execute,
      ...(own === undefined ? {} : { own }),
      parameters,
      ...limits(words),
      ...(words.paper === undefined ? {} : { paper: words.paper }),
      ...(words.template === undefined ? {} : { template: templateOf(words.template, terminal.cwd) }),
      signal,
      step: progress.step,
      done: (report) => progress.done(report.name, remark(report, terminal), report.status !== "failed"),
    });
    progress.finish();
    for (const report of result.reports) tellFaults(report, terminal);
    for (const failure of result.failures) terminal.err(`${terminal.colors.red("error")} ${failure}\n`);
    return result.good ? 0 : 1;
  } finally {
    progress.finish();
  }
}

/** Limits of a run, without those that were not given. */
export function limits({ timeout, memory, jobs }: Pick<BuildWords, "timeout" | "memory" | "jobs">) {
  return {
    ...(timeout === undefined ? {} : { timeoutSeconds: timeout }),
    ...(memory === undefined ? {} : { memoryMegabytes: memory }),
    ...(jobs === undefined ? {} : { concurrency: jobs }),
  };
}

/**
 * Faults of one report on standard error, each with its place: cells, page, files that could not be made. Where a cell
 * failed, faults of the page are only counted: most of them say that the cell's output is missing.
 */
export function tellFaults(
  { cellErrors, problems, failures, remarks, name }: ReportResult,
  { err, colors }: Terminal,
): void {
  for (const error of cellErrors) err(`${colors.red("error")} ${cellErrorText(error)}\n`);
  if (cellErrors.length > 0 && problems.length > 0)
    err(`${name}: ${problems.length} faults of its page are not shown; mend the cell first\n`);
  for (const problem of cellErrors.length > 0 ? [] : problems) {
    const severity = problem.severity === "error" ? colors.red("error") : colors.yellow("warning");
    err(`${severity} ${problemText(problem)}\n`);
  }
  for (const failure of failures) err(`${colors.red("error")} ${name}: ${failure}\n`);
  for (const remark of remarks) err(`${colors.yellow("note")} ${name}: ${remark}\n`);
}

function remark({ status, files }: ReportResult, { cwd }: Terminal): string {
  if (status === "unchanged") return "unchanged";
  return files.map((file) => relative(cwd, file)).join(" ");
}

/** A name stays one; a path is meant from where the command runs. */
function templateOf(word: string, cwd: string): string {
  return /[\\/]/.test(word) ? resolve(cwd, word) : word;
}

function parametersOf({ execute, param, params }: BuildWords, cwd: string): ParameterValues {
  if (!execute && (param !== undefined || params !== undefined))
    throw new FlopbookError(
      "--no-execute: runs no cell, so parameters would do nothing; leave out one of them",
    );
  return parameterValues(param ?? [], parameterFile(params, cwd));
}

function parameterFile(name: string | undefined, cwd: string): { name: string; text: string } | undefined {
  if (name === undefined) return undefined;
  return { name, text: readRegularText(resolve(cwd, name), `--params: ${name}`) };
}
