// Stored results: used when nothing changed, dropped when anything did, never believed when damaged.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { stateOf } from "../../src/disk/state.js";
import { mimeType } from "../../src/ground/mime.js";
import { cacheIn } from "../../src/notebook/cache.js";
import type { Engine, EngineOptions, Program, ProgramRun } from "../../src/notebook/engine.js";
import { publishedNotebooks } from "../../src/notebook/execute.js";
import { codeFingerprint } from "../../src/notebook/fingerprint.js";
import type { CellError } from "../../src/notebook/notebook.js";
import { prune, used } from "../../src/notebook/prune.js";
import { tslabEngine } from "../../src/notebook/tslab/engine.js";
import { executed, printed, trial } from "./trial.js";

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "flopbook-")));
});
const put = (path: string, text: string) => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
};

describe("the store", () => {
  const cache = () => cacheIn(join(folder, "cache"));
  const uses = (...paths: readonly string[]) => paths.map((path) => ({ path }));

  test("keeps the state in which a file was read, not the one in which it was stored", () => {
    put("a.txt", "read");
    const state = stateOf(join(folder, "a.txt"));
    put("a.txt", "saved since");
    cache().store("judged", "key", folder, [{ path: join(folder, "a.txt"), state }], { v: 1 });
    expect(cache().find("judged", "key", folder)).toBeUndefined();
    put("a.txt", "read");
    expect(cache().find("judged", "key", folder)).toEqual({ v: 1 });
  });

  test("finds what was stored while the files it depends on are as they were", () => {
    put("a.txt", "1");
    cache().store("judged", "key", folder, uses(join(folder, "a.txt"), join(folder, "missing"), folder), {
      v: 1,
    });
    const found = cache().find("judged", "key", folder);
    expect(found).toBeUndefined(); // the cache folder itself has come into the listed folder
    cache().store("judged", "key", folder, uses(join(folder, "a.txt"), join(folder, "missing"), folder), {
      v: 1,
    });
    expect(cache().find("judged", "key", folder)).toEqual({ v: 1 });
    put("missing", "here now");
    expect(cache().find("judged", "key", folder)).toBeUndefined();
    rmSync(join(folder, "missing"));
    expect(cache().find("judged", "key", folder)).toEqual({ v: 1 });
    put("a.txt", "2");
    expect(cache().find("judged", "key", folder)).toBeUndefined();
  });

  test("takes a damaged entry for none, and leaves no draft behind", () => {
    cache().store("judged", "key", folder, [], { v: "value" });
    const path = join(folder, "cache", "judged", "key.json");
    expect(readdirSync(dirname(path))).toEqual(["key.json"]);
    const text = readFileSync(path, "utf8");
    for (const damaged of [text.slice(0, 20), "", "null", text.replace('"value"', '"valve"'), "[]"]) {
      writeFileSync(path, damaged);
      expect(cache().find("judged", "key", folder)).toBeUndefined();
    }
  });

  test("takes an entry whose list of files is damaged or gone for none", () => {
    put("a.txt", "1");
    cache().store("judged", "key", folder, uses(join(folder, "a.txt")), { v: 1 });
    cache().store("executed", "key", folder, uses(join(folder, "a.txt")), { v: 2 });
    const lists = join(folder, "cache", "inputs");
    expect(readdirSync(lists)).toHaveLength(1);
    const list = join(lists, readdirSync(lists)[0] ?? "");
    expect(cache().find("executed", "key", folder)).toEqual({ v: 2 });
    writeFileSync(list, "[]");
    expect(cache().find("judged", "key", folder)).toBeUndefined();
    rmSync(list);
    expect(cache().find("judged", "key", folder)).toBeUndefined();
  });

  test("lets go of what was used longest ago when it holds more than it may", () => {
    const sizes = (limit: { most: number; left: number }) => {
      prune(join(folder, "cache"), ["a", "b", "missing"], limit);
      return ["a/old", "b/middle", "a/new"].filter((path) => existsSync(join(folder, "cache", path)));
    };
    ["a/old", "b/middle", "a/new"].forEach((path, at) => {
      put(join("cache", path), "12345");
      utimesSync(join(folder, "cache", path), 1000 + at, 1000 + at);
    });
    expect(sizes({ most: 15, left: 5 })).toEqual(["a/old", "b/middle", "a/new"]);
    used(join(folder, "cache", "a/old"));
    expect(sizes({ most: 14, left: 10 })).toEqual(["a/old", "a/new"]);
    expect(sizes({ most: 9, left: 5 })).toEqual(["a/old"]);
  });

  test("without a folder, or with one that cannot be written, finds nothing and does not throw", () => {
    cacheIn(undefined).store("judged", "key", folder, [], 1);
    expect(cacheIn(undefined).find("judged", "key", folder)).toBeUndefined();
    put("file", "");
    cacheIn(join(folder, "file", "below")).store("judged", "key", folder, [], 1);
    expect(cacheIn(join(folder, "file", "below")).find("judged", "key", folder)).toBeUndefined();
  });
});

