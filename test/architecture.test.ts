// The house keeps its own rules: import ranks, no cycles, one library a file, sizes, names, no absolute paths.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Breach, type File, pathBreaches, ranks, reportHalf, sourceBreaches } from "./architecture.js";

const root = join(import.meta.dirname, "..");
const good = "// What this made-up file is for.\n";
const texts = /\.(ts|mjs|cjs|js|json|md|ipynb|yml|yaml|css|html|svg)$|^\.ci\/run$|^\.[\w-]+$|^LICENSE$/;

describe("this repository", () => {
  test("keeps every rule about imports, sizes and names in src/", () => {
    const files = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
      .map((path) => `src/${path.replaceAll("\\", "/")}`)
      .filter((path) => path.endsWith(".ts"))
      .sort();
    expect(told(sourceBreaches(files.map(read)))).toEqual([]);
  });

  test("holds no absolute path in any committed file", () => {
    const paths = gitFiles().filter((path) => texts.test(path) && path !== "test/architecture.test.ts");
    expect(told(paths.map(read).flatMap(pathBreaches))).toEqual([]);
  });

  test("tells newcomers the ranks that it holds", () => {
    const rows = read("CONTRIBUTING.md").text.matchAll(/^\| (\d|report half) \| ([^|]+) \|/gm);
    const told = [...rows].map(([, rank, members = ""]) => [rank, members.match(/[\w-]+(?=`)/g)]);
    const held = [...ranks.map((names, rank) => [String(rank), names]), ["report half", reportHalf]];
    expect(told).toEqual(held);
  });

  test("has a lock file with an entry for every optional package, without which `npm ci` refuses to start", () => {
    const { packages } = JSON.parse(read("package-lock.json").text) as {
      packages: Record<string, { optionalDependencies?: Record<string, string> }>;
    };
    const absent = Object.entries(packages).flatMap(([place, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(
        (name) => !packages[`node_modules/${name}`] && !packages[`${place}/node_modules/${name}`],
      ),
    );
    expect(absent).toEqual([]);
  });
});

describe("a breach is found", () => {
  const cases: Record<string, { files: Record<string, string>; rule: string; detail: RegExp }> = {
    "when a layer imports a cost question": {
      files: { "src/layers/linear.ts": `${good}import { time } from "../cost/time.js";` },
      rule: "rank",
      detail: /rank 3 imports rank 5/,
    },
    "when a layer imports its neighbour hardware": {
      files: { "src/layers/linear.ts": `${good}import { v100 } from "../hardware/nvidia.js";` },
      rule: "rank",
      detail: /neighbours of rank 3/,
    },
    "when the report half imports a formula, even as a type": {
      files: { "src/report/math.ts": `${good}import type { Formula } from "../formula/formula.js";` },
      rule: "rank",
      detail: /report half knows no networks/,
    },
    "when a room of the report imports one above it, even as a type": {
      files: { "src/report/prose/links.ts": `${good}import type { Masthead } from "../page/masthead.js";` },
      rule: "room",
      detail: /page is not below prose/,
    },
    "when a file beside the rooms of the report imports one": {
      files: { "src/report/problem.ts": `${good}import { escapeHtml } from "./text/html.js";` },
      rule: "room",
      detail: /imports none/,
    },
    "when notebooks import pages": {
      files: { "src/notebook/run.ts": `${good}import type { Page } from "../report/page/page.js";` },
      rule: "rank",
      detail: /report stands above notebook/,
    },
    "when two rooms of a folder import each other, though no two files do": {
      files: {
        "src/models/language/gpt.ts": `${good}import { stem } from "../vision/stem.js";`,
        "src/models/language/words.ts": `${good}export const words = 1;`,
        "src/models/vision/clip.ts": `${good}import { words } from "../language/words.js";`,
        "src/models/vision/stem.ts": `${good}export const stem = 1;`,
      },
      rule: "circle of rooms",
      detail: /language -> vision -> language/,
    },
    "when the report half imports quantities": {
      files: { "src/notebook/run.ts": `${good}export { sum } from "../numbers/quantity.js";` },
      rule: "rank",
      detail: /report half/,
    },
    "when the cost half imports a page, lazily": {
      files: { "src/display/show.ts": `${good}const page = await import("../report/page.js");` },
      rule: "rank",
      detail: /cost half knows no pages/,
    },
    "when the library reaches for the documents that are judged": {
      files: { "src/index.ts": `${good}export { examples } from "./documents/index.js";` },
      rule: "rank",
      detail: /neighbours of rank 7/,
    },
    "when the cost half imports a module of Node": {
      files: { "src/importers/gguf/file.ts": `${good}const fs = await import("node:fs");` },
      rule: "browser",
      detail: /imports node:fs/,
    },
    "when it asks Node's process or buffers": {
      files: { "src/display/show.ts": `${good}export const said = () => process.env.HOME;` },
      rule: "browser",
      detail: /process\.env on line 2/,
    },
    "when anything imports the command line": {
      files: { "src/report/build.ts": `${good}import { run } from "../cli/build.js";` },
      rule: "rank",
      detail: /nothing imports the command line/,
    },
    "when the bibliography imports a quantity": {
      files: { "src/sources/bibliography.ts": `${good}import { given } from "../numbers/quantity.js";` },
      rule: "rank",
      detail: /rank 0 imports rank 1/,
    },
    "when the report half imports units": {
      files: { "src/report/page.ts": `${good}import { hours } from "../numbers/units.js";` },
      rule: "rank",
      detail: /report half/,
    },
    "when two files import each other": {
      files: {
        "src/cost/a.ts": `${good}import "./b.js";`,
        "src/cost/b.ts": `${good}import type { A } from "./a.js";`,
      },
      rule: "cycle",
      detail: /^src\/cost\/a.ts -> src\/cost\/b.ts -> src\/cost\/a.ts$/,
    },
    "when two files import one library": {
      files: {
        "src/formula/math.ts": `${good}import { create } from "mathjs/number";`,
        "src/formula/tex.ts": `${good}const { parse } = require("mathjs");`,
      },
      rule: "one library, one file",
      detail: /all import mathjs/,
    },
    "when src/ grows a folder without a rank": {
      files: { "src/gadgets/one.ts": good },
      rule: "top level",
      detail: /"gadgets" has no rank/,
    },
    "when a file exports everything of another": {
      files: { "src/index.ts": `${good}export * from "./numbers/units.js";` },
      rule: "named exports",
      detail: /export \* on line 2/,
    },
    "when a file has a default export": {
      files: { "src/cost/time.ts": `${good}export default function time() {}` },
      rule: "named exports",
      detail: /export default on line 2/,
    },
    "when the first line says nothing": {
      files: { "src/cost/time.ts": 'import "./x.js";\n// Too late.' },
      rule: "first line",
      detail: /does not say/,
    },
    "when a file has 251 lines": {
      files: { "src/cost/time.ts": good + "export {};\n".repeat(250) },
      rule: "file length",
      detail: /251 lines/,
    },
    "when a function has 41 lines": {
      files: { "src/cost/time.ts": `${good}export const f = () => {\n${"1;\n".repeat(39)}};\n` },
      rule: "function length",
      detail: /41 lines on line 2/,
    },
    "when a file is called utils": {
      files: { "src/cost/utils.ts": good },
      rule: "file name",
      detail: /"utils" says nothing/,
    },
    "when a number becomes text outside format.ts": {
      files: { "src/display/charts/bars.ts": `${good}export const label = (x: number) => x.toFixed(2);` },
      rule: "number text",
      detail: /toFixed on line 2/,
    },
    "when Intl is used outside format.ts": {
      files: { "src/report/page.ts": `${good}export const f = new Intl.NumberFormat("en");` },
      rule: "number text",
      detail: /Intl on line 2/,
    },
  };
  for (const [title, { files, rule, detail }] of Object.entries(cases))
    test(title, () => {
      const breaches = sourceBreaches(Object.entries(files).map(([path, text]) => ({ path, text })));
      expect(breaches.map((breach) => breach.rule)).toEqual([rule]);
      expect(breaches[0]?.detail).toMatch(detail);
    });

  test("when a committed file names somebody's home or work folder", () => {
    const paths = [
      "/home/ann/x.json",
      "/root/.cache",
      "/Users/ann",
      "/tmp/out",
      "/work/main",
      "C:\\Users\\ann",
    ];
    for (const path of paths) expect(pathBreaches({ path: "a.md", text: `see "${path}"` })).toHaveLength(1);
  });
});

describe("what is allowed passes", () => {
  test("when a second file imports only the types of a library", () => {
    const files = [
      { path: "src/report/markdown.ts", text: `${good}import MarkdownIt from "markdown-it";` },
      { path: "src/report/rules.ts", text: `${good}import type Token from "markdown-it/lib/token.mjs";` },
    ];
    expect(told(sourceBreaches(files))).toEqual([]);
  });

  const allowed: Record<string, string> = {
    "src/numbers/quantity.ts": `${good}import { text } from "./format.js";`,
    "src/index.ts": `${good}export { show } from "./display/show.js";`,
    "src/report/page.ts": `${good}import { text } from "../numbers/format.js"; import { run } from "../notebook/run.js";`,
    "src/cli/check.ts": `${good}import { examples } from "../examples/index.js"; import "node:fs";`,
    "src/numbers/format.ts": `${good}export const f = (x: number) => x.toPrecision(3);`,
    "src/hardware/nvidia.ts": good + "export {};\n".repeat(300),
    "src/cli/main.ts": `#!/usr/bin/env node\n${good}`,
    "src/cost/time.ts": `${good}export const f = () => {\n${"1;\n".repeat(38)}};\n`,
  };
  for (const [path, text] of Object.entries(allowed))
    test(`in ${path}`, () => expect(told(sourceBreaches([{ path, text }]))).toEqual([]));

  test("in text with relative paths and web addresses", () => {
    const text = 'see "notebooks/x.ipynb", https://example.org/home/x, ../tmp/x, s/root/x and */work/*';
    expect(pathBreaches({ path: "a.md", text })).toEqual([]);
  });
});

function read(path: string): File {
  return { path, text: readFileSync(join(root, path), "utf8") };
}

/** Files that git holds or would take; deleted ones are left out. */
function gitFiles(): string[] {
  const list = (...words: string[]) =>
    execFileSync("git", ["ls-files", "-z", ...words], { cwd: root, encoding: "utf8" })
      .split("\0")
      .filter(Boolean);
  const gone = new Set(list("--deleted"));
  return [...new Set(list("--cached", "--others", "--exclude-standard"))]
    .filter((path) => !gone.has(path))
    .sort();
}

function told(breaches: readonly Breach[]): string[] {
  return breaches.map(({ rule, path, detail }) => `${rule}: ${path}: ${detail}`);
}
