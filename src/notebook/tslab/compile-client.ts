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
  let stopped = false;
  let next = 0;
  const child = startedChild(childEntry("compile-child"), {
    cwd: options.folder,
    env: childEnvironment({ cacheFolder: options.cacheFolder }),
    // A large nursery: the compiler makes many objects that live long, and collecting them costs a fifth of its start.
    flags: [
      "--no-warnings",
      "--min-semi-space-size=64",
      "--max-semi-space-size=128",
      "--max-old-space-size=4096",
    ],
    signal: options.signal,
  });
  child.stdout?.resume();
  const stderr = lastText(child);
  child.on("message", ({ id, result, failure }: CompileAnswer) => {
    const order = waiting.get(id);
    waiting.delete(id);
    if (result !== undefined) order?.resolve(result);
    else order?.reject(new FlopbookError(`engine: tslab's converter failed: ${failure}; please report it`));
  });
  child.on("exit", (code, signal) => {
    stopped = true;
    const how = signal ?? `code ${code}`;
    for (const { reject } of waiting.values())
      reject(
        new FlopbookError(`engine: the compiling process ended (${how}): ${stderr()}; please report it`),
      );
    waiting.clear();
  });
  return {
    compile: (request) =>
      new Promise((resolve, reject) => {
        if (stopped) {
          reject(new FlopbookError(`engine: the compiling process has ended: ${stderr()}; please report it`));
          return;
        }
        const order: CompileOrder = { id: next++, request };
        waiting.set(order.id, { resolve, reject });
        child.send(order);
      }),
    stop: () => kill(child),
  };
}

function lastText(child: ChildProcess): () => string {
  let text = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    text = (text + chunk.toString("utf8")).slice(-500);
  });
  return () => text.trim();
}
