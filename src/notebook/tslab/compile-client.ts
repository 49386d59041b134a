// The compiling process, seen from the parent: started when first needed, one answer for each order.
import type { ChildProcess } from "node:child_process";
import { FlopbookError } from "../../ground/errors.js";
import { type OwnedChild, startedChild } from "../processes/child.js";
import type { CompileRequest, CompileResult } from "./compile.js";
import { childEntry, childEnvironment } from "./environment.js";
import type { CompileAnswer, CompileOrder } from "./messages.js";

export interface CompileClient {
  compile(request: CompileRequest): Promise<CompileResult>;
  /** True once the process has ended: it takes no more orders. */
  ended(): boolean;
  stop(): void;
}

interface Waiting {
  readonly resolve: (result: CompileResult) => void;
  readonly reject: (error: Error) => void;
}

interface ClientOptions {
  readonly folder: string;
  readonly cacheFolder: string | undefined;
  readonly signal: AbortSignal | undefined;
}

/** The process ended over an earlier order; this one may be given to another process. */
export class CompileInterrupted extends Error {}

/** Starts the compiling process in `folder`; it loads the compiler at once. */
export function startedCompileClient(options: ClientOptions): CompileClient {
  const waiting = new Map<number, Waiting>();
  let end: FlopbookError | undefined;
  let next = 0;
  const { process: child, end: stop } = compilingChild(options);
  const stderr = lastText(child);
  const limit = timeLimit(compileSeconds, () => {
    end = slowError;
    stop();
  });
  child.on("message", (answer: CompileAnswer) => {
    settle(waiting.get(answer.id), answer);
    waiting.delete(answer.id);
    limit.restart(waiting.size > 0);
  });
  child.on("exit", (code, signal) => {
    limit.restart(false);
    end ??= endError(signal ?? `code ${code}`, stderr());
    // Orders are worked off one by one: the first is the one that ended the process.
    for (const [at, { reject }] of [...waiting.values()].entries())
      reject(at === 0 ? end : new CompileInterrupted());
    waiting.clear();
  });
  const compile = (request: CompileRequest): Promise<CompileResult> => {
    if (end !== undefined) return Promise.reject(end);
    const order: CompileOrder = { id: next++, request };
    return new Promise((resolve, reject) => {
      if (waiting.size === 0) limit.restart(true);
      waiting.set(order.id, { resolve, reject });
      child.send(order);
    });
  };
  return { compile, ended: () => end !== undefined, stop };
}

function compilingChild({ folder, cacheFolder, signal }: ClientOptions): OwnedChild {
  const child = startedChild(childEntry("compile-child"), {
    cwd: folder,
    env: childEnvironment({ cacheFolder }),
    flags,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    signal,
  });
  child.process.stdout?.resume();
  return child;
}

/** How long one notebook may be compiled: a large one takes a few seconds. */
const compileSeconds = 120;

const slowError = new FlopbookError(
  `engine: the cells were not compiled within ${compileSeconds} s; look for types that refer to themselves without end`,
);

function endError(how: string, stderr: string): FlopbookError {
  const words = stderr === "" ? "" : `: ${stderr}`;
  return new FlopbookError(
    `engine: the compiling process ended (${how})${words}; simplify the types of the notebook's cells, and please report it`,
  );
}

function timeLimit(seconds: number, reached: () => void) {
  let timer: NodeJS.Timeout | undefined;
  const restart = (on: boolean) => {
    clearTimeout(timer);
    timer = on ? setTimeout(reached, seconds * 1000) : undefined;
  };
  return { restart };
}

/** A large nursery: the compiler makes many objects that live long, and collecting them costs a fifth of its start. */
const flags = [
  "--no-warnings",
  "--min-semi-space-size=64",
  "--max-semi-space-size=128",
  "--max-old-space-size=4096",
] as const;

function settle(order: Waiting | undefined, { result, failure }: CompileAnswer): void {
  if (result !== undefined) order?.resolve(result);
  else order?.reject(new FlopbookError(`engine: tslab's converter failed: ${failure}; please report it`));
}

function lastText(child: ChildProcess): () => string {
  let text = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    text = (text + chunk.toString("utf8")).slice(-500);
  });
  return () => text.trim();
}
