// Field cases of charts, and variants of their kinds: drawn as Vega-Lite draws them, or an error of their cell alone.
import { symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chartVariants } from "./chart-variants.js";
import { fieldProject, hasPoppler, type Outcome } from "./field.js";

const cases = [
  ...["v01-url", "v02-layer", "v03-facet", "v03b-rowcol", "v04-hconcat", "v04b-vconcat", "v04c-repeat"],
  ...["v05-params", "v06-temporal", "v07-image", "v08-sort", "v09-regression", "v10-density", "v12-dotted"],
  ...["v13-geo", "v13b-geo-array", "v14-50k", "v16-nulls", "v17-vega", "v18-nodesc", "v20-href"],
  ...["v21-select-only", "v22-warning", "v23-tooltip", "p07-null-gap"],
];
const project = fieldProject({ notebooks: cases, faults: ["vega-href"] });
let build: Outcome;
let print: Outcome;

/** A notebook whose cells show one spec each. */
function notebook(specs: readonly object[], mime = "application/vnd.vegalite.v5+json"): string {
  const show = (spec: object) =>
    `import * as tslab from "tslab";\ntslab.display.raw(${JSON.stringify(mime)}, JSON.parse(${JSON.stringify(JSON.stringify(spec))}) as any);`;
  const cell = (source: string, id: number) => ({
    cell_type: "code",
    id: `c${id}`,
    metadata: {},
    source,
    outputs: [],
    execution_count: null,
  });
  return JSON.stringify({
    cells: specs.map((spec, i) => cell(show(spec), i)),
    metadata: { kernelspec: { display_name: "TypeScript", language: "typescript", name: "tslab" } },
    nbformat: 4,
    nbformat_minor: 5,
  });
}

const point = { mark: "point", encoding: { x: { field: "a", type: "quantitative" } } };
const one = { values: [{ a: 1 }] };
/** Each is an error of its cell, told in these words. */
const faults: readonly (readonly [object, RegExp])[] = [
  [{ ...point, data: { values: [] } }, /cell 1: .*there is nothing to draw, got no mark/],
  [{ ...point, data: one, width: 0 }, /cell 2: .*the drawing has no size, got 0 × 20 px/],
  [{ ...point, data: one, mark: "scatter" }, /cell 3: .*unknown mark, got "scatter"/],
  [
    { ...point, data: { url: "https://example.org/a.csv" } },
    /cell 4: .*https:\/\/example\.org\/a\.csv: a report loads/,
  ],
  [
    { ...point, data: { url: "../../outside.csv" } },
    /cell 5: .*outside\.csv: cannot be read|lies outside the project/,
  ],
  [{ ...point, data: { url: "leaving.csv" } }, /cell 6: .*leaving\.csv: lies outside the project/],
  [{ ...point, data: { url: "none.csv" } }, /cell 7: .*none\.csv: cannot be read; check the path/],
  [
    { data: one, mark: "image", encoding: { url: { value: "https://example.org/a.png" } } },
    /cell 8: .*picture https:\/\/example\.org\/a\.png: a report loads nothing/,
  ],
  [{ ...point, data: one, transform: [{ calculate: "nosuch(1)", as: "z" }] }, /cell 9: .*nosuch/],
];

beforeAll(() => {
  project.write("notebooks/variants.ipynb", notebook(Object.values(chartVariants).map(({ spec }) => spec)));
  project.write("notebooks/wrong.ipynb", notebook(faults.map(([spec]) => spec)));
  const outside = join(tmpdir(), `flopbook-outside-${process.pid}.csv`);
  writeFileSync(outside, "a\n1\n");
  symlinkSync(outside, join(project.folder, "notebooks", "leaving.csv"));
  build = project.flopbook("build", "--to", "html");
  print = project.flopbook("build", "notebooks/v14-50k.ipynb", "notebooks/v03-facet.ipynb");
}, 180_000);
afterAll(() => project.remove());

/** The wide drawings of a page. */
function drawings(name: string): readonly string[] {
  return [...project.html(name).matchAll(/<div class="wide-c">(<svg class="chart".*?<\/svg>)/gs)].map(
    ([, svg = ""]) => svg,
  );
}

function size(svg: string): readonly [number, number] {
  const [, width, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg) ?? [];
  return [Number(width), Number(height)];
}

