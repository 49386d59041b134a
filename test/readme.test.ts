// The README is true: its code runs and prints what the comments say, its commands exist, its example checks.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";

const root = resolve(import.meta.dirname, "..");
const cli = join(root, "dist/cli/main.js");
const readme = readFileSync(join(root, "README.md"), "utf8");

/** The fenced blocks of one language. */
function blocks(language: string): string[] {
  return [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, "gms"))].map(
    ([, code]) => code ?? "",
  );
}

describe("the README", () => {
  test.each(blocks("ts"))("has code that prints what its comments say", (code) => {
    const said = execFileSync(process.execPath, ["--input-type=module", "--eval", code], {
      cwd: root,
      encoding: "utf8",
    });
    const promised = [...code.matchAll(/^console\.log\(.*\); \/\/ (.*)$/gm)].map(([, comment]) => comment);
    expect(promised.length).toBeGreaterThan(0);
    expect(said.replaceAll("\u00a0", " ").trim().split("\n")).toEqual(promised);
  });

  const commands = blocks("sh").flatMap((block) => [...block.matchAll(/npx flopbook ([^#\n]*)/g)]);
  test.each(commands.map(([, words]) => (words ?? "").trim()))("names a command that exists: %s", (words) => {
    const [command = "", ...rest] = words.split(/\s+/);
    const help = execFileSync(process.execPath, [cli, command, "--help"], { encoding: "utf8" });
    for (const option of rest.filter((word) => word.startsWith("--"))) expect(help).toContain(option);
    for (const file of rest.filter((word) => word.endsWith(".ipynb")))
      expect(existsSync(join(root, file))).toBe(true);
  });

  test.each(blocks("json"))("has a file of examples that `check` accepts and that agrees", (json) => {
    const project = mkdtempSync(join(tmpdir(), "flopbook-readme-"));
    try {
      writeFileSync(join(project, "package.json"), "{}");
      writeFileSync(join(project, "flopbook.examples.json"), json);
      const run = spawnSync(process.execPath, [cli, "check", "next-model-total"], {
        cwd: project,
        encoding: "utf8",
      });
      expect(`${run.stderr}${run.status}`).toBe("0");
      expect(run.stdout).toContain("agrees");
    } finally {
      rmSync(project, { recursive: true, force: true });
    }
  });

  test("shows a picture and links that are there", () => {
    const targets = [...readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, target]) => target ?? "");
    expect(targets.length).toBeGreaterThan(2);
    for (const target of targets) expect(existsSync(join(root, target)), target).toBe(true);
  });
});
