// HTML in prose: what works, what is refused by name, and that nothing an author writes reaches out of its cell.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { isOurClass } from "../../src/report/prose/html/classes.js";
import { pixels, prosePage } from "./prose-page.js";

describe("comments vanish", () => {
  test.each([
    ["on a line of their own", "<!-- secret -->\n\nshown"],
    ["within a line", "shown <!-- secret --> shown"],
    ["before text on their line", "<!-- secret --> shown"],
    ["over lines and paragraphs", "shown <!-- secret\n\n# secret\n\n- secret --> shown"],
    ["inside an element", "<div>shown\n<!-- secret\n\nsecret -->\n</div>"],
    ["that never end", "shown\n\n<!-- secret\n\nsecret"],
    ["in a table", "| a |\n|---|\n| shown <!-- secret --> |"],
    ["that hold marks of code", "shown <!-- `secret --> shown `code`"],
  ])("%s", async (_, source) => {
    const { whole, problems } = await prosePage([source, "Next cell."]);
    expect(whole).not.toContain("secret");
    expect(whole).toContain("shown");
    expect(whole).toContain("Next cell.");
    expect(problems.filter((problem) => problem.startsWith("error"))).toEqual([]);
  });

  test("but not from code, where they are what is shown", async () => {
    const { main } = await prosePage(["`<!-- a -->`\n\n```\n<!-- b -->\n```\n\n    <!-- c -->\n"]);
    for (const letter of ["a", "b", "c"]) expect(main).toContain(`&lt;!-- ${letter} --&gt;`);
  });

  test("and one that never ends is told with its line", async () => {
    const { problems } = await prosePage(["one\n\ntwo <!-- three\n\nfour"]);
    expect(problems).toEqual([
      "warning 1:3 comment <!--: never ends, so that all after it is left out; write --> where it is to end",
    ]);
  });
});

describe("elements", () => {
  test.each([
    "abbr",
    "b",
    "cite",
    "code",
    "del",
    "dfn",
    "em",
    "i",
    "ins",
    "kbd",
    "mark",
    "q",
    "s",
    "samp",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "u",
    "var",
  ])("<%s> works in a line", async (name) => {
    const { main, problems } = await prosePage([`One <${name} title="t">two **three**</${name}> four.`]);
    expect(main).toContain(`One <${name} title="t">two <strong>three</strong></${name}> four.`);
    expect(problems).toEqual([]);
  });

  test.each(["blockquote", "center", "details", "div", "figure", "ol", "p", "pre", "ul"])(
    "<%s> works as a block",
    async (name) => {
      const inside = /^[ou]l$/.test(name) ? "<li>inside</li>" : "inside";
      const { main, problems } = await prosePage([
        `before\n\n<${name} lang="fr">${inside}</${name}>\n\nafter`,
      ]);
      expect(main).toMatch(new RegExp(`<${name} lang="fr">${inside}</${name}>`));
      expect(problems).toEqual([]);
    },
  );

  test("hold Markdown between blank lines, and formulas and values in their own text", async () => {
    const { main } = await prosePage([
      "<div>\n\n**bold**\n\n</div>\n\n<table><tr><td>*not* $x^2$</td><td>{{hours}}</td></tr></table>",
    ]);
    expect(main).toContain("<div><p><strong>bold</strong></p>");
    expect(main).toContain('<td>*not* <span class="nb"><span class="katex">');
    expect(main).toMatch(/<td><a class="num" href="#d1"/);
  });

  test("of tables keep spans, and close themselves as a browser closes them", async () => {
    const { main } = await prosePage([
      "<table><caption>c</caption><tr><th scope=row rowspan='2'>a<td colspan=2 align=right>b<tr><td>c</table>",
    ]);
    expect(main).toContain(
      '<table><caption>c</caption><tbody><tr><th scope="row" rowspan="2">a</th><td colspan="2" align="right">b</td></tr><tr><td>c</td></tr></tbody></table>',
    );
  });

  test("that HTML has but prose has not are refused by name, with their line, and their text stays", async () => {
    const { main, problems } = await prosePage([
      "ok\n\n<section>kept one</section>\n\nA <font color=red>kept two</font>\n\n<video src=x>kept three</video>",
    ]);
    for (const words of ["kept one", "kept two", "kept three", "&lt;section&gt;"])
      expect(main).toContain(words);
    expect(problems.map((problem) => problem.replace(/:(?: does).*/, ""))).toEqual([
      "error 1:3 element <section>",
      "error 1:5 element <font>",
      "error 1:7 element <video>",
    ]);
  });

  test("that nobody knows are words in angle brackets, and told", async () => {
    const { main, problems } = await prosePage(["Use Array<T> with <your-name>."]);
    expect(main).toContain("Use Array&lt;T&gt; with &lt;your-name&gt;.");
    expect(problems.every((problem) => problem.startsWith("warning 1:1"))).toBe(true);
    expect(problems).toHaveLength(2);
  });
});

