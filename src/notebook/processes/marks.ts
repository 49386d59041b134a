// Finds and ends what cells left behind in process groups of their own: by a mark in the environment, on Linux.
import { readdirSync, readFileSync } from "node:fs";

/** The variable that every process of a notebook inherits; its value is the mark of the run. */
export const markVariable = "_FLOPBOOK_RUN";

/**
 * Ends every process whose environment holds a mark that begins with `mark`, but for this one. What starts anew while
 * we look is found in the next round. Elsewhere than on Linux nothing can be read of other processes: nothing is done.
 */
export function endMarked(mark: string): number {
  if (process.platform !== "linux") return 0;
  let ended = 0;
  for (let round = 0; round < 5; round++) {
    const found = marked(`${markVariable}=${mark}`);
    for (const pid of found) killed(pid);
    ended += found.length;
    if (found.length === 0) break;
  }
  return ended;
}

function marked(text: string): number[] {
  const names = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return names.map(Number).filter((pid) => pid !== process.pid && environment(pid).includes(`\0${text}`));
}

/** The environment with which a process was started; empty when it is not ours to read, or a zombie. */
function environment(pid: number): string {
  try {
    return `\0${readFileSync(`/proc/${pid}/environ`, "latin1")}`;
  } catch {
    return "";
  }
}

function killed(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // it is gone already
  }
}
