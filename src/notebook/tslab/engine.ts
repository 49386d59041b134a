// The default engine: tslab's converter in one warm process, tslab's executor in one fresh process per notebook.
import { sha256 } from "../../disk/hash.js";
import { cacheIn, knownState } from "../cache.js";
import { cellError } from "../cell-error.js";
import type { Engine, EngineOptions, Program, ProgramRun, RunInput } from "../engine.js";
import { codeFingerprint } from "../fingerprint.js";
import { ownFolder } from "../own-folder.js";
import type { CompileRequest, CompileResult } from "./compile.js";
import { type CompileClient, CompileInterrupted, startedCompileClient } from "./compile-client.js";
import { tslabVersion } from "./library.js";
import { type Runner, startedRunner } from "./run-notebook.js";

/** Runs notebooks as tslab does in Jupyter, with the guards that a build needs. */
export const tslabEngine: Engine = { version: `tslab ${tslabVersion}`, run };

/**
 *   programs ─▶ compile cache ─ miss ─▶ compiling process (one, warm, in order)
 *                     │                        │
 *                     └──────── compiled ◀─────┘
 *   programs ─▶ running processes, started early ─ compiled ─▶ cells one by one ─▶ runs
 */
async function run(programs: readonly Program[], options: EngineOptions): Promise<readonly ProgramRun[]> {
  const compiler = compilerOver(programs, options);
  const runners: (Runner | undefined)[] = [];
  const runner = (index: number, program: Program): Runner => {
    const onCell = (key: number, state: "start" | "end") => options.onCell(index, key, state);
    runners[index] ??= startedRunner(program, { ...options, onCell });
    return runners[index];
  };
  const results: ProgramRun[] = [];
  let next = 0;
  let over = false;
  async function one(index: number, program: Program): Promise<ProgramRun> {
    const started = runner(index, program);
    const compiled = await compiler.compiled(program);
    // The notebook after this one loads its modules while this one runs.
    const ahead = programs[next];
    if (ahead !== undefined) runner(next, ahead);
    const result = await started.run(compiled);
    return { ...result, inputs: [...result.inputs, ...compileInputs(compiled, result)] };
  }
  async function worker(): Promise<void> {
    for (let index = next++; index < programs.length && !over; index = next++) {
      const program = programs[index];
      if (program === undefined) return;
      results[index] = await one(index, program).catch((error) => failedRun(program, error, options));
    }
  }
  try {
    options.signal?.throwIfAborted();
    await Promise.all(Array.from({ length: Math.max(1, options.concurrency) }, worker));
    return results;
  } catch (error) {
    options.signal?.throwIfAborted(); // it ended the children, and what they then report is not the reason
    throw error;
  } finally {
    over = true;
    compiler.stop();
    for (const started of runners) started?.stop();
  }
}

/** A program that could not be compiled or run at all: told at its first cell, and no other program is touched. */
function failedRun(
  { cells, notebook }: Program,
  error: unknown,
  { signal }: EngineOptions,
): ProgramRun | Promise<never> {
  signal?.throwIfAborted();
  const [first] = cells;
  if (first === undefined) return Promise.reject(error);
  const message = error instanceof Error ? error.message : String(error);
  const told = cellError({ ...first, notebook }, { kind: "not-run", name: "Engine", message });
  return {
    cells: cells.map((_, key) => ({
      status: key === 0 ? "error" : "not-run",
      outputs: key === 0 ? [{ type: "error", error: told }] : [],
    })),
    errors: [told],
    inputs: [],
    volatile: undefined,
  };
}

/** Files that were compiled along, in their state of now, a moment after they were read. */
function compileInputs({ inputs }: CompileResult, run: ProgramRun): readonly RunInput[] {
  const read = new Set(run.inputs.map(({ path }) => path));
  return inputs
    .filter((path) => !read.has(path))
    .map((path) => (path.startsWith(ownFolder) ? { path } : { path, state: knownState(path) }));
}

/** Compiles each program once, from the cache where it can; the process starts with the first miss. */
function compilerOver(programs: readonly Program[], options: EngineOptions) {
  const cache = cacheIn(options.cacheFolder);
  const keys = new Map(programs.map((program) => [program, compileKey(program)]));
  const known = new Map(
    programs.map((program) => [
      program,
      cache.find<CompileResult>("compiled", keys.get(program) ?? "", program.folder),
    ]),
  );
  const firstMiss = programs.find((program) => known.get(program) === undefined);
  const startedClient = (program: Program) => startedCompileClient({ ...options, folder: program.folder });
  let client: CompileClient | undefined = firstMiss && startedClient(firstMiss);
  let unfinished = programs.filter((program) => known.get(program) === undefined).length;
  let stopped = false;
  async function compiled(program: Program): Promise<CompileResult> {
    const stored = known.get(program);
    if (stored !== undefined) return stored;
    if (client === undefined || client.ended()) client = startedClient(program);
    const result = await client.compile(compileRequest(program)).catch((error) => {
      if (stopped || !(error instanceof CompileInterrupted)) throw error;
      return undefined;
    });
    if (result === undefined) return compiled(program);
    const inputs = result.inputs.map((path) => ({ path }));
    cache.store("compiled", keys.get(program) ?? "", program.folder, inputs, result);
    unfinished--;
    if (unfinished === 0) client.stop();
    return result;
  }
  const stop = () => {
    stopped = true;
    client?.stop();
  };
  return { compiled, stop };
}

function compileRequest({ folder, cells }: Program): CompileRequest {
  return {
    folder,
    cells: cells.map(({ number, source, raisesException }) => ({ number, source, raisesException })),
  };
}

function compileKey(program: Program): string {
  const request = compileRequest(program);
  const sources = request.cells.map(({ source }) => source);
  return sha256(JSON.stringify([request, codeFingerprint(program.folder, sources, tslabEngine.version)]));
}
