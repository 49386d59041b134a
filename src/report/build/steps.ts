// The three slow steps of a build, loaded only when they are needed: run the cells, make the page, start the browser.
import { basename } from "node:path";
import type { ExecuteOptions as EngineOptions, PublishedNotebook } from "../../notebook/execute.js";
import type { ExecutedNotebook, Notebook } from "../../notebook/notebook.js";
import type { ReportDate } from "../dates.js";
import type { Provenance } from "../page/provenance.js";
import type { Paper, Printer, PrinterOptions } from "../pdf/chrome.js";
import type { Problem } from "../problem.js";
import { fileName } from "./files.js";
import type { Tools } from "./manifest.js";

/** How the cells are to be run. */
export interface ExecuteOptions {
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
  readonly timeoutSeconds: number | undefined;
  readonly memoryMegabytes: number | undefined;
  readonly concurrency: number | undefined;
  readonly cacheFolder: string | undefined;
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
  /** Reads a picture that prose shows. */
  readonly readFile: (path: string) => Uint8Array;
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
  { parameters, timeoutSeconds, memoryMegabytes, concurrency, cacheFolder, signal, step }: ExecuteOptions,
): [readonly Notebook[], EngineOptions] {
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
    },
  ];
}

/** What was decided outside the notebook, date and paper, goes into its front matter: the page looks nowhere else. */
async function renderedPage(order: PageOrder): Promise<Page> {
  const [{ renderPage }, { renderFigure }] = await Promise.all([
    import("../page/page.js"),
    import("../figures/figure.js"),
  ]);
  const { executed, date, paper, template, root, readFile } = order;
  const day = date.from === "none" ? {} : { date: date.day };
  const notebook = { ...executed, frontMatter: { ...executed.frontMatter, ...day, paper } };
  return renderPage(notebook, {
    figure: (spec, id, place) => renderFigure(spec, id, { ...place, ...clockOf(date) }),
    template,
    root,
    paper,
    readFile,
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
    conventions: [],
    rebuild: rebuildCommand(order),
  };
}

/** The command that makes the same page again from the notebook of that hash. */
function rebuildCommand({ executed, notebookFile, template, date }: PageOrder): string {
  const parameters = Object.entries(executed.parameters).map(
    ([name, value]) => ` -P ${quoted(`${name}=${value}`)}`,
  );
  const epoch = date.from === "front matter" ? "" : `SOURCE_DATE_EPOCH=${date.seconds} `;
  const layout = template === "default" ? "" : ` --template ${quoted(basename(template))}`;
  return `${epoch}npx flopbook build ${quoted(notebookFile)}${layout}${parameters.join("")}`;
}

function quoted(word: string): string {
  return /^[\w./=:@%+-]+$/.test(word) ? word : `'${word.replace(/'/g, "'\\''")}'`;
}
