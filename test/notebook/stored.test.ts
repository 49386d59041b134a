// The outputs that a notebook's file holds, as nbformat 4 writes them.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readNotebook } from "../../src/notebook/read.js";
import { withStoredOutputs } from "../../src/notebook/stored.js";

const folder = mkdtempSync(join(tmpdir(), "flopbook-stored-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function stored(outputs: unknown, tags: readonly string[] = []) {
  const path = join(folder, "x.ipynb");
  const cell = { cell_type: "code", id: "a", metadata: { tags }, source: "1", outputs };
  const metadata = { kernelspec: { name: "tslab" } };
  writeFileSync(path, JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata, cells: [cell] }));
  return withStoredOutputs(await readNotebook(path));
}

test("streams are joined, texts of lines are texts, lists in JSON stay lists", async () => {
  const { cells, errors, outputsFrom } = await stored([
    { output_type: "stream", name: "stdout", text: ["a\n", "b"] },
    { output_type: "stream", name: "stdout", text: "c" },
    { output_type: "stream", name: "stderr", text: "e" },
    {
      output_type: "execute_result",
      metadata: {},
      data: { "text/plain": ["x", "y"], "application/json": [1, "z"] },
    },
  ]);
  expect({ errors, outputsFrom }).toEqual({ errors: [], outputsFrom: "file" });
  expect(cells[0]?.outputs).toEqual([
    { type: "stream", name: "stdout", text: "a\nbc" },
    { type: "stream", name: "stderr", text: "e" },
    { type: "display", metadata: {}, data: { "text/plain": "xy", "application/json": [1, "z"] } },
  ]);
});

test("a stored error fails as a new one would, unless its cell expects it", async () => {
  const error = { output_type: "error", ename: "E", evalue: "\u001b[31mbad\u001b[0m", traceback: [] };
  const told = { name: "E", message: "bad", cell: 1, kind: "exception" };
  expect((await stored([error])).errors).toEqual([expect.objectContaining(told)]);
  const expected = await stored([error], ["raises-exception"]);
  expect(expected.errors).toEqual([]);
  expect(expected.cells[0]).toMatchObject({ status: "ok", outputs: [{ type: "error", error: told }] });
});

test("a cell without outputs shows its code only; outputs of no known kind are an error", async () => {
  expect((await stored([])).cells[0]).toMatchObject({ status: "skipped", outputs: [] });
  await expect(stored([{ output_type: "pyout" }])).rejects.toThrow(
    /x\.ipynb, cell 1: outputs are stream.*got "pyout"/,
  );
  await expect(stored({})).rejects.toThrow(/x\.ipynb, cell 1: outputs must be a list/);
});
