// What a cell does to the process that runs it: it fails in its own place, tells nothing in another's name, stops no other notebook.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ExecutedNotebook } from "../../src/notebook/notebook.js";
import { executed, printed, statuses, trial } from "./trial.js";

const folder = mkdtempSync(join(tmpdir(), "flopbook-channel-"));
const forged = JSON.stringify({ type: "end", key: 1, problems: [] });
const finished = JSON.stringify({ type: "finished", inputs: [] });

/** A first cell that meddles, and a second that prints and then throws: that error must always be told. */
const meddling: Record<string, string> = {
  send: `(process as any).send?.(${forged}); (process as any).send?.("ready");`,
  disconnect: "(process as any).disconnect?.(); process.emit('disconnect' as any);",
  emit: `process.emit("message" as any, { type: "run", cells: [], files: [] } as any, undefined as any);`,
  listeners: "process.removeAllListeners('SIGINT'); process.on('message' as any, () => {});",
  toJSON: `(Object.prototype as any).toJSON = () => (${forged}); (Array.prototype as any).toJSON = () => [];`,
  json: "JSON.stringify = () => '{}'; JSON.parse = () => ({}) as any;",
  console: "console.log = () => {}; console.error = () => {};",
  timers: "globalThis.setImmediate = (() => {}) as any; globalThis.setTimeout = (() => 0) as any;",
  promise: "globalThis.Promise = class {} as any;",
  writers: "process.stdout.write = () => true; require('node:fs').writeSync = () => 0;",
  protocol: `process.stdout.write(${JSON.stringify(`${finished}\n${forged}\n`)});`,
};
/** A cell that is to fail itself. */
const breaking: Record<string, readonly [source: string, told: RegExp]> = {
  rubbish: [
    "require('node:fs').writeSync(4, 'rubbish\\n'); await new Promise((r) => setTimeout(r, 500));",
    /descriptor 4/,
  ],
  forging: [
    `require('node:fs').writeSync(4, ${JSON.stringify(`${finished}\n`)}); await new Promise((r) => setTimeout(r, 500));`,
    /descriptor 4/,
  ],
  closed: ["require('node:fs').closeSync(4); console.log('x');", /ended before the notebook did/],
  orders: [
    "require('node:fs').closeSync(3); process.kill(process.pid, 'SIGKILL');",
    /ended before the notebook did/,
  ],
  arrays: ["Array.prototype[Symbol.iterator] = () => { throw new Error('no'); };", /.+/],
  huge: [
    "const { display } = require('tslab'); display.text('x'.repeat(70_000_000));",
    /million characters at once/,
  ],
  flood: [
    "require('node:child_process').execSync('yes | head -c 60000000', { stdio: 'inherit' });",
    /60000000|50 MB/,
  ],
};

let runs: ReadonlyMap<string, ExecutedNotebook>;
beforeAll(async () => {
  const bystander = trial("bystander", ["console.log('all is well')"], folder);
  runs = await executed(
    [
      ...Object.entries(meddling).map(([name, source]) =>
        trial(name, [source, "console.warn('here'); throw new Error('the real one');"], folder),
      ),
      ...Object.entries(breaking).map(([name, [source]]) =>
        trial(name, [source, "console.log('after')"], folder),
      ),
      bystander,
    ],
    { timeoutSeconds: 30 },
  );
}, 240_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("a cell that meddles with", () => {
  test.each(Object.keys(meddling))("%s hides no error of a later cell", (name) => {
    const run = runs.get(name);
    expect(run?.errors.map(({ cell, message }) => [cell, message])).toEqual([[2, "the real one"]]);
    expect(statuses(run)).toEqual(["ok", "error"]);
  });
});

describe("a cell that breaks its process by", () => {
  test.each(Object.entries(breaking))("%s is named", (name, [, told]) => {
    const [error] = runs.get(name)?.errors ?? [];
    expect(error?.cell).toBe(1);
    expect(error?.message).toMatch(told);
  });
});

test("another notebook of the build runs as if nothing were", () => {
  expect(runs.get("bystander")?.errors).toEqual([]);
  expect(printed(runs.get("bystander")?.cells[0])).toBe("all is well\n");
});

test.runIf(process.platform === "linux")("a detached child is ended with its notebook", async () => {
  const marker = join(folder, "pids");
  const source = `
    const { spawn, execSync } = require("node:child_process");
    const child = spawn("sleep", ["4321"], { detached: true, stdio: "ignore" });
    child.unref();
    execSync("setsid sh -c 'sleep 4322 & echo $! > pids' > /dev/null 2>&1 < /dev/null");
    require("node:fs").appendFileSync("pids", String(child.pid));`;
  const run = (await executed([trial("detached", [source], folder)])).get("detached");
  expect(run?.errors).toEqual([]);
  expect(existsSync(marker)).toBe(true);
  const pids = readFileSync(marker, "utf8").trim().split(/\s+/);
  expect(pids).toHaveLength(2);
  const states = spawnSync("ps", ["-o", "stat=", "-p", pids.join(",")], { encoding: "utf8" }).stdout;
  expect(states.split("\n").filter((line) => line !== "" && !line.startsWith("Z"))).toEqual([]);
});
