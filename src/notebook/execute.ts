// Notebooks -> executed notebooks: parameters in, cached results where nothing changed, the engine for the rest.
import { availableParallelism } from "node:os";
import { dirname } from "node:path";
import { sha256 } from "../disk/hash.js";
import { isFileState } from "../disk/state.js";
import { cacheIn } from "./cache.js";
import type { Engine, Program, ProgramRun, RunInput } from "./engine.js";
import { fingerprints } from "./fingerprint.js";
import type { ExecutedCell, ExecutedNotebook, Notebook, RunNote } from "./notebook.js";
import {
  type InjectableCell,
  type ParameterValues,
  type Parametrized,
  withParameters,
} from "./parameters.js";
import { type PublishedRecord, publishedRecords } from "./published.js";
import { steadinessNotes } from "./steadiness.js";
import { tslabEngine } from "./tslab/engine.js";

/** How far an execution has come; cells count code cells that run, from 1. */
export type ProgressEvent =
  | { readonly type: "cached"; readonly notebook: string; readonly cells: number }
  | { readonly type: "cell"; readonly notebook: string; readonly cell: number; readonly cells: number }
  | { readonly type: "done"; readonly notebook: string; readonly cells: number };

export interface ExecuteOptions {
  /** Limit for one cell; 300 by default. */
  readonly timeoutSeconds?: number;
  /** Limit for the JavaScript heap of one notebook's process; 2048 by default. */
  readonly memoryMegabytes?: number;
  /** Notebooks that run at the same time; the number of cores by default. */
  readonly concurrency?: number;
  readonly parameters?: ParameterValues;
  /** Where results of unchanged notebooks are kept; undefined runs everything. */
  readonly cacheFolder: string | undefined;
  /** Where the last runs lie that a fresh one is compared with; by default the cache folder. */
  readonly lastRunFolder?: string;
  /** Runs every notebook a second time, in a fresh process, and notes what differs. */
  readonly twice?: boolean;
  /** The moment at which clocks stand while a notebook runs, in seconds since 1970. */
  readonly epochSeconds: number | ((notebook: Notebook) => number);
  readonly onProgress?: (event: ProgressEvent) => void;
  /** Ends all child processes; the returned promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  readonly engine?: Engine;
}

interface Job {
  readonly notebook: Notebook;
  readonly parametrized: Parametrized;
  /** The cells that the engine runs, in the order of program.cells. */
  readonly running: readonly InjectableCell[];
  readonly program: Program;
  readonly key: string;
}

/**
 * Runs the code cells of notebooks, each notebook in a fresh process with its own folder as working folder. A failing
 * cell ends its notebook and is told in `errors`; cells after it are "not-run"; a cell tagged raises-exception that
 * fails is "ok" with an error output. Throws FlopbookError for wrong parameters only.
 */
export async function executeNotebooks(
  notebooks: readonly Notebook[],
  options: ExecuteOptions,
): Promise<readonly ExecutedNotebook[]> {
  const engine = options.engine ?? tslabEngine;
  const cache = cacheIn(options.cacheFolder);
  const jobs = jobsOf(notebooks, options);
  const runs = jobs.map(({ key, program }) =>
    options.twice === true ? undefined : cache.find<ProgramRun>("executed", key, program.folder),
  );
  jobs.forEach(({ notebook, program }, index) => {
    if (runs[index] !== undefined)
      options.onProgress?.({ type: "cached", notebook: notebook.name, cells: program.cells.length });
  });
  const open = jobs.filter((_, index) => runs[index] === undefined);
  const fresh = await engineRuns(open, engine, options);
  const again = options.twice === true ? await engineRuns(open, engine, options) : undefined;
  const lastRuns = cacheIn(options.lastRunFolder ?? options.cacheFolder);
  return jobs.map((job, index) => {
    const run = runs[index] ?? fresh.get(job);
    if (run === undefined) throw new Error(`${job.notebook.name}: the engine gave no result`);
    const second = again?.get(job);
    const notes = runs[index] === undefined ? steadinessNotes({ ...job, run, second }, lastRuns) : [];
    if (runs[index] === undefined && run.errors.length === 0 && run.volatile === undefined)
      for (const [kind, value] of [
        ["executed", { ...run, inputs: run.inputs.filter(isFile) }],
        ["published", publishedRecords(run.cells)],
      ] as const)
        cache.store(kind, job.key, job.program.folder, run.inputs, value);
    return { ...executed(job, run), notes };
  });
}

/** What a notebook published, or what kept it from running to its end. */
export interface PublishedNotebook {
  readonly notebook: Notebook;
  readonly errors: ExecutedNotebook["errors"];
  readonly records: readonly PublishedRecord[];
  /** What differs, or may, from run to run. */
  readonly notes: readonly RunNote[];
}

