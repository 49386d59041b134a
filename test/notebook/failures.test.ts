// Failing notebooks: named, placed, never green, and no process left.
import { readdirSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { cellErrorText } from "../../src/notebook/cell-error.js";
import type { ExecutedNotebook } from "../../src/notebook/notebook.js";
import { executed, printed, shownError, statuses, trial } from "./trial.js";

let runs: ReadonlyMap<string, ExecutedNotebook>;
const run = (name: string) => runs.get(name);
const error = (name: string) => runs.get(name)?.errors[0];

const typed = `//| label: eq-typed
interface Layer {
  readonly width: number;
}

const layer: Layer = { width: 3 };
type Check<T> = (value: T) => boolean;
const positive: Check<Layer> = ({ width }) => {
  if (width > 2) throw new RangeError("too wide: " + width);
  return true;
};
await Promise.resolve();
positive(layer);`;

beforeAll(async () => {
  const notebooks = [
    trial("positions", ["const a = 1;", typed, "never(run);"]),
    trial("called", [
      'function fails(n: number) {\n  throw new TypeError("no " + n);\n}',
      "\nconst b = 2;\nfails(b);",
    ]),
    trial("first-line", ['const n = 1; throw new Error("first");']),
    trial("async", [
      'async function later() {\n  await null;\n  throw new Error("awaited");\n}',
      "await later();",
    ]),
    trial("project-file", ['import { divide } from "./util";\n\ndivide({ a: 1, b: 0 });']),
    trial("not-an-error", ["throw { code: 7 };"]),
    trial("cause", ['throw new Error("outer", { cause: new Error("inner") });']),
    trial("types", ["const ok = 1;", 'const x: number = "a";\nconst y: string = 2;', "1"]),
    trial("syntax", ["function open() {\n  return 1;"]),
    trial("must-fail", [
      "console.log(1)",
      ['throw new Error("expected")', "raises-exception"],
      'throw new Error("must")',
      "9",
    ]),
    trial("rejection", ['Promise.reject(new Error("late-boom"));', "1"]),
    trial("timer", [
      'setTimeout(() => { throw new Error("timer-boom"); }, 20);',
      "await new Promise((r) => setTimeout(r, 200));",
      "3",
    ]),
    trial("exit", ["try { process.exit(0); } catch {}", "1"]),
    trial("abort", ['console.log("before");', "process.abort();", "1"]),
    trial("interval", ["const handle = setInterval(() => {}, 50);", "1"]),
    trial("last-timer", ['setTimeout(() => { throw new Error("after the end"); }, 150);']),
    trial("floods", ['const text = "x".repeat(1_000_000);\nfor (;;) process.stdout.write(text);']),
  ];
  runs = await executed(notebooks);
});

describe("a failing cell", () => {
  test("is told with notebook, cell, label, line as written, column and source line, through types and awaits", () => {
    expect(error("positions")).toEqual({
      notebook: "positions",
      cell: 2,
      label: "eq-typed",
      name: "RangeError",
      message: "too wide: 3",
      line: 9,
      column: 24,
      sourceLine: '  if (width > 2) throw new RangeError("too wide: " + width);',
      kind: "exception",
    });
    expect(statuses(run("positions"))).toEqual(["ok", "error", "not-run"]);
  });

  test("is printed with the source line and a mark under the column", () => {
    const shown = error("first-line");
    expect(shown && cellErrorText(shown)).toBe(
      [
        "first-line, cell 1, line 1:20: Error: first",
        '  1 | const n = 1; throw new Error("first");',
        "                         ^",
      ].join("\n"),
    );
  });

  test.each([
    ["called", 2, 3, "no 2"],
    ["async", 2, 1, "awaited"],
    ["project-file", 1, 3, "divide by zero"],
  ])("of notebook %s is placed in the cell that led there", (name, cell, line, message) => {
    expect(error(name)).toMatchObject({ cell, line, message });
  });

  test("may throw anything; causes are told", () => {
    expect(error("not-an-error")).toMatchObject({ name: "Thrown value", message: "{ code: 7 }" });
    expect(error("cause")?.message).toBe("outer (caused by: inner)");
  });

  test("with type errors names each; nothing of it runs", () => {
    expect(run("types")?.errors.map(({ line, column, kind }) => [line, column, kind])).toEqual([
      [1, 7, "type"],
      [2, 7, "type"],
    ]);
    expect(statuses(run("types"))).toEqual(["ok", "error", "not-run"]);
    expect(error("syntax")).toMatchObject({ kind: "type", cell: 1 });
  });

  test("after an expected failure still fails the notebook", () => {
    expect(statuses(run("must-fail"))).toEqual(["ok", "ok", "error", "not-run"]);
    expect(run("must-fail")?.errors.map(({ message }) => message)).toEqual(["must"]);
    expect(shownError(run("must-fail")?.cells[1])?.message).toBe("expected");
  });
});

describe("a failure that comes late", () => {
  test("as a rejection nobody awaits is charged to its cell and stops the notebook", () => {
    expect(error("rejection")).toMatchObject({ cell: 1, line: 1, column: 16, kind: "late" });
    expect(error("rejection")?.message).toMatch(
      /^late-boom \(the promise was rejected and nobody awaited it/,
    );
    expect(statuses(run("rejection"))).toEqual(["error", "not-run"]);
  });

  test("from a timer is charged to the cell that set it", () => {
    expect(error("timer")).toMatchObject({ cell: 1, kind: "late" });
    expect(error("timer")?.message).toMatch(/^timer-boom \(thrown in a timer or callback/);
    expect(statuses(run("timer"))).toMatchObject({ 0: "error", 2: "not-run" });
  });

  test("after the last cell is waited for", () => {
    expect(error("last-timer")?.message).toMatch(/^after the end/);
  });

  test("as work that never ends is named with its cell", () => {
    expect(error("interval")).toMatchObject({ cell: 1, name: "OpenWork", kind: "late" });
    expect(error("interval")?.message).toMatch(/^a timer went on for 1 s after the last cell/);
  });
});

describe("a notebook that ends its process", () => {
  test("by process.exit fails once, named, also when the cell catches everything", () => {
    expect(run("exit")?.errors).toHaveLength(1);
    expect(error("exit")).toMatchObject({ cell: 1, kind: "exit" });
    expect(error("exit")?.message).toMatch(/^process\.exit\(0\) was called/);
    expect(statuses(run("exit"))).toEqual(["error", "not-run"]);
  });

  test("by any other means fails in the cell that ran, and earlier outputs stay", () => {
    expect(error("abort")).toMatchObject({ cell: 2, kind: "exit" });
    expect(error("abort")?.message).toMatch(/signal SIGABRT/);
    expect(printed(run("abort")?.cells[0])).toBe("before\n");
  });

  test("by printing without end is stopped", () => {
    expect(error("floods")?.message).toMatch(/^more than 10000000 characters printed/);
  });
});

describe("limits", () => {
  test("stop an endless loop, a promise that never settles, and a heap or buffers that grow without end", async () => {
    const limited = await executed(
      [
        trial("loop", ["1", "while (true) {}", "3"]),
        trial("never", ["await new Promise(() => {});"]),
        trial("heap", ["const all: number[][] = [];\nwhile (true) all.push(new Array(100000).fill(1.5));"]),
        trial("buffers", [
          "const kept: Uint8Array[] = [];\nwhile (true) {\n  kept.push(new Uint8Array(5e7).fill(1));\n  await new Promise((r) => setTimeout(r, 5));\n}",
        ]),
      ],
      { timeoutSeconds: 6, memoryMegabytes: 128 },
    );
    expect(limited.get("loop")?.errors[0]).toMatchObject({ cell: 2, kind: "timeout" });
    expect(limited.get("loop")?.errors[0]?.message).toMatch(/^did not end within 6 s/);
    expect(statuses(limited.get("loop"))).toEqual(["ok", "error", "not-run"]);
    expect(limited.get("never")?.errors[0]).toMatchObject({ cell: 1, kind: "timeout" });
    expect(limited.get("heap")?.errors[0]).toMatchObject({ cell: 1, kind: "memory" });
    expect(limited.get("heap")?.errors[0]?.message).toMatch(/^needed more than the 128 MB/);
    expect(limited.get("buffers")?.errors[0]).toMatchObject({ cell: 1, kind: "memory" });
  });

  test("leave no process when the caller aborts, not even what a cell started", async () => {
    const stop = new AbortController();
    const marker = `sleep-${process.pid}`;
    const cell = `import { spawn } from "node:child_process";\nspawn("sh", ["-c", "exec sleep 987 # ${marker}"]);\nspawn(process.execPath, ["-e", "setTimeout(() => {}, 987000) // ${marker}"]);\nwhile (true) {}`;
    const running = executed([trial("aborted", [cell])], {
      signal: stop.signal,
      onProgress: (event) => {
        if (event.type === "cell") setTimeout(() => stop.abort(new Error("stopped by hand")), 300);
      },
    });
    await expect(running).rejects.toThrow("stopped by hand");
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(processesWith(marker)).toEqual([]);
  });
});

/** Command lines of live processes that hold a text (Linux). */
function processesWith(text: string): readonly string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) => {
      try {
        return [readFileSync(`/proc/${pid}/cmdline`, "utf8")];
      } catch {
        return [];
      }
    })
    .filter((line) => line.includes(text));
}
