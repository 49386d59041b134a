// The default engine: tslab's converter in one warm process, tslab's executor in one fresh process per notebook.
import { cacheIn, knownState, sha256 } from "../cache.js";
import type { Engine, EngineOptions, Program, ProgramRun, RunInput } from "../engine.js";
import { codeFingerprint } from "../fingerprint.js";
import { ownFolder } from "../own-folder.js";
import type { CompileRequest, CompileResult } from "./compile.js";
import { type CompileClient, startedCompileClient } from "./compile-client.js";
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
  async function worker(): Promise<void> {
    for (let index = next++; index < programs.length && !over; index = next++) {
      const program = programs[index];
      if (program === undefined) return;
      const started = runner(index, program);
      const compiled = await compiler.compiled(program);
      // The notebook after this one loads its modules while this one runs.
      const ahead = programs[next];
      if (ahead !== undefined) runner(next, ahead);
      const result = await started.run(compiled);
      results[index] = { ...result, inputs: [...result.inputs, ...compileInputs(compiled, result)] };
    }
  }
  try {
    options.signal?.throwIfAborted();
    await Promise.all(Array.from({ length: Math.max(1, options.concurrency) }, worker));
    return results;
  } catch (error) {
    // An abort ends the children, and what they then report is not the reason.
    options.signal?.throwIfAborted();
    throw error;
  } finally {
    over = true;
    compiler.stop();
    for (const started of runners) started?.stop();
  }
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
  const client: CompileClient | undefined =
    firstMiss && startedCompileClient({ ...options, folder: firstMiss.folder });
  let unfinished = programs.filter((program) => known.get(program) === undefined).length;
  async function compiled(program: Program): Promise<CompileResult> {
    const stored = known.get(program);
    if (stored !== undefined) return stored;
    if (client === undefined) throw new Error("the compiling process was not started");
    const result = await client.compile(compileRequest(program));
    cache.store(
      "compiled",
      keys.get(program) ?? "",
      program.folder,
      result.inputs.map((path) => ({ path })),
      result,
    );
    unfinished--;
    if (unfinished === 0) client.stop();
    return result;
  }
  return { compiled, stop: () => client?.stop() };
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
