// Front matter: where it comes from, what it may hold, how mistakes are told.
import { describe, expect, test } from "vitest";
import { notebookFromText } from "../../src/notebook/read.js";

function read(first: { cell_type: string; source: string }, metadata: object = {}) {
  const notebook = { nbformat: 4, metadata: { kernelspec: { name: "tslab" }, ...metadata }, cells: [first] };
  return notebookFromText(JSON.stringify(notebook), "x.ipynb", "/x.ipynb");
}
const raw = (yaml: string) => read({ cell_type: "raw", source: `---\n${yaml}\n---\n` });

describe("front matter", () => {
  test("is read from a raw cell with all its keys", () => {
    const { frontMatter } = raw(`title: A title
subtitle: Below it
kicker: Cost report
author: A. Person
date: 2025-03-31
abstract: |
  Training took {{hours}}.
lang: de
toc: false
number-sections: false
paper: letter
verdict: lm-7b-2t
summary:
  - { value: hours, label: Time, unit: h, digits: 2, note: on one V100 }`);
    expect(frontMatter).toEqual({
      title: "A title",
      subtitle: "Below it",
      kicker: "Cost report",
      author: ["A. Person"],
      date: "2025-03-31",
      abstract: "Training took {{hours}}.",
      lang: "de",
      toc: false,
      numberSections: false,
      paper: "letter",
      verdict: "lm-7b-2t",
      summary: [{ value: "hours", label: "Time", unit: "h", digits: 2, note: "on one V100" }],
    });
  });

  test("leaves the rest of a Markdown cell, whose line numbers stay known", () => {
    const { frontMatter, cells } = read({
      cell_type: "markdown",
      source: "---\ntitle: T\n---\n\n# Question\n",
    });
    expect(frontMatter).toEqual({ title: "T", lang: "en", toc: true, numberSections: true, summary: [] });
    expect(cells[0]).toMatchObject({ source: "# Question\n", optionLines: 4 });
  });

  test("may stand in the notebook's metadata; the title falls back to metadata.title, then to the file name", () => {
    const plain = { cell_type: "markdown", source: "text" };
    expect(read(plain, { flopbook: { title: "M", author: ["A", "B"] } }).frontMatter).toMatchObject({
      title: "M",
      author: ["A", "B"],
    });
    expect(read(plain, { title: "Meta" }).frontMatter.title).toBe("Meta");
    expect(read(plain).frontMatter.title).toBe("x");
  });

  test("is not taken from a thematic break in prose", () => {
    expect(read({ cell_type: "markdown", source: "text\n---\nmore\n---\n" }).cells[0]?.source).toContain(
      "more",
    );
  });

  test.each([
    ["titel: x", /x\.ipynb, front matter: unknown key "titel"; did you mean "title"/],
    ["date: 2025-02-30", /date must be a day such as 2025-03-31, got "2025-02-30"/],
    ["date: March", /date must be a day/],
    ["paper: a5", /paper must be one of a4, letter, got "a5"/],
    ["author: [1]", /author must be a name or a list of names, got 1/],
    ["toc: 1", /toc must be true or false, got 1/],
    ["summary: [{ value: a }]", /summary item 1: value .* and label are needed/],
    ["summary: [{ value: a, label: b, digits: 0 }]", /summary item 1: digits must be a whole number above 0/],
    ["summary: [{ value: a, label: b, text: c }]", /summary item 1: unknown key "text"/],
    ["title: A: b", /front matter: not valid YAML, line 1: .*in quotes/],
    ["title: a\ntitle: b", /not valid YAML, line 2/],
  ])("is refused when wrong: %s", (yaml, message) => {
    expect(() => raw(yaml)).toThrow(message);
  });
});
