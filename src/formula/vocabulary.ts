// A vocabulary: symbols and counting conventions that formulas may speak, and `formula` to declare one in them.
import { FlopbookError, suggestion } from "../ground/errors.js";
import { addUnits, type OwnUnits } from "../numbers/own-units.js";
import { baseUnitOf, unitFactor } from "../numbers/units.js";
import { type ConventionName, conventions } from "./conventions.js";
import { type Form, form } from "./form.js";
import { type FormulaDefinition, type FormulaOf, formulaIn } from "./formula.js";
import type { SymbolEntry, Symbols, SymbolsOf, Units } from "./symbol.js";
import { groundSymbols } from "./symbols.js";

/** What formulas may speak: symbols with their entries, conventions as sentences. */
export interface Words {
  readonly symbols: Symbols;
  readonly conventions: Readonly<Record<string, string>>;
}

/** Symbols and conventions, and what is made with them. */
export interface Vocabulary<U extends Units, N extends string = ConventionName> {
  readonly symbols: SymbolsOf<U>;
  readonly conventions: { readonly [K in N]: string };
  /** Declares a formula; inputs and result are names of this vocabulary. */
  readonly formula: <const Id extends string, const I extends readonly (keyof U & string)[]>(
    definition: FormulaDefinition<keyof U & string, Id, I, N>,
  ) => FormulaOf<{ readonly [K in I[number]]: U[K] }, Id>;
  /** Reads a symbolic form: an expression without a result. Errors on what does not parse and on unknown symbols. */
  readonly form: (expression: string) => Form;
}

/** What a vocabulary adds beside its symbols. */
export interface VocabularyOptions<N extends string> {
  /** Counting choices by name, each a sentence without a full stop. */
  readonly conventions?: { readonly [K in N]: string };
  /** Units that the symbols use: `{ bucket: "counted", page: bytes(4096) }`. */
  readonly units?: OwnUnits;
}

/**
 * Words of one's own, typed: symbols, and `formula` that declares formulas in them and in the shared symbols
 * (`flopPerMac`, `bitsPerByte` ...). A formula is checked at once. Errors on a symbol or a unit that is malformed and
 * on a convention that is taken.
 *
 *     const { formula } = vocabulary({ elementsHashed: { tex: "h", unit: "element", meaning: "elements hashed" } });
 *
 * @example vocabulary({ elementsHashed: { tex: "h", unit: "element",
 *   meaning: "elements hashed" } }).symbols.elementsHashed.unit // "element"
 */
export function vocabulary<const U extends Units, const N extends string = never>(
  own: SymbolsOf<U>,
  options: VocabularyOptions<N> = {},
): Vocabulary<U & GroundUnits, N | ConventionName> {
  addUnits(options.units ?? {});
  const taken = Object.keys(options.conventions ?? {}).find((name) => Object.hasOwn(conventions, name));
  if (taken !== undefined)
    throw new FlopbookError(
      `vocabulary: there is a convention of this name, got "${taken}"; choose another name`,
    );
  const words: Words = {
    symbols: { ...groundSymbols, ...own },
    conventions: { ...conventions, ...options.conventions },
  };
  for (const [name, entry] of Object.entries<SymbolEntry>(own)) checkEntry(name, entry, words);
  return made(words, "at once") as unknown as Vocabulary<U & GroundUnits, N | ConventionName>;
}

function checkEntry(name: string, { unit, constant }: SymbolEntry, { conventions: known }: Words): void {
  const fail = (problem: string) => new FlopbookError(`symbol "${name}": ${problem}`);
  if (!/^[A-Za-z]\w*$/.test(name))
    throw fail(`must be a word that an expression can hold, got "${name}"; use letters and digits`);
  checkUnit(name, unit);
  if (baseUnitOf(unit) !== unit || unitFactor(unit) !== 1)
    throw fail(
      `must have a base unit, got "${unit}"; write "${baseUnitOf(unit)}" and show it in \`display\``,
    );
  if (constant !== undefined && !Object.hasOwn(known, constant.convention))
    throw fail(
      `unknown convention, got "${constant.convention}"${suggestion(constant.convention, Object.keys(known)) || "; add it to the options"}`,
    );
}

/** A unit that nobody knows may be a misspelling, or one that is still to be declared: both remedies are offered. */
function checkUnit(name: string, unit: string): void {
  try {
    baseUnitOf(unit);
  } catch (error) {
    if (!(error instanceof FlopbookError)) throw error;
    const own = /^[A-Za-z][A-Za-z_]*$/.test(unit) ? unit : "page";
    throw new FlopbookError(
      `symbol "${name}": ${error.message}; a unit of your own is declared by the option \`units\`: { units: { ${own}: "counted" } }`,
      { cause: error },
    );
  }
}

type GroundUnits = typeof groundSymbols extends SymbolsOf<infer G> ? G : never;

/**
 * The vocabulary of a room of this library: the given symbols and no others. Its formulas are checked when they are
 * first used, and all of them by a test, so that loading the library costs little.
 */
export function roomVocabulary<const U extends Units>(symbols: SymbolsOf<U>): Vocabulary<U> {
  return made({ symbols, conventions }, "when used") as unknown as Vocabulary<U>;
}

/** The same for a user's formulas, which are checked at once: only the symbols, ours, are taken as they are. */
export function openVocabulary<const U extends Units>(symbols: SymbolsOf<U>): Vocabulary<U> {
  return made({ symbols, conventions }, "at once") as unknown as Vocabulary<U>;
}

function made(words: Words, checked: "at once" | "when used"): Vocabulary<Units, string> {
  return {
    ...words,
    formula: (definition) => formulaIn(words, definition, checked),
    form: (expression) => form(words.symbols, expression),
  } as Vocabulary<Units, string>;
}
