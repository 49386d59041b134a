// A file read in pieces.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { memorySource } from "../../../src/importers/index.js";
import { fileSource } from "../../../src/node/index.js";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "flopbook-bytes-"));
  writeFileSync(join(folder, "ten.bin"), Uint8Array.from([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]));
});
afterAll(() => rmSync(folder, { recursive: true }));

test("a piece of a file is read from its place, and cut at the end of the file", () => {
  const file = fileSource(join(folder, "ten.bin"));
  expect(file.size).toBe(10);
  expect([...file.read(3, 4)]).toEqual([3, 4, 5, 6]);
  expect([...file.read(8, 100)]).toEqual([8, 9]);
  expect([...file.read(20, 4)]).toEqual([]);
  file.close();
});

test("bytes in memory read alike", () => {
  const bytes = memorySource("bytes", Uint8Array.from([0, 1, 2, 3]));
  expect([...bytes.read(1, 2)]).toEqual([1, 2]);
  expect([...bytes.read(3, 9)]).toEqual([3]);
});

test("a missing file and a folder are errors that name the path", () => {
  expect(() => fileSource(join(folder, "none.bin"))).toThrow(/none\.bin: cannot be read \(ENOENT\); check/);
  expect(() => fileSource(folder)).toThrow(/must be a file, got a folder/);
});
