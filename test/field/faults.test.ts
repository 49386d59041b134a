// Field: what goes wrong stays where it is: one notebook, one file, one process.
import { spawn, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type FieldProject, fieldProject, fixtures, type Outcome } from "./field.js";

const posix = process.platform !== "win32";
const main = join(import.meta.dirname, "..", "..", "dist", "cli", "main.js");
const stack = /\n\s+at .*\.js:\d/;

function notebook(
  cells: readonly (readonly [kind: string, source: string])[],
  metadata: object = {},
): string {
  return JSON.stringify({
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {
      kernelspec: { name: "tslab", display_name: "TypeScript", language: "typescript" },
      ...metadata,
    },
    cells: cells.map(([cell_type, source], at) => ({
      cell_type,
      id: `c${at}`,
      metadata: {},
      source,
      ...(cell_type === "code" ? { outputs: [], execution_count: null } : {}),
    })),
  });
}
const front = ["raw", "---\ntitle: A trial\ndate: 2026-01-01\n---"] as const;

/** Notebooks that cannot be read, and what their line says. */
const unreadable: Record<string, readonly [text: string, line: RegExp]> = {
  alias: [
    notebook([["raw", "---\ntitle: *x*\n---"]]),
    /alias\.ipynb, front matter: not valid YAML, line 1: \*x\* repeats/,
  ],
  merge: [notebook([["raw", "---\n<<: *base\n---"]]), /merge\.ipynb, front matter: not valid YAML, line 1/],
  cycle: [notebook([["raw", "---\ntitle: &t [*t]\n---"]]), /cycle\.ipynb, front matter.*without end/],
  key: [notebook([["raw", "---\ntittle: x\n---"]]), /unknown key "tittle"; did you mean "title"/],
  option: [notebook([front, ["code", "//| label: *x\n1"]]), /option\.ipynb, cell 2.*not valid YAML/],
  labels: [
    notebook([front, ["code", "//| label: fig-a\n1"], ["code", "//| label: fig-a\n2"]]),
    /label "fig-a" is taken by cell 2/,
  ],
  list: ["[1, 2]", /list\.ipynb: "key: value" lines are expected/],
  cells: [
    '{"nbformat": 4, "metadata": {"kernelspec": {"name": "tslab"}}, "cells": 5}',
    /"cells" must be a list/,
  ],
  deep: ["[".repeat(200_000), /deep\.ipynb: not JSON/],
  zeros: ["\0".repeat(1000), /zeros\.ipynb: UTF-8 is needed/],
};

let project: FieldProject;
let build: Outcome;
beforeAll(() => {
  project = fieldProject({
    notebooks: ["c13b-error-ok"],
    faults: ["star", "process-send", "vega-href", "html-unclosed-comment"],
  });
  for (const [name, [text]] of Object.entries(unreadable)) project.write(`notebooks/${name}.ipynb`, text);
  project.write("notebooks/exits.ipynb", notebook([front, ["code", "process.abort();"]]));
  project.write(
    "notebooks/thrower.ipynb",
    notebook([
      front,
      [
        "code",
        "setTimeout(() => { throw new Error('from a timer'); }, 5); await new Promise((r) => setTimeout(r, 50));",
      ],
    ]),
  );
  mkdirSync(join(project.folder, "notebooks", "folder.ipynb"));
  if (posix) spawnSync("mkfifo", [join(project.folder, "notebooks", "pipe.ipynb")]);
  build = project.flopbook("build", "--to", "html");
}, 120_000);
afterAll(() => project?.remove());

