// Renderers of MIME types of one's own: what they may give, what an output of theirs becomes, and what goes wrong.
import { describe, expect, test } from "vitest";
import type { ExecutedNotebook } from "../../src/notebook/notebook.js";
import { checkedRenderers, ownOutputs } from "../../src/report/outputs/own.js";

const type = "application/vnd.acme.tree+json";
const files = [{ path: "/project/own.js", sha256: "0".repeat(64) }];

/** A notebook with one output. */
function notebook(data: Readonly<Record<string, unknown>>): ExecutedNotebook {
  const cell = {
    number: 1,
    options: { label: "fig-tree" },
    outputs: [{ type: "display", data, metadata: {} }],
  };
  return { name: "n", cells: [cell], errors: [], inputs: [] } as unknown as ExecutedNotebook;
}

function shown(data: Readonly<Record<string, unknown>>, render: (data: unknown) => object) {
  const after = ownOutputs(notebook(data), { renderers: [{ type, render }], files });
  const [output] = after.cells[0]?.outputs ?? [];
  return { after, data: output?.type === "display" ? output.data : undefined };
}

describe("what a renderer gives takes the place of the output", () => {
  test("HTML and text by short names; the cell's own text stays where it gives none", () => {
    const given = { [type]: { root: "a" }, "text/plain": "a tree", "image/png": "x" };
    const html = (data: unknown) => ({ html: `<b>${(data as { root: string }).root}</b>` });
    expect(shown(given, html).data).toEqual({ "text/html": "<b>a</b>", "text/plain": "a tree" });
    expect(shown(given, () => ({ text: "b" })).data).toEqual({ "text/plain": "b" });
  });

  test("forms by MIME type, a chart, and what shows itself", () => {
    expect(shown({ [type]: 1 }, () => ({ "text/latex": "x" })).data).toEqual({ "text/latex": "x" });
    const chart = { $schema: "https://vega.github.io/schema/vega-lite/v5.json", mark: "point" };
    expect(shown({ [type]: 1 }, () => chart).data).toEqual({ "application/vnd.vegalite.v5+json": chart });
    const itself = { [Symbol.for("Jupyter.display")]: () => ({ "text/markdown": "*x*" }) };
    expect(shown({ [type]: 1 }, () => itself).data).toEqual({ "text/markdown": "*x*" });
  });

  test("JSON that a kernel wrote as text is parsed", () => {
    const seen: unknown[] = [];
    const render = (data: unknown) => {
      seen.push(data);
      return { text: "x" };
    };
    shown({ [type]: ['{"a":', "1}"] }, render);
    shown({ [type]: "[2]" }, render);
    expect(seen).toEqual([{ a: 1 }, [2]]);
  });

  test("the page then depends on the project's modules, and a notebook without such outputs does not", () => {
    expect(shown({ [type]: 1 }, () => ({ text: "x" })).after.inputs).toEqual(files);
    const other = notebook({ "text/plain": "x" });
    expect(ownOutputs(other, { renderers: [{ type, render: () => ({}) }], files })).toBe(other);
  });
});

test.each([
  [
    "throws",
    () => {
      throw new Error("no root");
    },
    /failed: no root/,
  ],
  ["gives nothing", () => ({}), /must give something to show/],
])("a renderer that %s is an error of its cell, which keeps its output", (_, render, error) => {
  const { after, data } = shown({ [type]: 1 }, render);
  expect(after.errors).toMatchObject([{ cell: 1, label: "fig-tree", kind: "exception" }]);
  expect(after.errors[0]?.message).toMatch(error);
  expect(data).toEqual({ [type]: 1 });
});

test.each([
  [[{ type: "tree", render: () => ({}) }], /type must be a MIME type of your own, got "tree"/],
  [[{ type: "text/html", render: () => ({}) }], /type must be a MIME type of your own, got "text\/html"/],
  [[{ type }], /render must be a function/],
  [
    [
      { type, render: () => ({}) },
      { type, render: () => ({}) },
    ],
    /there are two for this type/,
  ],
  [[undefined], /renderers\/undefined: type must be/],
])("renderers that cannot be used are refused: %j", (list, error) => {
  expect(() => checkedRenderers(list)).toThrow(error);
});
