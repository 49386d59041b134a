// The words in which formulas of documents that we judge are written: the shared symbols, those of the rooms below, its own.

import { budgetSymbols } from "../budget/symbols.js";
import { inferenceSymbols } from "../cost/inference/symbols.js";
import { costSymbols } from "../cost/symbols.js";
import { groundSymbols, roomVocabulary } from "../formula/index.js";
import { hardwareSymbols } from "../hardware/symbols.js";
import { recurrentSymbols } from "../layers/recurrent/symbols.js";
import { layerSymbols } from "../layers/symbols.js";
import { modelSymbols } from "../models/symbols.js";
import { servingSymbols } from "../plan/serving/symbols.js";
import { planSymbols } from "../plan/symbols.js";
import { scalingSymbols } from "../scaling/symbols.js";
import { trainingSymbols } from "../training/symbols.js";

export const { formula, form, symbols } = roomVocabulary({
  ...groundSymbols,
  ...layerSymbols,
  ...recurrentSymbols,
  ...trainingSymbols,
  ...hardwareSymbols,
  ...modelSymbols,
  ...costSymbols,
  ...inferenceSymbols,
  ...scalingSymbols,
  ...planSymbols,
  ...servingSymbols,
  ...budgetSymbols,
});
