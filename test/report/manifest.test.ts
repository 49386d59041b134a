// The manifest by itself: order, merging, versions.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  type Manifest,
  readManifest,
  toolsId,
  updatedManifest,
  writeManifest,
} from "../../src/report/edition/manifest.js";
import { librariesHash, toolVersions } from "../../src/report/edition/versions.js";

const report = (sha: string) => ({
  ...{ date: "2026-11-21", template: "default", inputs: { "z.ipynb": sha, "a.svg": sha } },
  outputs: { "x.html": { sha256: sha, bytes: 1 } },
});
const keeps = () => true;

test("reports, inputs and tools are sorted, so that the order of a build does not show", () => {
  const one = updatedManifest(undefined, {
    tools: { b: "1", a: "2" },
    reports: { y: report("1"), x: report("2") },
    keeps,
  });
  const other = updatedManifest(undefined, {
    tools: { a: "2", b: "1" },
    reports: { x: report("2"), y: report("1") },
    keeps,
  });
  expect(JSON.stringify(one)).toBe(JSON.stringify(other));
  expect(Object.keys(one.reports)).toEqual(["x", "y"]);
  expect(Object.keys(one.reports.x?.inputs ?? {})).toEqual(["a.svg", "z.ipynb"]);
});

test("a partial build by other versions leaves each report with the versions that made it", () => {
  const first = updatedManifest(undefined, {
    tools: { vega: "5" },
    reports: { x: report("1"), y: report("1") },
    keeps,
  });
  const second = updatedManifest(first, { tools: { vega: "6" }, reports: { y: report("2") }, keeps });
  const version = (manifest: Manifest, name: string) => manifest.tools[manifest.reports[name]?.tools ?? ""];
  expect([version(second, "x"), version(second, "y")]).toEqual([{ vega: "5" }, { vega: "6" }]);
  const third = updatedManifest(second, { tools: { vega: "6" }, reports: { x: report("3") }, keeps });
  expect(third.tools).toEqual({ [toolsId({ vega: "6" })]: { vega: "6" } }); // versions that made nothing are dropped
});

test("parameters stand in the manifest only when some were set", () => {
  const entry = (parameters: Record<string, number>) =>
    updatedManifest(undefined, { tools: {}, reports: { x: { ...report("1"), parameters } }, keeps }).reports
      .x;
  expect(entry({})).not.toHaveProperty("parameters");
  expect(entry({ gpus: 64 })?.parameters).toEqual({ gpus: 64 });
});

test("is read back, refused when it is not one, and not written again when it says the same", () => {
  const folder = mkdtempSync(join(tmpdir(), "flopbook-test-"));
  const path = join(folder, "manifest.json");
  try {
    expect(readManifest(path)).toBeUndefined();
    const manifest = updatedManifest(undefined, { tools: { a: "1" }, reports: { x: report("1") }, keeps });
    expect(writeManifest(path, manifest)).toBe(true);
    expect(readManifest(path)).toEqual(manifest);
    const { mtimeMs } = statSync(path);
    expect(writeManifest(path, manifest)).toBe(false);
    expect(statSync(path).mtimeMs).toBe(mtimeMs);
    writeFileSync(path, "<<<<<<< HEAD");
    expect(() => readManifest(path)).toThrow("manifest.json: not JSON");
    writeFileSync(path, "[]");
    expect(() => readManifest(path)).toThrow("not a manifest");
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("names every library that the report half loads but for the one that queues printings, and no version of Node", () => {
  const versions = toolVersions();
  const src = join(import.meta.dirname, "..", "..", "src");
  const files = ["report", "notebook"].flatMap((half) =>
    readdirSync(join(src, half), { recursive: true, encoding: "utf8" }).map((path) => join(src, half, path)),
  );
  const loaded = files
    .filter((path) => path.endsWith(".ts"))
    .map((path) => readFileSync(path, "utf8").replace(/^import type [^;]*;$/gm, ""))
    .flatMap((text) => [...text.matchAll(/(?:from|import\() ?"([@a-z][^"]*)"/g)])
    .map(([, name = ""]) => /^(?:@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? "")
    .filter((name) => !name.startsWith("node:") && !name.startsWith("@tslab/") && name !== "p-limit");
  expect(loaded.length).toBeGreaterThan(8);
  expect(Object.keys(versions)).toEqual(expect.arrayContaining([...new Set(loaded)]));
  for (const version of Object.values(versions)) expect(version).toMatch(/^\d+\.\d+\.\d+/);
  expect(Object.values(versions)).not.toContain(process.versions.node);
  expect(versions.typescript).toBe("5.0.4"); // the one inside tslab, not ours
});

test("the hash of the libraries changes with a rule of KaTeX's style, a font, a patched library and a version", () => {
  const home = mkdtempSync(join(tmpdir(), "flopbook-home-"));
  const put = (path: string, content: string) => {
    mkdirSync(join(home, path, ".."), { recursive: true });
    writeFileSync(join(home, path), content);
  };
  try {
    put("package.json", '{ "version": "1.0.0", "dependencies": { "katex": "1.0.0", "drawing": "1.0.0" } }');
    put("node_modules/katex/package.json", '{ "version": "1.0.0" }');
    put("node_modules/katex/dist/katex.min.css", ".katex { color: red }");
    put("node_modules/katex/dist/fonts/KaTeX_Main.woff2", "curves");
    put("node_modules/drawing/package.json", '{ "version": "1.0.0", "main": "index.js" }');
    put("node_modules/drawing/index.js", "exports.draw = 1;");
    put("node_modules/.package-lock.json", "{}");
    const seen = new Set([librariesHash(home)]);
    for (const [path, content] of [
      ["node_modules/katex/dist/katex.min.css", ".katex { color: tan }"],
      ["node_modules/katex/dist/fonts/KaTeX_Main.woff2", "curved"],
      ["node_modules/drawing/index.js", "exports.draw = 2;"],
      ["node_modules/drawing/package.json", '{ "version": "1.0.1", "main": "index.js" }'],
      ["node_modules/.package-lock.json", "{ }"],
    ] as const) {
      put(path, content);
      expect(seen).not.toContain(librariesHash(home));
      seen.add(librariesHash(home));
    }
    put("node_modules/katex/README.md", "words that shape no page");
    expect(seen).toContain(librariesHash(home));
  } finally {
    rmSync(home, { recursive: true });
  }
});
