// Every word of the library in one vocabulary, for formulas of a notebook that speak of everything.
import { symbols as symbolsOfRooms } from "../budget/vocabulary.js";
import {
  groundSymbols,
  openVocabulary,
  type SymbolsOf,
  symbolEntries,
  type Vocabulary,
} from "../formula/index.js";
import { scalingSymbols } from "../scaling/symbols.js";

/**
 * Every symbol of the library by name: TeX, base unit, meaning, bounds.
 *
 * @example symbols.trainingFlop.unit // "FLOP"
 */
export const symbols = symbolEntries({ ...groundSymbols, ...symbolsOfRooms, ...scalingSymbols });

/** The base unit of each, for the compiler. */
type Units = typeof symbols extends SymbolsOf<infer U> ? U : never;

/**
 * Declares a formula in the symbols of the library and checks it at once. Errors on what its definition gets wrong.
 *
 * @example formula({ id: "own.twice", meaning: "Twice the operations", expression: "2 * forwardFlop",
 *   result: "trainingFlop", inputs: ["forwardFlop"],
 *   source: "own arithmetic" })({ forwardFlop: flop(3e9) }) // 6 GFLOP
 */
export const formula: Vocabulary<Units>["formula"] = openVocabulary<Units>(symbols).formula;
