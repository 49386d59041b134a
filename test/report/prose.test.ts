// Prose on a page: formulas and money, notes, callouts, captions, references, headings.
import { describe, expect, test } from "vitest";
import { renderPage } from "../../src/report/page/page.js";
import { withoutStyle, words } from "./markup.js";
import { sampleNotebook, sampleProvenance } from "./sample.js";

const drawn = async () => ({ wide: "<svg></svg>", narrow: "<svg></svg>" });

/** The body of a page with these cells of prose after the sample's published values. */
async function prose(...sources: readonly string[]) {
  const [published, cell] = sampleNotebook().cells;
  if (published === undefined || cell === undefined) throw new Error("the sample has two cells and more");
  const { verdict: _verdict, abstract: _abstract, ...front } = sampleNotebook().frontMatter;
  const cells = [published, ...sources.map((source, i) => ({ ...cell, number: i + 2, source }))];
  const notebook = sampleNotebook({ cells, frontMatter: { ...front, summary: [] } });
  const readFile = (path: string) => {
    if (path.endsWith("dot.png")) return Uint8Array.of(137, 80, 78, 71);
    throw new Error("no such file");
  };
  const page = await renderPage(notebook, {
    figure: drawn,
    template: "default",
    provenance: sampleProvenance,
    paper: "a4",
    readFile,
  });
  const main = withoutStyle(page.html)
    .replace(/^[\s\S]*<main[^>]*>/, "")
    .replace(/<section id="(?:references|provenance)"[\s\S]*$/, "");
  return { main, whole: page.html, problems: page.problems.map(({ message }) => message) };
}

describe("dollars", () => {
  test("are money unless they embrace a formula", async () => {
    const { main } = await prose("It costs $5 or $6, US$30 in all, and $u$ of 20$ is $P$.");
    expect(words(main)).toContain("It costs $5 or $6, US$30 in all, and of 20$ is .");
    expect(main.match(/class="katex"/g)).toHaveLength(2);
  });

  test("escaped stay dollars, and code keeps its own", async () => {
    const { main } = await prose("A \\$x\\$ and `$y$`.");
    expect(words(main)).toContain("A $x$ and $y$.");
  });

  test("keep a formula and the punctuation round it on one line", async () => {
    const { main } = await prose("A guess (“$u$”), no more.");
    expect(main).toMatch(/A guess <span class="nb">\(“<span class="katex">.*?<\/span>”\),<\/span> no more/);
  });
});

describe("display formulas", () => {
  test("are numbered when they have a label, and found by it", async () => {
    const { main, problems } = await prose(
      "$$\na = b\n$$ {#eq-one}\n\n$$ c = d $$\n\nSee @eq-one. @eq-one again, as in @eq-one.",
    );
    expect(main.match(/<div class="nr">\(1\)<\/div>/g)).toHaveLength(1);
    expect(main).toContain('<div class="eq" id="eq-one">');
    expect(words(main)).toContain("See equation 1. Equation 1 again, as in equation 1.");
    expect(problems).toEqual([]);
  });
});

describe("footnotes", () => {
  test("stand at their line with their number, once each, also when defined in another cell", async () => {
    const { main } = await prose(
      "One[^a] and two[^b] and one again[^a].",
      "Three[^c].\n\n[^b]: Second.\n\n[^c]: Third.",
      "[^a]: First.",
    );
    expect(main).toMatch(
      /One<a class="fn" id="fnr1" href="#fn1"[^>]*>1<\/a><span class="note side" role="note" id="fn1">.*?First\.<\/span><\/span> and two/,
    );
    expect(main.match(/First\./g)).toHaveLength(1);
    expect(main).toMatch(/again<a class="fn" href="#fn1" aria-label="note 1">1<\/a>/);
    expect(main).toMatch(/Three<a class="fn" id="fnr3" href="#fn3"/);
  });

  test("hold paragraphs only", async () => {
    const { problems } = await prose("One[^a].\n\n[^a]: - a list\n");
    expect(problems).toContainEqual("note 1: holds paragraphs only, got a list, table or code block");
  });
});

describe("blocks", () => {
  test("in the margin stand before the paragraph that follows them", async () => {
    const { main } = await prose(":::{.margin}\n**Why.** Because.\n:::\n\nText.");
    expect(main).toMatch(
      /<div class="pn"><aside class="note"><p><strong>Why\.<\/strong> Because\.<\/p>\s*<\/aside><p>Text\.<\/p>/,
    );
  });

  test.each([
    ["::: note\nText.\n:::", "Note", "note"],
    ["::: {.callout-warning}\nText.\n:::", "Caution", "caution"],
    ["::: result The count holds\nText.\n:::", "The count holds", "result"],
    ['::: {.callout-note title="By hand"}\nText.\n:::', "By hand", "note"],
  ])("%j is a callout", async (source, title, kind) => {
    const { main } = await prose(source);
    expect(main).toContain(`<div class="callout callout-${kind}" role="note"><p class="h">${title}</p>`);
  });

  test("of raw HTML are text, and attributes carry no handlers", async () => {
    const { main } = await prose(
      '<script>alert(1)</script>\n\n[x](https://example.org){onclick="alert(1)" .ref}',
    );
    expect(main).toContain("&lt;script&gt;");
    expect(main).not.toContain("onclick");
  });
});

