// Formulas as HTML with MathML, made by KaTeX when the page is built. The only import of KaTeX.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import katex from "katex";
import { FlopbookError } from "../../ground/errors.js";
import type { Inline } from "./inline.js";
import { type FormulaNode, formulaForms } from "./math-tree.js";

/** Definitions that a document has made so far; never changed in place. */
export type Macros = Readonly<Record<string, unknown>>;

/** No definition made. */
export const noMacros: Macros = {};

export interface MathOptions {
  readonly display?: boolean;
  readonly macros?: Macros;
  /** Takes what KaTeX renders though LaTeX would frown, such as letters of other scripts; for what people write. */
  readonly lenient?: boolean;
}

const made = new WeakMap<Macros, Map<string, Inline>>();

/** A formula as HTML for sight and MathML for the ear. Throws FlopbookError when KaTeX refuses it. */
export function mathHtml(tex: string, options: MathOptions = {}): string {
  return mathInline(tex, options).html;
}

/** The same with its words: what its MathML says. */
export function mathInline(tex: string, options: MathOptions = {}): Inline {
  const { display = false, macros = noMacros, lenient = false } = options;
  const key = `${display} ${lenient} ${tex}`;
  const known = made.get(macros) ?? new Map<string, Inline>();
  made.set(macros, known);
  const formula = known.get(key) ?? rendered(tex, { display, lenient, macros: { ...macros } });
  known.set(key, formula);
  return formula;
}

/** The definitions after those in `tex`. Throws FlopbookError when KaTeX refuses it. */
export function macrosAfter(tex: string, macros: Macros): Macros {
  const after = { ...macros };
  rendered(tex, { display: true, lenient: true, macros: after });
  return after;
}

/** A macro expands at most this often in one formula, and fewer times when its text is long. */
const EXPANSIONS = 1000;
const TOKENS = 100_000;

function rendered(
  tex: string,
  { display, lenient, macros }: { display: boolean; lenient: boolean; macros: object },
): Inline {
  try {
    const tree = builder.__renderToDomTree(spaced(tex), {
      displayMode: display,
      output: "htmlAndMathml",
      strict: lenient ? "ignore" : "error",
      throwOnError: true,
      globalGroup: true,
      macros: macros as Record<string, string>,
      trust: trusted,
      maxExpand: Math.min(EXPANSIONS, Math.floor(TOKENS / longest(macros))),
    });
    return formulaForms(tree);
  } catch (error) {
    const reason =
      error instanceof Error ? error.message.replace(/^KaTeX parse error: |\u0332/g, "") : String(error);
    throw new FlopbookError(`formula: KaTeX cannot read it, got "${tex}"; ${reason}`, { cause: error });
  }
}

/** KaTeX's own first half of renderToString, whose types leave it out. */
const builder = katex as unknown as {
  readonly __renderToDomTree: (tex: string, options: katex.KatexOptions) => FormulaNode;
};

function longest(macros: object): number {
  const lengths = Object.values(macros).map((macro) => (macro as { tokens?: unknown[] }).tokens?.length ?? 0);
  return Math.max(100, ...lengths);
}

/** Formulas may link to their own page and to the web; whatever else KaTeX asks leave for is refused by name. */
function trusted({ command, url }: { readonly command: string; readonly url?: string }): boolean {
  if (/^\\(?:href|url)$/.test(command) && /^(?:#|https?:\/\/|mailto:)/i.test(url ?? "")) return true;
  throw new Error(`a page does not allow ${command}${url === undefined ? "" : ` with "${url}"`}`);
}

/** The text face's italic f reaches left: it gets a thin space after an equals sign. */
function spaced(tex: string): string {
  return tex.replace(/(=\s*)(?=f(?![A-Za-z]))/g, "$1\\,");
}

/** Version of KaTeX, for the provenance section. */
export const katexVersion: string = katex.version;

const require = createRequire(import.meta.url);

/**
 * KaTeX's style rules without its faces. Where a rule asks for the Main or Math face the text face follows, which
 * serves the characters that `faceRange` takes from them: so 2.669 looks the same in a line and in a formula.
 */
export function katexCss(): string {
  return readFileSync(require.resolve("katex/dist/katex.min.css"), "utf8")
    .replace(/@font-face\{[^}]*\}/g, "")
    .replace(/KaTeX_(Main|Math)(?=[,;}])/g, 'KaTeX_$1,"Flop Serif"')
    .trim();
}

/** One of KaTeX's faces as a page embeds it. */
export interface MathFace {
  readonly family: string;
  readonly weight: 400 | 700;
  readonly style: "normal" | "italic";
  readonly file: string;
  readonly unicodeRange: string | undefined;
}

/** All but Latin letters, digits and × = + − ( ) , . % / ÷, which come from the text face. */
const faceRange =
  "U+21-24,U+26-27,U+2A,U+2D,U+3A-3C,U+3E-40,U+5B-60,U+7B-9F,U+A1-D6,U+D8-F6,U+F8-2211,U+2213-10FFFF";

/** Which markup asks for which of KaTeX's faces; the first two come with any formula. */
const uses: readonly [RegExp, string, 400 | 700, "normal" | "italic"][] = [
  [/class="katex/, "Main-Regular", 400, "normal"],
  [/class="katex/, "Math-Italic", 400, "italic"],
  [/class="[^"]*\bmathbf\b|\btextbf\b/, "Main-Bold", 700, "normal"],
  [/class="[^"]*\bmathit\b|\btextit\b/, "Main-Italic", 400, "italic"],
  [/class="[^"]*\bboldsymbol\b/, "Math-BoldItalic", 700, "italic"],
  [/class="[^"]*\b(?:amsrm|mathbb|textbb)\b/, "AMS-Regular", 400, "normal"],
  [/class="[^"]*\bmathcal\b/, "Caligraphic-Regular", 400, "normal"],
  [/class="[^"]*\b(?:mathscr|textscr)\b/, "Script-Regular", 400, "normal"],
  [/class="[^"]*\b(?:mathfrak|textfrak)\b/, "Fraktur-Regular", 400, "normal"],
  [/class="[^"]*\b(?:mathsf|textsf)\b/, "SansSerif-Regular", 400, "normal"],
  [/class="[^"]*\b(?:mathtt|texttt)\b/, "Typewriter-Regular", 400, "normal"],
  [/class="[^"]*\b(?:delimsizing size1|delim-size1|small-op)\b/, "Size1-Regular", 400, "normal"],
  [/class="[^"]*\b(?:delimsizing size2|large-op)\b/, "Size2-Regular", 400, "normal"],
  [/class="[^"]*\bdelimsizing size3\b/, "Size3-Regular", 400, "normal"],
  [/class="[^"]*\b(?:delimsizing size4|delim-size4)\b/, "Size4-Regular", 400, "normal"],
];

/** The faces that the formulas of a page need, with the path of each file. */
export function mathFaces(html: string): MathFace[] {
  return uses
    .filter(([pattern]) => pattern.test(html))
    .map(([, name, weight, style]) => ({
      family: `KaTeX_${name.split("-")[0]}`,
      weight,
      style,
      file: symbolFaceFile(name),
      unicodeRange: /^Ma/.test(name) ? faceRange : undefined,
    }));
}

/** Paths of all faces that a formula may ask for. */
export function mathFaceFiles(): string[] {
  return uses.map(([, name]) => symbolFaceFile(name));
}

/** Path of one of KaTeX's woff2 files, such as "Main-Regular". */
export function symbolFaceFile(name: string): string {
  return require.resolve(`katex/dist/fonts/KaTeX_${name}.woff2`);
}
