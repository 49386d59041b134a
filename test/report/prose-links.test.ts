// Links, pictures and what GitHub adds to Markdown, as people write them.
import { describe, expect, test } from "vitest";
import { pixels, prosePage } from "./prose-page.js";

describe("links", () => {
  const files = {
    "notebooks/other.ipynb": "{}",
    "notebooks/a b/größe.ipynb": "{}",
    "notebooks/data.csv": "a,b",
  };

  test("to other notebooks lead to their pages", async () => {
    const { main, problems } = await prosePage(
      [
        "[a](other.ipynb) [b](./other.ipynb#Some-Head) [c](a%20b/größe.ipynb) [d](<a b/größe.ipynb>) [e](other.html) <a href='other.ipynb'>f</a>",
      ],
      { files },
    );
    expect([...main.matchAll(/<a href="([^"]*)"/g)].map((match) => match[1])).toEqual([
      "other.html",
      "other.html#some-head",
      "gr%C3%B6%C3%9Fe.html",
      "gr%C3%B6%C3%9Fe.html",
      "other.html",
      "other.html",
    ]);
    expect(problems).toEqual([]);
  });

  test("to headings find them by id, by words and as Jupyter writes them", async () => {
    const { main, problems } = await prosePage([
      "[a](#part-one) [b](#Part-One) [c](#sec-two) [d](#two) [e](#Größe) [f](#Gr%C3%B6%C3%9Fe)",
      "# Part One\n\n## Two {#sec-two}\n\n## Größe",
    ]);
    expect([...main.matchAll(/<a href="([^"]*)"/g)].map((match) => match[1])).toEqual([
      "#part-one",
      "#part-one",
      "#sec-two",
      "#sec-two",
      expect.stringMatching(/^#gro/),
      expect.stringMatching(/^#gro/),
    ]);
    expect(problems).toEqual([]);
  });

  test("that are dead are told with their line, and their words stay", async () => {
    const { main, problems } = await prosePage(
      [
        "# Costs\n\n[a](#cost)\n[b](gone.ipynb)\n[c](gone/x.csv)\n[d](/etc/passwd)\n[e](../../../up.ipynb)\n[f]()",
      ],
      { files },
    );
    for (const word of "abcdef") expect(main).toContain(`<span class="broken">${word}</span>`);
    expect(problems.map((problem) => problem.split(":").slice(0, 2).join(":"))).toEqual(
      [3, 4, 5, 6, 7, 8].map((line) => expect.stringMatching(`^error 1:${line} link`)),
    );
    expect(problems[0]).toContain('did you mean "costs"?');
  });

  test("to other files of the project keep their words and are told", async () => {
    const { main, problems } = await prosePage(["[the data](data.csv)"], { files });
    expect(main).toContain("<p><span>the data</span></p>");
    expect(problems[0]).toMatch(
      /^warning 1:1 link data\.csv: leads to notebooks\/data\.csv, which is no part of the report/,
    );
  });

  test("written as bare addresses become links; mail addresses and file names stay words", async () => {
    const { main } = await prosePage([
      "See https://example.org/a_b, www.example.org. And model.py, a@example.org.",
    ]);
    expect(main).toContain(
      '<a href="https://example.org/a_b">https://example.org/a_b</a>, <a href="http://www.example.org">www.example.org</a>. And model.py, a@example.org.',
    );
  });
});

