// LaTeX in prose as Jupyter renders it: delimiters, environments, definitions, labels, references.
import { describe, expect, test } from "vitest";
import { unescapeHtml } from "../../src/ground/html.js";
import { words } from "./markup.js";
import { prosePage } from "./prose-page.js";

/** The TeX of every formula as KaTeX set it, in order. */
function formulas(html: string): string[] {
  return [...html.matchAll(/<annotation encoding="application\/x-tex">([\s\S]*?)<\/annotation>/g)].map(
    (match) => unescapeHtml(match[1] ?? ""),
  );
}

/** Numbers at the right of displays, in order. */
function numbers(html: string): string[] {
  return [...html.matchAll(/<div class="nr">(.*?)<\/div>/g)].map((match) => match[1] ?? "");
}

describe("a formula", () => {
  test.each([
    ["$x \\in \\R^n$", "x \\in \\R^n"],
    ["\\(a_1\\)", "a_1"],
    ["\\\\(a_1\\\\)", "a_1"],
    ["$a\\_b$", "a\\_b"],
    ["$\\mathbb R$", "\\mathbb R"],
    ["$x \\in \\R$", "x \\in \\R"],
    ["$α + \\text{é}$", "α + \\text{é}"],
  ])("%j stands in its line", async (source, tex) => {
    const { main, problems } = await prosePage([`Let ${source} be.`]);
    expect(formulas(main)).toEqual([tex]);
    expect(main).not.toContain("katex-display");
    expect(problems).toEqual([]);
  });

  test.each(["\\[ a^2 \\]", "\\\\[ a^2 \\\\]", "$$ a^2 $$", "\\begin{equation*} a^2 \\end{equation*}"])(
    "%j is displayed, on lines of its own and in a line",
    async (source) => {
      for (const written of [source, `Text ${source} and more.`]) {
        const { main, problems } = await prosePage([written]);
        expect(formulas(main)).toEqual(["a^2"]);
        expect(main).toContain('<span class="katex-display">');
        expect(numbers(main)).toEqual([]);
        expect(problems).toEqual([]);
      }
    },
  );

  test.each([
    "$5 and $10",
    "\\$5 and \\$10",
    "US$20–$30",
    "\\[1\\] and \\[x\\] and \\[link\\](#)",
    "f\\(x",
    "`\\(x\\)`",
  ])("is not %j", async (source) => {
    expect(formulas((await prosePage([`Costs ${source} here.`])).main)).toEqual([]);
  });

  test("that KaTeX cannot read is told with cell and line and stands as written", async () => {
    const { main, problems } = await prosePage(["ok", "one\n\ntwo\nthree $\\SI{3}{GB}$"]);
    expect(main).toContain('<span class="broken">\\SI{3}{GB}</span>');
    expect(problems).toEqual([
      'error 2:4 formula: KaTeX cannot read it, got "\\SI{3}{GB}"; Undefined control sequence: \\SI at position 1: \\SI{3}{GB}',
    ]);
  });

  test.each([
    "\\href{javascript:alert(1)}{x}",
    "\\htmlClass{verdict}{x}",
    "\\includegraphics{https://example.org/x.png}",
    "\\htmlStyle{color:red}{x}",
    "\\htmlData{a=b}{x}",
  ])("%j reaches nothing", async (tex) => {
    const { main, problems } = await prosePage([`$${tex}$`]);
    expect(main).not.toMatch(/<img|href="javascript|class="verdict|data-a=/);
    expect(problems[0]).toMatch(/^error 1:1 formula: .*a page does not allow/);
  });
});

describe("environments", () => {
  test("equation, align, gather and multline are numbered, their starred forms are not", async () => {
    const body = "a &= b \\\\ c &= d";
    const { main, problems } = await prosePage([
      "\\begin{equation} a \\end{equation}\n\n\\begin{multline} a \\\\ b \\end{multline}",
      `\\begin{align}\n${body}\n\\end{align}\n\n\\begin{align*}${body}\\end{align*}\n\n\\begin{equation*}a\\end{equation*}`,
      "$$ \\begin{gather} a \\\\ b \\notag \\\\ c \\nonumber \\end{gather} $$ {#eq-last}",
    ]);
    expect(numbers(main)).toEqual(["(1)", "(2)"]);
    expect(
      formulas(main)
        .join("\n")
        .match(/\\tag\{\d+\}/g),
    ).toEqual(["\\tag{3}", "\\tag{4}", "\\tag{5}"]);
    expect(problems).toEqual([]);
  });

  test("keep rows of inner environments together, and spacing after \\\\", async () => {
    const { main, problems } = await prosePage([
      "\\begin{align} x &= \\begin{cases} 1 & a \\\\ 2 & b \\end{cases} \\\\[1ex] y &= \\{ 1 \\\\ \\end{align}",
    ]);
    expect(formulas(main)[0]?.match(/\\tag/g)).toHaveLength(2);
    expect(problems).toEqual([]);
  });

  test("that no page can set are told by name", async () => {
    const { problems } = await prosePage(["\\begin{itemize} \\item a \\end{itemize}"]);
    expect(problems[0]).toMatch(/^error 1:1 formula: .*No such environment: itemize/);
  });
});

