// The words in which formulas of losses, optimizers and number formats are written: the shared symbols, those of the rooms below, its own.
import { groundSymbols, roomVocabulary } from "../formula/index.js";
import { trainingSymbols } from "./symbols.js";

export const { formula, form, symbols } = roomVocabulary({
  ...groundSymbols,
  ...trainingSymbols,
});
