// Temporary folders that carry the name of their process, so that a later run removes what a killed one left.
import { lstatSync, readdirSync, readlinkSync, rmSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "../disk/temporary.js";
import { wardedFolder } from "../notebook/processes/warden.js";

/** A folder of this process. */
export interface HeldFolder {
  readonly path: string;
  readonly remove: () => Promise<void>;
}

/** A day: older folders of processes that we cannot ask about, in another container, are left to nobody. */
const forgottenMilliseconds = 86_400_000;

/**
 * Makes `flopbook-<kind>-<space>-<process>-<random>` in `parent`. It is removed by `remove`, when this process ends
 * in any way (`beforeRemoval` is called first), or else by the next process that makes a folder there.
 */
export function heldFolder(parent: string, kind: string, beforeRemoval: () => void = () => {}): HeldFolder {
  sweep(parent);
  const path = temporaryFolder(parent, `flopbook-${kind}-${processSpace()}-${process.pid}-`);
  const unward = wardedFolder(path);
  const onExit = () => {
    beforeRemoval();
    rmSync(path, { recursive: true, force: true, maxRetries: 3 });
  };
  process.on("exit", onExit);
  return {
    path,
    remove: async () => {
      await rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
      process.off("exit", onExit);
      unward();
    },
  };
}

/** Removes folders of ours whose process has ended. Never another user's, never what a link points to. */
function sweep(parent: string): void {
  for (const name of namesIn(parent)) {
    const [, space, pid] = /^flopbook-[a-z]+-(\w+)-(\d+)-\w+$/.exec(name) ?? [];
    if (space === undefined) continue;
    const path = join(parent, name);
    try {
      const status = lstatSync(path);
      if (!status.isDirectory() || status.uid !== (process.getuid?.() ?? status.uid)) continue;
      const ended =
        space === processSpace()
          ? !isAlive(Number(pid))
          : Date.now() - status.mtimeMs > forgottenMilliseconds;
      if (ended) rmSync(path, { recursive: true, force: true });
    } catch {
      // another process was quicker, or it is not ours to remove
    }
  }
}

/** Nothing where the folder is missing: making one in it says so. */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Process numbers mean something within one space only: containers that share a temporary folder do not share it. */
function processSpace(): string {
  if (process.platform !== "linux") return "host";
  try {
    return /\d+/.exec(readlinkSync("/proc/self/ns/pid"))?.[0] ?? "host";
  } catch {
    return "host";
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
