// Makes the faces that pages embed: static Latin subsets of the Source families, and the tables that describe them.
// Run by hand after changing the lists below or the fonts' version (outputs are committed). The packages of Google's
// slices hold no box drawing; the whole families, which do, are large and needed here only:
//   npm install --no-save source-code-pro@2.42.0 source-sans@3.52.0
//   node templates/default/fonts/make-fonts.mjs
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { create } from "fontkit";
import subsetFont from "subset-font";
import { renamed } from "./rename-font.mjs";

const require = createRequire(import.meta.url);
const here = dirname(fileURLToPath(import.meta.url));
const fontverter = createRequire(require.resolve("subset-font"))("fontverter");

// Optical sizes are pinned: 14 for text, 36 for titles. A variable font must never reach a PDF.
const FACES = [
  { family: "Flop Serif", origin: "source-serif-4", weight: 400, style: "normal", opsz: 14 },
  { family: "Flop Serif", origin: "source-serif-4", weight: 600, style: "normal", opsz: 14 },
  { family: "Flop Serif", origin: "source-serif-4", weight: 400, style: "italic", opsz: 14 },
  { family: "Flop Serif", origin: "source-serif-4", weight: 600, style: "italic", opsz: 14 },
  { family: "Flop Display", origin: "source-serif-4", weight: 400, style: "normal", opsz: 36 },
  { family: "Flop Display", origin: "source-serif-4", weight: 600, style: "normal", opsz: 36 },
  { family: "Flop Sans", origin: "source-sans-3", weight: 400, style: "normal" },
  { family: "Flop Sans", origin: "source-sans-3", weight: 600, style: "normal" },
  { family: "Flop Sans", origin: "source-sans-3", weight: 400, style: "italic" },
  { family: "Flop Mono", origin: "source-code-pro", weight: 400, style: "normal" },
];

// "latin" is embedded in every page; the others only in pages that use one of their characters.
const SUBSETS = [
  {
    name: "latin",
    range:
      "20-7E A0-FF 131 152-153 2009 2013-2014 2018-201A 201C-201E 2022 2026 2032-2033 2039-203A 2044 20AC 2122 2191 2193 2212",
  },
  { name: "latin-ext", range: "100-130 132-151 154-17F 218-21B 2020" },
  { name: "greek", range: "391-3A9 3B1-3C9" },
  { name: "greek-more", slice: "greek", range: "37E 384-390 3AA-3B0 3CA-3CE" },
  {
    name: "latin-more",
    slice: "latin-ext",
    range: "180-19F 1A2-1AE 1B1-217 21C-24F 2C6-2C7 2D8-2DD 1E00-1E9F",
  },
  { name: "cyrillic", range: "400-45F 490-491 4B0-4B1 2116" },
  { name: "cyrillic-ext", range: "460-48F 492-4AF 4B2-52F" },
  { name: "vietnamese", range: "1A0-1A1 1AF-1B0 1EA0-1EF9 20AB" },
];

// What text and code write beside letters: punctuation, currencies, fractions and relations from the sans; arrows,
// boxes, blocks and shapes from the code face, as wide as its letters, so that boxes close; marks from whichever has them.
const SYMBOLS = {
  family: "Flop Symbols",
  origins: [
    {
      origin: "source-sans",
      file: "WOFF2/TTF/SourceSans3-Regular.ttf.woff2",
      subset: "symbols",
      range:
        "2010-2015 201F 2030-2038 203B-203F 2047-2049 2070-209F 20A0-20BF 2100-2150 2153-215E 2200-22FF 27E6-27EB",
    },
    {
      origin: "source-code-pro",
      file: "WOFF2/TTF/SourceCodePro-Regular.ttf.woff2",
      subset: "boxes",
      range: "2190-21FF 2300-23FF 2500-25FF 2610-2612 263C 2640 2642 2660-266F 2713-2718 2764",
    },
    {
      origin: "source-sans",
      file: "WOFF2/TTF/SourceSans3-Regular.ttf.woff2",
      subset: "marks",
      range: "2190-21FF 2300-23FF 2713-2718",
    },
  ],
};
// A letter and an accent that no code point joins, as in x with a circumflex, are set by one face or not at all.
const MARKS = {
  family: "Flop Marks",
  origins: [
    {
      origin: "source-sans",
      file: "WOFF2/TTF/SourceSans3-Regular.ttf.woff2",
      subset: "combining",
      range: "30-39 41-5A 61-7A C0-D6 D8-F6 F8-24F 300-36F 391-3A9 3B1-3C9 1E00-1EFF",
    },
  ],
};
const FEATURES = ["kern", "liga", "lnum", "tnum", "pnum"];

