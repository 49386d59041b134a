// The parts of fontkit and subset-font that reports use; the packages carry no types.
declare module "fontkit" {
  export interface Glyph {
    readonly advanceWidth: number;
  }
  export interface Font {
    readonly familyName: string;
    readonly postscriptName: string;
    readonly copyright: string;
    readonly unitsPerEm: number;
    readonly characterSet: readonly number[];
    readonly directory: { readonly tables: Readonly<Record<string, unknown>> };
    readonly numGlyphs: number;
    readonly availableFeatures: readonly string[];
    readonly "OS/2": { readonly usWeightClass: number } | undefined;
    readonly variationAxes: Readonly<Record<string, { readonly default: number }>>;
    hasGlyphForCodePoint(code: number): boolean;
    glyphForCodePoint(code: number): Glyph;
    layout(text: string): {
      readonly advanceWidth: number;
      readonly glyphs: readonly { readonly id: number }[];
    };
  }
  export function create(file: Uint8Array): Font;
}

declare module "subset-font" {
  export default function subsetFont(
    font: Buffer,
    text: string,
    options: {
      readonly targetFormat: "woff2" | "sfnt";
      readonly noHinting?: boolean;
      readonly preserveNameIds?: readonly number[];
      readonly variationAxes?: Readonly<Record<string, number>>;
    },
  ): Promise<Buffer>;
}
