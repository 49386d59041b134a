// `flopbook build`: notebooks -> reports.
import { readFileSync } from "node:fs";
import { relative, resolve } from "node:path";
import { FlopbookError } from "../errors.js";
import { cellErrorText } from "../notebook/cell-error.js";
import { parameterValues } from "../notebook/parameters.js";
import { buildReports } from "../report/build/build.js";
import type { ReportResult } from "../report/build/report.js";
import { problemText } from "../report/problem.js";
import { type Format, formats, type Paper } from "./options.js";
import { progressDisplay } from "./progress.js";
import { chosenNotebooks, projectAround } from "./project.js";
import type { Context, Terminal } from "./terminal.js";

/** The options as the command line gives them. */
export interface BuildWords {
  readonly to?: readonly Format[];
  readonly outputDir?: string;
  readonly cache: boolean;
  readonly param?: readonly string[];
  readonly params?: string;
  readonly timeout?: number;
  readonly memory?: number;
  readonly paper?: Paper;
  readonly template?: string;
  readonly jobs?: number;
  readonly quiet?: true;
}

/** Builds the named notebooks, or all; returns 1 when a cell failed or a page has a fault. */
export async function run(names: readonly string[], words: BuildWords, context: Context): Promise<number> {
  const { terminal, signal } = context;
  const project = projectAround(terminal.cwd);
  const notebooks = chosenNotebooks(project, terminal.cwd, names);
  const progress = progressDisplay(terminal, { total: notebooks.length, quiet: words.quiet === true });
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
      parameters: parameterValues(words.param ?? [], parameterFile(words.params, terminal.cwd)),
      ...limits(words),
      ...(words.paper === undefined ? {} : { paper: words.paper }),
      ...(words.template === undefined ? {} : { template: words.template }),
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

function parameterFile(name: string | undefined, cwd: string): { name: string; text: string } | undefined {
  if (name === undefined) return undefined;
  try {
    return { name, text: readFileSync(resolve(cwd, name), "utf8") };
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? error.code : error;
    throw new FlopbookError(`--params: ${name} cannot be read (${reason}); name a YAML or JSON file`, {
      exitCode: 2,
    });
  }
}
