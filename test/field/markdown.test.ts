// Markdown that people already have, built to HTML and PDF in a project of a user's own: field cases and their kin.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { withoutStyle, words } from "../report/markup.js";
import { fieldProject, hasPoppler, type Outcome } from "./field.js";

const good = [
  "c01-attachment",
  "c02-local-images",
  "c02d-local-images-good",
  "c03-html-in-md",
  "c04-raw-cells",
  "c09b-newcommand-only",
  "c09c-equation-env",
  "c09d-label-ref",
  "c09e-tag",
  "c10-mermaid",
  "c11b-money",
  "k16-escape",
  "k17-eqlabel",
  "p01-html-comment",
];
const bad = [
  "c02b-image-missing",
  "c02c-image-remote",
  "c09-latex",
  "c11-cite",
  "c11d-braces",
  "k14-twice",
  "k15-noref",
  "k18-xref",
  "p03-link-other-notebook",
];

/** A case of our own: everything that a bibliography, a linked notebook and a README bring along. */
const own = [
  `---
title: Brought along
bibliography: lit/refs.bib
---
<div align="center">

# A heading *in a box*

<img src="local.png" width="40" alt="red">

</div>

<!-- never shown: the client's name -->

As @kaplan2020 [p. 3] and others [see @kaplan2020; @hoffmann] found, see [the other](k17-eqlabel.ipynb#eq) and [above](#A-heading-in-a-box).

<details><summary>Closed on screen</summary>

Printed all the same: **inside**.

</details>`,
  "$\\newcommand{\\cost}[2][c]{#1_{\\text{#2}}}$",
  "\\begin{align}\n\\cost{gpu} &= 3 \\label{eq:gpu} \\\\\n\\cost[d]{net} &= 4 \\notag\n\\end{align}\n\nSo \\eqref{eq:gpu} costs $5 and @eq-gpu costs $10.\n\n- [x] counted\n- [ ] paid\n\n> [!WARNING]\n> Prices move.\n\n<div><b>\n\n<table><tr><td>last</div></div></details>",
];
const bib =
  '@article{kaplan2020, author={Kaplan, Jared and McCandlish, Sam and Henighan, Tom}, title={Scaling laws}, year=2020}\n@misc{hoffmann, author={Hoffmann, J{\\"o}rg}, title={Compute}, year=2022}\n';

