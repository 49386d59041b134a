// Whatever is wider than its column on paper is wrapped, scaled alone, turned or split: nothing is cut, no page shrinks.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { builtField, type FieldProject, fieldProject, hasPoppler } from "./field.js";

const given = ["w03-table-12", "w04-table-30", "w06-html-table", "w08-word", "c08-wide", "w01-url-130"];

/** A Markdown table whose cells are numbers found nowhere else. */
function table(columns: number, rows = 3): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const across = Array.from({ length: columns }, (_, c) => c);
  return [
    line(across.map((c) => `quantity_${c}`)),
    line(across.map(() => "---")),
    ...Array.from({ length: rows }, (_, r) => line(across.map((c) => String(700_000_000 + r * 1000 + c)))),
  ].join("\n");
}

function htmlTable(columns: number, opening: string): string {
  const across = Array.from({ length: columns }, (_, c) => c);
  const cells = (tag: string, text: (c: number) => string) =>
    across.map((c) => `<${tag}>${text(c)}</${tag}>`).join("");
  return `<table>${opening}<tr>${cells("th", (c) => `head_${c}`)}</tr><tr>${cells("td", (c) => String(800_000_000 + c))}</tr></table>`;
}

const matrix = (columns: number) =>
  `$$M = \\begin{bmatrix} ${Array.from({ length: columns }, (_, c) => 50_000 + c).join(" & ")} \\end{bmatrix}$$`;

const drawing = (width: number, height: number, box: boolean) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"${box ? ` viewBox="0 0 ${width} ${height}"` : ""}><rect width="100%" height="100%" fill="#eee"/><text x="4" y="20">leftmost</text><text x="${width - 4}" y="${height - 6}" text-anchor="end">rightmost</text></svg>`;

const prose = Array.from({ length: 60 }, (_, i) => `Sentence ${i} of the plain text around it.`).join(" ");

/** One notebook for each: Markdown, or an output of this MIME type. */
const cases: Readonly<
  Record<string, readonly [type: "markdown" | "html" | "svg" | "text", content: string]>
> = {
  ...Object.fromEntries(
    [6, 9, 13, 18, 24, 32, 40].map((n) => [`table-${n}`, ["markdown", table(n)] as const]),
  ),
  "html-table-9": ["html", htmlTable(9, "")],
  "html-table-24": ["html", htmlTable(24, "")],
  "html-merged-24": ["html", htmlTable(24, '<tr><th colspan="24">one head over all</th></tr>')],
  aligned: [
    "markdown",
    "\\begin{align}\na &= b \\\\\nc &= d\n\\end{align}\n\n\\begin{gather}\ne = f \\\\ g = h\n\\end{gather}",
  ],
  "matrix-12": ["markdown", matrix(12)],
  "matrix-30": ["markdown", matrix(30)],
  "address-in-cell": [
    "markdown",
    `| file | bytes |\n|---|--:|\n| https://example.org/${"a-long-way-down/".repeat(9)}end.bin | 123456789 |`,
  ],
  "without-roots": ["markdown", "$$y = \\text{measured}(a + b)$$"],
  "roots-and-braces": [
    "markdown",
    "$$y = \\text{measured} \\sqrt{a + \\sqrt[3]{b}} + \\overbrace{c + d}^{e} + \\widehat{fgh} + \\vec{v} \\xrightarrow{g} \\underline{z}$$",
  ],
  "svg-wide": ["svg", drawing(2400, 300, true)],
  "svg-without-viewbox": ["svg", drawing(1500, 200, false)],
  "svg-tall": ["svg", drawing(400, 2600, true)],
  "printed-140": ["text", `${"0123456789 ".repeat(13)}\nlast line`],
  "printed-400": ["text", `${"0123456789 ".repeat(40)}\nlast line`],
  "table-in-list": ["markdown", `1. An item\n\n   ${table(12).replaceAll("\n", "\n   ")}`],
};

function notebook(type: string, content: string): string {
  const cells: object[] = [
    { cell_type: "markdown", id: "head", metadata: {}, source: `# Before\n\n${prose}\n\n## The wide thing` },
  ];
  if (type === "markdown") cells.push({ cell_type: "markdown", id: "wide", metadata: {}, source: content });
  else {
    const mime = { html: "text/html", svg: "image/svg+xml", text: "text/plain" }[type] ?? type;
    const shown = `({ [Symbol.for("Jupyter.display")]: () => (${JSON.stringify({ [mime]: content })}) })`;
    cells.push({ cell_type: "code", id: "wide", metadata: {}, outputs: [], source: shown });
  }
  cells.push({ cell_type: "markdown", id: "tail", metadata: {}, source: `# After\n\n${prose}` });
  const kernelspec = { name: "tslab", language: "typescript", display_name: "TypeScript" };
  return JSON.stringify({ cells, metadata: { kernelspec }, nbformat: 4, nbformat_minor: 5 });
}

interface Word {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly height: number;
}
interface Page {
  readonly width: number;
  readonly height: number;
  readonly words: readonly Word[];
}

