// Notebooks as git holds them: no outputs, no counts, one layout; and the shipped ones are so.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { strippedNotebook } from "../../src/cli/strip/stripped.js";

const run = {
  nbformat: 4,
  nbformat_minor: 5,
  metadata: {
    papermill: { duration: 3 },
    kernelspec: { name: "tslab", language: "typescript", display_name: "TypeScript" },
    language_info: { version: "3.7.2", name: "typescript", mimetype: "text/typescript" },
  },
  cells: [
    {
      source: "# Title\r\ntext",
      metadata: { slideshow: 1, collapsed: true },
      id: "a",
      cell_type: "markdown",
    },
    {
      cell_type: "code",
      execution_count: 7,
      metadata: { tags: ["parameters"], execution: { "iopub.status.busy": "2024" } },
      outputs: [{ output_type: "stream", text: "1" }],
      source: ["const n = 1;\n", "n"],
    },
  ],
};

describe("stripping", () => {
  const text = strippedNotebook(JSON.stringify(run), "x.ipynb");

  test("removes outputs, counts and traces of a run, and keeps what a person wrote", () => {
    expect(JSON.parse(text)).toEqual({
      nbformat: 4,
      nbformat_minor: 5,
      metadata: {
        kernelspec: { name: "tslab", language: "typescript", display_name: "TypeScript" },
        language_info: { name: "typescript", mimetype: "text/typescript" },
      },
      cells: [
        { source: ["# Title\n", "text"], metadata: { slideshow: 1 }, id: "a", cell_type: "markdown" },
        {
          cell_type: "code",
          execution_count: null,
          id: "c2",
          metadata: { tags: ["parameters"] },
          outputs: [],
          source: ["const n = 1;\n", "n"],
        },
      ],
    });
  });

  test("sorts keys, indents by one space and ends with a newline", () => {
    expect(text.startsWith('{\n "cells": [\n  {\n   "cell_type": "markdown",\n   "id": "a",\n')).toBe(true);
    expect(text.endsWith("}\n")).toBe(true);
  });

  test("changes nothing the second time", () => expect(strippedNotebook(text, "x.ipynb")).toBe(text));

  test("gives a cell without id one that no other cell has", () => {
    const cells = [{ ...run.cells[0], id: "c2" }, run.cells[1]];
    const ids = JSON.parse(strippedNotebook(JSON.stringify({ ...run, cells }), "x")).cells.map(
      ({ id }: { id: string }) => id,
    );
    expect(new Set(ids).size).toBe(2);
  });

  test("refuses what is not a notebook, with its name", () => {
    expect(() => strippedNotebook("{", "x.ipynb")).toThrow(/x\.ipynb: not JSON/);
    expect(() => strippedNotebook('{"cells": 3}', "x.ipynb")).toThrow(/x\.ipynb: not a notebook/);
    expect(() => strippedNotebook('{"nbformat": 3, "cells": []}', "x.ipynb")).toThrow(/format 4/);
    expect(() => strippedNotebook('{"nbformat": 4, "cells": [{"cell_type": "code"}]}', "x.ipynb")).toThrow(
      /a cell has no source/,
    );
  });
});

test("the shipped notebooks are stripped; `flopbook strip` does it", () => {
  const folder = join(import.meta.dirname, "..", "..", "notebooks");
  const files = readdirSync(folder).filter((name) => name.endsWith(".ipynb"));
  const dirty = files.filter((file) => {
    const text = readFileSync(join(folder, file), "utf8");
    return strippedNotebook(text, file) !== text;
  });
  expect(dirty).toEqual([]);
});
