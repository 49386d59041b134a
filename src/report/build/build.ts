// Notebooks -> reports: HTML, PDF, values and the manifest.
import { existsSync, statSync } from "node:fs";
import { basename, dirname, join, relative, sep } from "node:path";
import { shownPath, toldFault } from "../../disk/fault.js";
import { handlesOfBuild, tooFewHandles } from "../../disk/handles.js";
import { removeLeftDrafts } from "../../disk/write.js";
import { FlopbookError } from "../../errors.js";
import type { ExecutedNotebook, Notebook } from "../../notebook/notebook.js";
import { type ReportDate, reportDate } from "../dates.js";
import { type Effects, realEffects } from "../effects.js";
import type { Paper, Printer } from "../pdf/chrome.js";
import { browserKey, sharedPrinter } from "../pdf/shared-printer.js";
import type { Format } from "./files.js";
import { gate } from "./limit.js";
import { type Manifest, readManifest, updatedManifest, writeManifest } from "./manifest.js";
import { nameConflicts } from "./names.js";
import type { ReportJob } from "./plan.js";
import { type BuiltReport, buildReport, type ReportResult, refusedReport } from "./report.js";
import { type ExecuteOptions, realSteps, type Steps } from "./steps.js";
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
  /** Why the manifest does not stand for the reports, as sentences. */
  readonly failures: readonly string[];
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
  checkPlace(outputFolder);
  const before = readManifest(manifestPath);
  removeLeftDrafts(outputFolder);
  const { dated, refused } = await datedNotebooks(options, { steps, effects, before });
  const printer = sharedPrinter(steps, effects, signal);
  try {
    if (!options.useCache || !existsSync(join(cacheFolderOf(options), "reports"))) {
      steps.warmUp();
      if (options.formats.includes("pdf")) printer.warmUp();
    }
    const executed = await executedNotebooks(options, steps, dated);
    signal?.throwIfAborted();
    const jobs = await reportJobs(options, {
      steps,
      effects,
      before,
      dated,
      executed,
      printer: printer.open,
    });
    const built = await allBuilt(jobs, options);
    signal?.throwIfAborted();
    const manifest = updatedManifest(before, {
      tools: toolVersions(),
      reports: Object.fromEntries(
        built.flatMap(({ result, entry }) => (entry === undefined ? [] : [[result.name, entry] as const])),
      ),
      keeps: (name) => !options.complete || dated.some(({ notebook }) => notebook.name === name),
    });
    const reports = [...refused, ...built.map(({ result }) => result)];
    const failures = manifestFailures(manifestPath, manifest, reports);
    const good = failures.length === 0 && reports.every(({ status }) => status !== "failed");
    return { good, reports, failures, manifestPath, manifest };
  } finally {
    await printer.close();
  }
}

interface Dated {
  readonly notebook: Notebook;
  readonly date: ReportDate;
}

/** Told before any cell runs. Whether the folder can be written shows only where something must be written. */
function checkPlace(folder: string): void {
  const few = tooFewHandles(handlesOfBuild);
  if (few !== undefined) throw new FlopbookError(few);
  const file = fileAt(folder);
  if (file !== undefined)
    throw new FlopbookError(
      `${shownPath(file)}: is a file, and reports need a folder; name another with --output-dir`,
    );
}

/** What stands in the way of a folder: itself or one above it that is none. */
function fileAt(folder: string): string | undefined {
  for (let place = folder; ; place = dirname(place)) {
    const found = existsSync(place) ? statSync(place) : undefined;
    if (found !== undefined) return found.isDirectory() ? undefined : place;
    if (dirname(place) === place) return undefined;
  }
}

/** The notebooks with their dates, and those that are refused because of their names. */
async function datedNotebooks(
  options: BuildOptions,
  { steps, effects, before }: Pick<Prepared, "steps" | "effects" | "before">,
): Promise<{ readonly dated: readonly Dated[]; readonly refused: readonly ReportResult[] }> {
  const all = await Promise.all(options.notebooks.map((path) => steps.read(path)));
  const { root, outputFolder } = options;
  const conflicts = nameConflicts(all, { root, outputFolder, cacheFolder: cacheFolderOf(options), before });
  const notebooks = all.filter(({ path }) => !conflicts.has(path));
  const dated = notebooks.map(async (notebook) => ({ notebook, date: await reportDate(notebook, effects) }));
  const refused = all.flatMap(({ name, path }) => {
    const why = conflicts.get(path);
    return why === undefined ? [] : [refusedReport(name, why)];
  });
  for (const result of refused) options.done?.(result);
  return { dated: await Promise.all(dated), refused };
}

/** Writes the manifest; where nothing could be written anyway, that has been said. */
function manifestFailures(path: string, manifest: Manifest, reports: readonly ReportResult[]): string[] {
  try {
    writeManifest(path, manifest);
    return [];
  } catch (error) {
    const told = toldFault(error);
    return reports.length > 0 && reports.every(({ failures }) => failures.length > 0) ? [] : [told];
  }
}

function executedNotebooks(
  options: BuildOptions,
  steps: Steps,
  dated: readonly Dated[],
): Promise<readonly ExecutedNotebook[]> {
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

/** Builds all; when one is interrupted or breaks, the others come to rest before the error goes on. */
async function allBuilt(jobs: readonly ReportJob[], { done }: BuildOptions): Promise<readonly BuiltReport[]> {
  const outcomes = await Promise.allSettled(
    jobs.map(async (job) => {
      const built = await buildReport(job);
      done?.(built.result);
      return built;
    }),
  );
  return outcomes.map((outcome) => {
    if (outcome.status === "rejected") throw outcome.reason;
    return outcome.value;
  });
}

function cacheFolderOf({ cacheFolder, root }: BuildOptions): string {
  return cacheFolder ?? join(root, ".flopbook");
}

/** "notebooks/x.ipynb"; of a notebook outside the project only its name, since a path would tell about the machine. */
function fileInProject(root: string, path: string): string {
  const inside = relative(root, path).split(sep).join("/");
  return inside.startsWith("..") ? basename(path) : inside;
}
