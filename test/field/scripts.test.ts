// Text in any script, as people bring it: headings that contents and bookmarks reach, fonts of the project, or a word that stops.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { builtField, type FieldProject, fieldProject, hasPoppler, type Outcome } from "./field.js";

const headings: Readonly<Record<string, string>> = {
  "h01-chinese": "结果",
  "h03-greek-accent": "Größe café",
  "h04-emoji": "🎉",
  "h06-arabic": "نتائج",
  "h07-percent": "100 % of C++ &",
  "h08-math": "The",
  "h11-cafe": "Caf",
  "h13-greek": "α",
  "k12b-größe-模型": "",
};

/** A notebook of one cell of prose, and perhaps one of code. */
function notebook(prose: string, code?: string): string {
  const cells = [
    { cell_type: "markdown", id: "a", metadata: {}, source: prose },
    ...(code === undefined
      ? []
      : [{ cell_type: "code", id: "b", metadata: {}, source: code, outputs: [], execution_count: null }]),
  ];
  const metadata = { kernelspec: { name: "tslab", display_name: "TypeScript", language: "typescript" } };
  return JSON.stringify({ cells, metadata, nbformat: 4, nbformat_minor: 5 });
}

/** Titles of the outline of a PDF, as Chromium writes them: text in parentheses, or UTF-16 in angle brackets. */
function bookmarks(project: FieldProject, name: string): string[] {
  const text = readFileSync(join(project.folder, "reports", `${name}.pdf`)).toString("latin1");
  return [...text.matchAll(/\/Title (?:\(((?:[^()\\]|\\.)*)\)|<FEFF([0-9A-F]+)>)\s*\/(?:Dest|Parent)/g)].map(
    ([, plain, wide]) =>
      wide === undefined
        ? (plain ?? "").replace(/\\(.)/g, "$1")
        : Buffer.from(wide, "hex").swap16().toString("utf16le"),
  );
}

/** Words of a PDF without spaces and marks of direction: an Arabic letter may be drawn in several pieces. */
const printed = (project: FieldProject, name: string) =>
  project.words(name).replace(/[\s\u202a-\u202e]/g, "");

const fontNames = (project: FieldProject, name: string) =>
  project
    .pdf("pdffonts", name)
    .split("\n")
    .slice(2)
    .filter((line) => line !== "")
    .map((line) => (line.split(/\s+/)[0] ?? "").replace(/^[A-Z]{6}\+/, ""));

const failed = ({ err }: Outcome, name: string) =>
  err.split("\n").filter((line) => line.startsWith(`error ${name}: `));

describe("with fonts in the project", () => {
  let project: FieldProject;
  let build: Outcome;
  const prose = [
    "---",
    "title: 模型的成本",
    "author: [李明]",
    "lang: zh",
    "---",
    "",
    "# 方法与结果",
    "",
    "你好，**世界**。[回到](#方法与结果)，[也](#%E6%96%B9%E6%B3%95%E4%B8%8E%E7%BB%93%E6%9E%9C)。مرحبا بالعالم. 👩‍👩‍👧 👍🏽 1️⃣ 𝔸 x̂ Привет ά ế █",
    "",
    "# !!!",
    "",
    "# ???",
    "",
    "# 方法与结果",
    "",
    `# ${"很长的标题".repeat(40)}`,
    "",
    "# cafe\u0301 Łódź straße",
    "",
    "# خلاصة",
    "",
    "| 名 | نوع |",
    "|---|---|",
    "| 嵌入 | مرحبا |",
    "",
    "$$\\text{模型} = \\alpha$$",
  ].join("\n");
  beforeAll(() => {
    project = fieldProject({
      notebooks: [...Object.keys(headings), "h09-chinese-sub", "u02-cyrillic-chart"],
      packages: [
        "@fontsource-variable/noto-sans-sc",
        "@fontsource/noto-sans-arabic",
        "@fontsource/noto-sans-math",
        "@fontsource/noto-emoji",
      ],
    });
    project.write(
      "notebooks/mixed.ipynb",
      notebook(prose, 'console.table([{ a: "模型", b: "مرحبا" }]);\nconsole.log("█████▌   65%");'),
    );
    build = project.flopbook("build", "--to", "html,pdf");
  }, 240_000);
  afterAll(() => project.remove());

  test("every notebook is built", () => {
    expect(build.err).not.toMatch(/^error/m);
    expect(build.code).toBe(0);
  });

  test.skipIf(!hasPoppler).each(Object.entries(headings))(
    "%s prints its heading, in faces that it embeds",
    (name, words) => {
      for (const word of words.split(" ")) expect(printed(project, name)).toContain(word);
      for (const font of fontNames(project, name)) expect(font).toMatch(/^(?:Flop|KaTeX|Noto)/);
    },
  );

  test.each(["h01-chinese", "h06-arabic", "h11-cafe", "mixed"])(
    "%s has bookmarks that read as its headings",
    (name) => {
      const titles = bookmarks(project, name);
      const wanted = name === "mixed" ? ["方法与结果", "خلاصة", "!!!"] : [headings[name] ?? ""];
      for (const title of wanted) expect(titles.some((one) => one.includes(title))).toBe(true);
    },
  );

  test.skipIf(!hasPoppler)("contents and links lead to every heading of a page, whatever its script", () => {
    const names = project
      .pdf("pdfinfo", "mixed", "-dests")
      .split("\n")
      .flatMap((line) => /"(.*)"/.exec(line)?.[1] ?? [])
      .map((name) => decodeURIComponent(name));
    expect(names).toEqual(
      expect.arrayContaining(["方法与结果", "part", "part-2", "方法与结果-2", "cafe-łodz-straße", "خلاصة"]),
    );
    expect(names.some((name) => /^(?:很长的标题){4,}/.test(name) && name.length < 60)).toBe(true);
  });

  test.skipIf(!hasPoppler)("text of every kind is in the PDF, in Noto where our faces lack it", () => {
    const words = project.words("mixed");
    for (const word of ["模型的成本", "李明", "方法与结果", "世界", "嵌入", "Привет", "█████▌", "┌", "ế"])
      expect(words).toContain(word);
    const fonts = fontNames(project, "mixed");
    for (const font of fonts) expect(font).toMatch(/^(?:Flop|KaTeX|Noto)/);
    for (const family of [/^NotoSansSC/, /^NotoSansArabic/, /^NotoEmoji/, /^NotoSansMath/])
      expect(fonts.some((font) => family.test(font))).toBe(true);
    expect(fontNames(project, "u02-cyrillic-chart").some((font) => /^NotoSansSC/.test(font))).toBe(true);
  });

  test("what runs right to left says so", () => {
    expect(project.html("h06-arabic")).toMatch(/<h2 dir="rtl">/);
    expect(project.html("h01-chinese")).not.toMatch(/<\w[^>]*dir="rtl"/);
  });

  test("the manifest lists the fonts that a page embeds, and no others", () => {
    const { reports } = JSON.parse(project.read("reports/manifest.json")) as {
      reports: Record<string, { inputs: Record<string, string> }>;
    };
    const fonts = (name: string) =>
      Object.keys(reports[name]?.inputs ?? {}).filter((path) => path.includes("node_modules"));
    expect(fonts("h03-greek-accent")).toEqual([]);
    expect(fonts("h06-arabic")).toEqual([
      "node_modules/@fontsource/noto-sans-arabic/files/noto-sans-arabic-arabic-400-normal.woff2",
      "node_modules/@fontsource/noto-sans-arabic/files/noto-sans-arabic-arabic-700-normal.woff2",
    ]);
  });

  test("a page has the same bytes when it is made anew", () => {
    const before = project.html("mixed");
    expect(project.flopbook("build", "mixed", "--to", "html", "--no-cache").code).toBe(0);
    expect(project.html("mixed")).toBe(before);
  }, 60_000);
});

