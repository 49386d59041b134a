// The door of the formula folder: vocabularies and the formulas that speak them.

export { type ConventionName, conventions } from "./conventions.js";
export type { Form } from "./form.js";
export {
  type CompiledInputs,
  type Formula,
  type FormulaDefinition,
  type FormulaOf,
  symbolOf,
} from "./formula.js";
export type { InputOf, Inputs } from "./inputs.js";
export {
  type ComposedOperation,
  composedOperations,
  type ElementaryOperation,
  elementaryOperations,
  functionOperations,
  operationCount,
} from "./operations.js";
export { type Program, program } from "./program.js";
export {
  type SampleValue,
  type SampleValues,
  type SymbolEntry,
  type Symbols,
  type SymbolsOf,
  symbolEntries,
  type Units,
} from "./symbol.js";
export { groundSymbols } from "./symbols.js";
export {
  openVocabulary,
  roomVocabulary,
  type Vocabulary,
  type VocabularyOptions,
  vocabulary,
} from "./vocabulary.js";
