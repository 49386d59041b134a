// Every word of the library in one vocabulary, for formulas of a notebook that speak of everything.
import { symbols as symbolsOfRooms } from "../budget/vocabulary.js";
import { groundSymbols, openVocabulary } from "../formula/index.js";
import { scalingSymbols } from "../scaling/symbols.js";

const whole = openVocabulary({ ...groundSymbols, ...symbolsOfRooms, ...scalingSymbols });

/** Declares a formula in the symbols of the library and checks it at once. Errors on what its definition gets wrong. */
export const formula = whole.formula;

/** Every symbol of the library by name: TeX, base unit, meaning, bounds. */
export const symbols = whole.symbols;
