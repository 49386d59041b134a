// Outputs of code that does not know us, labels without their output, and a title block with faults.
import { describe, expect, test } from "vitest";
import { mimeType } from "../../src/ground/mime.js";
import type { CellOptions, FrontMatter, Output } from "../../src/notebook/notebook.js";
import { renderPage } from "../../src/report/page/page.js";
import { withoutStyle } from "./markup.js";
import { barSpec, display, sampleNotebook, sampleProvenance } from "./sample.js";

const drawn = async () => ({ wide: "<svg></svg>", narrow: "<svg></svg>" });

async function shown(
  outputs: readonly Output[],
  options: Partial<CellOptions> = {},
  front: Partial<FrontMatter> = {},
  figure: (spec: object) => ReturnType<typeof drawn> = drawn,
) {
  const sample = sampleNotebook();
  const [published, cell] = sample.cells;
  if (published === undefined || cell === undefined) throw new Error("the sample has two cells and more");
  const { verdict: _verdict, abstract: _abstract, ...rest } = sample.frontMatter;
  const own = {
    ...cell,
    kind: "code" as const,
    source: "x",
    outputs,
    options: { ...cell.options, echo: false, ...options },
  };
  const notebook = sampleNotebook({
    cells: [published, own],
    frontMatter: { ...rest, summary: [], ...front },
  });
  const page = await renderPage(notebook, {
    figure,
    template: "default",
    provenance: sampleProvenance,
    paper: "a4",
  });
  const main = withoutStyle(page.html)
    .replace(/^[\s\S]*<main[^>]*>/, "")
    .replace(/<section id="(?:references|provenance)"[\s\S]*$/, "");
  return { main, whole: page.html, problems: page.problems.map(({ message }) => message) };
}

