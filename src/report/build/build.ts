// Notebooks -> reports: HTML, PDF, values and the manifest.
import { existsSync } from "node:fs";
import { basename, join, relative, sep } from "node:path";
import { FlopbookError } from "../../errors.js";
import type { ExecutedNotebook, Notebook } from "../../notebook/notebook.js";
import { type ReportDate, reportDate } from "../dates.js";
import { type Effects, realEffects } from "../effects.js";
import type { Paper, Printer } from "../pdf/chrome.js";
import { browserKey, sharedPrinter } from "../pdf/shared-printer.js";
import { allBuilt } from "./all-built.js";
import type { Format } from "./files.js";
import { gate } from "./limit.js";
import { type Manifest, readManifest, updatedManifest, writeManifest } from "./manifest.js";
import type { ReportJob } from "./plan.js";
import { failedReport, type ReportResult } from "./report.js";
import { type ExecuteOptions, realSteps, type Steps } from "./steps.js";
import { failureText } from "./strays.js";
import { toolVersions } from "./versions.js";

/** What to build and how. */
export interface BuildOptions {
  /** Folder of the project, absolute. */
  readonly root: string;
  /** Absolute paths. */
  readonly notebooks: readonly string[];
  /** True when `notebooks` are all that the project has: the manifest then forgets any other. */
  readonly complete: boolean;
  readonly formats: readonly Format[];
  readonly outputFolder: string;
  /** Default: `.flopbook` in the project. */
  readonly cacheFolder?: string;
  readonly useCache: boolean;
  /** False runs no cell: the pages show the outputs that the notebooks' files hold. Default: true. */
  readonly execute?: boolean;
  readonly parameters?: ExecuteOptions["parameters"];
  readonly timeoutSeconds?: number;
  readonly memoryMegabytes?: number;
  readonly concurrency?: number;
  /** Default: the notebook's front matter, else A4. */
  readonly paper?: Paper;
  readonly template?: string;
  readonly signal?: AbortSignal;
  /** Told what each notebook is at. */
  readonly step?: (notebook: string, doing: string) => void;
  readonly done?: (result: ReportResult) => void;
  readonly effects?: Effects;
  readonly steps?: Steps;
}

/** What became of a build; `good` is what the exit code says. */
export interface BuildResult {
  readonly good: boolean;
  readonly reports: readonly ReportResult[];
  readonly manifestPath: string;
  readonly manifest: Manifest;
}

/**
 * Builds reports. A notebook whose cell fails still gets its page, with the error where it happened, under its usual
 * name; the good files of before stay beside it as `<name>.last-good.*`. An interrupted build rejects with the
 * signal's reason and leaves every file either old or new.
 *
 *   notebooks ─ date ─ run the cells ─┬─▶ values ─▶ <name>.values.json
 *                (cached)             ├─▶ page ───▶ <name>.html ─ print ─▶ <name>.pdf
 *                                     │   (skipped when nothing that shapes it changed)
 *                                     └─▶ errors ─▶ <name>.html with the error in its place
 *   all of them ───────────────────────────────────▶ manifest.json
 */
export async function buildReports(options: BuildOptions): Promise<BuildResult> {
  const { effects = realEffects(), signal, outputFolder } = options;
  const steps = options.steps ?? realSteps;
  const manifestPath = join(outputFolder, "manifest.json");
  const before = readManifest(manifestPath);
  const { dated, unread } = await datedNotebooks(options, steps, effects);
  for (const result of unread) options.done?.(result);
  const names = new Set([...dated.map(({ notebook }) => notebook), ...unread].map(({ name }) => name));
  const printer = sharedPrinter(steps, effects, signal);
  try {
    if (!options.useCache || !existsSync(join(cacheFolderOf(options), "reports"))) {
      steps.warmUp();
      if (options.formats.includes("pdf")) printer.warmUp();
    }
    const executed = await executedNotebooks(options, steps, dated);
    signal?.throwIfAborted();
    const prepared = { steps, effects, before, dated, executed, printer: printer.open };
    const jobs = await reportJobs(options, prepared);
    const built = await allBuilt(jobs, options);
    signal?.throwIfAborted();
    const manifest = updatedManifest(before, {
      tools: toolVersions(),
      reports: Object.fromEntries(
        built.flatMap(({ result, entry }) => (entry === undefined ? [] : [[result.name, entry] as const])),
      ),
      keeps: (name) => !options.complete || names.has(name),
    });
    await writeManifest(manifestPath, manifest);
    const reports = [...built.map(({ result }) => result), ...unread];
    return { good: reports.every(({ status }) => status !== "failed"), reports, manifestPath, manifest };
  } finally {
    await printer.close();
  }
}