describe("a project with notebooks that people wrote for Jupyter", () => {
  const project = fieldProject({ notebooks: [...good, ...bad] });
  let build: Outcome;
  const page = (name: string) => withoutStyle(project.html(name)).replace(/<pre[\s\S]*?<\/pre>/g, "");
  const printed = (name: string) => project.words(name).replace(/\s+/g, " ");
  const told = (name: string) =>
    build.err
      .split("\n")
      .filter((line) => line.startsWith(`error ${name}`) || line.startsWith(`warning ${name}`));

  beforeAll(() => {
    project.write("notebooks/lit/refs.bib", bib);
    project.write("notebooks/own.ipynb", notebook(own));
    build = project.flopbook("build");
  }, 300_000);
  afterAll(() => project.remove());

  test.each([...good, "own"])("%s is built, and nothing of it is an error", (name) => {
    expect(told(name).filter((line) => line.startsWith("error"))).toEqual([]);
    expect(build.err).not.toMatch(/\n\s+at .*\.js:\d/);
    if (hasPoppler) expect(printed(name).length).toBeGreaterThan(20);
  });

  test.each([
    ["c02b-image-missing", /cell 1, line 3: picture nothere\.png: cannot be read/],
    ["c02c-image-remote", /cell 1, line 3: picture https:.*a page loads nothing/],
    ["c09-latex", /cell 4, line 5: formula: .*\\SI/],
    ["c11-cite", /cell 1, line 3: citation @nobody2020: no source/],
    ["c11d-braces", /cell 1, line 3: value \{\{user\.name\}\}/],
    ["k14-twice", /value a: published twice/],
    ["k15-noref", /cell 1, line 3: value \{\{aa\}\}: no cell publishes it; did you mean "a"/],
    ["k18-xref", /cell 1, line 15: link other\.ipynb: there is no such file/],
    ["p03-link-other-notebook", /cell 1, line 3: link #nowhere: nothing on this page has this id/],
  ])("%s has its page, and an error that names the place", (name, message) => {
    expect(told(name).join("\n")).toMatch(message);
    expect(project.html(name)).toContain("</html>");
  });

  test("pictures travel in the page, attached ones too", () => {
    expect(page("c01-attachment")).toMatch(/<img src="data:image\/png;base64,[^"]{40}/);
    expect(page("c02-local-images").match(/<img src="data:image\//g)?.length).toBe(5);
  });

  test("HTML works and comments vanish, on screen and on paper", () => {
    const html = page("c03-html-in-md");
    expect(html).toContain(
      "H<sub>2</sub>O and 10<sup>3</sup> with <b>bold</b><br>next line. Press <kbd>Ctrl</kbd>.",
    );
    expect(html).toContain('<div class="alert alert-info">An info box</div>');
    for (const name of ["c03-html-in-md", "p01-html-comment", "own"]) {
      expect(project.html(name)).not.toMatch(/nobody should see|must not see|never shown/);
      expect(project.html(name)).not.toMatch(/&lt;(?:kbd|details|sub|center|table)/);
    }
    if (!hasPoppler) return;
    expect(printed("c03-html-in-md")).toContain("hidden text");
    expect(printed("c03-html-in-md")).toContain("cell one");
    expect(printed("own")).toContain("Printed all the same: inside.");
  });

  test("LaTeX is set, numbered and linked", () => {
    expect(words(page("c09d-label-ref"))).toContain("See equation 1.");
    expect(page("c09d-label-ref")).toContain('<a class="xref" href="#eq-two">2</a>');
    expect(page("c09e-tag")).toContain('<div class="nr">(7)</div>');
    expect(page("c09b-newcommand-only")).not.toMatch(/<p>\s*<\/p>/);
    expect(words(page("own"))).toContain("So (1) costs $5 and equation 1 costs $10.");
    if (hasPoppler)
      for (const name of good) expect(printed(name)).not.toMatch(/\\begin|\\eqref|\\label|\\newcommand/);
  });

  test("money stays money", () => {
    expect(words(page("c11b-money"))).toContain(
      "It costs $5 and later $10 or $3.50/h; US$20, $1,000–$2,000 and $7. From on it is $2. A range of $5-$10 and",
    );
  });

  test("Mermaid is named as not drawn, on the page and on the terminal", () => {
    expect(told("c10-mermaid")).toEqual([
      expect.stringMatching(/cell 1, line 3: Mermaid diagram: not drawn/),
    ]);
    expect(page("c10-mermaid")).toContain("it was not drawn");
  });

  test("a bibliography is cited, listed and an input of the report", () => {
    const html = page("own");
    expect(words(html)).toContain("As Kaplan et al. (2020) [1, p. 3] and others [see 1; 2] found");
    expect(html).toContain("Hoffmann, J. Compute. 2022.");
    expect(project.read("reports/manifest.json")).toContain('"notebooks/lit/refs.bib"');
  });

  test("links to a notebook lead to its page, links to headings to the heading", () => {
    expect(page("own")).toContain('<a href="k17-eqlabel.html#eq">the other</a>');
    expect(page("own")).toContain('<a href="#a-heading-in-a-box">above</a>');
    expect(project.html("own")).toContain('<section id="a-heading-in-a-box"><h2 align="center">');
  });

  test("a notebook that has gone makes the links to it dead in the next build", () => {
    rmSync(join(project.folder, "notebooks", "k17-eqlabel.ipynb"));
    const { code, err } = project.flopbook("build", "own", "--to", "html");
    expect(code).toBe(1);
    expect(err).toMatch(/error own, cell 1, line 15: link k17-eqlabel\.ipynb#eq: there is no such file/);
    project.write("notebooks/k17-eqlabel.ipynb", notebook(["# Eq"]));
  });

  test("the page stands whatever a cell leaves open or closes", () => {
    expect(project.html("own")).toMatch(
      /last[\s\S]*<section id="references"[\s\S]*<\/main>\s*<\/div>\s*<\/body>\s*<\/html>\s*$/,
    );
  });
});

function notebook(cells: readonly string[]): string {
  return JSON.stringify({
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { kernelspec: { name: "tslab", language: "typescript", display_name: "TypeScript" } },
    cells: cells.map((source, i) => ({ cell_type: "markdown", id: `c${i}`, metadata: {}, source })),
  });
}