describe("labels", () => {
  test("number what they label; references in the text and in formulas are linked, also forward", async () => {
    const { main, problems } = await prosePage([
      "See \\eqref{eq:b}, \\ref{eq:b}, $\\eqref{eq:a}$, @eq-b, @eq-c and $x \\overset{\\eqref{eq:a}}{=} y$.",
      "$$ a \\label{eq:a} $$\n\n\\begin{align} b \\label{eq:b} \\\\ c \\label{c} \\end{align}\n\n$$ d $$ {#eq-d}\n\n\\eqref{eq-d}, \\eqref{d}",
    ]);
    expect(words(main)).toContain("See (2), 2, (1), equation 2, equation 3 and");
    expect(words(main)).toContain("(4), (4)");
    expect(main).toContain('<a class="xref" href="#eq-b">(2)</a>');
    expect(main.match(/href="#eq-a"/g)?.length).toBeGreaterThan(1);
    for (const id of ["eq-a", "eq-b", "eq-c", "eq-d"]) expect(main.split(`id="${id}"`)).toHaveLength(2);
    expect(problems).toEqual([]);
  });

  test("with a tag carry the tag", async () => {
    const { main } = await prosePage([
      "$$ a \\tag{7} \\label{eq:a} $$\n\n$$ b \\tag*{$\\star$} \\label{eq:b} $$\n\n\\eqref{eq:a} \\ref{eq:a}\n\n$$ c $$ {#eq-c}",
    ]);
    expect(numbers(main)[0]).toBe("(7)");
    expect(numbers(main)[1]).toMatch(/^<span class="katex">/);
    expect(numbers(main)[2]).toBe("(1)");
    expect(words(main)).toContain("(7) 7");
  });

  test("of tables and figures may be named in LaTeX's way", async () => {
    const { main } = await prosePage([
      "| a |\n|---|\n| b |\n\n: Sizes {#tbl-sizes}\n\nTable \\ref{tab:sizes}.",
    ]);
    expect(main).toContain('Table <a class="xref" href="#tbl-sizes">1</a>.');
  });

  test("that do not exist or exist twice are told with their place", async () => {
    const { problems } = await prosePage([
      "\\eqref{eq:los} and\n$\\ref{eq:gone}$",
      "$$ a \\label{eq:loss} $$\n\n$$ b \\label{eq:loss} $$",
    ]);
    expect(problems).toEqual([
      "error 2:3 label eq-loss: used twice; give each figure, table and equation its own",
      'error 1:1 reference \\eqref{eq:los}: no equation has this \\label; did you mean "eq-loss"?',
      "error 1:2 reference \\ref{eq:gone}: no equation has this \\label",
    ]);
  });
});

describe("definitions", () => {
  test.each([
    ["\\newcommand{\\R}{\\mathbb{R}}", "\\R"],
    ["\\newcommand\\vv[1]{\\mathbf{#1}}", "\\vv{a}"],
    ["\\newcommand{\\opt}[2][x]{#1_{#2}}", "\\opt{a} \\opt[b]{c}"],
    ["\\renewcommand{\\vec}[1]{\\mathbf{#1}}", "\\vec{a}"],
    ["\\providecommand{\\own}{x}", "\\own"],
    ["\\def\\loss#1{\\mathcal{L}(#1)}", "\\loss{a}"],
    ["\\let\\epsilon=\\varepsilon", "\\epsilon"],
    ["\\DeclareMathOperator{\\softmax}{soft\\,max}", "\\softmax x"],
    ["\\DeclareMathOperator*{\\argmax}{arg\\,max}", "\\argmax_x"],
  ])("%s holds from there on, and its cell shows nothing", async (definition, use) => {
    for (const written of [
      `$${definition}$`,
      `$$${definition}$$`,
      `$$\n${definition}\n$$`,
      `\\(${definition}\\)`,
    ]) {
      const { main, problems } = await prosePage([written, `Now $${use}$.`]);
      expect(main).toMatch(/^\s*<section class="lead">\s*<p>Now /);
      expect(formulas(main)).toEqual([use]);
      expect(problems).toEqual([]);
    }
  });

  test("may replace one another, and reach no other page", async () => {
    const { problems } = await prosePage([
      "$\\newcommand{\\a}{1}\\newcommand{\\a}{2}\\newcommand{\\R}{3}$",
      "$\\a \\R$",
    ]);
    expect(problems).toEqual([]);
    expect((await prosePage(["$\\mine$"])).problems[0]).toContain("Undefined control sequence");
  });

  test("that come later do not hold before", async () => {
    expect((await prosePage(["$\\mine$", "$\\newcommand{\\mine}{1}$"])).problems).toHaveLength(1);
  });

  test.each([
    "\\def\\x{\\x}\\x",
    "\\def\\x{\\x\\x}\\x",
    `\\def\\a{${"x".repeat(500)}}\\def\\b{${"\\a".repeat(500)}}\\def\\c{${"\\b".repeat(500)}}\\c`,
    `\\edef\\a{${"x".repeat(500)}}\\edef\\b{${"\\a".repeat(500)}}\\edef\\c{${"\\b".repeat(500)}}`,
  ])("that grow without end are refused in bounded time (%#)", async (tex) => {
    const { whole, problems } = await prosePage([`$${tex}$`, "after"]);
    expect(problems[0]).toMatch(/^error 1:1 formula: .*Too many expansions/s);
    expect(whole.length).toBeLessThan(2_000_000);
  });
});