/** The same without outputs: of an unchanged notebook only its published records are read from the cache. */
export async function publishedNotebooks(
  notebooks: readonly Notebook[],
  options: ExecuteOptions,
): Promise<readonly PublishedNotebook[]> {
  const cache = cacheIn(options.cacheFolder);
  const jobs = jobsOf(notebooks, options);
  const stored = jobs.map(({ key, program }) =>
    cache.find<readonly PublishedRecord[]>("published", key, program.folder),
  );
  const open = notebooks.filter((_, index) => stored[index] === undefined);
  const fresh = open.length === 0 ? [] : await executeNotebooks(open, options);
  return notebooks.map((notebook, index) => {
    const records = stored[index];
    if (records !== undefined) return { notebook, errors: [], records, notes: [] };
    const run = fresh[open.indexOf(notebook)];
    if (run === undefined) throw new Error(`${notebook.name}: the engine gave no result`);
    return { notebook, errors: run.errors, records: publishedRecords(run.cells), notes: run.notes ?? [] };
  });
}

function jobsOf(notebooks: readonly Notebook[], options: ExecuteOptions): readonly Job[] {
  const codeOf = fingerprints((options.engine ?? tslabEngine).version);
  return withParameters(notebooks, options.parameters ?? {}).map((parametrized, index) =>
    jobOf(notebooks[index] as Notebook, parametrized, options, codeOf),
  );
}

async function engineRuns(
  jobs: readonly Job[],
  engine: Engine,
  options: ExecuteOptions,
): Promise<ReadonlyMap<Job, ProgramRun>> {
  if (jobs.length === 0) return new Map();
  const runs = await engine.run(
    jobs.map(({ program }) => program),
    {
      timeoutSeconds: options.timeoutSeconds ?? 300,
      memoryMegabytes: options.memoryMegabytes ?? 2048,
      concurrency: options.concurrency ?? availableParallelism(),
      cacheFolder: options.cacheFolder,
      signal: options.signal,
      onCell: (index, key, state) => tellProgress(jobs[index], key, state, options),
    },
  );
  return new Map(
    jobs.flatMap((job, index) => (runs[index] === undefined ? [] : [[job, runs[index]] as const])),
  );
}

function tellProgress(
  job: Job | undefined,
  key: number,
  state: "start" | "end",
  options: ExecuteOptions,
): void {
  if (job === undefined) return;
  const { notebook, program } = job;
  const cells = program.cells.length;
  if (state === "start")
    options.onProgress?.({ type: "cell", notebook: notebook.name, cell: key + 1, cells });
  else if (key === cells - 1) options.onProgress?.({ type: "done", notebook: notebook.name, cells });
}

function jobOf(
  notebook: Notebook,
  parametrized: Parametrized,
  options: ExecuteOptions,
  codeOf: (folder: string, sources: readonly string[]) => string,
): Job {
  const running = parametrized.cells.filter(({ kind, options: { execute } }) => kind === "code" && execute);
  const { epochSeconds } = options;
  const program: Program = {
    notebook: notebook.name,
    folder: dirname(notebook.path),
    epochSeconds: typeof epochSeconds === "number" ? epochSeconds : epochSeconds(notebook),
    cells: running.map(({ number, source, optionLines, options: { label, raisesException } }) => {
      return { number, label, source, optionLines, raisesException };
    }),
  };
  const sources = program.cells.map(({ source }) => source);
  const environment = Object.entries(process.env).filter(([name]) => name.startsWith("FLOPBOOK_"));
  const code = codeOf(program.folder, sources);
  const key = sha256(JSON.stringify([program, code, environment.sort()]));
  return { notebook, parametrized, running, program, key };
}

function executed({ notebook, parametrized, running }: Job, run: ProgramRun): ExecutedNotebook {
  const cells = parametrized.cells.map((cell): ExecutedCell => {
    if (cell.kind !== "code") return { ...cell, status: "not-code", outputs: [] };
    if (!cell.options.execute) return { ...cell, status: "skipped", outputs: [] };
    const result = run.cells[running.indexOf(cell)];
    if (result === undefined)
      throw new Error(`${notebook.name}, cell ${cell.number}: the engine gave no result`);
    return { ...cell, status: result.status, outputs: result.outputs };
  });
  const inputs = run.inputs.filter(isFile).map(({ path, state, rewritten }) => ({
    path,
    sha256: state,
    ...(rewritten ? { rewritten } : {}),
  }));
  return { ...notebook, cells, errors: run.errors, parameters: parametrized.parameters, inputs };
}

function isFile(input: RunInput): input is RunInput & { readonly state: string } {
  return input.state !== undefined && isFileState(input.state);
}
