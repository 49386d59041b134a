// Kept judgements: the same words as computed ones, and gone with the first changed byte of the code.
import { spawnSync } from "node:child_process";
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

const repository = join(import.meta.dirname, "..", "..");
let copy: string;
beforeAll(() => {
  copy = realpathSync(mkdtempSync(join(tmpdir(), "flopbook-copy-")));
  for (const part of ["dist", "package.json"])
    cpSync(join(repository, part), join(copy, part), { recursive: true });
  symlinkSync(join(repository, "node_modules"), join(copy, "node_modules"));
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

function check(...words: string[]) {
  const main = join(copy, "dist", "cli", "main.js");
  const env = { ...process.env, NO_COLOR: "1", FLOPBOOK_DEBUG: "" };
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, "check", ...words], {
    cwd: copy,
    encoding: "utf8",
    env,
  });
  return { code: status, out: stdout, err: stderr };
}

const kept = () => readdirSync(join(copy, ".flopbook", "judged"));

test("kept judgements read like computed ones, and change with the code", () => {
  const forms = [["--json"], ["--quiet"], []];
  const computed = forms.map((words) => check(...words, "--no-cache"));
  expect(computed.map(({ code, err }) => [code, err])).toEqual(forms.map(() => [0, ""]));
  expect(check("--quiet")).toEqual(computed[1]);
  expect(kept()).toHaveLength(1);
  expect(forms.map((words) => check(...words))).toEqual(computed);
  expect(kept()).toHaveLength(1);
  expect(JSON.parse(computed[0]?.out ?? "").examples.length).toBeGreaterThan(450);

  const symbols = join(copy, "dist", "formula", "symbols.js");
  const text = readFileSync(symbols, "utf8");
  const wrong = text.replace('value: 2, convention: "mac-two-flop"', 'value: 3, convention: "mac-two-flop"');
  expect(wrong).not.toBe(text);
  writeFileSync(symbols, wrong);
  for (const _ of ["first", "again"]) {
    const { code, out } = check("--quiet");
    expect(code).toBe(1);
    expect(out).toContain("FAILED resnet50-");
  }
  expect(kept()).toHaveLength(1);
  writeFileSync(symbols, text);
  expect(check("--quiet")).toEqual({ code: 0, out: "", err: "" });
}, 300_000);

test("the key of a notebook moves with every file that programs load, and with no other of ours", async () => {
  const engine = join(copy, "dist", "notebook", "fingerprint.js");
  const { codeFingerprint } = (await import(engine)) as typeof import("../../src/notebook/fingerprint.js");
  mkdirSync(join(copy, "project", "node_modules"), { recursive: true });
  symlinkSync(copy, join(copy, "project", "node_modules", "flopbook"));
  const key = () => codeFingerprint(join(copy, "project"), [], "engine 1");
  const before = key();
  for (const [file, moves] of [
    ["dist/bundle/index.js", true],
    ["dist/bundle/declarations.d.ts", true],
    ["dist/flopbook.api.json", false],
    ["dist/report/page/page.js", false],
  ] as const) {
    const text = readFileSync(join(copy, file));
    appendFileSync(join(copy, file), "\n");
    expect([file, key() !== before]).toEqual([file, moves]);
    writeFileSync(join(copy, file), text);
    expect(key()).toBe(before);
  }
}, 60_000);
