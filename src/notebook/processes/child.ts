// Child processes that never outlive their parent: started in groups of their own, ended with all that they started.
import { type ChildProcess, type StdioOptions, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { endMarked, markVariable } from "./marks.js";
import { warded, wardedMark } from "./warden.js";

/** What all children of this process carry in their environment, and what they start with them. */
const ourMark = randomUUID();
const alive = new Set<ChildProcess>();
let count = 0;

/** A child, and how to end it with everything that came of it. */
export interface OwnedChild {
  readonly process: ChildProcess;
  /** Ends its process group and, on Linux, what left the group; may be called again, also after its end. */
  readonly end: () => void;
}

export interface ChildOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly flags: readonly string[];
  readonly stdio: StdioOptions;
  readonly signal: AbortSignal | undefined;
}

/** The environment that marks a program as one that this process has started, however deep below it runs. */
export function markedEnvironment(): Readonly<Record<string, string>> {
  watchMarks();
  return { [markVariable]: `${ourMark}.` };
}

let watching = false;

function watchMarks(): void {
  if (watching) return;
  watching = true;
  process.on("exit", endAll);
  wardedMark(ourMark);
}

/** Starts a module as a child; it is ended when this process ends, in whatever way, or when `signal` aborts. */
export function startedChild(entry: string, options: ChildOptions): OwnedChild {
  watchMarks();
  const mark = `${ourMark}.${count++}.`;
  const child = spawn(process.execPath, [...options.flags, entry], {
    cwd: options.cwd,
    env: { ...options.env, [markVariable]: mark },
    stdio: options.stdio,
    detached: process.platform !== "win32",
    windowsHide: true,
  });
  alive.add(child);
  const unward = warded(child.pid);
  const end = () => {
    killGroup(child);
    endMarked(mark);
  };
  options.signal?.addEventListener("abort", end, { once: true });
  child.once("exit", () => {
    alive.delete(child);
    unward();
    options.signal?.removeEventListener("abort", end);
  });
  // A message that crosses with the child's end has nobody to go to; the end itself is what gets reported.
  child.on("error", () => {});
  return { process: child, end };
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === "win32") child.kill("SIGKILL");
    else process.kill(-child.pid, "SIGKILL");
  } catch {
    child.kill("SIGKILL");
  }
}

function endAll(): void {
  for (const child of alive) killGroup(child);
  endMarked(ourMark);
}
