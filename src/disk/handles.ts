// Looks beforehand whether this process may open the files that it needs: without handles not even our code loads.
import { closeSync, openSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** What loading the command line takes at once, beside what Node itself holds. */
export const handlesOfCommand = 40;

/** What a kernel takes, and what a page with its libraries and a browser take; all of them load side by side. */
export const handlesOfKernel = 120;
export const handlesOfBuild = 240;

/** Why `needed` files cannot be open at a time, or undefined when they can. Imports nothing of ours, which might not load. */
export function tooFewHandles(needed: number): string | undefined {
  const open: number[] = [];
  try {
    const own = fileURLToPath(import.meta.url);
    for (let i = 0; i < needed; i++) open.push(openSync(own, "r"));
    return undefined;
  } catch {
    return `file handles: ${needed} are needed at a time, got ${open.length}; allow more, with \`ulimit -n 1024\``;
  } finally {
    for (const handle of open) closeSync(handle);
  }
}
