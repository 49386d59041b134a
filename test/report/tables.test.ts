// Tables from cells.
import { describe, expect, test } from "vitest";
import { type CellJson, type ColumnJson, mimeType } from "../../src/ground/mime.js";
import { renderPage } from "../../src/report/page/page.js";
import { withoutStyle } from "./markup.js";
import { display, sampleNotebook, sampleProvenance } from "./sample.js";

async function table(
  columns: readonly ColumnJson[],
  rows: readonly (readonly CellJson[])[],
): Promise<string> {
  const [cell] = sampleNotebook().cells;
  if (cell === undefined) throw new Error("the sample has cells");
  const { verdict: _verdict, abstract: _abstract, ...front } = sampleNotebook().frontMatter;
  const output = display({ [mimeType.table]: { title: "Finding", caption: "What is shown", columns, rows } });
  const notebook = sampleNotebook({
    cells: [{ ...cell, outputs: [output] }],
    frontMatter: { ...front, summary: [] },
  });
  const figure = async () => ({ wide: "", narrow: "" });
  const page = await renderPage(notebook, {
    figure,
    template: "default",
    provenance: sampleProvenance,
    paper: "a4",
  });
  expect(page.problems).toEqual([]);
  return withoutStyle(page.html).match(/<div class="tbl[\s\S]*?<\/table>/)?.[0] ?? "";
}

const number = (value: number, digits?: number): CellJson => ({
  value,
  unit: "1",
  hideUnit: true,
  ...(digits === undefined ? {} : { digits }),
});

describe("numbers of one column", () => {
  test("meet at the point: each fraction stands in a box for the longest", async () => {
    const html = await table(
      [
        { head: "What", kind: "text" },
        { head: "Value", kind: "number" },
      ],
      [
        ["a", number(90)],
        ["b", number(3.858, 4)],
        ["c", number(3.06)],
      ],
    );
    expect([...html.matchAll(/<span class="dec">(.*?)<\/span><\/span>/g)].map((match) => match[1])).toEqual([
      'Value<span class="f f3">',
      '90<span class="f f3">',
      '3<span class="f f3">.858',
      '3<span class="f f3">.06',
    ]);
  });

  test("of unlike units carry their units and align right", async () => {
    const html = await table(
      [
        { head: "What", kind: "text" },
        { head: "Value", kind: "number" },
      ],
      [
        ["a", { value: 7.716e9, unit: "FLOP" }],
        ["b", { value: 21_120, unit: "s", displayUnit: "h" }],
      ],
    );
    expect(html).not.toContain('class="dec"');
    expect(html).toContain(
      '<td role="cell" data-h="Value" class="n"><span><span class="q">7.72\u00a0GFLOP</span></span></td>',
    );
  });

  test("with as many digits as asked for stand in full", async () => {
    const html = await table(
      [
        { head: "What", kind: "text" },
        { head: "Value", kind: "number" },
      ],
      [["a", { value: 25_557_032, unit: "parameter", digits: 8, hideUnit: true }]],
    );
    expect(html).toContain("25,557,032");
  });
});

test("the first text column is the row head when none is declared, and cells name their column for the phone", async () => {
  const html = await table(
    [
      { head: "Symbol", kind: "tex" },
      { head: "What", kind: "text" },
      { head: "Verdict", kind: "verdict" },
    ],
    [[{ tex: "N" }, "images", { verdict: "agrees" }]],
  );
  expect(html).toContain('<th role="rowheader" scope="row">images</th>');
  expect(html).toContain('data-h="Verdict" class="vd"><span><span class="badge agrees">');
});

test("a short table stays on one page, one of many rows or long cells may break between rows", async () => {
  const columns: readonly ColumnJson[] = [{ head: "Why", kind: "text" }];
  const rows = (count: number, length: number) =>
    Array.from({ length: count }, () => ["x ".repeat(length / 2)]);
  expect(await table(columns, rows(10, 44))).toMatch(/^<div class="tbl keep"/);
  expect(await table(columns, rows(11, 44))).toMatch(/^<div class="tbl"/);
  // 5 rows of three lines are 15, more than 12.
  expect(await table(columns, rows(5, 120))).toMatch(/^<div class="tbl"/);
});

test("a table of six columns uses the margin too", async () => {
  const columns = Array.from({ length: 6 }, (_, i): ColumnJson => ({ head: `c${i}`, kind: "text" }));
  expect(await table(columns, [["a", "b", "c", "d", "e", "f"]])).toMatch(/^<div class="tbl keep wide"/);
});

describe("words below a cell", () => {
  test("stand in a muted line of their own that ends in the citation", async () => {
    const source = { id: "note", kind: "text", author: "Nobody", title: "A note", year: 2020 } as const;
    const cell = { text: "Pooling", under: "`dist-pooling` · table 3", citation: { source } };
    const html = await table(
      [
        { head: "Statement", kind: "rowHead" },
        { head: "Stated", kind: "text" },
      ],
      [
        [cell, "0.1 %"],
        [{ text: "Plain", under: "`plain`" }, "0.2 %"],
      ],
    );
    expect(html).toMatch(
      /Pooling<span class="under"><code>dist-pooling<\/code> · table 3\u00a0<a class="ref" href="#ref-note">/,
    );
    expect(html).toContain('Plain<span class="under"><code>plain</code></span>');
  });
});
