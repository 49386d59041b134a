// The three slow steps of a build, loaded only when they are needed: run the cells, make the page, start the browser.
import { isAbsolute, relative, sep } from "node:path";
import type { ExecuteOptions as EngineOptions, PublishedNotebook } from "../../notebook/execute.js";
import type { ExecutedNotebook, Notebook } from "../../notebook/notebook.js";
import type { ReportDate } from "../dates.js";
import type { Provenance } from "../page/provenance.js";
import type { PathKind } from "../path-kind.js";
import type { Paper, Printer, PrinterOptions } from "../pdf/chrome.js";
import type { Problem } from "../problem.js";
import { shellQuoted } from "../text/shell.js";
import { fileName } from "./files.js";
import type { Tools } from "./manifest.js";

/** How the cells are to be run. */
export interface ExecuteOptions {
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
  readonly timeoutSeconds: number | undefined;
  readonly memoryMegabytes: number | undefined;
  readonly concurrency: number | undefined;
  readonly cacheFolder: string | undefined;
  /** Where the last runs lie that a fresh one is compared with; by default the cache folder. */
  readonly lastRunFolder?: string | undefined;
  readonly twice?: boolean | undefined;
  readonly signal: AbortSignal | undefined;
  /** Told which cell a notebook is at. */
  readonly step: (notebook: string, doing: string) => void;
}

/** A notebook to run, with the moment at which its clock stands still. */
export interface DatedRun {
  readonly notebook: Notebook;
  readonly epochSeconds: number;
}

/** A page to make. */
export interface PageOrder {
  readonly executed: ExecutedNotebook;
  readonly date: ReportDate;
  readonly template: string;
  /** Folder of the project, whose templates come before ours. */
  readonly root: string;
  /** Path of the notebook in the project. */
  readonly notebookFile: string;
  readonly notebookHash: string;
  readonly valuesHash: string;
  readonly valueCount: number;
  readonly tools: Tools;
  readonly paper: Paper;
  /** The command that makes the report; undefined for `build`. */
  readonly rebuild: string | undefined;
  /** Files that cells and command read: SHA-256 by path in the project. */
  readonly data: Readonly<Record<string, string>>;
  /** Reads a picture that prose shows. */
  readonly readFile: (path: string) => Uint8Array;
  /** Looks what lies where a link of prose leads. */
  readonly kindOf: (path: string) => PathKind;
}

export interface Page {
  readonly html: string;
  readonly problems: readonly Problem[];
}

/** The steps; a test hands in its own. */
export interface Steps {
  readonly read: (path: string) => Promise<Notebook>;
  /** Runs notebooks side by side, in their order; errors are in the results. */
  readonly execute: (
    runs: readonly DatedRun[],
    options: ExecuteOptions,
  ) => Promise<readonly ExecutedNotebook[]>;
  /** Begins to load what `render` needs, while the notebooks run in processes of their own. */
  readonly warmUp: () => void;
  readonly render: (order: PageOrder) => Promise<Page>;
  readonly openPrinter: (options: PrinterOptions) => Promise<Printer>;
}

/** The real ones. */
export const realSteps: Steps = {
  read: async (path) => (await import("../../notebook/read.js")).readNotebook(path),
  execute: async (runs, options) => {
    const { executeNotebooks } = await import("../../notebook/execute.js");
    return executeNotebooks(...engineOrder(runs, options));
  },
  warmUp: () =>
    void Promise.all([import("../page/page.js"), import("../figures/figure.js")])
      .then(([, { warmUpFigures }]) => warmUpFigures())
      .catch(() => {}), // what cannot be loaded is told by the page that needs it
  render: renderedPage,
  openPrinter: async (options) => (await import("../pdf/chrome.js")).openPrinter(options),
};

/** Runs notebooks for what they publish alone, which of unchanged ones is quick to find. */
export async function published(
  runs: readonly DatedRun[],
  options: ExecuteOptions,
): Promise<readonly PublishedNotebook[]> {
  const { publishedNotebooks } = await import("../../notebook/execute.js");
  return publishedNotebooks(...engineOrder(runs, options));
}

