import { existsSync, readFileSync } from "node:fs";
import { create, type Font } from "fontkit";
import { describe, expect, it } from "vitest";
import { sansWidths } from "../../src/display/charts/sans-widths.js";
import { textWidth } from "../../src/report/figures/text-metrics.js";

const folder = new URL("../../templates/default/fonts/", import.meta.url);
const json = (name: string) => JSON.parse(readFileSync(new URL(name, folder), "utf8"));

interface Face {
  readonly family: string;
  readonly weight: number;
  readonly style: string;
  readonly subset: string;
  readonly file: string;
  readonly bytes: number;
  readonly unicodeRange: string;
}
const { faces, origins } = json("fonts.json") as {
  faces: readonly Face[];
  origins: Record<string, { licence: string }>;
};
const { widths } = json("sans-widths.json") as { widths: Record<string, Record<string, number>> };

function font(file: string): Font {
  return create(readFileSync(new URL(file, folder)));
}

function codePoints(range: string): readonly number[] {
  return range.split(",").flatMap((part) => {
    const [first = 0, last = first] = part
      .slice(2)
      .split("-")
      .map((hex) => Number.parseInt(hex, 16));
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });
}

describe("the faces that pages embed", () => {
  it("cover the roles of the page: text, titles, sans and code", () => {
    const latin = faces.filter(({ subset }) => subset === "latin");
    const names = latin.map(({ family, weight, style }) => `${family} ${weight} ${style}`);
    expect(names).toEqual([
      "Flop Serif 400 normal",
      "Flop Serif 600 normal",
      "Flop Serif 400 italic",
      "Flop Serif 600 italic",
      "Flop Display 400 normal",
      "Flop Display 600 normal",
      "Flop Sans 400 normal",
      "Flop Sans 600 normal",
      "Flop Sans 400 italic",
      "Flop Mono 400 normal",
    ]);
  });

  it.each(faces)("$file is a static font with our name and every character it is listed for", (face) => {
    const read = font(face.file);
    expect(Object.keys(read.variationAxes)).toEqual([]);
    expect(read.familyName).toBe(face.family);
    expect(read.postscriptName).toMatch(/^Flop(Serif|Display|Sans|Mono|Symbols|Marks)-/);
    expect(read.copyright).toMatch(/Adobe/);
    expect(readFileSync(new URL(face.file, folder)).length).toBe(face.bytes);
    const missing = codePoints(face.unicodeRange).filter((code) => !read.hasGlyphForCodePoint(code));
    expect(missing).toEqual([]);
  });

  it("stay small: what a page always needs is at most 150 kB", () => {
    const latin = faces.filter(({ subset }) => subset === "latin");
    expect(latin.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(150_000);
  });

  it("have figures of one width, and a minus and a multiplication sign as wide, in the sans", () => {
    for (const weight of ["400", "600"]) {
      const of = (char: string) => widths[weight]?.[char];
      expect(new Set([..."0123456789−×"].map(of)).size).toBe(1);
    }
  });

  it("come with their licences", () => {
    for (const { licence } of Object.values(origins)) {
      expect(existsSync(new URL(licence, folder))).toBe(true);
      expect(readFileSync(new URL(licence, folder), "utf8")).toContain("SIL OPEN FONT LICENSE Version 1.1");
    }
  });
});

describe("the tables of widths", () => {
  it.each(["400", "600"] as const)("equal what the woff2 files of weight %s say", (weight) => {
    const parts = faces.filter(
      (face) => face.family === "Flop Sans" && face.style === "normal" && String(face.weight) === weight,
    );
    const read: Record<string, number> = {};
    for (const { file, unicodeRange } of parts) {
      const sans = font(file);
      expect(sans.unitsPerEm).toBe(1000);
      for (const code of codePoints(unicodeRange))
        read[String.fromCodePoint(code)] = sans.glyphForCodePoint(code).advanceWidth;
    }
    expect(widths[weight]).toEqual(read);
    const { ascii, others } = sansWidths[weight === "400" ? 400 : 600];
    expect(ascii).toEqual(Array.from({ length: 95 }, (_, i) => read[String.fromCharCode(0x20 + i)]));
    for (const [char, width] of Object.entries(others)) expect(width).toBe(read[char]);
  });

  it("measure labels within 2 % of what a shaping engine with kerning gives, and never less", () => {
    const measure = textWidth(new URL("sans-widths.json", folder));
    const sans = font("flop-sans-400.woff2");
    for (const label of [
      "measured: 26.7 h",
      "1200 images/s, v1.5",
      "V100 FP16 tensor",
      "Attention projections",
    ]) {
      const shaped = (sans.layout(label).advanceWidth / 1000) * 14;
      const ours = measure({ fontSize: 14, fontWeight: 400 }, label);
      expect(ours / shaped).toBeGreaterThan(0.999);
      expect(ours / shaped).toBeLessThan(1.02);
    }
  });

  it("measure bold text with the bold face, by hand: '10' in 600 is 2 × 513/1000 × 14 px", () => {
    const measure = textWidth(new URL("sans-widths.json", folder));
    expect(measure({ fontSize: 14, fontWeight: "bold" }, "10")).toBeCloseTo(14.364, 9);
    expect(measure({ fontSize: 14, fontWeight: 600, limit: 10 }, "10")).toBe(10);
    expect(measure({ fontSize: 14 }, null)).toBe(0);
  });
});
