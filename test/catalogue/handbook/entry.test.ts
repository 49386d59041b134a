// An entry names its symbols; the notation gathers letters with several meanings.
import { describe, expect, it } from "vitest";
import { catalogue, formulaById } from "../../../src/catalogue/catalogue.js";
import { type EntryPlace, entryWords } from "../../../src/catalogue/handbook/entry.js";
import { sharedSymbols } from "../../../src/catalogue/handbook/notation.js";
import { mimeType } from "../../../src/ground/mime.js";

const markdown = (id: string, place: EntryPlace) =>
  String(entryWords(formulaById(id), place)[mimeType.markdown]);

describe("an entry of the handbook", () => {
  it("has each symbol as printed, as typed, with meaning and unit, in the margin of our page", () => {
    const text = markdown("roofline.ridge", "later");
    expect(text).toContain(":::{.margin}\n$I_{\\mathrm{ridge}}$ **ridge** intensity at the ridge, FLOP/byte");
    expect(text).toContain("$P$ **peak** peak rate of one device, FLOP/s/device");
    expect(text).toMatch(/:::\n\n\*\*roofline\.ridge\*\* /);
  });

  it("begins below the note before it, but right under a heading", () => {
    expect(markdown("roofline.ridge", "later")).toMatch(/^:::\{\.wide\}\n:::\n\n:::\{\.margin\}/);
    expect(markdown("roofline.ridge", "first")).toMatch(/^:::\{\.margin\}/);
  });

  it("lists them where there is no margin", () => {
    const text = markdown("roofline.ridge", "elsewhere");
    expect(text).not.toContain(":::");
    expect(text).toContain("- $\\beta$ **bandwidth** memory bandwidth, byte/s");
  });

  it("leaves out a unit that the meaning says", () => {
    expect(markdown("budget.steps", "later")).toContain("**steps** training steps\n");
  });

  it("names every input of every formula", () => {
    for (const formula of catalogue) {
      const text = String(entryWords(formula, "later")[mimeType.markdown]);
      for (const name of [formula.result, ...formula.inputs]) expect(text).toContain(` **${name}** `);
    }
  });
});

describe("the notation", () => {
  it("has each letter with several meanings once, all of them together, by letter", () => {
    const shared = sharedSymbols();
    for (const { tex, symbols } of shared) {
      expect(symbols.length, tex).toBeGreaterThan(1);
      for (const [, entry] of symbols) expect(entry.tex).toBe(tex);
    }
    const letters = shared.map(({ tex }) => tex);
    expect(new Set(letters).size).toBe(letters.length);
    for (const letter of ["z", "k", "t", "\\lambda"]) expect(letters).toContain(letter);
    expect(letters.indexOf("k")).toBeLessThan(letters.indexOf("t"));
    expect(letters.indexOf("z")).toBeLessThan(letters.indexOf("\\lambda"));
  });
});
