// What a symbol is: name in code, printed form, unit, meaning, bounds, and a value to try.

/** One symbol. A symbol with a constant is filled in by itself and printed as its number. */
export interface SymbolEntry<Unit extends string = string> {
  /** As printed: TeX that KaTeX takes in strict mode. */
  readonly tex: string;
  /** Base unit: "FLOP", "byte/s", "J/s", or counted nouns. */
  readonly unit: Unit;
  readonly meaning: string;
  /** Unit in which results are shown, such as "USD/h" or "%". */
  readonly display?: string;
  /** The value that a counting convention gives it; a caller may put another in its place. */
  readonly constant?: { readonly value: number; readonly convention: string };
  /** Smallest value that an input may have. */
  readonly minimum?: number;
  /** Inputs must be larger than this. */
  readonly above?: number;
  /** Largest value that an input may have. */
  readonly maximum?: number;
  /** True for whole numbers. */
  readonly integer?: boolean;
  /** A plausible value, for worked steps of the handbook. */
  readonly sample?: SampleValue;
}

/** A number in the symbol's base unit, or with a unit of its own. */
export type SampleValue = number | readonly [value: number, unit: string];

/** Sample values by symbol. */
export type SampleValues = Readonly<Record<string, SampleValue>>;

/** Base units of symbols by name. */
export type Units = Readonly<Record<string, string>>;

/** Symbols by name, with their units known to the compiler. */
export type SymbolsOf<U extends Units> = { readonly [K in keyof U]: SymbolEntry<U[K]> };

/** Symbols by name, whatever their units. */
export type Symbols = Readonly<Record<string, SymbolEntry>>;

/** The same entries; of their values the compiler remembers the units, which is all that formulas need. */
export function symbolEntries<const U extends Units>(entries: SymbolsOf<U>): SymbolsOf<U> {
  return entries;
}
