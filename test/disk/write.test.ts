// Whole or not at all: short writes, full disks, disks that lie, links, modes; the old file stays in its place.
import fs, {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Disk, removeLeftDrafts, writeTogether, writeWhole } from "../../src/disk/write.js";
import { FlopbookError } from "../../src/ground/errors.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "flopbook-disk-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string) => join(folder, name);
const failing = (code: string) => () => {
  throw Object.assign(new Error(code), { code });
};
/** The real disk with one function of another mind. */
const disk = (part: Partial<Disk>): Disk => ({ ...fs, ...part });
/** A disk that takes at most so many bytes at a time, and has room for so many. */
function narrow(most: number, room = Number.POSITIVE_INFINITY): Disk {
  let left = room;
  const writeSync = (handle: number, bytes: Uint8Array, from: number, length: number) => {
    if (left === 0) return failing("ENOSPC")();
    const taken = fs.writeSync(handle, bytes, from, Math.min(most, length, left));
    left -= taken;
    return taken;
  };
  return disk({ writeSync: writeSync as Disk["writeSync"] });
}

describe("a file is written", () => {
  test("with every byte, however few the disk takes at a time", () => {
    const content = "naïve 模型 ".repeat(500);
    writeWhole(at("a.html"), content, { disk: narrow(7) });
    expect(readFileSync(at("a.html"), "utf8")).toBe(content);
    expect(readdirSync(folder)).toEqual(["a.html"]);
  });

  test("into folders that are made, from bytes that are part of a longer buffer", () => {
    writeWhole(at("new/deep/a.bin"), new Uint8Array([9, 1, 2, 3, 9]).subarray(1, 4));
    expect([...readFileSync(at("new/deep/a.bin"))]).toEqual([1, 2, 3]);
  });

  test("through a link to its target, whose mode stays; a link that leads nowhere gets its target", () => {
    mkdirSync(at("elsewhere"));
    writeFileSync(at("elsewhere/real.html"), "old");
    chmodSync(at("elsewhere/real.html"), 0o640);
    symlinkSync(join("elsewhere", "real.html"), at("a.html"));
    symlinkSync(join("elsewhere", "later.html"), at("b.html"));
    writeWhole(at("a.html"), "new");
    writeWhole(at("b.html"), "first");
    expect(fs.lstatSync(at("a.html")).isSymbolicLink()).toBe(true);
    expect(readFileSync(at("elsewhere/real.html"), "utf8")).toBe("new");
    expect(statSync(at("elsewhere/real.html")).mode & 0o777).toBe(0o640);
    expect(readFileSync(at("elsewhere/later.html"), "utf8")).toBe("first");
  });

  test("under a name as long as the disk allows", () => {
    const name = `${"n".repeat(250)}.html`; // 255 bytes, the usual limit
    writeWhole(at(name), "x");
    expect(readdirSync(folder)).toEqual([name]);
  });
});

describe("the old file stays, and no draft", () => {
  const cases: Record<string, [Disk, RegExp]> = {
    "when the disk is full in the middle": [
      narrow(10, 25),
      /no space is left on the disk \(ENOSPC\); free some/,
    ],
    "when the disk takes nothing and says nothing": [
      disk({ writeSync: (() => 0) as Disk["writeSync"] }),
      /no space/,
    ],
    "when flushing finds a fault": [disk({ fsyncSync: failing("EIO") }), /the disk reports a fault \(EIO\)/],
    "when the disk gives back other bytes": [
      disk({ readFileSync: (() => Buffer.from("short")) as unknown as Disk["readFileSync"] }),
      /gives back 5 other bytes than the 60/,
    ],
    "when the name cannot be taken": [
      disk({ renameSync: failing("EBUSY") }),
      /another program holds the file/,
    ],
    "when no file may be made": [
      disk({ openSync: failing("EROFS") as Disk["openSync"] }),
      /can only be read \(EROFS\)/,
    ],
    "when handles run out": [disk({ openSync: failing("EMFILE") as Disk["openSync"] }), /ulimit -n 1024/],
    "when permission is denied": [
      disk({ openSync: failing("EACCES") as Disk["openSync"] }),
      /permission is denied/,
    ],
  };
  for (const [title, [broken, message]] of Object.entries(cases))
    test(title, () => {
      writeFileSync(at("a.html"), "old");
      const write = () => writeWhole(at("a.html"), "new ".repeat(15), { disk: broken });
      expect(write).toThrow(FlopbookError);
      expect(write).toThrow(message);
      expect(readFileSync(at("a.html"), "utf8")).toBe("old");
      expect(readdirSync(folder)).toEqual(["a.html"]);
    });

  test("for all files that belong together when only the last does not fit", () => {
    writeFileSync(at("a.html"), "old page");
    writeFileSync(at("a.values.json"), "old values");
    const files = [
      { path: at("a.html"), content: "new page" },
      { path: at("a.values.json"), content: "new values" },
    ];
    expect(() => writeTogether(files, { disk: narrow(100, 12) })).toThrow("a.values.json: cannot be written");
    expect(readFileSync(at("a.html"), "utf8")).toBe("old page");
    expect(readFileSync(at("a.values.json"), "utf8")).toBe("old values");
    expect(readdirSync(folder)).toEqual(["a.html", "a.values.json"]);
  });

  test("when a folder, a pipe's end or a circle of links stands in its place", () => {
    mkdirSync(at("a.html"));
    symlinkSync("round", at("round"));
    writeFileSync(at("file"), "x");
    expect(() => writeWhole(at("a.html"), "x")).toThrow("a folder stands there");
    expect(() => writeWhole("/dev/null", "x")).toThrow("no plain file stands there");
    expect(() => writeWhole(at("round"), "x")).toThrow("lead in a circle");
    expect(() => writeWhole(at("file/a.html"), "x")).toThrow("a part of the path is a file");
    expect(() => writeWhole(at("file"), "y", { fresh: true })).toThrow("exists and is not overwritten");
    expect(readFileSync(at("file"), "utf8")).toBe("x");
  });
});

test("drafts of a killed process go after an hour, and nothing else does", () => {
  const draft = ".flopbook-draft-0123456789abcdef";
  for (const name of [draft, ".flopbook-draft-fedcba9876543210", ".flopbook-draft-of-mine", "a.html"])
    writeFileSync(at(name), "x");
  const past = Date.now() / 1000 - 7200;
  for (const name of [draft, ".flopbook-draft-of-mine", "a.html"]) utimesSync(at(name), past, past);
  removeLeftDrafts(folder);
  expect(readdirSync(folder).sort()).toEqual([
    ".flopbook-draft-fedcba9876543210",
    ".flopbook-draft-of-mine",
    "a.html",
  ]);
});