function engineOrder(
  runs: readonly DatedRun[],
  options: ExecuteOptions,
): [readonly Notebook[], EngineOptions] {
  const { parameters, timeoutSeconds, memoryMegabytes, concurrency, cacheFolder, signal, step } = options;
  const { lastRunFolder, twice } = options;
  const moments = new Map(runs.map(({ notebook, epochSeconds }) => [notebook, epochSeconds]));
  return [
    runs.map(({ notebook }) => notebook),
    {
      parameters,
      cacheFolder,
      epochSeconds: (notebook) => moments.get(notebook) ?? 0,
      onProgress: (event) =>
        step(event.notebook, event.type === "cell" ? `cell ${event.cell} of ${event.cells}` : "cells done"),
      ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
      ...(memoryMegabytes === undefined ? {} : { memoryMegabytes }),
      ...(concurrency === undefined ? {} : { concurrency }),
      ...(signal === undefined ? {} : { signal }),
      ...(lastRunFolder === undefined ? {} : { lastRunFolder }),
      ...(twice === undefined ? {} : { twice }),
    },
  ];
}

/** What was decided outside the notebook, date and paper, goes into its front matter: the page looks nowhere else. */
async function renderedPage(order: PageOrder): Promise<Page> {
  const [{ renderPage }, { renderFigure }] = await Promise.all([
    import("../page/page.js"),
    import("../figures/figure.js"),
  ]);
  const { executed, date, paper, template, root, readFile, kindOf } = order;
  const day = date.from === "none" ? {} : { date: date.day };
  const notebook = { ...executed, frontMatter: { ...executed.frontMatter, ...day, paper } };
  return renderPage(notebook, {
    figure: (spec, id, place) => renderFigure(spec, id, { ...place, ...clockOf(date) }),
    template,
    root,
    paper,
    readFile,
    kindOf,
    provenance: provenanceOf(order),
  });
}

/** The tools that a page names; the manifest has them all. */
const printedTools = [
  ...["flopbook", "katex", "markdown-it", "mathjs", "puppeteer", "shiki", "tslab", "typescript", "vega"],
  "vega-lite",
];

/** What `now()` is in a chart: the date of the report, where it has one. */
function clockOf({ from, seconds }: ReportDate): { readonly now?: number } {
  return from === "none" ? {} : { now: seconds * 1000 };
}

function provenanceOf(order: PageOrder): Provenance {
  const { executed, date, notebookFile, notebookHash, valuesHash, valueCount, tools } = order;
  return {
    built: date.from === "none" ? undefined : date.day,
    notebook: notebookFile,
    notebookHash,
    values: fileName(executed.name, "values"),
    valuesHash,
    valueCount,
    tools: Object.entries(tools)
      .filter(([name]) => printedTools.includes(name))
      .map(([name, version]) => `${name} ${version}`),
    inputs: Object.entries(order.data),
    conventions: [],
    rebuild: rebuildCommand(order),
    ...(executed.outputsFrom === "file"
      ? { outputs: "as the notebook's file held them; this build ran no cell" }
      : {}),
  };
}

/** The command that makes the same page again from the notebook of that hash. */
function rebuildCommand(order: PageOrder): string {
  const { executed, template, date, root, paper, rebuild } = order;
  const kept = date.from === "front matter" || date.from === "none"; // with the notebook, or there is none to print
  const epoch = kept ? "" : `SOURCE_DATE_EPOCH=${date.seconds} `;
  if (rebuild !== undefined) return `${epoch}${rebuild}`;
  const shown = (path: string) => relative(root, path).split(sep).join("/");
  const layout = isAbsolute(template) ? shown(template) : template;
  const words = [
    shown(executed.path),
    ...(executed.outputsFrom === "file" ? ["--no-execute"] : []),
    ...(layout === "default" ? [] : ["--template", layout]),
    ...(paper === (executed.frontMatter.paper ?? "a4") ? [] : ["--paper", paper]),
    ...Object.entries(executed.parameters).flatMap(([name, value]) => ["-P", `${name}=${value}`]),
  ];
  return `${epoch}npx flopbook build ${words.map(shellQuoted).join(" ")}`;
}