describe("headings in HTML", () => {
  test("open sections and stand in the contents as Markdown's do", async () => {
    const { whole, main } = await prosePage([
      '<h1 align="center">First</h1>\n\n## Second\n\n<div align="center">\n\n# Third\n\ntext\n</div>',
    ]);
    expect(main).toContain('<section id="first"><h2 align="center"><span class="no">1</span>First</h2>');
    expect(main).toContain('<h3 id="second">Second</h3>');
    expect(main).toContain('<section id="third"><h2 align="center"><span class="no">2</span>Third</h2>');
    expect(whole).toContain('<a href="#third">Third</a>');
    expect(main).toContain('<div align="center"><p>text</p>');
  });

  test("inside other blocks have an id and stand below their section", async () => {
    const { main } = await prosePage([
      "# A\n\n<details>\n\n## Inner\n\n</details>\n\n> # Quoted\n\n[x](#inner)",
    ]);
    expect(main).toContain('<h3 id="inner">Inner</h3>');
    expect(main).toContain('<h3 id="quoted">Quoted</h3>');
    expect(main).toContain('<a href="#inner">x</a>');
  });

  test("hold targets and links once: the contents repeat neither", async () => {
    const { whole } = await prosePage(['# <a id="old"></a>A [b](https://example.org) c\n\n[x](#old)']);
    expect(whole.match(/id="old"/g)).toHaveLength(1);
    expect(whole).toMatch(/<a href="#a-b-c">\s*A\s+b\s+c<\/a>/);
  });
});

describe("attributes", () => {
  test("that do nothing bad stay, all others go and are told", async () => {
    const { main, problems } = await prosePage([
      'x\n\n<div id="a" class="mine" title="t &quot;q&quot;" lang="de" dir="rtl" align="right" onclick="x()" style="color:red">t</div>',
    ]);
    expect(main).toContain(
      '<div id="a" class="mine" title="t &quot;q&quot;" lang="de" dir="rtl" align="right">t</div>',
    );
    expect(problems).toEqual([
      "warning 1:3 attribute onclick of <div>: a page runs nothing; it is left out",
      "warning 1:3 attribute style of <div>: the look of a page belongs to its template; it is left out, write a class or align",
    ]);
  });

  test.each([
    "<img src=x onerror=alert(1)>",
    "<b/onmouseover=alert(1)>x</b>",
    '<a href="java\nscript:alert(1)">x</a>',
    '<a href="JaVaScRiPt:alert(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    '<math><mtext><table><mglyph><style><img src=x onerror="alert(1)">',
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<div title='x' onclick\n=alert(1)>x</div>",
    '<img src="x` `<script>alert(1)</script>"` `>',
    "<p <script>alert(1)</script>",
  ])("%j runs nothing", async (source) => {
    for (const written of [source, `A line with ${source} in it`, `<div>\n${source}\n</div>`]) {
      const { main } = await prosePage([written]);
      expect(main).not.toMatch(/<[^>]*\son\w+\s*=/i);
      expect(main).not.toMatch(/<script|<svg|<iframe|<math(?! xmlns)|href="(?:java|data)/i);
    }
  });

  test("of class that the page means something by become the author's own", async () => {
    const { main } = await prosePage([
      '<p class="verdict broken mine">x</p>\n\n<span class="katex-html">y</span>\n\nz [w](#){.badge .wrong-premise}',
    ]);
    expect(main).toContain('<p class="user-verdict user-broken mine">x</p>');
    expect(main).toContain('<span class="user-katex-html">y</span>');
    expect(main).not.toMatch(/class="[^"]*(?<!user-)\b(?:badge|wrong-premise|verdict)\b/);
  });

  test("of id are the only ones of the page, and links find them also when they had to change", async () => {
    const { main } = await prosePage([
      '<a name="main"></a><span id="d1">x</span>\n\n[a](#main) [b](#d1)',
      '<span id="one">1</span> <span id="one">2</span>',
    ]);
    expect(main).toContain('<a href="#main-2">a</a> <a href="#user-d1">b</a>');
    expect(main).toContain('<span id="one">1</span> <span id="one-2">2</span>');
  });

  test("of class are known to the list for every sheet of our template", () => {
    const folder = join(import.meta.dirname, "..", "..", "templates", "default");
    const css = readdirSync(folder)
      .filter((file) => file.endsWith(".css"))
      .map((file) => readFileSync(join(folder, file), "utf8"));
    const names = css.flatMap((sheet) =>
      [...sheet.replace(/\/\*[\s\S]*?\*\/|"[^"]*"/g, "").matchAll(/\.([A-Za-z][\w-]*)(?=[^{};]*\{)/g)].map(
        (match) => match[1] ?? "",
      ),
    );
    const forAuthors = /^alert(?:-\w+)?$/;
    expect(names.length).toBeGreaterThan(100);
    expect([...new Set(names)].filter((name) => !isOurClass(name) && !forAuthors.test(name))).toEqual([]);
  });
});