describe("tables of prose", () => {
  const table =
    "| What | Hours |\n|---|--:|\n| {{hours}} | 29 |\n\n: **The count holds** Published hours {#tbl-a}\n\nSee @tbl-a.";

  test("have a finding, a number and a label from the paragraph after them", async () => {
    const { main } = await prose(table);
    expect(main).toContain(
      '<b class="t">The count holds</b><span class="lbl">Table\u00a01. Published hours</span>',
    );
    expect(words(main)).toContain("See table 1.");
  });

  test("have row heads, and cells that know their column", async () => {
    const { main } = await prose(table);
    expect(main).toMatch(/<th role="rowheader" scope="row"><a class="num" href="#d1"/);
    expect(main).toContain('<td role="cell" class="n" data-h="Hours"><span>29</span></td>');
  });
});

describe("pictures", () => {
  test("alone in a paragraph are figures and travel as data", async () => {
    const { main, problems } = await prose("![The chip](dot.png){#fig-chip}\n\nSee @fig-chip.");
    expect(main).toContain(
      '<figure id="fig-chip"><figcaption><span class="lbl">Figure\u00a01. The chip</span></figcaption>',
    );
    expect(main).toContain('src="data:image/png;base64,iVBORw=="');
    expect(problems).toEqual([]);
  });

  test.each([
    ["![x](https://example.org/a.png)", /a page loads nothing/],
    ["![x](missing.png)", /cannot be read/],
    ["![x](notes.pdf)", /not a picture/],
    ["![x](/etc/a.png)", /the path is absolute/],
  ])("%s is a problem", async (source, message) => {
    expect((await prose(source)).problems[0]).toMatch(message);
  });
});

describe("headings", () => {
  test("rise to h2, skip no level, and one that repeats the title is dropped", async () => {
    const { main } = await prose(
      "# What it costs to train ResNet-50 on ImageNet\n\n## One\n\n#### Deep\n\n## Two {#sec-two}\n\nSee @sec-one and @sec-two and @sec-deep.",
    );
    expect([...main.matchAll(/<h\d[^>]*>/g)].map(([tag]) => tag)).toEqual(["<h2>", '<h3 id="deep">', "<h2>"]);
    expect(words(main)).toContain("See section 1 and section 2 and section “Deep”.");
  });

  test("print values without links and keep names such as ResNet-50 together", async () => {
    const { main } = await prose("## {{hours}} for ResNet-50");
    expect(main).toContain(
      '<h2><span class="no">1</span><span class="q">26.7\u00a0h</span> for <span class="nb">ResNet-50</span></h2>',
    );
  });

  test("with the same words get different ids", async () => {
    const { main } = await prose("## Check\n\n## Check {.unnumbered}");
    expect(main).toMatch(/<section id="check">[\s\S]*<section id="check-2">/);
  });

  test("that share a label are a problem", async () => {
    const { problems } = await prose("$$ a = b $$ {#eq-a}\n\n$$ c = d $$ {#eq-a}");
    expect(problems).toContainEqual("label eq-a: used twice; give each figure, table and equation its own");
  });
});

test("citations share brackets, cling to the word before and are listed in order of first use", async () => {
  const { main, whole } = await prose(
    "Counted [@he2016, Table 1; @courseText] and again [@he2016]. Mail a@he2016.org.",
  );
  expect(main).toContain(
    'Counted\u00a0<span class="ref">[<a href="#ref-he2016">1, Table 1</a>, <a href="#ref-courseText">2</a>]</span>',
  );
  expect(main).toContain('<a class="ref" href="#ref-he2016">[1]</a>. Mail a@he2016.org.');
  expect(whole).toMatch(
    /<li id="ref-he2016"><span class="no">1<\/span><span>He, K\. et al\. Deep residual learning for image recognition\. CVPR 2016\. <a class="url" href="https:\/\/arxiv\.org\/abs\/1512\.03385">arxiv\.org\/abs\/1512\.03385<\/a><\/span><\/li>\s*<li id="ref-courseText">/,
  );
});

describe("braces after a fence", () => {
  test("name a language of Quarto, or a directive that is told and shown as written", async () => {
    const { main, problems } = await prose(
      "```{mermaid}\ngraph LR\n```\n\n```{python}\nx = 1\n```\n\n```{code-block} ts\nconst y = 1;\n```\n\n```{figure} plot.png\n:name: f\nWords\n```",
    );
    expect(main).toContain("A Mermaid diagram, shown as its source");
    expect(main.match(/class="undrawn"/g)).toHaveLength(2);
    expect(words(main)).toMatch(/```\{figure\} plot\.png\s*:name: f\s*Words/);
    expect(problems.map((text) => text.split(":")[0])).toEqual(["Mermaid diagram", "directive {figure}"]);
  });

  test("of a block give its kind as a name without braces does", async () => {
    const { main } = await prose(":::{warning} Mind\nThe gap.\n:::\n\n:::{admonition} My title\nText.\n:::");
    expect(main).toContain('class="callout callout-caution" role="note"><p class="h">Mind</p>');
    expect(main).toContain('class="callout callout-note" role="note"><p class="h">My title</p>');
  });
});
