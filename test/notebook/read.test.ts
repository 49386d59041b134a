// Notebook files: what is read from them, and what is refused with which words.
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { notebookFromText, readNotebook } from "../../src/notebook/read.js";

const kernelspec = { name: "tslab" };
const read = (notebook: object) => notebookFromText(JSON.stringify(notebook), "x.ipynb", "x.ipynb");
const withCells = (...cells: object[]) =>
  read({ nbformat: 4, nbformat_minor: 5, metadata: { kernelspec }, cells });
const code = (source: unknown, metadata: object = {}) => ({
  cell_type: "code",
  metadata,
  source,
  outputs: [],
});

describe("a notebook file", () => {
  test("gives numbered cells with joined sources, without stored outputs", () => {
    const { cells, name, kernel } = withCells(
      { cell_type: "markdown", id: "m1", metadata: {}, source: ["# Title\n", "text"] },
      code(["const a = 1\n", "a"]),
      { cell_type: "raw", source: "raw", metadata: {} },
    );
    expect({ name, kernel }).toEqual({ name: "x", kernel: "tslab" });
    expect(cells.map(({ number, id, kind, source }) => [number, id, kind, source])).toEqual([
      [1, "m1", "markdown", "# Title\ntext"],
      [2, "cell-2", "code", "const a = 1\na"],
      [3, "cell-3", "raw", "raw"],
    ]);
  });

  test("is read from disk, and a missing one is named with its reason", async () => {
    const folder = mkdtempSync(join(tmpdir(), "flopbook-"));
    writeFileSync(
      join(folder, "y.ipynb"),
      JSON.stringify({ nbformat: 4, metadata: { kernelspec }, cells: [] }),
    );
    expect((await readNotebook(join(folder, "y.ipynb"))).name).toBe("y");
    await expect(readNotebook(join(folder, "z.ipynb"))).rejects.toThrow(
      /z\.ipynb: cannot be read \(ENOENT\)/,
    );
  });

  test.each([
    ["{oops", /x\.ipynb: not JSON: .*is it a notebook\?/],
    ['<<<<<<< HEAD\n{"cells": []}', /not JSON \(it holds git conflict marks\)/],
    ["[]", /x\.ipynb: "key: value" lines are expected, got \[\]/],
    [{ nbformat: 3, worksheets: [] }, /nbformat 4 is needed, got 3/],
    [{ nbformat: 4, metadata: { kernelspec } }, /"cells" must be a list, got nothing/],
    [
      { nbformat: 4, metadata: { kernelspec: { name: "python3" } }, cells: [] },
      /kernel "tslab" .* got "python3"/,
    ],
    [{ nbformat: 4, metadata: {}, cells: [] }, /kernel "tslab" is needed .* got none/],
    [
      { nbformat: 4, metadata: { kernelspec }, cells: [{ cell_type: "heading", source: "" }] },
      /cell 1: cell_type must/,
    ],
    [
      { nbformat: 4, metadata: { kernelspec }, cells: [{ cell_type: "code" }] },
      /cell 1: source must be .* got nothing/,
    ],
    [
      { nbformat: 4, metadata: { kernelspec }, cells: [{ cell_type: "code", source: [1] }] },
      /cell 1: source .* \[1\]/,
    ],
  ])("is refused with a clear message: %j", (content, message) => {
    const text = typeof content === "string" ? content : JSON.stringify(content);
    expect(() => notebookFromText(text, "x.ipynb", "/x.ipynb")).toThrow(message);
  });
});

describe("cell options", () => {
  const options = (source: string, metadata: object = {}) => withCells(code(source, metadata)).cells[0];

  test("have defaults: shown, folded, run", () => {
    expect(options("1")?.options).toEqual({
      tags: [],
      label: undefined,
      figCap: undefined,
      figAlt: undefined,
      tblCap: undefined,
      echo: true,
      output: true,
      include: true,
      codeFold: true,
      codeSummary: undefined,
      execute: true,
      raisesException: false,
      parameters: false,
    });
  });

  test.each([
    ["remove-input", { echo: false }],
    ["remove_output", { output: false }],
    ["remove-cell", { include: false }],
    ["skip_execution", { execute: false }],
    ["raises-exception", { raisesException: true }],
    ["parameters", { parameters: true }],
    ["my-own-tag", {}],
  ])("come from the tag %s, with hyphen or underscore", (tag, effect) => {
    expect(options("1", { tags: [tag] })?.options).toMatchObject(effect);
  });

  test("come from option lines, which leave the source but count as lines", () => {
    const cell = options(
      '//| label: fig-cost\n//| fig-cap: "Cost: total"\n//| code-fold: false\nconst a = 1',
    );
    expect(cell?.source).toBe("const a = 1");
    expect(cell?.optionLines).toBe(3);
    expect(cell?.options).toMatchObject({ label: "fig-cost", figCap: "Cost: total", codeFold: false });
  });

  test("of later places win: tags, jupyter metadata, metadata keys, metadata.flopbook, option lines", () => {
    const metadata = {
      tags: ["remove-input", "remove-output"],
      jupyter: { outputs_hidden: true },
      echo: true,
    };
    expect(options("1", metadata)?.options).toMatchObject({ echo: true, output: false });
    expect(options("1", { ...metadata, flopbook: { output: true } })?.options.output).toBe(true);
    expect(options("//| output: false\n1", { flopbook: { output: true } })?.options.output).toBe(false);
  });

  test.each([
    ["//| fig-capt: x", /cell 1, option lines: unknown key "fig-capt"; did you mean "fig-cap"/],
    ["//| echo: maybe", /cell 1, option lines: echo must be true or false, got "maybe"/],
    ["//| fig-cap: Cost: total", /option lines: not valid YAML, line 1: .*quotes/],
    ["//| label: two words", /label must be letters, digits and hyphens/],
    ["//| just text", /"key: value" lines are expected, got "just text"/],
  ])("are refused when wrong: %s", (source, message) => {
    expect(() => options(source)).toThrow(message);
  });

  test("may not give two cells one label", () => {
    expect(() => withCells(code("//| label: eq-a"), code("//| label: eq-a"))).toThrow(
      /cell 2: label "eq-a" is taken by cell 1/,
    );
  });
});
