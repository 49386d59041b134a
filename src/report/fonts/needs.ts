// Which text of a page the report's own faces cannot set.
import { clustersOf, inked, textRuns } from "./text.js";

/** A cluster that needs a font of the project. */
export interface Need {
  readonly cluster: string;
  /** How often it stands on the page. */
  count: number;
  /** Somewhere set bold. */
  bold: boolean;
  /** Language of the East Asian run that it first stands in, where kana or hangul beside it tell. */
  readonly language: "ja" | "ko" | undefined;
}

/** What the report sets by itself. */
export interface OwnFaces {
  /** Whether the faces set these characters of one cluster, in text or in code. */
  readonly sets: (codes: readonly number[], mono: boolean) => boolean;
  /** Characters of KaTeX's faces, asked only of formulas. */
  readonly hasMath: (code: number) => boolean;
}

const eastAsian =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff00-\uffef]+/gu;

/** The needs of a page, each cluster once, in order of their first place. */
export function needsOf(html: string, own: OwnFaces): Need[] {
  const needs = new Map<string, Need>();
  for (const { text, bold, mono, math } of textRuns(html)) {
    if (!/[\u0080-\u{10ffff}]/u.test(text)) continue;
    const sets = (codes: readonly number[]) => own.sets(codes, mono) || (math && codes.every(own.hasMath));
    const languages = languagesOf(text);
    for (const cluster of clustersOf(text)) {
      if (isSet(cluster, sets)) continue;
      const known = needs.get(cluster);
      if (known === undefined) {
        needs.set(cluster, { cluster, count: 1, bold, language: languages.get(cluster) });
      } else {
        known.count++;
        known.bold ||= bold;
      }
    }
  }
  return [...needs.values()];
}

/** A letter and its accent count as set when the face holds the two as one: the browser puts them together. */
function isSet(cluster: string, sets: (codes: readonly number[]) => boolean): boolean {
  return sets(inked(cluster)) || sets(inked(cluster.normalize("NFC")));
}

/** For Han characters, what the run round them says of their language. */
function languagesOf(text: string): ReadonlyMap<string, "ja" | "ko"> {
  const found = new Map<string, "ja" | "ko">();
  for (const [run] of text.matchAll(eastAsian)) {
    const language = /[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(run)
      ? "ja"
      : /\p{Script=Hangul}/u.test(run)
        ? "ko"
        : undefined;
    if (language !== undefined) for (const character of run) found.set(character, language);
  }
  return found;
}

/** Han characters in the order of a language: which country's forms, and so which package, come first. */
export function hanOrder(lang: string, needs: readonly Need[]): readonly string[] {
  const rest = ["sc", "tc", "hk", "jp", "kr"];
  const first = preferred(lang.toLowerCase()) ?? (japanese(needs) ? ["jp"] : korean(needs) ? ["kr"] : []);
  return [...new Set([...first, ...rest])];
}

function preferred(lang: string): string[] | undefined {
  if (/^ja\b/.test(lang)) return ["jp"];
  if (/^ko\b/.test(lang)) return ["kr"];
  if (/^(?:zh-(?:[\w]+-)?(?:hk|mo)|yue)\b/.test(lang)) return ["hk", "tc"];
  if (/^zh-(?:hant|tw)\b/.test(lang)) return ["tc", "hk"];
  return /^zh\b/.test(lang) ? ["sc"] : undefined;
}

/** Japanese text has more kana than kanji, Korean hardly any hanja. */
function japanese(needs: readonly Need[]): boolean {
  const kana = counted(needs, /[\p{Script=Hiragana}\p{Script=Katakana}]/u);
  return kana > 0 && kana >= counted(needs, /\p{Script=Han}/u);
}

function korean(needs: readonly Need[]): boolean {
  const hangul = counted(needs, /\p{Script=Hangul}/u);
  return hangul > 0 && hangul >= 2 * counted(needs, /\p{Script=Han}/u);
}

function counted(needs: readonly Need[], pattern: RegExp): number {
  return needs.reduce((sum, { cluster, count }) => sum + (pattern.test(cluster) ? count : 0), 0);
}
