// The words of the rooms: every symbol and convention is well formed, and a name stands for one symbol in all rooms.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import katex from "katex";
import { describe, expect, it } from "vitest";
import { catalogue } from "../../src/catalogue/catalogue.js";
import { formula, symbols } from "../../src/catalogue/vocabulary.js";
import { conventions, type Symbols } from "../../src/formula/index.js";
import { layerRecords } from "../../src/layers/index.js";
import { baseUnitOf, dimensionOf, sameDimension, unitFactor } from "../../src/numbers/units.js";
import { everyFormula } from "./every-formula.js";

const all: Symbols = symbols;
const entries = Object.entries(all);

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
    expect(all.flopPerMac?.constant?.value).toBe(2);
    expect(dimensionOf(symbols.flopPerMac.unit).FLOP).toBe(1);
  });

  it("is spoken by some formula or type of layer", async () => {
    const spoken = new Set(
      [...catalogue, ...layerRecords, ...(await everyFormula()).map(({ formula }) => formula)].flatMap(
        ({ symbols }) => Object.keys(symbols),
      ),
    );
    expect(Object.keys(all).filter((name) => !spoken.has(name))).toEqual([]);
  });
});

describe("every convention", () => {
  it.each(Object.entries(conventions))("%s is a sentence without its full stop", (name, sentence) => {
    expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(sentence).toMatch(/^[^ ].*[^ .]$/);
  });
});

it("no name stands for two symbols: vocabularies that are joined would lose one of them", () => {
  const root = join(import.meta.dirname, "..", "..", "src");
  const names = readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((path) => /(^|\/)symbols\.ts$/.test(path.replaceAll("\\", "/")))
    .flatMap((path) => readFileSync(join(root, path), "utf8").match(/^ {2}[a-z]\w*(?=: \{)/gm) ?? [])
    .map((name) => name.trim());
  expect(names.filter((name, i) => names.indexOf(name) < i)).toEqual([]);
  expect(names.sort()).toEqual(Object.keys(all).sort());
});

it("a formula may be declared in the words of all rooms", () => {
  const share = formula({
    id: "test.all-rooms",
    meaning: "Operations of a sequence for each head",
    expression: "flopPerMac * mac / heads",
    result: "flop",
    inputs: ["mac", "heads"],
    source: "made up for a test",
  });
  expect(share({ mac: 600, heads: 3 }).value).toBe(400);
});