interface Dated {
  readonly notebook: Notebook;
  readonly date: ReportDate;
  /** With `execute: false`: the notebook with the outputs that its file holds. */
  readonly stored?: ExecutedNotebook;
}

/** The notebooks that can be read and dated; the others are failed reports already. */
async function datedNotebooks(
  options: BuildOptions,
  steps: Steps,
  effects: Effects,
): Promise<{ readonly dated: readonly Dated[]; readonly unread: readonly ReportResult[] }> {
  const outcomes = await Promise.allSettled(
    options.notebooks.map(async (path): Promise<Dated> => {
      const notebook = await steps.read(path);
      const date = await reportDate(notebook, effects);
      if (options.execute !== false) return { notebook, date };
      const { withStoredOutputs } = await import("../../notebook/stored.js");
      return { notebook, date, stored: withStoredOutputs(notebook) };
    }),
  );
  options.signal?.throwIfAborted();
  const dated = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
  const unread = outcomes.flatMap((outcome, index) =>
    outcome.status === "rejected" ? [unreadReport(options.notebooks[index] ?? "", outcome.reason)] : [],
  );
  refuseSameNames(dated);
  return { dated, unread };
}

function unreadReport(path: string, reason: unknown): ReportResult {
  const name = basename(path).replace(/\.ipynb$/i, "");
  return failedReport(name, failureText(reason));
}

function refuseSameNames(dated: readonly Dated[]): void {
  const names = dated.map(({ notebook }) => notebook.name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    throw new FlopbookError(
      `${twice}: two notebooks have this name, and so would their reports; rename one`,
      { exitCode: 2 },
    );
}

function executedNotebooks(
  options: BuildOptions,
  steps: Steps,
  dated: readonly Dated[],
): Promise<readonly ExecutedNotebook[]> {
  const stored = dated.flatMap((one) => one.stored ?? []);
  if (options.execute === false) return Promise.resolve(stored);
  const runs = dated.map(({ notebook, date }) => ({ notebook, epochSeconds: date.seconds }));
  return steps.execute(runs, {
    parameters: options.parameters ?? {},
    timeoutSeconds: options.timeoutSeconds,
    memoryMegabytes: options.memoryMegabytes,
    concurrency: options.concurrency,
    cacheFolder: options.useCache ? cacheFolderOf(options) : undefined,
    signal: options.signal,
    step: options.step ?? (() => {}),
  });
}

interface Prepared {
  readonly steps: Steps;
  readonly effects: Effects;
  readonly before: Manifest | undefined;
  readonly dated: readonly Dated[];
  readonly executed: readonly ExecutedNotebook[];
  readonly printer: () => Promise<Printer>;
}

async function reportJobs(options: BuildOptions, prepared: Prepared): Promise<readonly ReportJob[]> {
  const { steps, effects, before, dated, executed, printer } = prepared;
  const common = {
    root: options.root,
    outputFolder: options.outputFolder,
    cacheFolder: cacheFolderOf(options),
    useCache: options.useCache,
    formats: options.formats,
    template: options.template ?? "default",
    tools: toolVersions(),
    render: steps.render,
    browserKey: options.formats.includes("pdf") ? await browserKey(effects) : "",
    printer,
    printing: gate(2), // the browser lays out one page a core; two keep a small machine busy
    signal: options.signal,
  };
  return executed.map((notebook, index) => ({
    ...common,
    executed: notebook,
    notebookFile: fileInProject(options.root, notebook.path),
    date: (dated[index] as Dated).date,
    paper: options.paper ?? notebook.frontMatter.paper ?? "a4",
    published: before?.reports[notebook.name],
    say: (doing: string) => options.step?.(notebook.name, doing),
  }));
}

function cacheFolderOf({ cacheFolder, root }: BuildOptions): string {
  return cacheFolder ?? join(root, ".flopbook");
}

/** "notebooks/x.ipynb"; of a notebook outside the project only its name, since a path would tell about the machine. */
function fileInProject(root: string, path: string): string {
  const inside = relative(root, path).split(sep).join("/");
  return inside.startsWith("..") ? basename(path) : inside;
}
