// Child processes that never outlive their parent: started in groups of their own, killed with all they started.
import { type ChildProcess, fork } from "node:child_process";

const alive = new Set<ChildProcess>();
let watching = false;

/** Starts a module as a child with pipes and messages; it is killed when this process ends or `signal` aborts. */
export function startedChild(
  entry: string,
  options: {
    readonly cwd: string;
    readonly env: NodeJS.ProcessEnv;
    readonly flags: readonly string[];
    readonly signal: AbortSignal | undefined;
  },
): ChildProcess {
  if (!watching) process.on("exit", killAll);
  watching = true;
  const child = fork(entry, [], {
    cwd: options.cwd,
    env: options.env,
    execArgv: [...options.flags],
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    detached: process.platform !== "win32",
  });
  alive.add(child);
  const stop = () => kill(child);
  options.signal?.addEventListener("abort", stop, { once: true });
  child.once("exit", () => {
    alive.delete(child);
    options.signal?.removeEventListener("abort", stop);
  });
  // A message that crosses with the child's end has nobody to go to; the end itself is what gets reported.
  child.on("error", () => {});
  return child;
}

/** Ends a child and, where the system has process groups, everything that it started. */
export function kill(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === "win32") child.kill("SIGKILL");
    else process.kill(-child.pid, "SIGKILL");
  } catch {
    child.kill("SIGKILL");
  }
}

function killAll(): void {
  for (const child of alive) kill(child);
}
