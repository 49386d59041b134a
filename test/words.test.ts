// Printed text says a unit once and groups digits in one way: notebooks with their values, the terminal, built pages.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { unescapeHtml } from "../src/ground/html.js";
import { text } from "../src/numbers/format.js";
import { ran } from "./cli/command.js";
import { withoutSpans } from "./report/markup.js";
import { digitsUngrouped, unitsSaidTwice } from "./words.js";

const root = new URL("..", import.meta.url);

describe("a unit said twice", () => {
  test.each([
    "19.9 tokens/parameter tokens for each parameter",
    "5 h hours",
    "1,024 tokens tokens",
    "1 × 10^21 FLOP operations",
    "2.67 EFLOP of operations",
    "153 FLOP/byte of work for each byte it reads",
    "2 trillion tokens tokens",
    "30 % percent of it",
    "6.06 USD/h an hour, 5 tokens/s a second",
    "80 GB bytes",
  ])("is found in “%s”", (words) => expect(unitsSaidTwice(words)).not.toEqual([]));

  test.each([
    "19.9 tokens/parameter; about twenty tokens per parameter",
    "8.03 billion parameters on 160 billion tokens",
    "153 FLOP/byte, and 10 % of operations",
    "2 FLOP/MAC",
    "64 devices, devices that fail",
    "24 h a day",
  ])("is not found in “%s”", (words) => expect(unitsSaidTwice(words)).toEqual([]));
});

describe("digits in another grouping", () => {
  test.each(["894000 steps", "4096 tokens", "1\u2009281\u2009167 images", "on 1024 A100"])(
    "are found in “%s”",
    (words) => expect(digitsUngrouped(words)).not.toEqual([]),
  );

  test.each([
    "894,000 steps in 2024, 4,096 tokens",
    "a layer of 4096 × 4096",
    "arXiv:1706.03762, LLaMA-65536, 10^12345, 0.12345",
    "`reservedMemory 2147483648`, --seq 4096",
  ])("are not found in “%s”", (words) => expect(digitsUngrouped(words)).toEqual([]));
});

const notebooks = readdirSync(new URL("notebooks", root)).filter((name) => name.endsWith(".ipynb"));

interface Cell {
  readonly cell_type: string;
  readonly source: readonly string[];
}

/** Prose of a notebook with its named values as its baseline has them. */
function proseOf(name: string): string {
  const read = (file: string) => JSON.parse(readFileSync(new URL(`notebooks/${file}`, root), "utf8"));
  const values: Record<string, { value: number; unit: string }> = read(
    name.replace(/ipynb$/, "baseline.json"),
  );
  const cells: readonly Cell[] = read(name).cells;
  const prose = cells.filter(({ cell_type }) => cell_type !== "code").map(({ source }) => source.join(""));
  return prose
    .join("\n\n")
    .replace(/(\S)\n {2}(?=[\w{])/g, "$1 ")
    .replace(/\{\{(\w+)((?: \w+=\S+?)*)\}\}/g, (_, value: string, options: string) => {
      const named = values[value];
      const option = (key: string) => new RegExp(` ${key}=(\\S+)`).exec(options)?.[1];
      if (named === undefined) return value;
      return text(named.value, named.unit, {
        unit: option("unit"),
        digits: option("digits") === undefined ? undefined : Number(option("digits")),
        ...(option("notation") === "power" ? { notation: "power" } : {}),
      });
    });
}

describe("the prose of a notebook", () => {
  test.each(notebooks)("says units once and groups digits: %s", (name) => {
    const prose = proseOf(name);
    expect(unitsSaidTwice(prose)).toEqual([]);
    expect(digitsUngrouped(prose.replace(/“[^”]*”/g, ""))).toEqual([]);
  });

  test.each(notebooks)("says units once in its key figures: %s", (name) => {
    const values = JSON.parse(
      readFileSync(new URL(`notebooks/${name.replace(/ipynb$/, "baseline.json")}`, root), "utf8"),
    );
    const figures = [...proseOf(name).matchAll(/\{ value: (\w+), label: ("[^"]*"|[^,}]*)(.*)\}/g)];
    const read = figures.map(([, value = "", label = "", rest = ""]) => {
      const unit = /unit: "?([^",} ]+)/.exec(rest)?.[1];
      const named = values[value] ?? { value: 1, unit: "1" };
      return `${text(named.value, named.unit, { unit })} ${label.replaceAll('"', "")}`;
    });
    expect(read.flatMap(unitsSaidTwice)).toEqual([]);
  });
});

describe("the terminal", () => {
  test.each([
    "cost --model gpt2 --tokens 300e9 --device h100-sxm --count 8",
    "plan --model gpt2 --device a100-sxm-80 --count 8 --tensor 4 --data 2",
    "plan --model llama3-70b --device a100-sxm-80 --count 1024 --tensor 8 --pipeline 8",
    "serve --model llama3-8b --device h100-sxm --count 1 --rate 10",
    "serve --model llama3-70b --device h100-sxm",
    "model gpt2 --seq 1024 --batch 8 --device a100",
    "model resnet50 vit_b_16 --batch 32",
    "models --search llama",
    "runs",
    "runs gpt-3-175b",
    "reconcile 2.5e11 --per token --model llama3-8b --seq 131072",
    "formulas compute.language-model-training-flop parameters=7e9 tokens=2e12",
    "check resnet50-train-total",
  ])("says units once and groups digits: %s", async (line) => {
    const { out, err } = await ran(line.split(" "));
    const printed = `${out}${err}`.replace(/^Assumed \([\s\S]*?[.;](?= |\n)(?! *\d)/gm, "");
    expect(unitsSaidTwice(printed)).toEqual([]);
    expect(digitsUngrouped(printed)).toEqual([]);
  });
});

/** The words of a page, blocks apart, without code, charts and formulas. */
function wordsOfPage(html: string): string {
  const spoken = withoutSpans(
    html.replace(/<(script|style|svg|pre)\b.*?<\/\1>/gs, ""),
    '<span class="katex"',
  );
  const apart = spoken.replace(
    /<\/?(?:p|div|li|t[drh]|h\d|section|figcaption|dt|dd|summary|a)\b[^>]*>/g,
    "\n",
  );
  return unescapeHtml(apart.replace(/<sup\b/g, "^<sup").replace(/<[^>]*>/g, ""));
}

const built = existsSync(new URL("reports", root)) ? readdirSync(new URL("reports", root)) : [];
const pages = built.filter((name) => name.endsWith(".html"));

/** Pages that print code, or what documents write, in their own spelling. */
const quoting = ["api-reference.html", "errata.html"];

// Four digits may be the pages of a journal, the width of a layer or a standard: five are a number that a reader counts.
describe.skipIf(pages.length === 0)("a built page", () => {
  test.each(pages)("says units once and groups digits: %s", (page) => {
    const words = wordsOfPage(readFileSync(new URL(`reports/${page}`, root), "utf8"));
    expect(unitsSaidTwice(words)).toEqual([]);
    if (quoting.includes(page)) return;
    const ungrouped = digitsUngrouped(words.replace(/“[^”]*”/g, ""));
    expect(ungrouped.filter((found) => /\d{5}|\d[\u2009\u202f\u00a0]\d/.test(found))).toEqual([]);
  });
});