describe("the fingerprint of code", () => {
  const print = (sources: readonly string[] = ['import { a } from "linked";']) =>
    codeFingerprint(folder, sources, "e 1");

  test("moves with linked packages, the record of installed ones, the engine and local files", () => {
    put("linked-source/index.js", "1");
    put("linked-source/dist/cost/x.js", "1");
    put("linked-source/dist/report/y.js", "1");
    put("node_modules/.package-lock.json", "{}");
    symlinkSync(join(folder, "linked-source"), join(folder, "node_modules", "linked"));
    const before = print();
    expect(print()).toBe(before);
    put("linked-source/dist/report/y.js", "2");
    expect(print()).toBe(before);
    const seen = new Set([before, codeFingerprint(folder, ['import { a } from "linked";'], "e 2")]);
    put("linked-source/dist/cost/x.js", "2");
    seen.add(print());
    put("node_modules/.package-lock.json", "{ }");
    seen.add(print());
    put("linked.ts", "");
    seen.add(print());
    expect(seen.size).toBe(5);
  });
});

describe("executing with a cache", () => {
  /** tslab's engine, counting the programs that it really runs. */
  function counting(): Engine & { readonly ran: string[] } {
    const ran: string[] = [];
    const run = (programs: readonly Program[], options: EngineOptions): Promise<readonly ProgramRun[]> => {
      ran.push(...programs.map(({ notebook }) => notebook));
      return tslabEngine.run(programs, options);
    };
    return { version: tslabEngine.version, ran, run };
  }

  test("runs a notebook again only when its code, a file it read, a parameter or the date has changed", async () => {
    put("data.txt", "one");
    put("util.ts", "export const factor: number = 2;");
    const reads =
      'import { readFileSync } from "node:fs";\nimport { factor } from "./util";\nreadFileSync("data.txt", "utf8") + factor;';
    const cells = (last: string) => [["const n = 1", "parameters"] as const, reads, "n", last];
    const cacheFolder = join(folder, ".flopbook", "cache");
    const ranAfter = async (change: () => void, last = "'end'", options: object = {}) => {
      change();
      const engine = counting();
      const result = await executed([trial("cached", cells(last), folder)], {
        engine,
        cacheFolder,
        ...options,
      });
      return [engine.ran.length, ...(result.get("cached")?.cells.map((cell) => printed(cell).trim()) ?? [])];
    };
    const nothing = () => {};
    expect(await ranAfter(nothing)).toEqual([1, "", "one2", "1", "end"]);
    expect(await ranAfter(nothing)).toEqual([0, "", "one2", "1", "end"]);
    expect(await ranAfter(() => put("data.txt", "two"))).toEqual([1, "", "two2", "1", "end"]);
    expect(await ranAfter(() => put("util.ts", "export const factor: number = 3;"))).toEqual([
      1,
      "",
      "two3",
      "1",
      "end",
    ]);
    expect(await ranAfter(nothing, "'other'")).toEqual([1, "", "two3", "1", "other"]);
    expect(await ranAfter(nothing, "'other'", { epochSeconds: 5 })).toEqual([1, "", "two3", "1", "other"]);
    expect(await ranAfter(nothing, "'other'", { parameters: { n: 7 } })).toEqual([
      1,
      "",
      "",
      "two3",
      "7",
      "other",
    ]);
    expect(await ranAfter(nothing, "'other'", { cacheFolder: undefined })).toEqual([
      1,
      "",
      "two3",
      "1",
      "other",
    ]);
    expect(await ranAfter(nothing, "'other'")).toEqual([0, "", "two3", "1", "other"]);
  }, 240_000);

  test("keeps neither failures nor runs that write files, start processes or use the network", async () => {
    const engine = counting();
    const notebooks = [
      trial("fails", ['throw new Error("x")'], folder),
      trial("writes", ['import { writeFileSync } from "node:fs";\nwriteFileSync("out.txt", "1");'], folder),
      trial("starts", ['import { execFileSync } from "node:child_process";\nexecFileSync("true");'], folder),
      trial(
        "connects",
        [
          'import { connect } from "node:net";\nconst socket = connect(9, "127.0.0.1");\nsocket.on("error", () => {});\nawait new Promise((r) => socket.on("close", r));',
        ],
        folder,
      ),
      trial("plain", ["1"], folder),
    ];
    const options = { engine, cacheFolder: join(folder, ".flopbook", "cache") };
    await executed(notebooks, options);
    await executed(notebooks, options);
    expect(engine.ran).toEqual([
      "fails",
      "writes",
      "starts",
      "connects",
      "plain",
      "fails",
      "writes",
      "starts",
      "connects",
    ]);
  }, 240_000);

  test("finds what notebooks published without their outputs, and runs those that changed or failed", async () => {
    const ran: string[] = [];
    const engine: Engine = {
      version: "fake 1",
      run: async (programs) => {
        ran.push(...programs.map(({ notebook }) => notebook));
        return programs.map(({ notebook, cells }) => publishing(notebook, cells.length));
      },
    };
    const options = { engine, cacheFolder: join(folder, ".cache"), epochSeconds: 0 };
    const [good, bad] = [trial("good", ["1"], folder), trial("bad", ["1"], folder)];
    const seen = async () =>
      (await publishedNotebooks([good, bad], options)).map(({ notebook, errors, records }) => [
        notebook.name,
        errors.length,
        ...records.map(({ name, value, unit, formula, tolerance }) => [
          name,
          value,
          unit,
          formula,
          tolerance,
        ]),
      ]);
    put("read.txt", "1");
    const first = await seen();
    expect(first).toEqual([
      ["good", 0, ["twice", 1, "MAC", undefined, undefined], ["twice", 2, "MAC", "a.b", 0.1]],
      ["bad", 1],
    ]);
    expect(await seen()).toEqual(first);
    expect(ran).toEqual(["good", "bad", "bad"]);
    put("read.txt", "2");
    await seen();
    expect(ran).toEqual(["good", "bad", "bad", "good", "bad"]);
  });

  function publishing(notebook: string, cells: number): ProgramRun {
    const derivation = { kind: "input", label: "operations", unit: "MAC" };
    const values = [
      { name: "twice", derivation: { ...derivation, value: 1 } },
      { name: "twice", tolerance: 0.1, derivation: { ...derivation, value: 2, formula: { id: "a.b" } } },
    ];
    const display = { type: "display" as const, data: { [mimeType.values]: { values } }, metadata: {} };
    const failed = notebook === "bad";
    const error = { notebook, cell: 1, name: "Error", message: "x", frames: [] } as unknown as CellError;
    return {
      cells: Array.from({ length: cells }, () => ({
        status: failed ? ("error" as const) : ("ok" as const),
        outputs: failed ? [] : [display],
      })),
      errors: failed ? [error] : [],
      inputs: [{ path: join(folder, "read.txt") }],
      volatile: undefined,
    };
  }
});
