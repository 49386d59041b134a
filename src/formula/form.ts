// A symbolic form: an expression over symbols of the dictionary without a result or a unit of its own.
import { FlopbookError } from "../ground/errors.js";
import { compileExpression, type Values } from "./compile.js";
import { parseExpression, symbolsIn } from "./math.js";
import type { Symbols } from "./symbol.js";
import { expressionTex } from "./tex.js";

/** A form to print and to evaluate, such as the elements of a tensor. */
export interface Form {
  readonly expression: string;
  readonly tex: string;
  /** In the order in which they occur. */
  readonly symbols: readonly string[];
  /** The value; NaN where a symbol is missing. */
  readonly value: (values: Values) => number;
}

/** Reads a form in these symbols. Errors on what does not parse and on other symbols. */
export function form(symbols: Symbols, expression: string): Form {
  const parsed = parseExpression(expression);
  const names = [...symbolsIn(parsed)];
  const unknown = names.find((name) => !Object.hasOwn(symbols, name));
  if (unknown !== undefined)
    throw new FlopbookError(
      `form "${expression}": unknown symbol, got "${unknown}"; add it to the vocabulary`,
    );
  const symbol = (name: string) => symbols[name]?.tex ?? name;
  return {
    expression,
    tex: expressionTex(parsed, { symbol, isNumber: () => false, values: false }),
    symbols: names,
    value: compileExpression(parsed),
  };
}
