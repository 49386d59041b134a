// What is kept by the stamps of files: gone with the first write, whatever was done to hide it.
import { mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { keptByStamps } from "../../src/notebook/stamps.js";

let folder: string;
let made: number;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "flopbook-stamps-"));
  made = 0;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const file = () => join(folder, "a.js");
const later = () => Date.now() + 10_000;
const kept = (now?: number) =>
  keptByStamps(join(folder, "cache"), [file()], () => `made ${++made}`, now ?? later());

test("what was made is found while the files are untouched", () => {
  writeFileSync(file(), "1");
  expect([kept(), kept()]).toEqual(["made 1", "made 1"]);
});

test("a write of the same length with its time set back is seen", () => {
  writeFileSync(file(), "1");
  const { atime, mtime } = statSync(file());
  kept();
  writeFileSync(file(), "2");
  utimesSync(file(), atime, mtime);
  expect(kept()).toBe("made 2");
});

test("what was written a moment ago is not trusted yet, and without a folder nothing is kept", () => {
  writeFileSync(file(), "1");
  expect([kept(Date.now()), kept(Date.now())]).toEqual(["made 1", "made 2"]);
  expect(keptByStamps(undefined, [file()], () => "fresh")).toBe("fresh");
});
