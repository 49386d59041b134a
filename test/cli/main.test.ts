// The built command line as a person calls it: help, usage errors, exit codes, pipes.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";

const main = join(import.meta.dirname, "..", "..", "dist", "cli", "main.js");
const folder = mkdtempSync(join(tmpdir(), "flopbook-cli-"));
afterAll(() => rmSync(folder, { recursive: true }));

function flopbook(words: readonly string[], options: { input?: string; env?: Record<string, string> } = {}) {
  const { input = "", env = {} } = options;
  const ran = spawnSync(process.execPath, [main, ...words], {
    cwd: folder,
    input,
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1", FLOPBOOK_DEBUG: "", ...env },
  });
  return { code: ran.status, out: ran.stdout, err: ran.stderr };
}

const commands = ["build", "check", "verify", "list", "formulas", "doctor", "clean", "strip", "figure"];

describe("help", () => {
  test("names every command and the exit codes", () => {
    const { code, out } = flopbook(["--help"]);
    expect(code).toBe(0);
    for (const name of commands) expect(out).toMatch(new RegExp(`^  ${name}\\b`, "m"));
    expect(out).toContain("Exit codes: 0 good, 1 a check or a cell failed, 2 usage.");
  });

  test("of each command says what it does and loads none of its code", () => {
    for (const name of commands) {
      const { code, out, err } = flopbook([name, "--help"], { env: { NODE_DEBUG: "" } });
      expect([name, code, err]).toEqual([name, 0, ""]);
      expect(out).toContain(`Usage: flopbook ${name}`);
    }
  });

  test("of build lists its options", () => {
    const { out } = flopbook(["build", "--help"]);
    const options = [
      "--to",
      "--output-dir",
      "--no-cache",
      "-P",
      "--params",
      "--timeout",
      "--memory",
      "--paper",
    ];
    for (const option of [...options, "--template", "--jobs", "--quiet"]) expect(out).toContain(option);
  });

  test("is what a call without words prints, as a usage error", () => {
    const { code, err } = flopbook([]);
    expect(code).toBe(2);
    expect(err).toContain("Usage: flopbook");
  });

  test("gives the version of the package", () =>
    expect(flopbook(["--version"]).out).toMatch(/^\d+\.\d+\.\d+\n$/));
});

describe("a usage error exits with 2, without a stack, and says what to do", () => {
  const cases: readonly [string, readonly string[], RegExp][] = [
    ["an unknown command", ["biuld"], /^flopbook: unknown command 'biuld'; did you mean "build"\?\n$/],
    ["a command like nothing", ["qqqqqq"], /^flopbook: unknown command 'qqqqqq'; `flopbook --help` lists/],
    [
      "an unknown option",
      ["check", "--jsn"],
      /^flopbook: unknown option '--jsn'; did you mean "--json"\?\n$/,
    ],
    ["an option without its value", ["build", "--to"], /argument missing/],
    ["a format that is none", ["build", "--to", "docx"], /^flopbook: --to: must be html or pdf, got "docx"/],
    ["a timeout that is no number", ["build", "--timeout", "soon"], /^flopbook: --timeout: .* got "soon"/],
    [
      "a paper that is none",
      ["build", "--paper", "a5"],
      /^flopbook: --paper: must be a4 or letter, got "a5"/,
    ],
    ["too many words", ["list", "all"], /too many arguments/],
    ["a notebook that is not there", ["strip", "nothing"], /^flopbook: notebook: none called "nothing"/],
    ["a folder without notebooks", ["strip"], /^flopbook: notebooks: none found in notebooks/],
    ["a spec that is not there", ["figure", "no.json"], /^flopbook: no\.json: cannot be read \(ENOENT\)/],
  ];
  for (const [title, words, message] of cases)
    test(title, () => {
      const { code, out, err } = flopbook(words);
      expect([code, out]).toEqual([2, ""]);
      expect(err).toMatch(message);
      expect(err).not.toContain(".js:");
    });
});

test("FLOPBOOK_DEBUG=1 shows the stack of an error", () => {
  const { err } = flopbook(["strip", "nothing"], { env: { FLOPBOOK_DEBUG: "1" } });
  expect(err).toMatch(/^flopbook: notebook: none called "nothing"[^\n]*\nFlopbookError: [\s\S]*\n {4}at /);
});

test("a reader that closes the pipe ends the command quietly", async () => {
  const child = spawn(process.execPath, [main, "--help"], { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  child.stdout.destroy();
  let errors = "";
  child.stderr.on("data", (text) => {
    errors += text;
  });
  const code = await new Promise((resolve) => child.on("close", resolve));
  expect([code, errors]).toEqual([0, ""]);
});

describe("figure", () => {
  const spec = {
    $schema: "https://vega.github.io/schema/vega-lite/v5.json",
    description: "One bar, 2 high",
    data: { values: [{ a: "x", b: 2 }] },
    mark: "bar",
    encoding: { x: { field: "a", type: "nominal" }, y: { field: "b", type: "quantitative" } },
  };

  test("draws a spec from standard input or a file, the same bytes each time", () => {
    const piped = flopbook(["figure", "-"], { input: JSON.stringify(spec) });
    expect(piped.code).toBe(0);
    expect(piped.out).toMatch(/^<svg [^>]*role="img"[^>]*aria-label="One bar, 2 high"/);
    writeFileSync(join(folder, "spec.json"), JSON.stringify(spec));
    expect(flopbook(["figure", "spec.json"]).out).toBe(piped.out);
  });

  test("refuses what is no spec", () => {
    expect(flopbook(["figure"], { input: "{" }).err).toMatch(/^flopbook: standard input: not JSON/);
    expect(flopbook(["figure"], { input: "[]" }).code).toBe(2);
    const { code, err } = flopbook(["figure"], { input: JSON.stringify({ ...spec, mark: "no-such-mark" }) });
    expect([code, err.includes(".js:")]).toEqual([1, false]);
  });
});
