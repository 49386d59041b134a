// Which font of the project sets which text: by script and language, the same choice on every machine.
import { type FontFacts, fontFacts } from "./font.js";
import { hanOrder, type Need } from "./needs.js";
import { holds } from "./ranges.js";
import { kindOf } from "./scripts.js";
import type { FontFile, FontSource } from "./sources.js";
import { inked, shapedCodes } from "./text.js";

/** A font and the text that it sets. */
export interface Chosen {
  readonly source: FontSource;
  readonly clusters: Set<string>;
  bold: boolean;
}

/** Who sets what, and what nobody can set. */
export interface Choice {
  readonly chosen: readonly Chosen[];
  readonly missing: readonly Need[];
}

/** For every need the first font that holds all of it. */
export function choice(needs: readonly Need[], sources: readonly FontSource[], lang: string): Choice {
  const han = hanOrder(lang, needs);
  const chosen = new Map<FontSource, Chosen>();
  const missing: Need[] = [];
  for (const need of needs) {
    const source = ranked(sources, need, han).find((font) => covers(font, need.cluster));
    if (source === undefined) {
      missing.push(need);
      continue;
    }
    const known = chosen.get(source) ?? { source, clusters: new Set<string>(), bold: false };
    known.clusters.add(need.cluster);
    known.bold ||= need.bold;
    chosen.set(source, known);
  }
  return { chosen: [...chosen.values()].sort((a, b) => (a.source.name < b.source.name ? -1 : 1)), missing };
}

/** The package that would set a need: what its kind suggests, in the country's form for Han. */
export function suggestedPackage({ cluster, language }: Need, han: readonly string[]): string | undefined {
  const { packageId } = kindOf(cluster);
  if (packageId !== "noto-sans-sc") return packageId;
  return `noto-sans-${language === "ja" ? "jp" : language === "ko" ? "kr" : han[0]}`;
}

const country = /^noto-(?:sans|serif)-(sc|tc|hk|jp|kr)$/;
const pictures = /^noto-(?:color-)?emoji$/;

function ranked(sources: readonly FontSource[], need: Need, han: readonly string[]): FontSource[] {
  const suggested = suggestedPackage(need, han);
  const order = need.language === "ja" ? ["jp", ...han] : need.language === "ko" ? ["kr", ...han] : han;
  const rank = (source: FontSource): number => {
    if (source.named) return 0;
    if (source.id === suggested) return 1;
    const sans = source.id.startsWith("noto-sans") ? 0 : 1;
    const form = country.exec(source.id)?.[1];
    if (form !== undefined) return 100 + 2 * order.indexOf(form) + sans;
    if (pictures.test(source.id)) return suggested === "noto-emoji" ? 2 : 200;
    return 10 + sans + (source.id === "noto-sans-mono" ? 2 : 0);
  };
  return sources
    .map((source, index) => ({ source, index, rank: rank(source) }))
    .sort(
      (a, b) =>
        a.rank - b.rank || (a.rank === 0 ? a.index - b.index : a.source.name < b.source.name ? -1 : 1),
    )
    .map(({ source }) => source);
}

function covers(source: FontSource, cluster: string): boolean {
  const wanted = new Set([cluster]);
  partsFor(source, 400, wanted);
  return wanted.size === 0;
}

/** A file and the characters that it gives. */
export interface FontPart {
  readonly file: FontFile;
  readonly facts: FontFacts;
  readonly codes: readonly number[];
}

/**
 * The files of a font that together set `wanted`, at the weight nearest to `weight`; what is found is taken out of
 * `wanted`. One file sets a whole cluster, since a browser shapes none with two. Whole files come before slices, so
 * that text is shaped as one and a PDF carries one font.
 */
export function partsFor(source: FontSource, weight: number, wanted: Set<string>): FontPart[] {
  const parts: FontPart[] = [];
  for (const file of inOrder(filesOfWeight(source, weight))) {
    if (wanted.size === 0) break;
    if (!mayHold(file, wanted)) continue;
    const facts = fontFacts(file.path);
    const held = [...wanted].filter((cluster) => holdsCluster(facts, cluster));
    if (held.length === 0) continue;
    for (const cluster of held) wanted.delete(cluster);
    const codes = new Set(held.flatMap(shapedCodes).filter((code) => facts.codes.has(code)));
    parts.push({ file, facts, codes: [...codes].sort((a, b) => a - b) });
  }
  return parts;
}

function holdsCluster({ codes }: FontFacts, cluster: string): boolean {
  const all = (text: string) => inked(text).every((code) => codes.has(code));
  return all(cluster) || all(cluster.normalize("NFC"));
}

/** The weight nearest to the wanted one that a font has; undefined when its files hold all weights. */
export function weightOf(source: FontSource, wanted: number): number | undefined {
  const weights = [...new Set(source.files.flatMap(({ weight }) => weight ?? []))];
  return weights.sort((a, b) => Math.abs(a - wanted) - Math.abs(b - wanted) || a - b)[0];
}

function filesOfWeight(source: FontSource, wanted: number): FontFile[] {
  const weight = weightOf(source, wanted);
  return source.files.filter((file) => file.weight === weight);
}

const numbered = /^\d+$/;
const western = /^(?:latin|cyrillic|greek|vietnamese)/;

/** Whole parts first, Latin ones after them, slices last. */
function inOrder(files: readonly FontFile[]): FontFile[] {
  const rank = ({ slice }: FontFile) => (numbered.test(slice) ? 2 : western.test(slice) ? 1 : 0);
  return [...files].sort((a, b) => rank(a) - rank(b) || (a.path < b.path ? -1 : 1));
}

/** A slice is opened only for what it is listed with: there are a hundred of them. Of other parts the list may be short. */
function mayHold({ slice, ranges }: FontFile, wanted: ReadonlySet<string>): boolean {
  if (!numbered.test(slice) || ranges === undefined) return true;
  return [...wanted].some((cluster) => shapedCodes(cluster).some((code) => holds(ranges, code)));
}
