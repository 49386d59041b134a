// Entry of the warden: notes what a build runs; when its input ends, so has the build, and what is left is ended.
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { createInterface } from "node:readline";
import { endMarked } from "./marks.js";
import type { WardenWord } from "./warden.js";

const groups = new Set<number>();
const marks = new Set<string>();
const folders = new Set<string>();

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});

createInterface({ input: process.stdin })
  .on("line", (line) => {
    const word = JSON.parse(line) as WardenWord;
    if ("add" in word) groups.add(word.add);
    else if ("drop" in word) groups.delete(word.drop);
    else if ("mark" in word) marks.add(word.mark);
    else if ("folder" in word) folders.add(word.folder);
    else folders.delete(word.kept);
  })
  .on("close", () => {
    for (const pid of groups) endGroup(pid);
    for (const mark of marks) endMarked(mark);
    for (const folder of folders)
      rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
    process.exit(0);
  });

function endGroup(pid: number): void {
  try {
    if (process.platform === "win32") spawnSync("taskkill", ["/PID", String(pid), "/T", "/F"]);
    else process.kill(-pid, "SIGKILL");
  } catch {
    // it is gone already
  }
}
