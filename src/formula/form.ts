// A symbolic form: an expression over symbols of the dictionary without a result or a unit of its own.
import { FlopbookError } from "../errors.js";
import { compileExpression, type Values } from "./compile.js";
import { symbolEntry } from "./inputs.js";
import { parseExpression, symbolsIn } from "./math.js";
import type { SymbolName } from "./symbols.js";
import { expressionTex } from "./tex.js";

/** A form to print and to evaluate, such as the elements of a tensor. */
export interface Form {
  readonly expression: string;
  readonly tex: string;
  /** In the order in which they occur. */
  readonly symbols: readonly SymbolName[];
  /** The value; NaN where a symbol is missing. */
  readonly value: (values: Values) => number;
}

/** Reads a form. Errors on what does not parse and on symbols that the dictionary lacks. */
export function form(expression: string): Form {
  const parsed = parseExpression(expression);
  const names = [...symbolsIn(parsed)];
  const unknown = names.find((name) => symbolEntry(name) === undefined);
  if (unknown !== undefined)
    throw new FlopbookError(
      `form "${expression}": unknown symbol, got "${unknown}"; add it to the dictionary`,
    );
  const symbol = (name: string) => symbolEntry(name)?.tex ?? name;
  return {
    expression,
    tex: expressionTex(parsed, { symbol, isNumber: () => false, values: false }),
    symbols: names as SymbolName[],
    value: compileExpression(parsed),
  };
}
