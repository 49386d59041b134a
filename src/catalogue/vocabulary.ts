// Every word of the library in one vocabulary, for formulas of a notebook that speak of everything.
import { symbols as symbolsOfRooms } from "../budget/vocabulary.js";
import { vocabulary } from "../formula/index.js";
import { scalingSymbols } from "../scaling/symbols.js";

/** Every symbol of the library by name, and `formula`, which declares a formula in them and checks it at once. */
export const { formula, symbols } = vocabulary({ ...symbolsOfRooms, ...scalingSymbols });
