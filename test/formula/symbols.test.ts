// The dictionaries: every symbol and convention is well formed, whoever adds it.
import { readdirSync, readFileSync } from "node:fs";
import katex from "katex";
import { describe, expect, it } from "vitest";
import { conventions, type SymbolEntry, symbols } from "../../src/formula/index.js";
import { baseUnitOf, dimensionOf, sameDimension, unitFactor } from "../../src/numbers/units.js";

const entries = Object.entries(symbols as Readonly<Record<string, SymbolEntry>>);

describe("every symbol", () => {
  it.each(entries)(
    "%s has TeX that renders, a base unit, a meaning, and bounds that leave room",
    (name, entry) => {
      expect(name).toMatch(/^[a-z][A-Za-z0-9]*$/);
      expect(() => katex.renderToString(entry.tex, { strict: "error", throwOnError: true })).not.toThrow();
      expect(entry.tex).not.toContain(" = ");
      expect(entry.meaning).toMatch(/^[^ .].*[^ .]$/);
      expect(baseUnitOf(entry.unit)).toBe(entry.unit);
      expect(unitFactor(entry.unit)).toBe(1);
      if (entry.display !== undefined) {
        expect(sameDimension(dimensionOf(entry.display), dimensionOf(entry.unit))).toBe(true);
      }
      const least = Math.max(
        entry.minimum ?? Number.NEGATIVE_INFINITY,
        entry.above ?? Number.NEGATIVE_INFINITY,
      );
      expect(entry.maximum ?? Number.POSITIVE_INFINITY).toBeGreaterThan(least);
      if (entry.constant !== undefined) {
        expect(Object.keys(conventions)).toContain(entry.constant.convention);
        expect(Number.isFinite(entry.constant.value)).toBe(true);
      }
    },
  );

  it("that counts operations of a multiply-accumulate carries FLOP and is 2", () => {
    expect(symbols.flopPerMac.constant.value).toBe(2);
    expect(dimensionOf(symbols.flopPerMac.unit).FLOP).toBe(1);
  });
});

describe("every convention", () => {
  it.each(Object.entries(conventions))("%s is a sentence without its full stop", (name, sentence) => {
    expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(sentence).toMatch(/^[^ ].*[^ .]$/);
  });
});

it("no name stands for two symbols: dictionaries that are joined would lose one of them", () => {
  const folder = new URL("../../src/formula/", import.meta.url);
  const names = readdirSync(folder)
    .filter((file) => /^symbols.*\.ts$/.test(file))
    .flatMap((file) => readFileSync(new URL(file, folder), "utf8").match(/^ {2}[a-z]\w*(?=: \{)/gm) ?? [])
    .map((name) => name.trim());
  expect(names.filter((name, i) => names.indexOf(name) < i)).toEqual([]);
});
