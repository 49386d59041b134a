// Running notebooks that are well: outputs, order, options, environment, and how it is told.
import { beforeAll, describe, expect, test } from "vitest";
import type { ProgressEvent } from "../../src/notebook/execute.js";
import type { ExecutedNotebook } from "../../src/notebook/notebook.js";
import { executed, printed, statuses, trial } from "./trial.js";

let runs: ReadonlyMap<string, ExecutedNotebook>;
const events: ProgressEvent[] = [];
const outputs = (name: string, cell: number) => runs.get(name)?.cells[cell - 1]?.outputs;
const text = (name: string, cell: number) => printed(runs.get(name)?.cells[cell - 1]);

const displays = `const shown = { [Symbol.for("Jupyter.display")]: () => ({ "text/plain": "plain", "text/html": "<b>rich</b>" }) };
shown;`;
const showsAsOurHelperDoes = `import { createRequire } from "node:module";
const { cache } = createRequire(process.cwd() + "/x.js");
const key = Object.keys(cache).find((file) => /[\\\\/]tslab[\\\\/]dist[\\\\/]jupyter\\.js$/.test(file));
console.log("before");
cache[key as string]!.exports.lastWriteDisplayData({ data: { "application/x+json": { a: [1] } }, metadata: { m: 1 }, transient: {} }, false);
console.log("after");`;
const updated = `import { newDisplay, display } from "tslab";
const place = newDisplay();
place.text("first");
place.text("second");
display.html("<i>own</i>");`;

beforeAll(async () => {
  runs = await executed(
    [
      trial("values", [
        "1 + 1",
        '({ a: [1, { b: { c: {} } }], s: "text" })',
        "undefined",
        "null",
        "const quiet = 1;",
        "'last'",
      ]),
      trial("streams", [
        'console.log("a");\nconsole.log("b");\nconsole.error("c");\nconsole.log("d");\nawait new Promise<void>((done) => process.stdout.write("e\\n", () => done()));\n5;',
        'import { writeSync } from "node:fs";\nimport { execFileSync } from "node:child_process";\nwriteSync(1, "direct\\n");\nexecFileSync(process.execPath, ["-e", "console.log(\'child\')"], { stdio: "inherit" });',
        "",
        "// a comment",
      ]),
      trial("displays", [displays, showsAsOurHelperDoes, updated, "[shown]"]),
      trial("environment", [
        'const zone = Intl.DateTimeFormat().resolvedOptions();\n[process.env.TZ, zone.timeZone, zone.locale, process.env.FLOPBOOK_ENGINE, process.env.SECRET_OF_THE_MACHINE, process.env.SOURCE_DATE_EPOCH].join(" ");',
        'const now = [Date.now(), new Date().toISOString(), +new Date(2020, 0, 1), new Date() instanceof Date, performance.now(), process.hrtime.bigint(), typeof Date()];\nnow.join(" ");',
        "[Math.random(), Math.random()].join(' ');",
        "setTimeout(() => {}, 1);",
        "class Day extends Date {}\nnew Day().getTime() + ' ' + new Day(5).getTime() + ' ' + (new Day() instanceof Day);",
      ]),
      trial("environment-again", ["1", "1", "[Math.random(), Math.random()].join(' ');"]),
      trial("options", ["1", ["2", "skip-execution"], ["const n: number = 3", "parameters"], "n * 2"]),
      trial("files", [
        'import { called } from "./util";\ncalled();',
        'import { called } from "./util";\ncalled();',
        'import { readFileSync } from "node:fs";\nreadFileSync("data.csv", "utf8");',
      ]),
      trial("files-again", ['import { called } from "./util";\ncalled();']),
      trial("stack", [
        "function thrower(): never {\n  throw new Error('told');\n}",
        "let stack = '';\ntry { thrower(); } catch (error) { stack = (error as Error).stack ?? ''; }\nstack;",
      ]),
      trial("empty", []),
    ],
    { parameters: { n: 21 }, concurrency: 3, onProgress: (event) => events.push(event) },
  );
}, 120_000);

