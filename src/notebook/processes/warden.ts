// Sees that nothing outlives this process, even when it is killed: a process of its own waits for our end.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** What a warden is told, one JSON text a line. Processes are leaders of process groups. */
export type WardenWord =
  | { readonly add: number }
  | { readonly drop: number }
  | { readonly mark: string }
  | { readonly folder: string }
  | { readonly kept: string };

let warden: ChildProcess | undefined;

/** Has the process group of `pid` ended when this process ends; call the returned function once it has ended by itself. */
export function warded(pid: number | undefined): () => void {
  if (pid === undefined) return () => {};
  tell({ add: pid });
  return () => tell({ drop: pid });
}

/** Has all processes with this mark (see marks.ts) ended when this process ends. */
export function wardedMark(mark: string): void {
  tell({ mark });
}

/** Has a temporary folder removed when this process ends; call the returned function once it is gone. */
export function wardedFolder(folder: string): () => void {
  tell({ folder });
  return () => tell({ kept: folder });
}

function tell(word: WardenWord): void {
  warden ??= started();
  warden?.stdin?.write(`${JSON.stringify(word)}\n`);
}

/** In a session of its own, so that no signal to our group reaches it; its input ends when we do, however we end. */
function started(): ChildProcess | undefined {
  const here = dirname(fileURLToPath(import.meta.url));
  const entry = join(here.replace(/([\\/])src([\\/]notebook[\\/]processes)$/, "$1dist$2"), "warden-entry.js");
  if (!existsSync(entry)) return undefined;
  const child = spawn(process.execPath, ["--max-old-space-size=32", entry], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
    windowsHide: true,
    env: { ...(process.env.SYSTEMROOT === undefined ? {} : { SYSTEMROOT: process.env.SYSTEMROOT }) },
  });
  child.unref();
  (child.stdin as { unref?: () => void } | null)?.unref?.();
  // Without a warden only the case that we are killed goes unwatched.
  child.on("error", () => {});
  child.stdin?.on("error", () => {});
  // Everything has been ended by then; the warden has nothing left to do.
  process.on("exit", () => child.kill("SIGKILL"));
  return child;
}
