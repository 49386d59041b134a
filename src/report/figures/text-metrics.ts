// How wide a text is in the sans face that pages embed: the same on every machine, whatever fonts it has.
import { readFileSync } from "node:fs";
import { FlopbookError } from "../../ground/errors.js";

/** What Vega tells about a text it wants measured. */
export interface TextItem {
  readonly fontSize?: number;
  readonly fontWeight?: number | string;
  readonly limit?: number;
}

/** Width of `text` in px, set as `item` says. */
export type TextWidth = (item: TextItem, text: unknown) => number;

type Widths = Readonly<Record<string, number>>;

/**
 * A text width function from `sans-widths.json` of a template's fonts: sum of advance widths, no kerning (which
 * only narrows a line, by 0.5 % on the mean, 1.2 % at most in 109 lines of prose). Of characters the face lacks, those
 * that fonts draw in a square are one em wide, marks have no width, the rest count as wide as "0".
 */
export function textWidth(file: URL): TextWidth {
  const { unitsPerEm, widths } = JSON.parse(readFileSync(file, "utf8")) as {
    readonly unitsPerEm: number;
    readonly widths: Readonly<Record<string, Widths>>;
  };
  const [regular, bold] = [widths["400"], widths["600"]];
  if (regular === undefined || bold === undefined)
    throw new FlopbookError(
      `${file.pathname}: widths for weight 400 and 600 are missing; run make-fonts.mjs`,
    );
  return (item, text) => {
    const face = isBold(item.fontWeight) ? bold : regular;
    const missing = face["0"] ?? unitsPerEm / 2;
    let units = 0;
    for (const char of text === null || text === undefined ? "" : String(text).trim())
      units += face[char] ?? (square.test(char) ? unitsPerEm : unseen.test(char) ? 0 : missing);
    const width = (units / unitsPerEm) * (item.fontSize ?? 11); // 11: Vega's own default
    return item.limit !== undefined && item.limit > 0 ? Math.min(width, item.limit) : width;
  };
}

const square =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}\p{Script=Yi}\p{Emoji_Presentation}\p{Extended_Pictographic}\u3000-\u303f\uff00-\uff60\uffe0-\uffe6]/u;
const unseen = /[\p{M}\p{Default_Ignorable_Code_Point}]/u;

function isBold(weight: number | string | undefined): boolean {
  return weight === "bold" || weight === "bolder" || Number(weight) >= 500;
}
