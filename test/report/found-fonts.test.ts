// Fonts of a project: which are found, which text each sets, what is left of them, what is told where none is.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { create } from "fontkit";
import subsetFont from "subset-font";
import { afterAll, describe, expect, test } from "vitest";
import { choice, partsFor, suggestedPackage } from "../../src/report/fonts/choice.js";
import { foundFonts } from "../../src/report/fonts/found.js";
import { hanOrder, type Need, needsOf, type OwnFaces } from "../../src/report/fonts/needs.js";
import { kindOf } from "../../src/report/fonts/scripts.js";
import { fontSources, fontsKey } from "../../src/report/fonts/sources.js";
import { subset } from "../../src/report/fonts/subset.js";
import { clustersOf, shapedCodes, textRuns } from "../../src/report/fonts/text.js";
import { withDirections } from "../../src/report/text/direction.js";

const modules = join(import.meta.dirname, "..", "..", "node_modules");
const folder = mkdtempSync(join(tmpdir(), "flopbook-fonts-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** ASCII is ours, nothing else. */
const ascii: OwnFaces = { sets: (codes) => codes.every((code) => code < 0x80), hasMath: () => false };

/** A project with these packages, copied from ours. */
function project(name: string, packages: readonly string[], below = ""): string {
  const root = join(folder, name);
  mkdirSync(join(root, "notebooks", "deep"), { recursive: true });
  writeFileSync(join(root, "package.json"), "{}");
  for (const one of packages) {
    const place = join(root, below, "node_modules", one);
    mkdirSync(dirname(place), { recursive: true });
    cpSync(join(modules, one), place, { recursive: true });
  }
  return root;
}

const arabic = "@fontsource/noto-sans-arabic";
const math = "@fontsource/noto-sans-math";
const emoji = "@fontsource/noto-emoji";
const chinese = "@fontsource-variable/noto-sans-sc";
const all = [arabic, math, emoji, chinese];
const places = (root: string, named: readonly string[] = []) => ({
  folder: join(root, "notebooks"),
  root,
  named,
});
const needs = (text: string, own = ascii): Need[] => needsOf(`<p>${text}</p>`, own);
const found = (html: string, root: string, lang = "en") =>
  foundFonts({ html, own: ascii, lang, places: places(root) });

/** The fonts that CSS embeds, as fontkit reads them, with the range that the browser asks them for. */
function embedded(css: string) {
  return [
    ...css.matchAll(/font-family:"([^"]+)";font-weight:(\d+).*?unicode-range:([^;]+);.*?base64,([^)]+)\)/g),
  ].map(([, family, weight, range, data]) => ({
    family,
    weight,
    range,
    font: create(Buffer.from(data ?? "", "base64")),
  }));
}

describe("text of a page", () => {
  test("is what is seen: no styles, no MathML, no attributes; entities read", () => {
    const html =
      '<style>a</style><p title="b">c &amp; d</p><span class="katex"><span class="katex-mathml">e</span><span class="katex-html">f</span></span><!-- g --><svg><title>h</title><text>i</text></svg>';
    expect([...textRuns(html)].map(({ text }) => text)).toEqual(["c & d", "f", "i"]);
  });

  test("knows where it is bold, code or formula", () => {
    const runs = [...textRuns("<h2>a<code>b</code></h2><p>c<br>d<strong>e</strong>f</p><th>g</th>")];
    expect(runs.map(({ text, bold, mono }) => `${text}${bold ? " bold" : ""}${mono ? " mono" : ""}`)).toEqual(
      ["a bold", "b bold mono", "c", "d", "e bold", "f", "g bold"],
    );
  });

  test("falls into clusters that are shaped as one", () => {
    expect(clustersOf("हिx\u0302👩‍👩‍👧👍🏽🇩🇪🇫🇷1️⃣a")).toEqual([
      "हि",
      "x\u0302",
      "👩‍👩‍👧",
      "👍🏽",
      "🇩🇪",
      "🇫🇷",
      "1️⃣",
      "a",
    ]);
  });

  test("asks fonts for the halves into which a browser takes letters apart", () => {
    expect(shapedCodes("ำ")).toEqual(expect.arrayContaining([0xe33, 0xe4d, 0xe32])); // Thai sara am
    expect(shapedCodes("কো")).toEqual(expect.arrayContaining([0x9cb, 0x9c7, 0x9be])); // Bengali o
    expect(shapedCodes("\u0915\u093f")).toContain(0x25cc); // a mark may stand on a dotted circle
  });

  test("needs no font for what has no picture", () => {
    expect(needs("a\u200bb\u00adc\ufeff\u2003\u3000\u2028\u200d\u0007")).toEqual([]);
  });

  test("counts a letter and its mark as set when the faces hold the two as one", () => {
    const latin: OwnFaces = { sets: (codes) => codes.every((code) => code < 0x100), hasMath: () => false };
    expect(needs("e\u0301 x\u0302", latin).map(({ cluster }) => cluster)).toEqual(["x\u0302"]);
  });
});

describe("fonts of a project", () => {
  test("are the noto packages of its node_modules, up to the project's own folder and no further", () => {
    const root = project("up", [math]);
    const inner = project(join("up", "inner"), [arabic]);
    project(join("up", "inner"), [emoji], "notebooks");
    const names = fontSources({ folder: join(inner, "notebooks", "deep"), root: inner, named: [] }).map(
      ({ name }) => name,
    );
    expect(names).toEqual([emoji, arabic]);
    expect(fontSources(places(root)).map(({ name }) => name)).toEqual([math]);
  });

  test("begin with those that front matter and package.json name; files of one family are one font", () => {
    const root = project("named", [math, arabic]);
    const files = join(root, "node_modules", arabic, "files");
    for (const weight of [400, 700])
      cpSync(
        join(files, `noto-sans-arabic-arabic-${weight}-normal.woff2`),
        join(root, "notebooks", `own-${weight}.woff2`),
      );
    writeFileSync(join(root, "package.json"), JSON.stringify({ flopbook: { fonts: [math] } }));
    const sources = fontSources(places(root, ["own-400.woff2", "own-700.woff2"]));
    expect(sources.map(({ name }) => name)).toEqual(["own-400.woff2", math, arabic]);
    expect(sources[0]?.files.map(({ weight }) => weight)).toEqual([400, 700]);
    const [chosen] = choice(needs("مرحبا"), sources, "en").chosen;
    expect(chosen?.source.name).toBe("own-400.woff2");
  });

  test.each([
    ["@fontsource/none", /no package or font file of this name, got "@fontsource\/none"; npm install/],
    ["none.woff2", /no such file, got "none.woff2"/],
    ["../../outside.ttf", /outside the project/],
    ["broken.ttf", /broken.ttf cannot be read as a font/],
  ])("named as %s are an error", (name, message) => {
    const root = project("faulty", []);
    writeFileSync(join(root, "notebooks", "broken.ttf"), "no font");
    writeFileSync(join(folder, "outside.ttf"), "");
    expect(() => fontSources(places(root, [name]))).toThrow(message);
    expect(fontsKey(places(root, [name])).join()).toMatch(message);
  });

  test("of colours or bitmaps are refused when named and passed over when found: paper would stay blank", async () => {
    const root = project("colour", []);
    const outlines = readFileSync(join(modules, math, "files", "noto-sans-math-latin-400-normal.woff2"));
    const sfnt = await subsetFont(outlines, "𝔸ℵ", { targetFormat: "sfnt" });
    const at = sfnt.indexOf("MATH");
    expect(at).toBeLessThan(400); // in the directory of tables
    sfnt.write("COLR", at, "latin1");
    writeFileSync(join(root, "notebooks", "colour.ttf"), sfnt);
    expect(() => fontSources(places(root, ["colour.ttf"]))).toThrow(/colours or bitmaps.*got "colour.ttf"/);
    const pack = join(root, "node_modules", "@fontsource", "noto-color", "files");
    mkdirSync(pack, { recursive: true });
    writeFileSync(join(pack, "noto-color-emoji-400-normal.woff2"), sfnt);
    expect(fontSources(places(root)).map(({ name }) => name)).toEqual(["@fontsource/noto-color"]);
    expect((await found("<p>𝔸</p>", root)).missing.map(({ cluster }) => cluster)).toEqual(["𝔸"]);
  });

  test("move the key of a page when one comes", () => {
    const root = project("key", [math]);
    const before = fontsKey(places(root));
    project("key", [arabic]);
    expect(fontsKey(places(root))).not.toEqual(before);
  });
});

describe("the choice among fonts", () => {
  test.each([
    ["مرحبا", "noto-sans-arabic"],
    ["你好", "noto-sans-sc"],
    ["かな", "noto-sans-jp"],
    ["漢字かな", "noto-sans-jp"],
    ["한국", "noto-sans-kr"],
    ["漢字한국", "noto-sans-kr"],
    ["ไทย", "noto-sans-thai"],
    ["हिन्दी", "noto-sans-devanagari"],
    ["།", "noto-serif-tibetan"],
    ["🎉", "noto-emoji"],
    ["❤️", "noto-emoji"],
    ["🇩🇪", "noto-emoji"],
    ["1️⃣", "noto-emoji"],
    ["𝔸", "noto-sans-math"],
    ["⠋", "noto-sans-symbols-2"],
    ["Ａ", "noto-sans-sc"],
    ["\ue000", undefined],
    ["\u0378", undefined],
  ])("suggests for %s the package %s", (text, expected) => {
    const [need] = needs(text);
    expect(suggestedPackage(need as Need, hanOrder("en", needs(text)))).toBe(expected);
  });

  test.each([
    ["zh-Hant", "tc"],
    ["zh-TW", "tc"],
    ["zh-HK", "hk"],
    ["zh", "sc"],
    ["ja", "jp"],
    ["ko", "kr"],
    ["en", "sc"],
  ])("takes for Han in a page of language %s the forms of %s", (lang, form) => {
    expect(hanOrder(lang, needs("漢字"))[0]).toBe(form);
  });

  test("names a script for every living script of a few that travel", () => {
    const samples = {
      Armenian: "հ",
      Bengali: "ব",
      Ethiopic: "ሰ",
      Georgian: "გ",
      Khmer: "ក",
      Lao: "ລ",
      Tamil: "த",
    };
    for (const [script, letter] of Object.entries(samples))
      expect(kindOf(letter)).toEqual({ label: script, packageId: `noto-sans-${script.toLowerCase()}` });
  });

  test("takes one file for a whole cluster and tells what none has", () => {
    const sources = fontSources(places(project("whole", all)));
    const { chosen, missing } = choice(needs("مرحبا 𝔸 👩‍👩‍👧 你好 ไทย"), sources, "en");
    expect(chosen.map(({ source }) => source.name)).toEqual([chinese, emoji, arabic, math]);
    expect(missing.map(({ cluster }) => cluster)).toEqual(["ไ", "ท", "ย"]);
    const family = sources.find(({ name }) => name === emoji);
    expect(partsFor(family as NonNullable<typeof family>, 400, new Set(["👩‍👩‍👧"]))).toHaveLength(1);
  });
});

describe("what is embedded", () => {
  const root = project("embedded", all);

  test("keeps Noto in its names, holds the page's characters and no others, regular and bold", async () => {
    const { css, families, missing } = await found("<h2>你好</h2><p>世界 مرحبا</p>", root);
    expect(missing).toEqual([]);
    expect(families).toEqual(["Noto Sans SC", "Noto Sans Arabic"]);
    const fonts = embedded(css);
    expect(fonts.map(({ family, weight }) => `${family} ${weight}`)).toEqual(
      expect.arrayContaining(["Noto Sans SC 400", "Noto Sans SC 700", "Noto Sans Arabic 400"]),
    );
    expect(fonts.some(({ family, weight }) => family === "Noto Sans Arabic" && weight === "700")).toBe(false);
    for (const { font, weight } of fonts) {
      expect(font["OS/2"]?.usWeightClass).toBe(Number(weight));
      expect(font.postscriptName).toMatch(/^Noto/);
      expect(Object.keys(font.variationAxes)).toEqual([]);
    }
    const held = new Set(
      fonts.filter(({ weight }) => weight === "400").flatMap(({ font }) => font.characterSet),
    );
    expect(
      [...held]
        .filter((code) => code > 0x20 && code < 0xfffe)
        .map((code) => String.fromCodePoint(code))
        .sort(),
    ).toEqual([..."你好世界مرحبا"].sort());
  });

  test("joins Arabic letters as the whole font does", async () => {
    const [{ font }] = embedded((await found("<p>مرحبا لا</p>", root)).css) as [
      ReturnType<typeof embedded>[number],
    ];
    const whole = create(
      readFileSync(join(modules, arabic, "files", "noto-sans-arabic-arabic-400-normal.woff2")),
    );
    for (const word of ["مرحبا", "لا"])
      expect(font.layout(word).advanceWidth).toBe(whole.layout(word).advanceWidth);
    expect(font.layout("لا").advanceWidth).not.toBe(font.layout("ل ا").advanceWidth); // a ligature
  });

  test("draws joined emoji as one picture", async () => {
    const [{ font }] = embedded((await found("<p>👩‍👩‍👧 👍🏽 🇩🇪</p>", root)).css) as [
      ReturnType<typeof embedded>[number],
    ];
    for (const picture of ["👩‍👩‍👧", "👍🏽", "🇩🇪"]) expect(font.layout(picture).glyphs).toHaveLength(1);
  });

  test("notes every font file that it embeds as an input", async () => {
    const read: string[] = [];
    const readFile = (path: string) => {
      read.push(path.slice(root.length + 1));
      return readFileSync(path);
    };
    await foundFonts({ html: "<p>ℵ𝔸</p>", own: ascii, lang: "en", places: places(root), readFile });
    expect(read).toEqual([`node_modules/${math}/files/noto-sans-math-latin-400-normal.woff2`]);
  });

  test("has the same bytes every time", async () => {
    const bytes = readFileSync(join(modules, math, "files", "noto-sans-math-latin-400-normal.woff2"));
    const [one, two] = await Promise.all([
      subset({ bytes, codes: [0x1d538, 0x2135], axes: {} }),
      subset({ bytes: Uint8Array.from(bytes), codes: [0x1d538, 0x2135], axes: {} }),
    ]);
    expect(Buffer.compare(one, two)).toBe(0);
  });

  test("is nothing when the page needs nothing, even where a named font is not there", async () => {
    const order = { html: "<p>plain</p>", own: ascii, lang: "en", places: places(root, ["none.ttf"]) };
    expect(await foundFonts(order)).toMatchObject({ css: "", families: [], missing: [] });
  });
});

describe("blocks that run right to left", () => {
  test("say so; those inside that do not say that; and nothing else is touched", () => {
    expect(withDirections("<p>abc</p>", "en")).toBe("<p>abc</p>");
    expect(withDirections("<p>abc مرحبا</p><p>123 مرحبا abc</p>", "en")).toBe(
      '<p>abc مرحبا</p><p dir="rtl">123 مرحبا abc</p>',
    );
    expect(withDirections("<ul><li>שלום</li><li>abc</li></ul>", "en")).toBe(
      '<ul dir="rtl"><li>שלום</li><li dir="ltr">abc</li></ul>',
    );
    expect(withDirections('<h2 id="a"><span class="no">1</span><code>x</code> שלום</h2>', "en")).toBe(
      '<h2 id="a" dir="rtl"><span class="no">1</span><code>x</code> שלום</h2>',
    );
    expect(withDirections('<p dir="ltr">שלום</p>', "he")).toBe('<p dir="ltr">שלום</p>');
  });

  test("columns of a table run as the language of the page", () => {
    const table = "<table><tr><td>שלום</td><td>abc</td></tr></table>";
    expect(withDirections(table, "en")).toBe('<table><tr><td dir="rtl">שלום</td><td>abc</td></tr></table>');
    expect(withDirections(table, "he")).toBe(
      '<table dir="rtl"><tr><td>שלום</td><td dir="ltr">abc</td></tr></table>',
    );
  });
});