describe("a page shows", () => {
  test("an SVG with its ids made its own", async () => {
    const svg = '<svg><clipPath id="a"/><g clip-path="url(#a)"><use href="#a"/></g></svg>';
    const { main } = await shown([display({ [mimeType.svg]: svg, [mimeType.text]: "t" })]);
    expect(main).toContain(
      '<div class="foreign" id="out-2"><svg><clipPath id="out-2-a"></clipPath><g clip-path="url(#out-2-a)"><use href="#out-2-a"></use></g></svg></div>',
    );
  });

  test("a picture with a caption as a numbered figure", async () => {
    const { main } = await shown([display({ [mimeType.png]: "iVBORw==\n" })], {
      label: "fig-a",
      figCap: "What is drawn",
      figAlt: "in words",
    });
    expect(main).toContain(
      '<figure id="fig-a"><figcaption><span class="lbl">Figure\u00a01. What is drawn</span></figcaption><img src="data:image/png;base64,iVBORw==" alt="in words"></figure>',
    );
  });

  test("HTML without what would run or load something, and names that", async () => {
    const html = '<b>x</b><script src="https://example.org/a.js"></script>';
    const { main, problems } = await shown([display({ [mimeType.html]: html, [mimeType.text]: "plain" })]);
    expect(main).toContain(
      '<div class="foreign" id="out-2"><b>x</b></div>\n<p class="unshown"><b>Not shown</b> of this text/html: &lt;script&gt;.</p>',
    );
    expect(main).not.toMatch(/<script|example\.org|plain/);
    expect(problems).toEqual(["output text/html: shown without <script>; a page loads and runs nothing"]);
  });

  test("text, and the name of what is not shown, when nothing is left of the HTML", async () => {
    const html = '<img src="https://example.org/a.png">';
    const { main, problems } = await shown([display({ [mimeType.html]: html, [mimeType.text]: "plain" })]);
    expect(main).toMatch(
      /<p class="unshown"><b>Not shown:<\/b> text\/html; .*\n<pre class="out stdout"><code>plain/,
    );
    expect(problems[0]).toMatch(
      /^output text\/html: not shown, nothing is left of it without something outside the page \(https:\/\/example.org\/a.png\)/,
    );
  });

  test("TeX as a numbered equation and Markdown as prose", async () => {
    const { main } = await shown([
      display({ [mimeType.latex]: "$$a = b$$" }),
      display({ [mimeType.markdown]: ["# Said\n", "so, **{{hours}}**"] }),
    ]);
    expect(main).toMatch(/<div class="eq" id="eq-1">.*<div class="nr">\(1\)<\/div>/);
    expect(main).toContain('<p class="minor">Said</p>');
    expect(main).toContain('<strong><a class="num" href="#d1"');
  });

  test("a numbered environment, as sympy writes it, with one number", async () => {
    const { main, problems } = await shown([
      display({ [mimeType.latex]: "\\begin{equation}\\frac{x}{2}\\end{equation}" }),
      display({ [mimeType.latex]: "$$\\begin{align}a &= 1 \\\\ b &= 2\\end{align}$$" }),
    ]);
    expect(main.match(/class="nr"/g)).toHaveLength(2);
    expect(main).not.toMatch(/eqn-num"/);
    expect(main).toContain('application/x-tex">\\frac{x}{2}</annotation>');
    expect(main).toMatch(/x-tex">\\begin\{align\*\}a &amp;= 1 +\\\\ +b &amp;= 2\\end\{align\*\}</);
    expect(problems).toEqual([]);
  });

  test("printed lines in the colours of a terminal", async () => {
    const { main } = await shown([
      { type: "stream", name: "stderr", text: "\u001b[31mred\u001b[0m & <plain>\n" },
    ]);
    expect(main).toContain(
      '<pre class="out stderr" role="note" aria-label="printed to stderr"><code><span class="ansi-fg-1">red</span> &amp; &lt;plain&gt;</code></pre>',
    );
  });

  test("a chart of Vega or Vega-Lite in any version, whose spec learns its schema from the MIME type", async () => {
    const seen: object[] = [];
    const figure = async (spec: object) => {
      seen.push(spec);
      return drawn();
    };
    const types = ["vega.v5", "vegalite.v2", "vegalite.v5.20.1", "vega.v6"];
    const outputs = types.map((type) => display({ [`application/vnd.${type}+json`]: '{"marks": []}' }));
    outputs.push(display({ "application/vnd.vegalite.v6.json": { mark: "bar" } })); // as Altair 6 writes it
    await shown(
      [...outputs, display({ "application/vnd.vega.v5+json": { $schema: "own" } })],
      {},
      {},
      figure,
    );
    expect(seen.map((spec) => (spec as { $schema: string }).$schema)).toEqual([
      "https://vega.github.io/schema/vega/v5.json",
      "https://vega.github.io/schema/vega-lite/v2.json",
      "https://vega.github.io/schema/vega-lite/v5.json",
      "https://vega.github.io/schema/vega/v6.json",
      "https://vega.github.io/schema/vega-lite/v6.json",
      "own",
    ]);
  });

  test("JSON in lines that fit the column", async () => {
    const data = { list: Array.from({ length: 30 }, (_, n) => n), deep: { "a<b": [null, "x"] }, none: [] };
    const { main } = await shown([display({ "application/json": data })]);
    // 69 characters a line, less four of indent: 0 to 19 take 68 with their commas, 0 to 18 take 64
    expect(main).toContain(
      [
        '<div class="json"><pre class="out"><code>{',
        "  &quot;list&quot;: [",
        `    ${data.list.slice(0, 19).join(", ")},`,
        `    ${data.list.slice(19).join(", ")}`,
        "  ],",
        "  &quot;deep&quot;: { &quot;a&lt;b&quot;: [null, &quot;x&quot;] },",
        "  &quot;none&quot;: []",
        "}</code></pre></div>",
      ].join("\n"),
    );
  });

  test("a picture at the size that its metadata asks for", async () => {
    const gif = "R0lGODlhAQABAIAAAP8AAAAAACwAAAAAAQABAAACAkQBADs=";
    const sized = (metadata: Record<string, unknown>) =>
      ({ type: "display", data: { "image/gif": gif }, metadata }) as const;
    const { main } = await shown([
      sized({ "image/gif": { width: 40, height: "30" } }),
      sized({ width: 20 }),
      sized({ width: '1" onload="x' }),
    ]);
    expect([...main.matchAll(/base64,[^"]*"([^>]*)>/g)].map((match) => match[1])).toEqual([
      ' width="40" height="30" alt=""',
      ' width="20" alt=""',
      ' alt=""',
    ]);
  });

  test("a figure's words with those of the cell before those of the chart", async () => {
    const { main } = await shown([display({ [mimeType.vegaLite]: barSpec })], { figCap: "From the cell" });
    expect(main).toContain("Figure\u00a01. From the cell</span>");
    expect(main).toContain(
      '<b class="t">Stage 3 does 36\u00a0% of the work; stem and head together do 3\u00a0%</b>',
    );
  });

  test("why a figure could not be drawn", async () => {
    const failing = () => Promise.reject(new Error("figure fig-1: no data"));
    const { main, problems } = await shown(
      [display({ [mimeType.vegaLite]: barSpec })],
      {},
      {},
      failing as never,
    );
    expect(main).toContain('<p class="broken">figure fig-1: no data</p>');
    expect(problems).toContainEqual("figure fig-1: no data");
  });
});

describe("a problem is told", () => {
  test("when a label names an output that the cell does not show", async () => {
    const { problems } = await shown([display({ [mimeType.text]: "t" })], { label: "fig-a" });
    expect(problems).toEqual(["label fig-a: the cell shows no figure; show one or drop the label"]);
  });

  test("when the title block names a value or a verdict that no cell gives", async () => {
    const summary = [{ value: "hour", label: "on one V100" }];
    const { problems } = await shown([], {}, { summary, verdict: "course-w02" });
    expect(problems).toContainEqual('summary: no cell publishes the value "hour"; did you mean "hours"?');
    expect(problems).toContainEqual('verdict: no cell shows the worked example "course-w02"');
  });
});

test("outputs and code of a cell that is left out are not shown, but its values count", async () => {
  const { main, problems } = await shown(
    [display({ [mimeType.text]: "hidden" })],
    { include: false, echo: true },
    { abstract: "{{hours}}" },
  );
  expect(main).not.toContain("hidden");
  expect(main).not.toContain('class="code"');
  expect(problems).toEqual([]);
});
