// The part of fontkit that the font tests use; the package carries no types.
declare module "fontkit" {
  export interface Glyph {
    readonly advanceWidth: number;
  }
  export interface Font {
    readonly familyName: string;
    readonly postscriptName: string;
    readonly copyright: string;
    readonly unitsPerEm: number;
    readonly variationAxes: Readonly<Record<string, object>>;
    hasGlyphForCodePoint(code: number): boolean;
    glyphForCodePoint(code: number): Glyph;
    layout(text: string): { readonly advanceWidth: number };
  }
  export function create(file: Uint8Array): Font;
}