describe("attachments", () => {
  const carried = (source: string) => ({
    source,
    attachments: {
      "pic.png": { "image/png": pixels.png },
      "a b.jpg": { "image/jpeg": [pixels.jpeg.slice(0, 40), `\n${pixels.jpeg.slice(40)}`] },
      "x.gif": { "image/gif": pixels.gif },
      "plain.svg": {
        "image/svg+xml": "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
      },
      "packed.svg": {
        "image/svg+xml": Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/>").toString("base64"),
      },
      "bad.png": { "image/png": "bm90IGEgcGljdHVyZQ==" },
      "notes.txt": { "text/plain": "x" },
    },
  });

  test("are shown, several in a cell, by the type of their bytes", async () => {
    const { main, problems } = await prosePage([
      carried(
        "![a](attachment:pic.png)\n\n![b](attachment:a%20b.jpg) ![c](attachment:x.gif)\n\n<img src='attachment:pic.png' alt='d'>",
      ),
    ]);
    expect(main.split(`data:image/png;base64,${pixels.png}`)).toHaveLength(3);
    expect(main).toContain(`data:image/jpeg;base64,${pixels.jpeg}`);
    expect(main).toContain(`data:image/gif;base64,${pixels.gif}`);
    expect(problems).toEqual([]);
  });

  test("of SVG are pictures, in which nothing runs", async () => {
    const { main, problems } = await prosePage([
      carried("![a](attachment:plain.svg) ![b](attachment:packed.svg)"),
    ]);
    expect(main.match(/<img src="data:image\/svg\+xml;base64,/g)).toHaveLength(2);
    expect(main).not.toContain("<script");
    expect(problems).toEqual([]);
  });

  test.each([
    [
      "attachment:pc.png",
      /^error 1:3 picture attachment:pc\.png: the cell carries no attachment "pc\.png"; did you mean "pic\.png"/,
    ],
    ["attachment:notes.txt", /not a picture that pages carry, got text\/plain/],
    ["attachment:bad.png", /its bytes are no picture/],
  ])("%s is told", async (address, message) => {
    expect((await prosePage([carried(`one\n\n![x](${address})`)])).problems[0]).toMatch(message);
  });

  test("belong to their cell", async () => {
    const { problems } = await prosePage([carried("one"), "![x](attachment:pic.png)"]);
    expect(problems[0]).toMatch(/^error 2:1 picture attachment:pic\.png: the cell carries no attachment/);
  });
});

describe("pictures", () => {
  test("outside the project are refused, by path and by link", async () => {
    const { whole, problems } = await prosePage(["![a](../../up.png) ![b](link.png) ![c](folder/x.png)"], {
      files: { "notebooks/readme.md": "x" },
      links: { "notebooks/link.png": "/etc/passwd", "notebooks/folder": "/usr" },
    });
    expect(problems).toHaveLength(3);
    for (const problem of problems)
      expect(problem).toMatch(/^error 1:1 picture .*: lies outside the project/);
    expect(whole).not.toContain("data:image/png");
  });

  test("whose bytes are something else are told, not left blank", async () => {
    const files = {
      "notebooks/lfs.png": "version https://git-lfs.github.com/spec/v1\n",
      "notebooks/page.svg": "<html></html>",
    };
    const { problems } = await prosePage(["![a](lfs.png)\n\n![b](page.svg)"], { files });
    expect(problems).toEqual([
      "error 1:1 picture lfs.png: its bytes are no picture; save it again, or fetch it where it is kept (git lfs pull)",
      "error 1:3 picture page.svg: holds no <svg>; save it again as SVG",
    ]);
  });
});

describe("GitHub's Markdown", () => {
  test("tasks have boxes that say their state", async () => {
    const { main } = await prosePage(["- [ ] to **do**\n- [x] done\n  1. [X] inner\n- [y] text\n- [ ]no"]);
    expect(main.match(/role="checkbox" aria-checked="true"/g)).toHaveLength(2);
    expect(main.match(/role="checkbox" aria-checked="false"/g)).toHaveLength(1);
    expect(main).toContain("</span> to <strong>do</strong></li>");
    expect(main).toContain("[y] text");
  });

  test.each([
    ["NOTE", "note", "Note"],
    ["tip", "note", "Tip"],
    ["IMPORTANT", "caution", "Important"],
    ["WARNING", "caution", "Warning"],
    ["CAUTION", "caution", "Caution"],
  ])("[!%s] is a callout", async (word, kind, title) => {
    const { main } = await prosePage([`> [!${word}]\n> Text **bold**.\n>\n> - item`]);
    expect(main).toMatch(
      new RegExp(
        `<div class="callout callout-${kind}" role="note"><p class="h">${title}</p>\\s*<p>Text <strong>bold</strong>.</p>\\s*<ul>`,
      ),
    );
  });

  test("other words in brackets stay a quote; strikes, emoji names and definition lists stay what they are", async () => {
    const { main } = await prosePage(["> [!FOO]\n> quote\n\n~~gone~~ :smile:\n\nTerm\n: Meaning"]);
    expect(main).toContain("<blockquote>");
    expect(main).toContain("<s>gone</s> :smile:");
    expect(main).toContain("<dt>Term</dt>");
  });
});

test("every problem names cell and line as written, below front matter and in tables", async () => {
  const { problems } = await prosePage([
    "| a |\n|---|\n| b |\n| ![x](gone.png) |\n\n- one\n- two\n  [dead](#dead)",
  ]);
  expect(problems.map((problem) => problem.slice(0, 9))).toEqual(["error 1:4", "error 1:8"]);
});
