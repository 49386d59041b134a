// What can be checked of the look without eyes: contrast of the tokens, characters of the faces.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { create } from "fontkit";
import { describe, expect, test } from "vitest";
import { chartColour } from "../../src/ground/mime.js";
import { needsOf } from "../../src/report/fonts/needs.js";
import { facesOf, fontFaceCss, ownFaces, symbols } from "../../src/report/page/fonts.js";
import { symbolFaceFile } from "../../src/report/text/math.js";

const template = join(import.meta.dirname, "..", "..", "templates", "default");
const sheet = readFileSync(join(template, "tokens.css"), "utf8");
const [lightText = "", darkText = ""] = sheet.split("@media");
const tokens = (text: string) =>
  Object.fromEntries(
    [...text.matchAll(/--([\w-]+):\s*(#[0-9a-f]{3,6});/g)].map((match) => [match[1], match[2]]),
  );
const light: Record<string, string | undefined> = tokens(lightText);
const dark: Record<string, string | undefined> = { ...light, ...tokens(darkText) };

/** Contrast of two colours as WCAG 2.2 defines it. */
function contrast(a = "", b = ""): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

function luminance(hex: string): number {
  const full = hex.length === 4 ? hex.replace(/[0-9a-f]/g, "$&$&") : hex;
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(full.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Code points that a font file has glyphs for. */
function heldBy(file: string): Set<number> {
  return new Set((create(readFileSync(file)) as unknown as { characterSet: number[] }).characterSet);
}

test("contrast is computed as WCAG says: black on white is 21, #777 on white 4.48", () => {
  expect(contrast("#000", "#fff")).toBeCloseTo(21, 5);
  expect(contrast("#777777", "#ffffff")).toBeCloseTo(4.48, 2);
});

describe.each([
  ["light", light],
  ["dark", dark],
])("the %s scheme has AA contrast", (_, scheme) => {
  const pairs = [
    ...["ink", "muted", "accent", "good", "warn", "bad"].map((name) => [name, "paper"]),
    ...["ink", "muted", "accent"].flatMap((name) => [
      [name, "panel"],
      [name, "tint"],
    ]),
    ["warn", "warn-tint"],
    ["bad", "bad-tint"],
    ["ink", "bad-tint"],
    ["paper", "bad"],
    ["code-keyword", "paper"],
    ["code-string", "paper"],
    ["c1", "paper"],
    ["c2", "paper"],
    ["c3", "paper"],
    ["c4", "paper"],
    ...Array.from({ length: 16 }, (_, number) => [`t${number}`, "paper"]),
  ];
  test.each(pairs)("for %s on %s", (front, back) => {
    expect(contrast(scheme[front ?? ""], scheme[back ?? ""])).toBeGreaterThanOrEqual(4.5);
  });
});

test("the tokens of the light set are the colours that charts name", () => {
  for (const [name, colour] of Object.entries(chartColour)) {
    expect([name, contrast(light[name], colour)]).toEqual([name, 1]);
  }
});

test("no style sheet but tokens.css and print.css writes a colour", () => {
  for (const file of [
    "layout",
    "masthead",
    "prose",
    "formulas",
    "code",
    "parts",
    "derivations",
    "narrow",
    "stack",
  ]) {
    const css = readFileSync(join(template, `${file}.css`), "utf8");
    expect([file, css.match(/#[0-9a-f]{3,8}\b|rgb\(|hsl\(/gi)]).toEqual([file, null]);
  }
});

describe("faces", () => {
  const fonts = join(template, "fonts");

  test("hold the characters that fonts.json says they hold", () => {
    for (const { file, unicodeRange } of facesOf(fonts)) {
      const held = heldBy(join(fonts, file));
      const [first = "", last = ""] = unicodeRange
        .replaceAll("U+", "")
        .split(",")
        .filter((_, i, all) => i === 0 || i === all.length - 1);
      expect([file, held.has(Number.parseInt(first, 16))]).toEqual([file, true]);
      if (last !== "")
        expect([file, held.has(Number.parseInt(last.split("-").at(-1) ?? "", 16))]).toEqual([file, true]);
    }
  });

  test("of KaTeX hold the symbols that we borrow from them", () => {
    const held = heldBy(symbolFaceFile("Main-Regular"));
    expect([...symbols].filter((symbol) => !held.has(symbol.codePointAt(0) ?? 0))).toEqual([]);
  });

  test("come into a page only when it uses them", () => {
    const families = (html: string) =>
      [...fontFaceCss(html, fonts).matchAll(/font-family:"([^"]+)"[^}]*?unicode-range:([^;]+);/g)].map(
        (match) => match[1],
      );
    expect(families("<p>plain</p>")).not.toContain("Flop Symbols");
    expect(families("<p>a → b</p>")).toContain("Flop Symbols");
    expect(families("<p>plain</p>").length).toBeLessThan(families("<p>Erdős, θ</p>").length);
    expect(families("<p>plain</p>").some((name) => name?.startsWith("KaTeX"))).toBe(false);
    expect(families('<span class="katex"><span class="katex-html"></span></span>')).toContain("KaTeX_Math");
  });

  test("lack what a page must find elsewhere, formulas apart", () => {
    const lacking = (html: string) => needsOf(html, ownFaces(fonts)).map(({ cluster }) => cluster);
    expect(lacking("<p>√ ok → ✓ █ ┌ x̂ Привет ά</p><style>模</style>")).toEqual([]);
    expect(lacking("<p>a 模 b 模 🎉</p>")).toEqual(["模", "🎉"]);
    expect(lacking('<span class="katex"><span class="katex-html">ℵ 型</span></span>')).toEqual(["型"]);
    expect(lacking('<span class="katex"><span class="katex-mathml">型</span></span>')).toEqual([]);
  });
});
