// A whole page from a hand-written notebook: structure, safety, sameness, and its golden.
import { describe, expect, test } from "vitest";
import type { ExecutedNotebook } from "../../src/notebook/notebook.js";
import { type RenderedPage, renderPage } from "../../src/report/page/page.js";
import { attributeValues, headingLevels, normalised, plainText, withoutStyle, words } from "./markup.js";
import { sampleNotebook, sampleProvenance } from "./sample.js";

const drawn = async (_spec: object, id: string) => ({
  wide: `<svg class="chart wide-c" role="img" aria-label="${id}"></svg>`,
  narrow: `<svg class="chart narrow" role="img" aria-label="${id}"></svg>`,
});

function rendered(
  notebook: ExecutedNotebook,
  more: { paper?: "a4" | "letter"; template?: string } = {},
): Promise<RenderedPage> {
  return renderPage(notebook, {
    figure: drawn,
    template: "default",
    provenance: sampleProvenance,
    paper: "a4",
    ...more,
  });
}

const { html, problems } = await rendered(sampleNotebook());
const body = withoutStyle(html);

describe("the sample page", () => {
  test("has no problems", () => expect(problems).toEqual([]));

  test("has one h1 and skips no heading level", () => {
    const levels = headingLevels(body);
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    expect(levels[0]).toBe(1);
    for (const [i, level] of levels.entries()) expect(level).toBeLessThanOrEqual((levels[i - 1] ?? 0) + 1);
  });

  test("has each id once, and every inner link has its target", () => {
    const ids = attributeValues(html, "id");
    expect(ids).toHaveLength(new Set(ids).size);
    const targets = attributeValues(html, "href").filter((href) => href.startsWith("#"));
    expect(targets.length).toBeGreaterThan(40);
    expect(targets.filter((href) => !ids.includes(href.slice(1)))).toEqual([]);
  });

  test("has language, landmarks and a skip link", () => {
    expect(html).toMatch(/^<!doctype html>\n<html lang="en">/);
    for (const landmark of ["header", "nav", "main"]) {
      expect(body.match(new RegExp(`<${landmark}\\b`, "g"))).toHaveLength(1);
    }
    expect(body).toMatch(/<a class="skip" href="#main">/);
    expect(body.indexOf('class="skip"')).toBeLessThan(body.indexOf("<header"));
  });

  test("loads nothing and runs nothing", () => {
    expect(html).toContain(`http-equiv="Content-Security-Policy" content="default-src 'none';`);
    expect(html).not.toMatch(/<script|<link|<iframe|<object|@import|\son\w+=/i);
    const addresses = [...attributeValues(html, "src"), ...attributeValues(html, "srcset")];
    expect(addresses.filter((address) => !address.startsWith("data:"))).toEqual([]);
    expect([...html.matchAll(/url\((?!data:|#)/g)]).toEqual([]);
  });

  test("comes out the same twice", async () => {
    expect((await rendered(sampleNotebook())).html).toBe(html);
  });

  test("says what it said before", async () => {
    await expect(`${normalised(html)}\n`).toMatchFileSnapshot("fixtures/sample-page.golden.html");
  });

  test("writes the running title into the style sheet, where it cannot end the sheet", async () => {
    const { frontMatter } = sampleNotebook();
    const title = 'A "quoted" </style><b> title';
    const page = await rendered(sampleNotebook({ frontMatter: { ...frontMatter, title } }));
    expect(page.html.match(/<\/style>/g)).toHaveLength(1);
    expect(page.html).toContain("\\3c /style\\3e \\3c b\\3e  title");
    expect(page.html).toMatch(/<h1>A “quoted” &lt;\/style&gt;&lt;b&gt; title<\/h1>/);
  });

  test("is for A4 unless Letter is asked for, and the front matter decides first", async () => {
    expect(html).toContain("size: A4;");
    expect((await rendered(sampleNotebook(), { paper: "letter" })).html).toContain("size: letter;");
    const { frontMatter } = sampleNotebook();
    const own = sampleNotebook({ frontMatter: { ...frontMatter, paper: "letter" } });
    expect((await rendered(own)).html).toContain("size: letter;");
  });
});

describe("numbers", () => {
  test("link to a derivation that stands inside a closed <details>", () => {
    const link = /<a class="num" href="#(d[\d.]+)"[^>]*>2\.67\u00a0EFLOP<\/a>/.exec(body);
    expect(link).not.toBeNull();
    const panel = /<details class="deriv"><summary>.*?<\/summary>\s*<ul class="tree"><li id="d1">/s.exec(
      body,
    );
    expect(panel?.[0]).toContain("Where");
    expect(link?.[1]).toBe("d1");
  });

  test("carry in print the mark of the same node in the appendix", () => {
    expect(body).toContain('<a class="d" href="#a-d1">D1</a>');
    expect(body).toMatch(/<tr id="a-d1"><td class="lv0">D1<\/td><th scope="row">Training operations/);
  });

  test("copy as 10^18 and in ungrouped digits", () => {
    expect(words(body)).toContain("2.67×10^18\u00a0FLOP".replace("\u00a0", " "));
    expect(words(body)).toContain("1,281,167 image");
  });

  test("of an input that a tree holds open that tree", () => {
    // epochs is a plain input of trainingFlop: D1.4 is its fourth input
    expect(body).toContain('id="d1.4"');
  });

  test("explained before are not explained again: the time is D2, so D3.1 refers to it", () => {
    expect(words(body)).toContain("explained at D2");
  });
});

describe("a page with faults", () => {
  const withText = (source: string) => {
    const sample = sampleNotebook();
    const [published, prose] = sample.cells;
    if (published === undefined || prose === undefined) throw new Error("the sample has two cells and more");
    const { verdict: _verdict, ...frontMatter } = { ...sample.frontMatter, summary: [] };
    return rendered(sampleNotebook({ cells: [published, { ...prose, source }], frontMatter }));
  };

  test("names notebook, cell, line and the nearest value", async () => {
    const page = await withText("First line.\n\nThe run takes {{trainingFlopp}}.");
    const problem = page.problems.find(({ message }) => message.includes("trainingFlopp"));
    expect(problem).toMatchObject({ severity: "error", notebook: "resnet50-imagenet", cell: 2, line: 3 });
    expect(problem?.message).toBe(
      'value {{trainingFlopp}}: no cell publishes it; did you mean "trainingFlop"?',
    );
    expect(page.html).toMatch(/<div class="banner" role="alert">/);
    expect(page.html).toContain('<span class="broken">{{trainingFlopp}}</span>');
  });

  test("counts lines inside a paragraph", async () => {
    const page = await withText("one\ntwo\nthree @fig-none");
    expect(page.problems.find(({ message }) => message.includes("@fig-none"))?.line).toBe(3);
  });

  test("names an unknown source and an option that does not exist", async () => {
    const page = await withText("See [@he2015] and {{hours units=h}} and {{hours unit=FLOP}}.");
    const messages = page.problems.map(({ message }) => message);
    expect(messages).toContainEqual(
      'citation [@he2015]: no source of this page has this id; did you mean "he2016"?',
    );
    expect(messages).toContainEqual('value {{hours}}: no option is called "units"; did you mean "unit"?');
    expect(messages.find((message) => message.includes("dimension"))).toMatch(
      /^value \{\{hours\}\}: display unit:/,
    );
  });

  test("shows a formula that KaTeX refuses as it was written", async () => {
    const page = await withText("Broken $\\frac{1$ here.");
    expect(page.problems[0]?.message).toMatch(/^formula: KaTeX cannot read it, got "\\frac\{1"/);
    expect(page.html).toContain('<span class="broken">\\frac{1</span>');
  });

  test("is not made of characters that no face has, since they would be blank paper", async () => {
    expect((await withText("Done ✓.")).problems).toEqual([]);
    await expect(withText("Done ✓ and 中.")).rejects.toThrow(
      /fonts: no face for 1 character of Han, got 中 \(U\+4E2D\); npm install @fontsource\/noto-sans-sc/,
    );
  });

  test("shows failed cells where they failed, and links to them from the top", async () => {
    const sample = sampleNotebook();
    const error = {
      notebook: "resnet50-imagenet",
      cell: 5,
      label: "eq-training",
      name: "RangeError",
      message: "epochs must be positive, got -1",
      line: 3,
      column: 7,
      sourceLine: "const run = { epochs: -1 };",
      kind: "exception" as const,
    };
    const cells = sample.cells.map((cell) =>
      cell.number === 5
        ? { ...cell, status: "error" as const, outputs: [{ type: "error" as const, error }] }
        : cell,
    );
    const page = await rendered(sampleNotebook({ cells, errors: [error] }));
    expect(page.html).toContain(
      '<a href="#error-cell-5">Cell 5 (eq-training), line 3, column 7</a> stopped: epochs must be positive',
    );
    expect(page.html).toMatch(/<div class="failure" id="error-cell-5">/);
    expect(
      plainText(
        page.html.slice(
          page.html.indexOf('<div class="failure"'),
          page.html.indexOf('<div class="failure"') + 400,
        ),
      ),
    ).toContain("const run = { epochs: -1 };");
  });
});
