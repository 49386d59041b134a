// Cleaning takes what builds made and nothing else.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { cleanReports } from "../../src/report/edition/clean.js";

let root: string;
let outputFolder: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "flopbook-test-"));
  outputFolder = join(root, "reports");
  mkdirSync(outputFolder);
  mkdirSync(join(root, ".flopbook", "reports"), { recursive: true });
  const manifest = { schema: 1, tools: {}, reports: { old: { outputs: {} } } };
  writeFileSync(join(outputFolder, "manifest.json"), JSON.stringify(manifest));
  const ours = ["a.html", "a.pdf", "a.values.json", "a.last-good.html", "old.html", "old.pdf"];
  for (const file of [...ours, "notes.txt", "b.html"]) writeFileSync(join(outputFolder, file), "x");
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test("reports of the notebooks and of the manifest go, with the cache; manifest and other files stay", async () => {
  const gone = await cleanReports({ root, outputFolder, reports: ["a"] });
  expect(readdirSync(outputFolder).sort()).toEqual(["b.html", "manifest.json", "notes.txt"]);
  expect(existsSync(join(root, ".flopbook"))).toBe(false);
  expect(gone).toHaveLength(7);
});

test("cleaning what is clean takes nothing", async () => {
  await cleanReports({ root, outputFolder, reports: ["a"] });
  expect(await cleanReports({ root, outputFolder, reports: ["a"] })).toEqual([]);
});
