// The reference list holds what the page cites, no more and no less, for readers of the screen and of paper alike.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type DerivationJson, mimeType } from "../../src/ground/mime.js";
import type { Source } from "../../src/ground/source.js";
import { renderPage } from "../../src/report/page/page.js";
import { words } from "./markup.js";
import { pageReferences } from "./references.js";
import { display, sampleNotebook, sampleProvenance } from "./sample.js";

const source = (id: string): Source => ({
  ...{ id, kind: "paper", author: `Author of ${id}`, title: `Title of ${id}`, year: 2020 },
  url: `https://example.org/${id}`,
});
const given = (label: string, id: string): DerivationJson => ({
  ...{ label, value: 1, unit: "1", kind: "given", inputs: [], citation: { source: source(id) } },
});
const computed = (
  label: string,
  inputs: readonly DerivationJson[],
  kind: "formula" | "sum" = "formula",
): DerivationJson => ({ label, value: 2, unit: "1", kind, inputs });
const times = (n: number, make: (i: number) => DerivationJson) =>
  Array.from({ length: n }, (_, i) => make(i));

/** 1 + 6 + 36 + 216 nodes, of which paper prints seven rows; a source at each of the lowest of one branch. */
const deep = computed(
  "deep",
  times(6, (i) =>
    computed(
      `n${i}`,
      times(6, (j) =>
        computed(
          `n${i}${j}`,
          times(6, (k) => given(`n${i}${j}${k}`, `deep${i === 0 ? k : 0}`)),
        ),
      ),
    ),
  ),
);
/** Nine parts, which paper lists in one row. */
const long = computed(
  "long",
  times(9, (i) => given(`part ${i}`, `long${i % 2}`)),
  "sum",
);

/** A page of one cell that publishes values and hands over a source, and one cell of prose. */
async function pageOf(values: Readonly<Record<string, DerivationJson>>, prose: string): Promise<string> {
  const [publishing, writing] = sampleNotebook().cells;
  if (publishing === undefined || writing === undefined) throw new Error("the sample has two cells and more");
  const named = Object.entries(values).map(([name, derivation]) => ({ name, derivation }));
  const outputs = [
    display({ [mimeType.values]: { values: named } }),
    display({ [mimeType.sources]: { sources: [source("handed2020")] } }),
  ];
  const { verdict: _verdict, abstract: _abstract, ...front } = sampleNotebook().frontMatter;
  const notebook = sampleNotebook({
    cells: [
      { ...publishing, number: 1, outputs },
      { ...writing, number: 2, source: prose },
    ],
    frontMatter: { ...front, summary: [] },
  });
  const { html, problems } = await renderPage(notebook, {
    figure: async () => ({ wide: "<svg></svg>", narrow: "<svg></svg>" }),
    ...{ template: "default", provenance: sampleProvenance, paper: "a4" },
  });
  expect(problems).toEqual([]);
  return html;
}

function expectEachCited(html: string): void {
  const { listed, onScreen, onPaper } = pageReferences(html);
  expect(onScreen).toEqual(listed);
  expect(onPaper).toEqual(listed);
}

describe("a page cites on screen and on paper each document that it lists, and lists each that it cites", () => {
  test("whose derivations are small enough for paper", async () => {
    const html = await pageOf({ small: computed("small", [given("one", "small2020")]) }, "# A\n\n{{small}}");
    expectEachCited(html);
    expect(pageReferences(html).listed).toEqual(["small2020"]);
  });

  test("whose derivations are cut on paper: the row that is cut names what the rest rests on", async () => {
    const html = await pageOf({ deep }, "# A\n\n{{deep}}");
    expectEachCited(html);
    expect(pageReferences(html).listed).toHaveLength(6);
    expect(words(html)).toContain("42 more steps in the HTML report, from [1, 2, 3, 4, 5, 6]");
  });

  test("whose sum of many parts is one row on paper, with its sources by number", async () => {
    const html = await pageOf({ long }, "# A\n\nAs said [@long1], {{long}}.");
    expectEachCited(html);
    expect(words(html)).toContain("part 8: 1, from [1, 2]");
  });

  test("that cites a document in prose alone", async () => {
    const html = await pageOf({}, "# A\n\nAs said before [@handed2020].");
    expectEachCited(html);
    expect(pageReferences(html).listed).toEqual(["handed2020"]);
  });

  test("that is handed documents which it does not cite, and values which it does not mention", async () => {
    const html = await pageOf({ long, small: given("one", "small2020") }, "# A\n\n{{small}}");
    expectEachCited(html);
    expect(pageReferences(html).listed).toEqual(["small2020"]);
  });
});

describe("a report of this project", () => {
  const folder = mkdtempSync(join(tmpdir(), "flopbook-references-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const names = ["cost-report", "serving-report"];

  beforeAll(() => {
    const root = fileURLToPath(new URL("../../", import.meta.url));
    const line = ["dist/cli/main.js", "build", ...names, "--to", "html", "--output-dir", folder];
    const { status, stderr } = spawnSync(process.execPath, line, { cwd: root, encoding: "utf8" });
    expect(`${status} ${stderr}`).toMatch(/^0 /);
  }, 300_000);

  test.each(names)("%s cites each document that it lists, on screen and on paper", (name) => {
    const html = readFileSync(join(folder, `${name}.html`), "utf8");
    expect(pageReferences(html).listed.length).toBeGreaterThan(10);
    expectEachCited(html);
  });
});
