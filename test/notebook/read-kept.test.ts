// A notebook that was read before equals one that is read now, and a changed byte is seen.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readNotebook } from "../../src/notebook/read.js";
import { readKeptNotebook } from "../../src/notebook/read-kept.js";

const folder = mkdtempSync(join(tmpdir(), "flopbook-read-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const cache = join(folder, ".flopbook");
const notebooks = join(import.meta.dirname, "..", "..", "notebooks");

test("every notebook of the project is the same from its file and from the cache", async () => {
  const names = readdirSync(notebooks).filter((name) => name.endsWith(".ipynb"));
  expect(names.length).toBeGreaterThan(10);
  for (const name of names) {
    const read = await readNotebook(join(notebooks, name));
    for (const _ of ["stores", "finds"])
      expect(await readKeptNotebook(join(notebooks, name), cache)).toEqual(read);
  }
  expect(readdirSync(join(cache, "read"))).toHaveLength(names.length);
});

test("a changed byte, another folder and a fault are seen", async () => {
  const path = join(folder, "one.ipynb");
  const text = readFileSync(join(notebooks, "roofline.ipynb"), "utf8");
  writeFileSync(path, text);
  const before = await readKeptNotebook(path, cache);
  writeFileSync(path, text.replace("different times", "other times"));
  expect((await readKeptNotebook(path, cache)).frontMatter.title).toContain("other times");
  mkdirSync(join(folder, "below"));
  writeFileSync(join(folder, "below", "one.ipynb"), text);
  const moved = await readKeptNotebook(join(folder, "below", "one.ipynb"), cache);
  expect(moved).toEqual({ ...before, path: join(folder, "below", "one.ipynb") });
  writeFileSync(path, text.slice(1));
  for (const _ of ["first", "again"])
    await expect(readKeptNotebook(path, cache)).rejects.toThrow("one.ipynb: not JSON");
});