/** Pages and words as they lie on paper, points. */
function pages(bbox: string): Page[] {
  return bbox
    .split("<page ")
    .slice(1)
    .map((page) => {
      const [width = 0, height = 0] = [...page.matchAll(/^width="([\d.]+)" height="([\d.]+)"/g)]
        .flatMap((size) => size.slice(1))
        .map(Number);
      const words = [
        ...page.matchAll(/xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">([^<]*)</g),
      ];
      return {
        width,
        height,
        words: words.map(([, left, top, right, bottom, text = ""]) => ({
          text,
          left: Number(left),
          right: Number(right),
          height: Number(bottom) - Number(top),
        })),
      };
    });
}

describe.skipIf(!hasPoppler)("printed pages (pdftotext of poppler-utils)", () => {
  let project: FieldProject;
  let fields: ReturnType<typeof builtField>;
  const laid = new Map<string, Page[]>();

  beforeAll(() => {
    project = fieldProject();
    for (const [name, [type, content]] of Object.entries(cases))
      project.write(`notebooks/${name}.ipynb`, notebook(type, content));
    const built = project.flopbook("build", "--to", "html,pdf");
    expect(built.code, built.err).toBe(0);
    for (const name of Object.keys(cases)) laid.set(name, pages(project.boxes(name)));
    fields = builtField({ notebooks: given });
    expect(fields.build.code, fields.build.err).toBe(0);
    for (const name of given) laid.set(name, pages(fields.boxes(name)));
  }, 240_000);
  afterAll(() => {
    project.remove();
    fields.remove();
  });

  test.each([...Object.keys(cases), ...given])("%s: every word lies between the page's margins", (name) => {
    const found = laid.get(name) ?? [];
    expect(found.length).toBeGreaterThan(0);
    for (const { width, words } of found) {
      const outside = words.filter(({ left, right }) => left < 0 || right > width - 30);
      expect(outside.map(({ text }) => text)).toEqual([]);
    }
  });

  test.each(Object.keys(cases).filter((name) => /table|merged/.test(name)))("%s: no cell is lost", (name) => {
    const printed = new Set((laid.get(name) ?? []).flatMap(({ words }) => words.map(({ text }) => text)));
    const cells = [...project.html(name).matchAll(/>([78]00\d{6}|quantity_\d+|head_\d+)</g)].map(
      ([, cell = ""]) => cell,
    );
    expect(cells.length).toBeGreaterThan(10);
    expect(cells.filter((cell) => !printed.has(cell))).toEqual([]);
  });

  test("a matrix of 30 columns, both ends of drawings and the last printed line are on paper", () => {
    const words = (name: string) =>
      (laid.get(name) ?? []).flatMap((page) => page.words.map(({ text }) => text)).join(" ");
    for (let c = 0; c < 30; c++) expect(words("matrix-30")).toContain(String(50_000 + c));
    for (const name of ["svg-wide", "svg-without-viewbox", "svg-tall"])
      expect(words(name)).toMatch(/leftmost[\s\S]*rightmost/);
    for (const name of ["printed-140", "printed-400"]) expect(words(name)).toContain("last line");
    expect(words("printed-400").match(/0123456789/g)).toHaveLength(80); // once as its output, once in the code that prints it
  });

  test.each(Object.keys(cases))("%s: the text around it keeps its size", (name) => {
    const sizes = (laid.get(name) ?? []).flatMap(({ words }) =>
      words.filter(({ text }) => text === "Sentence").map(({ height }) => height.toFixed(1)),
    );
    expect(sizes.length).toBeGreaterThan(100);
    expect([...new Set(sizes)]).toEqual([...new Set(pagesOf("table-6"))]);
  });

  function pagesOf(name: string): string[] {
    return (laid.get(name) ?? []).flatMap(({ words }) =>
      words.filter(({ text }) => text === "Sentence").map(({ height }) => height.toFixed(1)),
    );
  }

  test("roots, braces and arrows, which are cut out of long drawings, leave a formula its size and its page", () => {
    const sizes = ["without-roots", "roots-and-braces"].map((name) =>
      (laid.get(name) ?? []).flatMap(({ width, height, words }) =>
        words
          .filter(({ text }) => text.includes("measured"))
          .map((word) => ({ size: word.height.toFixed(1), upright: width < height })),
      ),
    );
    expect(sizes[0]).toHaveLength(1);
    expect(sizes[1]).toEqual(sizes[0]);
    expect(sizes[0]?.[0]?.upright).toBe(true);
  });

  test("a table that no upright page holds gets a turned one, a wider one is split by columns", () => {
    const turned = (name: string) =>
      (laid.get(name) ?? []).filter(({ width, height }) => width > height).length;
    expect([turned("table-6"), turned("table-18"), turned("table-40")]).toEqual([0, 1, 0]);
    expect(turned("aligned")).toBe(0); // numbers of rows stand at the edge, whatever their size
    expect(project.words("table-40")).toMatch(/Columns 2 to \d+ of 40/);
  });
});
