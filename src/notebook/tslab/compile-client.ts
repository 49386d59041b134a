// The compiling process, seen from the parent: started when first needed, one answer for each order.
import type { ChildProcess } from "node:child_process";
import { FlopbookError } from "../../errors.js";
import type { CompileRequest, CompileResult } from "./compile.js";
import { childEntry, childEnvironment } from "./environment.js";
import type { CompileAnswer, CompileOrder } from "./messages.js";
import { kill, startedChild } from "./process.js";

export interface CompileClient {
  compile(request: CompileRequest): Promise<CompileResult>;
  stop(): void;
}

interface Waiting {
  readonly resolve: (result: CompileResult) => void;
  readonly reject: (error: Error) => void;
}

/** Starts the compiling process in `folder`; it loads the compiler at once. */
export function startedCompileClient(options: {
  readonly folder: string;
  readonly cacheFolder: string | undefined;
  readonly signal: AbortSignal | undefined;
}): CompileClient {
  const waiting = new Map<number, Waiting>();
  let end: FlopbookError | undefined;
  let next = 0;
  const child = startedChild(childEntry("compile-child"), {
    cwd: options.folder,
    env: childEnvironment({ cacheFolder: options.cacheFolder }),
    flags,
    signal: options.signal,
  });
  child.stdout?.resume();
  const stderr = lastText(child);
  child.on("message", (answer: CompileAnswer) => {
    settle(waiting.get(answer.id), answer);
    waiting.delete(answer.id);
  });
  child.on("exit", (code, signal) => {
    end = new FlopbookError(
      `engine: the compiling process ended (${signal ?? `code ${code}`}): ${stderr()}; please report it`,
    );
    for (const { reject } of waiting.values()) reject(end);
    waiting.clear();
  });
  const compile = (request: CompileRequest): Promise<CompileResult> => {
    if (end !== undefined) return Promise.reject(end);
    const order: CompileOrder = { id: next++, request };
    return new Promise((resolve, reject) => {
      waiting.set(order.id, { resolve, reject });
      child.send(order);
    });
  };
  return { compile, stop: () => kill(child) };
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
