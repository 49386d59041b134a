// tslab's traps: the conformance notebook, one cell a trap, and those that need a notebook or a folder of their own.
import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { ExecutedCell, ExecutedNotebook } from "../../src/notebook/notebook.js";
import { readNotebook } from "../../src/notebook/read.js";
import { executed, fixtures, printed, shownError, statuses, trial } from "./trial.js";

/** A folder with a package "tiny" and a local file that has the same name once loaded. */
function shadowedFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "flopbook-")));
  const installed = join(folder, "node_modules", "tiny");
  mkdirSync(installed, { recursive: true });
  writeFileSync(join(installed, "package.json"), '{"name":"tiny","main":"index.js","types":"index.d.ts"}');
  writeFileSync(join(installed, "index.js"), "exports.size = 1;");
  writeFileSync(join(installed, "index.d.ts"), "export const size: number;");
  writeFileSync(join(folder, "tiny.ts"), "export const size = 2;");
  writeFileSync(join(folder, "uses.ts"), 'import { size } from "tiny";\nexport const used = size;');
  return folder;
}

let runs: ReadonlyMap<string, ExecutedNotebook>;
let byLabel: ReadonlyMap<string | undefined, ExecutedCell>;

beforeAll(async () => {
  const shadowed = shadowedFolder();
  runs = await executed([
    await readNotebook(join(fixtures, "project", "conformance.ipynb")),
    trial("shadow", ['import { size } from "tiny";\nsize'], shadowed),
    trial("shadow-inside", ['import { used } from "./uses";\nused'], shadowed),
    trial("leaks", [
      'process.env.LEAK = "yes";\nprocess.chdir("/");\n(Array.prototype as any).leak = 1;\n(globalThis as any).leak = 1;',
    ]),
    trial("leaked-into", [
      "const place = process.cwd();\n[process.env.LEAK, place.endsWith('project'), ([] as any).leak, (globalThis as any).leak]",
    ]),
    trial("late-print", [
      'setTimeout(() => console.log("from the first"), 30);\nconst first = 1;',
      'await new Promise((resolve) => setTimeout(resolve, 90));\nconsole.log("from the second");',
    ]),
  ]);
  byLabel = new Map(runs.get("conformance")?.cells.map((cell) => [cell.options.label, cell]));
});

describe("the conformance notebook", () => {
  test("runs to its end: every code cell once, in order, none lost after an expected failure", () => {
    expect(runs.get("conformance")?.errors).toEqual([]);
    expect(new Set(statuses(runs.get("conformance")))).toEqual(new Set(["not-code", "ok"]));
  });

  test.each([
    ["a-next", "ran\n"],
    ["b-safe", "7\n"],
    ["b-read", "14\n"],
    ["e-beside", "1\n"],
    ["g-next", "1000000000\n"],
    ["h-plain", "3\n4\n"],
    ["h-inside", "5\n"],
    ["last", "end\n"],
  ])("prints in cell %s what it should", (label, text) => {
    expect(printed(byLabel.get(label))).toBe(text);
    expect(shownError(byLabel.get(label))).toBeUndefined();
  });

  test.each([
    ["a-fails", 2, 7, /^expected$/],
    ["b-stale", 3, 1, /"rate" is declared in cell 4, where a function uses it.*state\.rate/],
    ["b-again", 3, 7, /"rate" is declared again, but a function of cell 4/],
    [
      "d-vega",
      2,
      27,
      /^vega-lite cannot be loaded by the kernel.*hand a Vega-Lite specification to show\(\)/,
    ],
    ["e-outside", 2, 25, /File '\.\.\/outside\.ts' is not under.*from the notebook's folder and below only/],
    ["e-extension", 2, 24, /write the path without \.ts/],
    ["e-index", 2, 1, /^Cannot find module '\.\/lib'; name the file itself/],
    ["e-missing", 2, 25, /Cannot find module 'no-such-package'.*is it installed/],
    ["g-later", 3, 1, /Cannot find name 'Units'; tslab forgets the namespace of cell 15/],
    ["h-parenthesis", 3, 15, /await value/],
    ["h-bracket", 2, 1, /await value/],
    ["h-for", 2, 1, /await value/],
    ["h-template", 2, 1, /await value/],
    ["l-shorthand", 3, 15, /loses a shorthand property.*\{ total: total \}/],
    ["x-module", undefined, undefined, /^@module inner: .*inner\.ts/],
    ["x-browser", undefined, undefined, /^@browser: /],
    ["x-export", 2, 14, /write it without export/],
    ["x-library", 2, 11, /TypeScript 5\.0 knows the library of ES2022 only/],
    ["x-meta", undefined, undefined, /process\.cwd\(\)/],
    ["x-lost-use", 2, 1, /Cannot find name 'leftBehind'; cell 29, which declares it, may fail/],
  ])("refuses cell %s at line %s:%s with a remedy", (label, line, column, message) => {
    const error = shownError(byLabel.get(label));
    expect(error?.message).toMatch(message);
    expect([error?.line, error?.column]).toEqual([line, column]);
  });
});

describe("traps that need more than a cell", () => {
  test("a local file that would replace a package is refused by name, in cells and in imported files", () => {
    expect(runs.get("shadow")?.errors[0]?.message).toMatch(
      /^the local file tiny\.ts stands in the way of the package/,
    );
    expect(runs.get("shadow-inside")?.errors[0]?.message).toMatch(/^uses\.ts: the local file tiny\.ts/);
  });

  test("what a notebook changes in its process does not reach the next notebook", () => {
    expect(runs.get("leaks")?.errors).toEqual([]);
    expect(printed(runs.get("leaked-into")?.cells[0])).toBe("[ undefined, true, undefined, undefined ]\n");
  });

  test("text printed late stands with the cell whose code printed it", () => {
    expect(runs.get("late-print")?.cells.map((cell) => printed(cell))).toEqual([
      "from the first\n",
      "from the second\n",
    ]);
  });
});
