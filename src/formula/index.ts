// The door of the formula folder: declaring formulas, the dictionary of symbols, the conventions.

export type { FormulaDefinition } from "./check.js";
export { type ConventionName, conventions } from "./conventions.js";
export { type Form, form } from "./form.js";
export { type CompiledInputs, type Formula, formula } from "./formula.js";
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
export { type ConstantName, type SymbolEntry, type SymbolName, symbols } from "./symbols.js";