describe("one bad notebook", () => {
  test("leaves every other one built", () => {
    expect(build.code).toBe(1);
    for (const name of ["c13b-error-ok", "process-send", "html-unclosed-comment"]) {
      expect(build.err).toContain(`ok ${name}  `);
      expect(project.html(name)).toContain("</html>");
    }
    expect(build.err).not.toMatch(stack);
  });
  test.each(Object.entries(unreadable))("that cannot be read is told in a line: %s", (name, [, line]) => {
    expect(build.err).toContain(`FAILED ${name}`);
    expect(build.err).toMatch(line);
  });
  test("names the YAML alias that a star makes, with file, line and remedy", () => {
    expect(build.err).toMatch(/star\.ipynb, front matter: not valid YAML, line 2: \*draft\*.*in quotes/);
  });
  test("may be a folder or a pipe", () => {
    expect(build.err).toContain("folder.ipynb: must be a file, got a folder");
    if (posix) expect(build.err).toContain("pipe.ipynb: must be a file, got a pipe");
  });
  test("owns what it throws from a timer, and its own end", () => {
    expect(build.err).toMatch(/thrower, cell 2.*from a timer/);
    expect(build.err).toMatch(/exits, cell 2: ProcessEnded/);
  });
  test("stops neither list nor check nor strip", () => {
    const list = project.flopbook("list");
    expect(list.code).toBe(1);
    expect(list.out).toMatch(/c13b-error-ok/);
    expect(list.out).toMatch(/star\.ipynb, front matter: not valid YAML/);
    const strip = project.flopbook("strip", "--check");
    expect(strip.code).toBe(1);
    expect(strip.err).toMatch(/folder\.ipynb: must be a file/);
    const check = project.flopbook("check");
    expect(check.code).toBe(1);
    expect(check.out).toMatch(/FAILED star\.ipynb, front matter/);
    expect(check.out).toMatch(/\d+ of \d+ notebooks as in their baselines/);
    expect(list.err + strip.err + check.err).not.toMatch(stack);
  }, 60_000);
});

describe("a file that is given", () => {
  test.each(["bomb.yml", "self.yml"])("as configuration is bounded: %s", (name) => {
    const { code, err } = project.flopbook("cost", "--config", join(fixtures, "faults", name));
    expect(code).toBe(2);
    expect(err).toMatch(/not valid YAML, line \d+: .*; write the values? out/);
    expect(err).not.toMatch(stack);
  });
  test.each(["bomb.yml"])("as parameters is bounded: %s", (name) => {
    const { code, err } = project.flopbook(
      "build",
      "c13b-error-ok",
      "--params",
      join(fixtures, "faults", name),
    );
    expect({ code, err }).toEqual({ code: 2, err: expect.stringMatching(/not valid YAML/) });
  });
  test
    .runIf(posix)
    .each([
      [["cost", "--config", "/dev/zero"]],
      [["build", "c13b-error-ok", "--params", "/dev/stdin"]],
      [["model", "pipe.json"]],
      [["model", "pipe.onnx"]],
      [["model", "pipe.gguf"]],
      [["figure", "pipe.json"]],
      [["plan", "--model", "pipe.json", "--device", "h100-sxm", "--count", "8"]],
    ])("is refused when it is a pipe or device: %j", (words) => {
    for (const word of words)
      if (word.startsWith("pipe.") && !existsSync(join(project.folder, word)))
        spawnSync("mkfifo", [join(project.folder, word)]);
    const { code, err } = project.flopbook(...words);
    expect({ code, err }).toEqual({
      code: 2,
      err: expect.stringMatching(/must be a file, got a (pipe|socket|device)/),
    });
  });
});

