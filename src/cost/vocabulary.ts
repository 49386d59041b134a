// The words in which formulas of cost questions are written: the shared symbols, those of the rooms below, its own.
import { groundSymbols, roomVocabulary } from "../formula/index.js";
import { hardwareSymbols } from "../hardware/symbols.js";
import { recurrentSymbols } from "../layers/recurrent/symbols.js";
import { layerSymbols } from "../layers/symbols.js";
import { modelSymbols } from "../models/symbols.js";
import { trainingSymbols } from "../training/symbols.js";
import { inferenceSymbols } from "./inference/symbols.js";
import { costSymbols } from "./symbols.js";

export const { formula, form, symbols } = roomVocabulary({
  ...groundSymbols,
  ...layerSymbols,
  ...recurrentSymbols,
  ...trainingSymbols,
  ...hardwareSymbols,
  ...modelSymbols,
  ...costSymbols,
  ...inferenceSymbols,
});
