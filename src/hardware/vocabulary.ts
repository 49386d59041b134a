// The words in which formulas of devices are written: the shared symbols, those of the rooms below, its own.
import { groundSymbols, roomVocabulary } from "../formula/index.js";
import { hardwareSymbols } from "./symbols.js";

export const { formula, form, symbols } = roomVocabulary({
  ...groundSymbols,
  ...hardwareSymbols,
});
