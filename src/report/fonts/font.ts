// Reads a font file: its names, its characters, its axes. The only import of fontkit.
import { readFileSync, statSync } from "node:fs";
import { create } from "fontkit";
import { FlopbookError } from "../../ground/errors.js";

/** What we ask of a font. */
export interface FontFacts {
  readonly family: string;
  /** Empty for a font of colours or bitmaps: a browser prints its glyphs as blank paper. */
  readonly codes: ReadonlySet<number>;
  /** Weight as the font gives it: 400, 700. */
  readonly weight: number;
  /** Default value by axis, of a variable font. */
  readonly axes: Readonly<Record<string, number>>;
}

const known = new Map<string, FontFacts>();

/** Facts of the font in a file. Throws FlopbookError for a file that is no single font. */
export function fontFacts(path: string): FontFacts {
  const { size, mtimeMs } = statSync(path);
  const key = `${path} ${size} ${mtimeMs}`;
  const facts = known.get(key) ?? readFacts(path);
  known.set(key, facts);
  return facts;
}

const colourTables = /^(?:COLR|CBDT|sbix|SVG )$/;

function readFacts(path: string): FontFacts {
  try {
    const font = create(readFileSync(path));
    const printed = !Object.keys(font.directory.tables).some((table) => colourTables.test(table));
    const codes = printed ? font.characterSet.filter((code) => code < 0xfffe || code > 0xffff) : [];
    return {
      family: font.familyName ?? font.postscriptName ?? "Noto",
      codes: new Set(codes),
      weight: font["OS/2"]?.usWeightClass ?? 400,
      axes: Object.fromEntries(
        Object.entries(font.variationAxes ?? {}).map(([tag, axis]) => [tag, axis.default]),
      ),
    };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new FlopbookError(
      `fonts: ${path.split(/[\\/]/).at(-1)} cannot be read as a font, ${reason}; give a .woff2, .woff, .ttf or .otf file`,
      { cause: error },
    );
  }
}
