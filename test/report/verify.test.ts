// A rebuild held against the published manifest: what differs is named, with its cause.
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { fileHash } from "../../src/disk/hash.js";
import { firstDifference } from "../../src/report/edition/difference.js";
import type { Manifest } from "../../src/report/edition/manifest.js";
import { verifyReports } from "../../src/report/edition/verify.js";
import { openPrinter, type Printer } from "../../src/report/pdf/chrome.js";
import { remembering, SmallProject } from "./small-project.js";

let printer: Printer;
let project: SmallProject;
beforeAll(async () => {
  printer = remembering(await openPrinter());
});
afterAll(() => printer.close());
beforeEach(async () => {
  project = new SmallProject(printer);
  project.write("a", { text: "alpha" });
  await project.build(["a"]);
});
afterEach(() => project.remove());

const verify = (names: readonly string[] = ["a"]) =>
  verifyReports({ ...project.options(names), publishedFolder: project.reports });

/** Changes the published manifest as if it had been made elsewhere. */
function edit(change: (text: string) => string): void {
  const path = join(project.reports, "manifest.json");
  const before = readFileSync(path, "utf8");
  const after = change(before);
  expect(after).not.toBe(before);
  writeFileSync(path, after);
}

/** Makes the manifest expect other bytes of a file, which itself is not there. */
function expectOther(file: string): void {
  rmSync(join(project.reports, file));
  edit((text) => {
    const manifest = JSON.parse(text) as Manifest;
    const output = manifest.reports.a?.outputs[file];
    return text.replace(output?.sha256 ?? "none", "0".repeat(64));
  });
}

test("the same inputs give every published byte again, and the temporary folder goes", async () => {
  const { same, compared, differences } = await verify();
  expect({ same, differences }).toEqual({ same: true, differences: [] });
  expect(compared).toEqual(["a.html", "a.pdf", "a.values.json"]);
  expect(project.did.rendered).toBe(2); // once by the build, once more here: no cache is read
});

test("a changed notebook is named as the cause of every file that differs", async () => {
  project.write("a", { text: "changed" });
  const { same, differences } = await verify();
  expect(same).toBe(false);
  expect(differences.map(({ file }) => file)).toEqual(["a.html", "a.pdf"]); // its values are the same
  for (const { reasons } of differences)
    expect(reasons).toEqual([
      expect.stringMatching(/^notebooks\/a.ipynb changed \(SHA-256 \w{12} -> \w{12}\)$/),
    ]);
});

test("another version of a tool is named", async () => {
  expectOther("a.html");
  edit((text) => text.replace(/"vega": "[^"]+"/, '"vega": "5.0.0"'));
  const difference = (await verify()).differences.find(({ file }) => file === "a.html");
  expect(difference?.reasons.slice(1)).toEqual([expect.stringMatching(/^vega is 6\.\d+\.\d+, was 5\.0\.0$/)]);
});

test("another browser is named for a PDF", async () => {
  expectOther("a.pdf");
  edit((text) => text.replace(/"browser": "[^"]+"/, '"browser": "Chrome/1"'));
  const [difference] = (await verify()).differences;
  expect(difference).toMatchObject({ file: "a.pdf" });
  expect(difference?.reasons.slice(1)).toEqual([
    expect.stringMatching(/printed by another browser, HeadlessChrome.*, was Chrome\/1/),
  ]);
});

test("another date is named", async () => {
  expectOther("a.html");
  edit((text) => text.replace('"date": "2026-11-21"', '"date": "2026-11-20"'));
  const [difference] = (await verify()).differences;
  expect(difference?.reasons.slice(1)).toEqual(["the date is 2026-11-21, was 2026-11-20"]);
});

test("what nothing explains is called so, with the first byte that differs where the published file is at hand", async () => {
  const values = readFileSync(join(project.reports, "a.values.json"), "utf8");
  expectOther("a.values.json");
  const [blind] = (await verify()).differences;
  expect(blind?.reasons[0]).toBe("the published file is missing");
  expect(blind?.reasons[1]).toMatch(/^unexplained: .*Node \d+.*the published file is not here/);
  const path = join(project.reports, "a.values.json");
  writeFileSync(path, values.replace('"value": 1', '"value": 7'));
  edit((text) => text.replace("0".repeat(64), fileHash(path) ?? ""));
  const [seen] = (await verify()).differences;
  expect(seen?.reasons[0]).toContain("first differing byte at 28 (line 3)"); // 2 + 13 + 13, the lengths before it
});

test("a notebook that fails now, one that is new and one that is gone are named", async () => {
  project.write("b", { text: "beta" });
  const added = await verify(["a", "b"]);
  expect(added.differences).toEqual([
    { report: "b", file: "b", reasons: ["it is not in the manifest; run `flopbook build`"] },
  ]);
  await project.build(["a", "b"]);
  project.write("a", { text: "alpha", fails: "boom" });
  const { differences } = await verify(["a"]);
  expect(differences).toEqual([
    { report: "a", file: "a", reasons: ["cell 1 fails now: boom"] },
    { report: "b", file: "b", reasons: ["its notebook is gone; run `flopbook build`"] },
  ]);
});

test("without a manifest there is nothing to verify", async () => {
  rmSync(join(project.reports, "manifest.json"));
  await expect(verify()).rejects.toThrow("no manifest.json among the reports");
});

test("the first difference of two files is told by offset, line and what stands there", () => {
  const difference = (a: string, b: string) => firstDifference(Buffer.from(a), Buffer.from(b));
  expect(difference("one\ntwo", "one\ntoo")).toBe(
    'first differing byte at 5 (line 2): "one.two" -> "one.too"',
  );
  expect(difference("one", "one more")).toBe('first differing byte at 3 (line 1): the end -> "one more"');
  expect(difference("one", "one")).toBe("the bytes are the same");
});