describe("outputs", () => {
  test("no notebook of this file fails", () => {
    expect([...runs.values()].flatMap(({ errors }) => errors)).toEqual([]);
  });

  test("of last expressions are printed as tslab prints them; undefined and null print nothing", () => {
    expect(runs.get("values")?.cells.map((cell) => printed(cell))).toEqual([
      "2\n",
      "{ a: [ 1, { b: [Object] } ], s: 'text' }\n",
      "",
      "",
      "",
      "last\n",
    ]);
  });

  test("of one stream in a row are one output, and write callbacks are called", () => {
    expect(outputs("streams", 1)).toEqual([
      { type: "stream", name: "stdout", text: "a\nb\n" },
      { type: "stream", name: "stderr", text: "c\n" },
      { type: "stream", name: "stdout", text: "d\ne\n5\n" },
    ]);
  });

  test("that bypass the streams stand with the cell in which they came", () => {
    expect(text("streams", 2)).toBe("direct\nchild\n");
    expect(outputs("streams", 3)).toEqual([]);
    expect(outputs("streams", 4)).toEqual([]);
  });

  test("of values that show themselves are displays, of others text", () => {
    expect(outputs("displays", 1)).toEqual([
      { type: "display", data: { "text/plain": "plain", "text/html": "<b>rich</b>" }, metadata: {} },
    ]);
    expect(text("displays", 4)).toMatch(/^\[/);
  });

  test("through tslab's hook keep their place and metadata", () => {
    expect(outputs("displays", 2)).toEqual([
      { type: "stream", name: "stdout", text: "before\n" },
      { type: "display", data: { "application/x+json": { a: [1] } }, metadata: { m: 1 } },
      { type: "stream", name: "stdout", text: "after\n" },
    ]);
  });

  test("of tslab's own display API work, and an updated display is one output", () => {
    expect(outputs("displays", 3)?.map((output) => output.type === "display" && output.data)).toEqual([
      { "text/plain": "second" },
      { "text/html": "<i>own</i>" },
    ]);
  });

  test("with stacks name cells and lines, and nothing of the machine", () => {
    expect(text("stack", 2)).toBe("Error: told\n    at thrower (cell 1:2:9)\n    at cell 2:2:7\n");
  });
});

describe("a run", () => {
  test("has one environment everywhere", () => {
    expect(text("environment", 1)).toBe("UTC UTC en-US tslab  1700000000\n");
  });

  test("has a clock that stands at the given moment", () => {
    // 2020-01-01 in UTC is 18262 days after 1970, times 86400000 ms.
    expect(text("environment", 2)).toBe(
      "1700000000000 2023-11-14T22:13:20.000Z 1577836800000 true 0 0 string\n",
    );
    expect(text("environment", 5)).toBe("1700000000000 5 true\n");
  });

  test("has the same random numbers each time", () => {
    const numbers = text("environment", 3).split(" ").map(Number);
    expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true);
    expect(numbers[0]).not.toBe(numbers[1]);
    expect(text("environment-again", 3)).toBe(text("environment", 3));
  });

  test("prints timers without Node's counters", () => {
    expect(text("environment", 4)).toBe("Timeout {}\n");
  });

  test("skips what is marked and injects parameters after their cell", () => {
    expect(statuses(runs.get("options"))).toEqual(["ok", "skipped", "ok", "ok", "ok"]);
    expect(runs.get("options")?.cells.map(({ number, injected }) => [number, injected])[3]).toEqual([
      3,
      true,
    ]);
    expect(text("options", 5)).toBe("42\n");
    expect(runs.get("options")?.parameters).toEqual({ n: 21 });
    expect(runs.get("values")?.parameters).toEqual({});
  });

  test("loads project files once per notebook, from the notebook's folder", () => {
    expect([1, 2, 3].map((cell) => text("files", cell))).toEqual(["1\n", "2\n", "day,value\n1,2\n\n"]);
    expect(text("files-again", 1)).toBe("1\n");
  });

  test("of a notebook without code is done", () => {
    expect(runs.get("empty")).toMatchObject({ cells: [], errors: [] });
  });

  test("is told cell by cell, in order within each notebook", () => {
    const told = events.filter(({ notebook }) => notebook === "files");
    expect(told).toEqual([
      { type: "cell", notebook: "files", cell: 1, cells: 3 },
      { type: "cell", notebook: "files", cell: 2, cells: 3 },
      { type: "cell", notebook: "files", cell: 3, cells: 3 },
      { type: "done", notebook: "files", cells: 3 },
    ]);
  });
});