const faces = [];
const sans = {};
for (const face of FACES) {
  for (const subset of SUBSETS) {
    const { bytes, codes } = await staticFace(face, subset);
    if (codes.length === 0) continue;
    const italic = face.style === "italic" ? "-italic" : "";
    const file = `${face.family.toLowerCase().replace(" ", "-")}-${face.weight}${italic}${subset.name === "latin" ? "" : `-${subset.name}`}.woff2`;
    writeFileSync(join(here, file), bytes);
    faces.push({
      family: face.family,
      weight: face.weight,
      style: face.style,
      subset: subset.name,
      file,
      bytes: bytes.length,
      unicodeRange: cssRange(codes),
    });
    if (face.family === "Flop Sans" && face.style === "normal") {
      sans[face.weight] = { ...sans[face.weight], ...widths(create(bytes), codes) };
    }
  }
}
for (const { family, subset, bytes, codes } of [
  ...(await extraFaces(SYMBOLS)),
  ...(await extraFaces(MARKS)),
]) {
  const [weight, style] = [400, "normal"];
  const file = `flop-${subset}-${weight}.woff2`;
  writeFileSync(join(here, file), bytes);
  faces.push({ family, weight, style, subset, file, bytes: bytes.length, unicodeRange: cssRange(codes) });
}
writeJson("fonts.json", { origins: origins(), faces });
writeJson("sans-widths.json", { family: "Flop Sans", unitsPerEm: 1000, widths: sans });
writeFileSync(join(here, "../../../src/charts/sans-widths.ts"), widthsModule(sans));
for (const origin of new Set(FACES.map((face) => face.origin))) {
  copyFileSync(fontPackage(origin, "LICENSE"), join(here, `OFL-${origin}.txt`));
}
const latin = faces.filter((face) => face.subset === "latin");
console.log(
  `${faces.length} faces; latin: ${latin.length}, ${latin.reduce((sum, face) => sum + face.bytes, 0)} bytes`,
);

// Faces of one family must not list a character twice, and what KaTeX's face gives stays its own.
async function extraFaces({ family, origins }) {
  const { symbols } = await import("../../../dist/report/page/fonts.js");
  const taken = new Set(
    family !== "Flop Symbols"
      ? []
      : [
          ...faces
            .filter(({ subset }) => subset === "latin")
            .flatMap(({ unicodeRange }) => codesOf(unicodeRange)),
          ...[...symbols].map((symbol) => symbol.codePointAt(0)),
        ],
  );
  const made = [];
  for (const { origin, file, subset, range } of origins) {
    const whole = readFileSync(join(dirname(require.resolve(`${origin}/package.json`)), file));
    const has = new Set(create(whole).characterSet);
    const codes = codePoints(range).filter((code) => has.has(code) && !taken.has(code));
    for (const code of codes) taken.add(code);
    const sfnt = await subsetFont(whole, String.fromCodePoint(...codes), {
      targetFormat: "sfnt",
      keepFeatures: ["ccmp", "locl", "mark", "mkmk"],
      noHinting: true,
      preserveNameIds: [0, 13, 14],
    });
    const ours = renamed(sfnt, { family, weight: 400, style: "normal" });
    made.push({ family, subset, bytes: await fontverter.convert(ours, "woff2"), codes });
  }
  return made;
}

