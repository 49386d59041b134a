// Memory outside the JavaScript heap (typed arrays, buffers), which Node's own limit does not count; Linux only.
import { readFileSync } from "node:fs";

/** What a process needs besides the heap and data that the limit is about: code, stacks, the collector's nursery. */
const baseMegabytes = 512;
const pageBytes = 4096;
const pollMilliseconds = 200;

/** Calls `exceeded` once when the resident memory of a process passes the limit by more than the base; returns a stop. */
export function watchMemory(
  pid: number | undefined,
  limitMegabytes: number,
  exceeded: () => void,
): () => void {
  if (process.platform !== "linux" || pid === undefined) return () => {};
  const limit = (limitMegabytes + baseMegabytes) * 2 ** 20;
  const timer = setInterval(() => {
    if (residentBytes(pid) <= limit) return;
    clearInterval(timer);
    exceeded();
  }, pollMilliseconds);
  return () => clearInterval(timer);
}

/** Second number of /proc/PID/statm, in pages; 0 when the process has ended. */
function residentBytes(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]) * pageBytes;
  } catch {
    return 0;
  }
}
