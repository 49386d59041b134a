// The faces that a page embeds: our static subsets and those of KaTeX's that its formulas use, as data in the CSS.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { FlopbookError } from "../../ground/errors.js";
import { fontFacts } from "../fonts/font.js";
import type { OwnFaces } from "../fonts/needs.js";
import { holds, rangesOf } from "../fonts/ranges.js";
import { textRuns } from "../fonts/text.js";
import { type MathFace, mathFaceFiles, mathFaces, symbolFaceFile } from "../text/math.js";

/** A face as fonts.json in a template's font folder lists it. */
export interface Face {
  readonly family: string;
  readonly weight: number;
  readonly style: "normal" | "italic";
  readonly subset: string;
  readonly file: string;
  readonly unicodeRange: string;
}

/** The faces of a font folder. */
export function facesOf(folder: string): readonly Face[] {
  const file = join(folder, "fonts.json");
  if (!existsSync(file)) {
    throw new FlopbookError(
      `template fonts: no fonts.json in ${folder}; run make-fonts.mjs or copy the default template's`,
    );
  }
  return (JSON.parse(readFileSync(file, "utf8")) as { faces: Face[] }).faces;
}

/** Arrows and relations that prose uses and the text faces lack: taken from KaTeX's main face when a page needs them. */
export const symbols = "←→↑↓↔⇐⇒⇔≈≤≥≡∼∝∞∫√∂∇∈∪∩⊂⊃∀∃∅¬∧∨⋅…⟨⟩△⊕⊗∥⊥±×÷−†‡⌈⌉⌊⌋↦⟵⟶⟷⟸⟹⟺";

/** `@font-face` rules for the characters and styles of a page. */
export function fontFaceCss(html: string, folder: string): string {
  const characters = charactersOf(html);
  const faces = facesOf(folder);
  const used = faces.filter((face) => isUsed(face, html, characters, faces));
  const ours = used.map((face) => rule(face, readFileSync(join(folder, face.file))));
  const math = mathFaces(html).map((face) => mathRule(face));
  return [...ours, ...math, symbolRule(characters, faces)].filter((css) => css !== "").join("\n");
}

function isUsed(face: Face, html: string, characters: ReadonlySet<number>, faces: readonly Face[]): boolean {
  if (face.family === marksFamily)
    return [...characters].some((code) => code > 0x17f && !covered(code, faces) && contains(face, code));
  if (face.subset !== "latin")
    return rangesOf(face.unicodeRange).some(([from, to]) => some(characters, from, to));
  if (face.style === "italic" && face.weight === 600)
    return /<(?:strong|b)[^>]*>[^<]*<em>|<em>[^<]*<strong>/.test(html);
  if (face.style === "italic" && face.family === "Flop Sans") return /<em>/.test(html);
  return true;
}

function some(characters: ReadonlySet<number>, from: number, to: number): boolean {
  return [...characters].some((code) => code >= from && code <= to && code > 0x7f);
}

function rule(
  { family, weight, style, unicodeRange }: Omit<Face, "subset" | "file">,
  bytes: Uint8Array,
): string {
  const data = Buffer.from(bytes).toString("base64");
  const range = unicodeRange === "" ? "" : `unicode-range:${unicodeRange};`;
  return `@font-face{font-family:"${family}";font-weight:${weight};font-style:${style};font-display:block;${range}src:url(data:font/woff2;base64,${data}) format("woff2")}`;
}

function mathRule({ family, weight, style, file, unicodeRange }: MathFace): string {
  return rule({ family, weight, style, unicodeRange: unicodeRange ?? "" }, readFileSync(file));
}

function symbolRule(characters: ReadonlySet<number>, faces: readonly Face[]): string {
  const needed = [...symbols].filter((symbol) => {
    const code = symbol.codePointAt(0) ?? 0;
    return characters.has(code) && !covered(code, faces);
  });
  if (needed.length === 0) return "";
  const unicodeRange = needed.map((symbol) => `U+${symbol.codePointAt(0)?.toString(16)}`).join(",");
  const face = { family: "Flop Symbols", weight: 400, style: "normal", unicodeRange } as const;
  return rule(face, readFileSync(symbolFaceFile("Main-Regular")));
}

function covered(code: number, faces: readonly Face[]): boolean {
  return faces.some(
    (face) =>
      face.family === "Flop Serif" && face.weight === 400 && face.style === "normal" && contains(face, code),
  );
}

function contains({ unicodeRange }: Face, code: number): boolean {
  return holds(rangesOf(unicodeRange), code);
}

/** Characters that a page prints outside formulas, styles and attributes. */
function charactersOf(html: string): Set<number> {
  const codes = new Set<number>();
  for (const { text, math } of textRuns(html))
    if (!math) for (const character of text) codes.add(character.codePointAt(0) ?? 0);
  return codes;
}

/** The family of letters with accents that the text faces lack; in font stacks only where a page has such. */
export const marksFamily = "Flop Marks";

/**
 * What the faces of a font folder hold. A character of text must be in every text face, since it may stand in prose, a
 * title or a table; one of code in the code face. Symbols come after all of them; a mark needs its letter beside it.
 */
export function ownFaces(folder: string): OwnFaces {
  const upright = facesOf(folder).filter(({ style, weight }) => style === "normal" && weight === 400);
  const families = groupedByFamily(upright);
  const known = (family: string) => new Set((families.get(family) ?? []).flatMap(codesOfFace));
  const common = new Set([...symbols].map((symbol) => symbol.codePointAt(0) ?? 0));
  for (const code of known("Flop Symbols")) common.add(code);
  const names = [...families.keys()].filter((family) => !extraFamilies.includes(family));
  const sets = (mono: boolean) => names.filter((family) => /\bMono$/.test(family) === mono).map(known);
  const [text, code, marked] = [sets(false), sets(true), known(marksFamily)];
  const has = (character: number, mono: boolean) =>
    common.has(character) || (mono && code.length > 0 ? code : text).every((set) => set.has(character));
  return {
    sets: (codes, mono) => codes.every((one) => has(one, mono)) || codes.every((one) => marked.has(one)),
    hasMath: (character) => mathFaceFiles().some((file) => fontFacts(file).codes.has(character)),
  };
}

const extraFamilies: readonly string[] = ["Flop Symbols", marksFamily];

function codesOfFace({ unicodeRange }: Face): number[] {
  return rangesOf(unicodeRange).flatMap(([from, to]) =>
    Array.from({ length: to - from + 1 }, (_, i) => from + i),
  );
}

/** Families that style sheets name: after the last of them in a font stack stand the fonts of the project. */
export function familiesOf(folder: string): string[] {
  const families = facesOf(folder).map(({ family }) => family);
  return [...new Set([...families, "Flop Symbols"])].filter((family) => family !== marksFamily);
}

function groupedByFamily(faces: readonly Face[]): Map<string, Face[]> {
  const groups = new Map<string, Face[]>();
  for (const face of faces) groups.set(face.family, [...(groups.get(face.family) ?? []), face]);
  return groups;
}