describe("without fonts in the project", () => {
  const cases = [
    "h01-chinese",
    "h04-emoji",
    "h06-arabic",
    "h09-chinese-sub",
    "u01-scripts-in-body",
    "c05b-unicode-noalt",
  ];
  const fine = ["h03-greek-accent", "h07-percent", "h11-cafe", "h13-greek", "k12b-größe-模型"];
  let project: FieldProject & { readonly build: Outcome };
  beforeAll(() => {
    project = builtField({ notebooks: [...cases, ...fine], to: "html" });
  }, 120_000);
  afterAll(() => project.remove());

  test.each([
    [
      "h01-chinese",
      [
        "cell 1, line 1: fonts: no face for 2 characters of Han, got 结 (U+7ED3) 果 (U+679C); npm install @fontsource/noto-sans-sc, ",
      ],
    ],
    [
      "h04-emoji",
      [
        "cell 1, line 1: fonts: no face for 1 character of emoji, got 🎉 (U+1F389); npm install @fontsource/noto-emoji, ",
      ],
    ],
    ["h06-arabic", ["npm install @fontsource/noto-sans-arabic, "]],
    ["h09-chinese-sub", ["cell 1, line 5: fonts: "]],
    [
      "u01-scripts-in-body",
      ["-sc, ", "-jp, ", "-kr, ", "-arabic, ", "-hebrew, ", "-devanagari, ", "-emoji, "],
    ],
    ["c05b-unicode-noalt", ["-sc, ", "-emoji, ", "-arabic, ", "-hebrew, "]],
  ])("%s stops with a line for each package", (name, parts) => {
    const lines = failed(project.build, name);
    for (const part of parts) expect(lines.filter((line) => line.includes(part))).toHaveLength(1);
    expect(project.html(name)).toBe("");
  });

  test("what our own faces set is built beside them, a file's name included", () => {
    expect(project.build.code).toBe(1);
    for (const name of fine) expect(project.html(name)).toMatch(/<\/html>\s*$/);
    expect(project.html("k12b-größe-模型")).toContain("k12b-größe-(U+6A21)(U+578B)");
    expect(project.build.err).not.toMatch(/\n\s+at /);
  });

  test("an old report stays as it was when its text can no longer be set", () => {
    const before = project.html("h11-cafe");
    project.write("notebooks/h11-cafe.ipynb", notebook("# 结果"));
    expect(project.flopbook("build", "h11-cafe", "--to", "html").code).toBe(1);
    expect(project.html("h11-cafe")).toBe(before);
  }, 60_000);

  test("places are front matter, lines and outputs; private characters are named by their numbers", () => {
    project.write("notebooks/front.ipynb", notebook("---\ntitle: 结果\n---\n\ntext"));
    project.write(
      "notebooks/output.ipynb",
      notebook("# A", 'console.log(String.fromCodePoint(0x6a21), "\\u{e000}");'),
    );
    const { code, err } = project.flopbook("build", "front", "output", "--to", "html");
    expect(code).toBe(1);
    expect(err).toMatch(
      /^error front: fonts: .* in the front matter; npm install @fontsource\/noto-sans-sc/m,
    );
    expect(err).toMatch(/^error output: cell 2: fonts: .*模 \(U\+6A21\), in its output; npm install/m);
    expect(err).toMatch(
      /^error output: cell 2: fonts: .*private use area, got \(U\+E000\), in its output; no package/m,
    );
  }, 60_000);
});
