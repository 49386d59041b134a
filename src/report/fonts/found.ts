// Fonts of the project on a page: found, cut to the text that needs them, and written as CSS.
import { readFileSync } from "node:fs";
import { type Chosen, choice, type FontPart, partsFor, weightOf } from "./choice.js";
import { type Need, needsOf, type OwnFaces } from "./needs.js";
import { cssRange } from "./ranges.js";
import { type FontPlaces, fontSources } from "./sources.js";
import { subset } from "./subset.js";

/** What a page asks for. */
export interface FontOrder {
  /** The page, without its styles. */
  readonly html: string;
  readonly own: OwnFaces;
  readonly lang: string;
  /** Undefined for a page without a project. */
  readonly places: FontPlaces | undefined;
  /** Reads a font that the page embeds, and notes it as an input. */
  readonly readFile?: (path: string) => Uint8Array;
}

/** What the page gets. */
export interface FoundFonts {
  /** `@font-face` rules. */
  readonly css: string;
  /** Families that font stacks must name, in order. */
  readonly families: readonly string[];
  /** Text that no font of the project can set. */
  readonly missing: readonly Need[];
  /** All text that the report's own faces lack. */
  readonly needs: readonly Need[];
  /** Packages that were asked: "noto-sans-sc". */
  readonly asked: readonly string[];
}

const nothing: FoundFonts = { css: "", families: [], missing: [], needs: [], asked: [] };

/** Looks for fonts only when the page needs any. Throws FlopbookError for a named font that is not there. */
export async function foundFonts({ html, own, lang, places, readFile }: FontOrder): Promise<FoundFonts> {
  const needs = needsOf(html, own);
  if (needs.length === 0) return nothing;
  const sources = places === undefined ? [] : fontSources(places);
  const { chosen, missing } = choice(needs, sources, lang);
  const read = readFile ?? ((path: string) => readFileSync(path));
  const faces = await Promise.all(chosen.map((font) => facesOf(font, read)));
  return {
    css: faces.flatMap(({ rules }) => rules).join("\n"),
    families: [...new Set(faces.map(({ family }) => family))],
    missing,
    needs,
    asked: sources.map(({ id }) => id),
  };
}

/** The rules of one font: regular, and bold where some of its text is bold and it has a bold. */
async function facesOf(
  { source, clusters, bold }: Chosen,
  read: (path: string) => Uint8Array,
): Promise<{ readonly family: string; readonly rules: readonly string[] }> {
  const regular = partsFor(source, 400, new Set(clusters));
  const heavy = bold && weightOf(source, 700) !== weightOf(source, 400);
  const variable = bold && regular.some(({ facts }) => "wght" in facts.axes);
  const left = new Set(clusters);
  const strong = heavy || variable ? partsFor(source, 700, left) : [];
  // a browser that finds a bold face asks no other of the family: what the bold lacks stands there in the regular
  const lent = strong.length === 0 ? [] : partsFor(source, 400, left);
  const family = (regular[0]?.facts.family ?? source.id).replace(weightWords, "");
  const rules = await Promise.all([
    ...regular.map((part) => faceRule(part, family, 400, read)),
    ...[...strong, ...lent].map((part) => faceRule(part, family, 700, read)),
  ]);
  return { family, rules };
}

/** Some subsets are named after the lightest weight of the font they were cut from. */
const weightWords = / (?:Thin|ExtraLight|Light|Regular)$/;

async function faceRule(
  { file, facts, codes }: FontPart,
  family: string,
  weight: 400 | 700,
  read: (path: string) => Uint8Array,
): Promise<string> {
  const axes = "wght" in facts.axes ? { ...facts.axes, wght: weight } : facts.axes;
  const bytes = await subset({ bytes: read(file.path), codes, axes });
  const data = Buffer.from(bytes).toString("base64");
  return `@font-face{font-family:"${family.replace(/["\\<>]/g, "")}";font-weight:${weight};font-style:normal;font-display:block;unicode-range:${cssRange(codes)};src:url(data:font/woff2;base64,${data}) format("woff2")}`;
}