describe("whatever an author leaves open ends with the cell", () => {
  test.each([
    "<div>",
    "<div><section>",
    "</section></main></div>",
    "</div></div></details>",
    "<textarea>",
    "<plaintext>",
    "<title>",
    "<style>",
    "<script>",
    "<xmp>",
    "<table><tr><td>",
    "<b><i>",
    "<a href='#x'>",
    "<p",
    '<div title="',
    "<![CDATA[ x",
    "<?php",
    "<!DOCTYPE html>",
    "<template>",
    "<select><option>",
    "<noscript>",
    "<details><summary>",
    "<pre>",
    "<!--",
    "<iframe>",
    "<svg><title>",
    "<math><annotation-xml>",
    "</p>",
    "<frameset>",
    "<body onload=x>",
    "<html>",
  ])("%j", async (source) => {
    for (const written of [source, `text ${source} text`, `- item\n\n  ${source}\n\n> ${source}`]) {
      const { main, whole } = await prosePage([written, "## Next\n\nThe next cell."]);
      expect(main).toMatch(
        /^\s*(?:<section class="lead">[\s\S]*<\/section>\s*)?<section id="next"><h2>[\s\S]*<p>The next cell\.<\/p>\s*<\/section>\s*$/,
      );
      expect(whole).toMatch(/<section id="provenance" class="prov">/);
      expect(balance(main)).toEqual([]);
    }
  });
});

/** End tags that close nothing and start tags that nothing closes. */
function balance(html: string): string[] {
  const open: string[] = [];
  const stray: string[] = [];
  for (const [, slash, name = ""] of html.matchAll(/<(\/?)([a-zA-Z][\w-]*)(?:"[^"]*"|[^">])*>/g)) {
    if (/^(?:br|hr|img|col|path|circle|line|input)$/.test(name)) continue;
    if (slash === "") open.push(name);
    else if (open.at(-1) === name) open.pop();
    else stray.push(name);
  }
  // the body ends before references and provenance: <main> and what holds it are cut off
  return [...stray.filter((name) => name !== "main"), ...open];
}

describe("pictures in HTML", () => {
  test("follow the rules of Markdown's", async () => {
    const files = { "notebooks/a b.png": Buffer.from(pixels.png, "base64") };
    const { main, problems } = await prosePage(
      ['<img src="a%20b.png" width="50%" alt="A">\n\n<p align="center"><img src="gone.png" alt="gone"></p>'],
      { files },
    );
    expect(main).toContain(`<img src="data:image/png;base64,${pixels.png}" alt="A" width="50%">`);
    expect(main).toContain('<span class="broken">gone</span>');
    expect(problems).toEqual([
      "error 1:3 picture gone.png: cannot be read; check the path, which is relative to the notebook",
    ]);
  });
});