function codesOf(unicodeRange) {
  return codePoints(unicodeRange.replaceAll("U+", "").replaceAll(",", " "));
}

async function staticFace({ family, origin, weight, style, opsz }, { name, slice = name, range }) {
  const axis = opsz === undefined ? "wght" : "opsz";
  const variable = readFileSync(fontPackage(origin, `files/${origin}-${slice}-${axis}-${style}.woff2`));
  const has = new Set(create(variable).characterSet);
  const codes = codePoints(range).filter((code) => has.has(code));
  if (codes.length === 0) return { codes };
  const sfnt = await subsetFont(variable, String.fromCodePoint(...codes), {
    targetFormat: "sfnt",
    variationAxes: { wght: weight, ...(opsz === undefined ? {} : { opsz }) },
    keepFeatures: FEATURES,
    noHinting: true,
    preserveNameIds: [0, 13, 14],
  });
  const ours = renamed(sfnt, { family, weight, style });
  return { bytes: await fontverter.convert(ours, "woff2"), codes };
}

function fontPackage(origin, path) {
  return join(dirname(require.resolve(`@fontsource-variable/${origin}/package.json`)), path);
}

function origins() {
  const families = Object.fromEntries(
    [...new Set(FACES.map((face) => face.origin))].map((origin) => {
      const { version } = JSON.parse(readFileSync(fontPackage(origin, "package.json"), "utf8"));
      return [origin, { package: `@fontsource-variable/${origin}`, version, licence: `OFL-${origin}.txt` }];
    }),
  );
  const symbols = Object.fromEntries(
    SYMBOLS.origins.map(({ origin }) => {
      const { version } = JSON.parse(readFileSync(require.resolve(`${origin}/package.json`), "utf8"));
      const licence = origin === "source-sans" ? "OFL-source-sans-3.txt" : `OFL-${origin}.txt`;
      return [`${origin} whole`, { package: origin, version, licence }];
    }),
  );
  return { ...families, ...symbols };
}

function codePoints(range) {
  return range.split(" ").flatMap((part) => {
    const [first, last = first] = part.split("-").map((hex) => Number.parseInt(hex, 16));
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });
}

function widths(font, codes) {
  return Object.fromEntries(
    codes.map((code) => [String.fromCodePoint(code), font.glyphForCodePoint(code).advanceWidth]),
  );
}

function cssRange(codes) {
  const runs = [];
  for (const code of codes) {
    const run = runs.at(-1);
    if (run !== undefined && run[1] === code - 1) run[1] = code;
    else runs.push([code, code]);
  }
  const hex = (code) => code.toString(16).toUpperCase();
  return runs.map(([a, b]) => (a === b ? `U+${hex(a)}` : `U+${hex(a)}-${hex(b)}`)).join(",");
}

// Charts place labels by these widths; they may not read a template's files, so they get the common ones as code.
function widthsModule(all) {
  const ascii = codePoints("20-7E").map((code) => String.fromCodePoint(code));
  const others = [..."\u00a0°·×–—−µ"];
  const entry = (weight) => `  ${weight}: {
    ascii: [${ascii.map((char) => all[weight][char]).join(", ")}],
    others: { ${others.map((char) => `${JSON.stringify(char).replace("\u00a0", "\\u00a0")}: ${all[weight][char]}`).join(", ")} },
  },`;
  return `// Advance widths of the sans face that charts are set in, in thousandths of the font size. Made by make-fonts.mjs.

/** By weight: printing ASCII from U+0020 on, and the other characters that labels use. */
export const sansWidths: Readonly<
  Record<400 | 600, { readonly ascii: readonly number[]; readonly others: Readonly<Record<string, number>> }>
> = {
${[400, 600].map(entry).join("\n")}
};
`;
}

function writeJson(name, value) {
  writeFileSync(join(here, name), `${JSON.stringify(value, null, 2)}\n`);
}