test("list, strip, doctor and a built-in example run no code of the project", () => {
  const own = fieldProject();
  const mark = (name: string) =>
    `import { writeFileSync } from "node:fs"; writeFileSync(${JSON.stringify(join(own.folder, "ran"))}, "${name}"); throw new Error("${name}");\n`;
  own.write("flopbook.examples.ts", mark("examples"));
  own.write("examples/more.examples.ts", mark("more"));
  own.write("flopbook.config.js", mark("config"));
  own.write("templates/default/index.js", mark("template"));
  own.write("notebooks/one.ipynb", notebook([front, ["code", mark("cell").replace("import", "const")]]));
  expect(own.flopbook("list")).toMatchObject({
    code: 0,
    out: expect.stringContaining("flopbook.examples.ts"),
  });
  own.flopbook("strip");
  own.flopbook("doctor", "--json");
  expect(own.flopbook("check", "resnet50-forward-flops")).toMatchObject({ code: 0 });
  expect(readdirSync(own.folder)).not.toContain("ran");
  // What is found without being asked for may fail, and stops nothing else.
  const check = own.flopbook("check", "--all", "--no-cache");
  expect(check).toMatchObject({ code: 1, out: expect.stringMatching(/FAILED.*flopbook\.examples\.ts/) });
  expect(check.out).toMatch(/all \d+ worked examples as expected/);
  own.remove();
}, 60_000);

describe.runIf(posix)("a signal", () => {
  const started = (...words: string[]) =>
    spawn(process.execPath, [main, ...words], { cwd: project.folder, stdio: ["ignore", "ignore", "pipe"] });
  const heard = (child: ReturnType<typeof started>, words: RegExp) =>
    new Promise<void>((resolve) => {
      let said = "";
      child.stderr?.on("data", (chunk) => {
        said += chunk;
        if (words.test(said)) resolve();
      });
      child.once("exit", () => resolve());
    });
  const end = (child: ReturnType<typeof started>) =>
    new Promise<readonly [number | null, string | null]>((resolve) =>
      child.once("exit", (code, signal) => resolve([code, signal])),
    );
  const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

  test("ends a search at once", async () => {
    const words = "plan --model llama3-8b --device h100-sxm --count 4096 --batch 4194304 --keep 100000".split(
      " ",
    );
    const child = started(...words);
    const ended = end(child);
    await pause(1500);
    const start = performance.now();
    child.kill("SIGINT");
    expect(await ended).toEqual([null, "SIGINT"]); // which a shell calls 130
    expect(performance.now() - start).toBeLessThan(1000);
  });

  test.each([
    ["SIGTERM", 143],
    ["SIGHUP", 129],
    ["SIGINT", 130],
  ] as const)("%s ends a build with %i", async (signal, code) => {
    project.write("loop/sleep.ipynb", notebook([front, ["code", "while (true) {}"]]));
    const child = started("build", "loop/sleep.ipynb", "--to", "html");
    const ended = end(child);
    await heard(child, /cell 1 of 1/);
    child.kill(signal);
    expect(await ended).toEqual([code, null]);
  });

  test.runIf(process.platform === "linux")(
    "that cannot be caught leaves no cell, and nothing that a cell started",
    async () => {
      const pids = join(project.folder, "loop", "pids");
      const source = `const child = require("node:child_process").spawn("sleep", ["4323"], { detached: true, stdio: "ignore" });
require("node:fs").writeFileSync("pids", process.pid + " " + child.pid);
while (true) {}`;
      project.write("loop/kill.ipynb", notebook([front, ["code", source]]));
      const child = started("build", "loop/kill.ipynb", "--to", "html", "--no-cache");
      const ended = end(child);
      while (!existsSync(pids)) await pause(50);
      await pause(200);
      child.kill("SIGKILL");
      await ended;
      const mine = readFileSync(pids, "utf8").split(" ");
      const running = () =>
        spawnSync("ps", ["-o", "stat=", "-p", mine.join(",")], { encoding: "utf8" })
          .stdout.split("\n")
          .filter((line) => line !== "" && !line.startsWith("Z"));
      for (let wait = 0; wait < 40 && running().length > 0; wait++) await pause(50);
      expect(running()).toEqual([]);
    },
  );
});

test.runIf(posix && process.getuid?.() !== 0)("a notebook that may not be read is told", () => {
  project.write("notebooks/secret.ipynb", "{}");
  chmodSync(join(project.folder, "notebooks", "secret.ipynb"), 0);
  expect(project.flopbook("list").out).toMatch(
    /secret\.ipynb: cannot be read \(EACCES\); change its permissions/,
  );
});
