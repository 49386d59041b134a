// Ctrl-C at the worst moments: no half file, no temporary file, no process.
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ended, front, type TrialCell, TrialProject } from "./trial-project.js";

let project: TrialProject;
beforeEach(() => {
  project = new TrialProject();
});
afterEach(() => project.remove());

const long: TrialCell = ["markdown", `# Question\n\n${"A paragraph of a long report.\n\n".repeat(6000)}`];
const sleeping: TrialCell = ["code", "await new Promise((wake) => setTimeout(wake, 60000));"];

/** Builds, sends SIGINT as soon as `moment` is heard, and tells how the process ended and what it left. */
async function interrupted(moment: RegExp) {
  const child = project.start(["build", "--no-cache"]);
  let sent = false;
  const { code, said } = await ended(child, (heard) => {
    if (sent || !moment.test(heard)) return;
    sent = true;
    setTimeout(() => child.kill("SIGINT"), 150);
  });
  const processes = spawnSync("ps", ["-eo", "pgid=,args="], { encoding: "utf8" }).stdout.split("\n");
  return {
    code,
    said,
    sent,
    processes: processes.filter(
      (line) => Number.parseInt(line, 10) === child.pid || line.includes(project.home),
    ),
    temporary: readdirSync(project.temporary),
  };
}

const reports = () => {
  try {
    return readdirSync(join(project.root, "reports")).sort();
  } catch {
    return [];
  }
};

test.skipIf(process.platform === "win32")("while a cell runs", async () => {
  project.write("one", [front, ["markdown", "# Question"], sleeping]);
  const { code, sent, processes, temporary } = await interrupted(/one: cell 1/);
  expect({ code, sent, processes, temporary }).toEqual({
    code: 130,
    sent: true,
    processes: [],
    temporary: [],
  });
  expect(reports()).toEqual([]);
});

test.skipIf(process.platform === "win32")("while the browser prints", async () => {
  project.write("one", [front, long]);
  const { code, sent, processes, temporary } = await interrupted(/one: PDF/);
  expect({ code, sent, processes, temporary }).toEqual({
    code: 130,
    sent: true,
    processes: [],
    temporary: [],
  });
  expect(reports()).toEqual(["one.html", "one.values.json"]); // both whole; no PDF, no manifest
});
