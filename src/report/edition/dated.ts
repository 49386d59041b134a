// The notebooks of a build, read and dated; what cannot be built has failed by then, and stops no other.
import { basename } from "node:path";
import type { ExecutedNotebook, Notebook } from "../../notebook/notebook.js";
import { type ParameterValues, parameterFaults } from "../../notebook/parameters.js";
import { type ReportDate, reportDate } from "../dates.js";
import type { Effects } from "../effects.js";
import type { Manifest } from "./manifest.js";
import { nameConflicts } from "./names.js";
import { type ReportResult, refusedReport } from "./report.js";
import type { Steps } from "./steps.js";
import { failureText } from "./strays.js";

/** A notebook with the day that stands on its page. */
export interface Dated {
  readonly notebook: Notebook;
  readonly date: ReportDate;
  /** With `execute: false`: the notebook with the outputs that its file holds. */
  readonly stored?: ExecutedNotebook;
}

interface Asked {
  readonly root: string;
  readonly outputFolder: string;
  readonly notebooks: readonly string[];
  readonly execute?: boolean;
  readonly parameters?: ParameterValues;
  readonly signal?: AbortSignal;
  readonly done?: (result: ReportResult) => void;
}

interface Means {
  readonly steps: Steps;
  readonly effects: Effects;
  readonly before: Manifest | undefined;
  readonly cacheFolder: string;
}

/** What is to be built: the notebooks with their dates, the parameters that they take, and what has failed by then. */
export interface DatedNotebooks {
  readonly dated: readonly Dated[];
  readonly parameters: ParameterValues;
  readonly refused: readonly ReportResult[];
}

/** The notebooks with their dates; those have failed that cannot be read or are refused for a name or a parameter. */
export async function datedNotebooks(
  options: Asked,
  { steps, effects, before, cacheFolder }: Means,
): Promise<DatedNotebooks> {
  const { root, outputFolder, notebooks, signal } = options;
  const outcomes = await Promise.all(
    notebooks.map((path) =>
      datedNotebook(path, options, steps, effects).catch((error) =>
        refusedReport(notebookName(path), failureText(error)),
      ),
    ),
  );
  signal?.throwIfAborted();
  const read = outcomes.flatMap((one) => ("notebook" in one ? [one] : []));
  const places = { root, outputFolder, cacheFolder, before };
  const conflicts = nameConflicts(
    read.map(({ notebook }) => notebook),
    places,
  );
  const free = read.filter(({ notebook }) => !conflicts.has(notebook.path));
  const faults = parameterFaults(
    free.map(({ notebook }) => notebook),
    options.parameters ?? {},
    free.length === outcomes.length,
  );
  const refused = outcomes.flatMap((one) => {
    if (!("notebook" in one)) return [one];
    const why = conflicts.get(one.notebook.path) ?? faults.refused.get(one.notebook.path);
    return why === undefined ? [] : [refusedReport(one.notebook.name, why)];
  });
  for (const result of refused) options.done?.(result);
  const dated = free.filter(({ notebook }) => !faults.refused.has(notebook.path));
  return { dated, parameters: faults.values, refused };
}

async function datedNotebook(
  path: string,
  { execute }: Asked,
  steps: Steps,
  effects: Effects,
): Promise<Dated> {
  const notebook = await steps.read(path);
  const date = await reportDate(notebook, effects);
  if (execute !== false) return { notebook, date };
  const { withStoredOutputs } = await import("../../notebook/stored.js");
  return { notebook, date, stored: withStoredOutputs(notebook) };
}

function notebookName(path: string): string {
  return basename(path).replace(/\.ipynb$/i, "");
}