describe("a field case", () => {
  test.each([...cases, "vega-href"])("%s is drawn with a size", (name) => {
    const [svg = ""] = drawings(name);
    const [width, height] = size(svg);
    expect(width).toBeGreaterThan(20);
    expect(height).toBeGreaterThan(20);
    // the words around the faulty chart hold a <script>, which prose refuses by name; the chart is not at fault
    if (name === "vega-href") expect(build.err).not.toMatch(/vega-href.*fig-1/);
    else expect(build.out + build.err).toMatch(new RegExp(`^ok ${name} `, "m"));
  });

  test("v03 has a panel for each of p, q, r and s, no wider than the page", () => {
    const [svg = ""] = drawings("v03-facet");
    for (const name of ["p", "q", "r", "s"]) expect(svg).toContain(`>${name}</text>`);
    expect(svg.match(/d="M[\d.]+,0A/g)).toHaveLength(40);
    expect(size(svg)[0]).toBeLessThanOrEqual(592);
  });

  test("v01's data file is an input in the manifest, and a change of it is noticed", () => {
    const manifest = JSON.parse(project.read("reports/manifest.json")) as {
      reports: Record<string, { inputs: Record<string, string> }>;
    };
    expect(Object.keys(manifest.reports["v01-url"]?.inputs ?? {})).toContain("notebooks/data.csv");
    const before = project.html("v01-url");
    const csv = project.read("notebooks/data.csv");
    project.write("notebooks/data.csv", `${csv.trimEnd()}\n99,99\n`);
    project.flopbook("build", "notebooks/v01-url.ipynb", "--to", "html");
    expect(project.html("v01-url")).not.toBe(before);
    expect(project.html("v01-url")).toContain(">100</text>");
  });

  test("p07 and v16 leave a gap: two points apart, and no line between", () => {
    for (const name of ["p07-null-gap", "v16-nulls"]) {
      const line = /<path d="(M[^"]*)"[^>]*stroke-width="2"/.exec(drawings(name)[0] ?? "")?.[1] ?? "";
      expect(line.match(/M/g)?.length, name).toBe(2);
    }
  });

  test("v14's points are a picture, which page and terminal say; page and PDF stay small", () => {
    const html = project.html("v14-50k");
    expect(html).toContain('<p class="src">50,000 points are drawn as a picture.</p>');
    expect(build.err + build.out).toContain("v14-50k, cell 2: fig-1: 50,000 points are drawn as a picture");
    expect(html.length).toBeLessThan(1_500_000);
    expect(print.code).toBe(0);
    expect(project.read("reports/v14-50k.pdf").length).toBeLessThan(1_500_000);
    if (!hasPoppler) return;
    expect(project.words("v14-50k")).toMatch(/50,000[\s\S]*−50,000[\s\S]*are drawn as a picture/);
    expect(project.pdf("pdfimages", "v14-50k", "-list").split("\n").length).toBeGreaterThan(3);
  });

  test("v18 is described in words made from it, and the author is told", () => {
    expect(project.html("v18-nodesc")).toContain(
      'aria-label="T. Scatter plot of b against a. 1 mark. a is 1; b is 2."',
    );
    expect(build.err + build.out).toMatch(
      /warning v18-nodesc, cell 2: fig-1: readers who do not see the chart are told/,
    );
  });

  test("v20's and vega-href's links are kept", () => {
    expect(drawings("v20-href")[0]?.match(/<a href="https:\/\/example\.org">/g)).toHaveLength(4);
    expect(drawings("vega-href")[0]).toContain('<a href="https://evil.example/">');
  });

  test("v22's warning is printed in the compiler's own words, with its cell", () => {
    expect(build.err + build.out).toContain(
      'warning v22-warning, cell 2: fig-1: shape dropped as it is incompatible with "bar".',
    );
  });
});

describe("a variant", () => {
  const names = Object.keys(chartVariants);
  test("is on the page, each one", () => {
    expect(build.out + build.err).toMatch(/^ok variants /m);
    expect(drawings("variants")).toHaveLength(names.length);
  });

  test.each(names)("%s is drawn", (name) => {
    const svg = drawings("variants")[names.indexOf(name)] ?? "";
    const { texts = [], drawn } = chartVariants[name] ?? { spec: {} };
    const [width, height] = size(svg);
    expect(Math.min(width, height)).toBeGreaterThan(20);
    for (const text of texts) expect(svg).toContain(`>${text}</text>`);
    if (drawn !== undefined) expect(svg.match(drawn[0])).toHaveLength(drawn[1]);
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  });

  test("shares no id with another figure of its page", () => {
    const ids = [...project.html("variants").matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe("a chart that cannot be drawn", () => {
  test("is an error of its cell, and the others are built", () => {
    expect(build.code).toBe(1);
    for (const [, words] of faults) expect(build.err).toMatch(words);
    expect(build.err).not.toMatch(/\n\s+at .*:\d/);
    expect(project.html("wrong").match(/class="broken"/g)).toHaveLength(faults.length);
  });
});
