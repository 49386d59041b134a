// Notebooks -> reports: HTML, PDF, values and the manifest.
import { existsSync } from "node:fs";
import { basename, join, relative, sep } from "node:path";
import pLimit from "p-limit";
import { toldFault } from "../../disk/fault.js";
import { removeLeftDrafts } from "../../disk/write.js";
import type { ExecutedNotebook } from "../../notebook/notebook.js";
import { type Effects, realEffects } from "../effects.js";
import { type OwnRenderers, ownOutputs } from "../outputs/own.js";
import type { Paper, Printer } from "../pdf/chrome.js";
import { browserKey, sharedPrinter } from "../pdf/shared-printer.js";
import { allBuilt } from "./all-built.js";
import { type Dated, datedNotebooks } from "./dated.js";
import type { Format } from "./files.js";
import { type Manifest, readManifest, updatedManifest, writeManifest } from "./manifest.js";
import { checkPlace } from "./place.js";
import type { ReportJob } from "./plan.js";
import type { BuiltReport, ReportResult } from "./report.js";
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
  /** Runs every notebook twice; one that gives something else the second time gets no report. */
  readonly twice?: boolean;
  /** False runs no cell: the pages show the outputs that the notebooks' files hold. Default: true. */
  readonly execute?: boolean;
  readonly parameters?: ExecuteOptions["parameters"];
  readonly timeoutSeconds?: number;
  readonly memoryMegabytes?: number;
  readonly concurrency?: number;
  /** Default: the notebook's front matter, else A4. */
  readonly paper?: Paper;
  readonly template?: string;
  /** The command that makes the report, as its page prints it, where that is not `build`. */
  readonly rebuild?: string;
  /** Files that were read to make the order: SHA-256 by path from the root. */
  readonly sources?: Readonly<Record<string, string>>;
  /** How the project shows MIME types of its own; not used where no cell is run. */
  readonly own?: OwnRenderers;
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
  const { steps = realSteps, effects = realEffects(), signal, outputFolder } = options;
  const manifestPath = join(outputFolder, "manifest.json");
  checkPlace(outputFolder);
  const before = readManifest(manifestPath);
  removeLeftDrafts(outputFolder);
  const { dated, refused, parameters } = await datedNotebooks(options, {
    steps,
    effects,
    before,
    cacheFolder: cacheFolderOf(options),
  });
  const names = new Set([...dated.map(({ notebook }) => notebook), ...refused].map(({ name }) => name));
  const printer = sharedPrinter(steps, effects, signal);
  try {
    if (!options.useCache || !existsSync(join(cacheFolderOf(options), "reports"))) {
      steps.warmUp();
      if (options.formats.includes("pdf")) printer.warmUp();
    }
    const executed = await executedNotebooks({ ...options, parameters }, steps, dated);
    signal?.throwIfAborted();
    const prepared = { steps, effects, before, dated, executed, printer: printer.open };
    const jobs = await reportJobs(options, prepared);
    const built = await allBuilt(jobs, options);
    signal?.throwIfAborted();
    const keeps = (name: string) => !options.complete || names.has(name);
    const manifest = manifestAfter(before, built, keeps);
    const reports = [...refused, ...built.map(({ result }) => result)];
    const failures = manifestFailures(manifestPath, manifest, reports);
    const good = failures.length === 0 && reports.every(({ status }) => status !== "failed");
    return { good, reports, failures, manifestPath, manifest };
  } finally {
    await printer.close();
  }
}

function manifestAfter(
  before: Manifest | undefined,
  built: readonly BuiltReport[],
  keeps: (name: string) => boolean,
): Manifest {
  const entries = built.flatMap(({ result, entry }) =>
    entry === undefined ? [] : [[result.name, entry] as const],
  );
  return updatedManifest(before, { tools: toolVersions(), reports: Object.fromEntries(entries), keeps });
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
  const stored = dated.flatMap((one) => one.stored ?? []);
  if (options.execute === false) return Promise.resolve(stored);
  const { own } = options;
  const runs = dated.map(({ notebook, date }) => ({ notebook, epochSeconds: date.seconds }));
  const ran = steps.execute(runs, {
    parameters: options.parameters ?? {},
    timeoutSeconds: options.timeoutSeconds,
    memoryMegabytes: options.memoryMegabytes,
    concurrency: options.concurrency,
    cacheFolder: options.useCache ? cacheFolderOf(options) : undefined,
    lastRunFolder: cacheFolderOf(options),
    twice: options.twice,
    signal: options.signal,
    step: options.step ?? (() => {}),
  });
  return own === undefined ? ran : ran.then((notebooks) => notebooks.map((one) => ownOutputs(one, own)));
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
    ...{ rebuild: options.rebuild, sources: options.sources ?? {} },
    tools: toolVersions(),
    render: steps.render,
    browserKey: options.formats.includes("pdf") ? await browserKey(effects) : "",
    printer,
    printing: pLimit(2), // the browser lays out one page a core; two keep a small machine busy
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
