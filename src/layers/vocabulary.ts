// The words in which formulas of layers are written: the shared symbols, those of the rooms below, its own.
import { groundSymbols, roomVocabulary } from "../formula/index.js";
import { recurrentSymbols } from "./recurrent/symbols.js";
import { layerSymbols } from "./symbols.js";

export const { formula, form, symbols } = roomVocabulary({
  ...groundSymbols,
  ...layerSymbols,
  ...recurrentSymbols,
});
