// The words of a line beside its HTML: what a column's head, a hint and the contents say of marked-up text.
import { describe, expect, test } from "vitest";
import { mathInline } from "../../src/report/text/math.js";
import { numberInline } from "../../src/report/text/numbers.js";
import { attributeValues } from "./markup.js";
import { prosePage } from "./prose-page.js";

const heads = (main: string) => attributeValues(main, "data-h");

describe("the head of a column, told beside its cells", () => {
  test.each([
    ["emphasis and code", "**Hours** of `run()`", "Hours of run()"],
    ["a formula", "Words $N_t$", "Words Nt"],
    ["a formula with \\text", "$t_\\text{run}$ in h", "trun in h"],
    ["a named value, without the mark of its derivation", "After {{hours}}", "After 26.7\u00a0h"],
    ["a note, which stays where its number is", "Hours[^a]", "Hours"],
  ])("is plain words: %s", async (_, head, words) => {
    const { main } = await prosePage([`| What | ${head} |\n|---|---|\n| a | b |\n\n[^a]: Of one device.`]);
    expect(heads(main)).toEqual([words]);
  });
});

describe("a heading in the contents", () => {
  test.each([
    ["(see [b](https://example.org))", "(see b)"],
    ["*A*{#own} and `code`{#more}", "<em>A</em> and <code>code</code>"],
  ])("keeps its words and loses links, pictures and targets: %s", async (heading, shown) => {
    const { whole } = await prosePage([`# ${heading}\n\ntext`]);
    const contents = /<nav class="toc"[\s\S]*?<\/nav>/.exec(whole)?.[0] ?? "";
    expect(contents).toContain(shown);
  });

  test("holds no link inside its own, not even in a formula", async () => {
    const { whole } = await prosePage([
      "$$a = b$$ {#eq-x}\n\n# By $c \\eqref{eq-x}$ and \\ref{eq-x}\n\ntext",
    ]);
    const [, line = ""] = /<li><span class="no">1<\/span>(<a [\s\S]*?)<span class="pg"/.exec(whole) ?? [];
    expect(line).toContain("katex");
    expect(line.match(/<a\b/g)).toHaveLength(1);
    expect(line.match(/href="/g)).toHaveLength(1);
  });
});

describe("plain words", () => {
  test("of a number have commas as on the page, and a power in one line", () => {
    expect(numberInline(25_557_032, "1", { exact: true }).plain).toBe("25,557,032");
    expect(numberInline(-2.5e-9, "1", { notation: "power", digits: 2 }).plain).toBe("−2.5×10^−9");
  });

  test("of a formula are what its MathML says, with a gap where there is one", () => {
    expect(mathInline("F = 6 N D").plain).toBe("F=6ND");
    expect(mathInline("a \\quad b").plain).toBe("a b");
  });
});
