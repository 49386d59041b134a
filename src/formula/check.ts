// What must hold of a formula before it may be used: known symbols, fitting dimensions, nothing unused, a fresh id.
import { FlopbookError, suggestion } from "../errors.js";
import { dimensionOf, dimensionText, sameDimension } from "../numbers/units.js";
import type { Origin } from "../sources/source.js";
import { compileExpression, type Evaluator } from "./compile.js";
import { type ConventionName, conventions } from "./conventions.js";
import { dimensionOfExpression } from "./dimensions.js";
import { constantOf, symbolEntry } from "./inputs.js";
import { type Expression, parseExpression, symbolsIn } from "./math.js";
import { type SymbolName, symbols } from "./symbols.js";

/** A formula as written down. */
export interface FormulaDefinition<I extends readonly SymbolName[]> {
  /** Unique, with dots: "training.operation-count". */
  readonly id: string;
  /** What the result is, in one line. */
  readonly meaning: string;
  /** mathjs syntax with explicit `*`, e.g. "passesPerStep * forwardFlop * samples". */
  readonly expression: string;
  readonly result: SymbolName;
  /** Every symbol of the expression that has no constant. */
  readonly inputs: I;
  /** Counting choices beyond those of the constants in the expression. */
  readonly conventions?: readonly ConventionName[];
  /** Where the formula is printed, or a sentence when it is a definition. */
  readonly source: Origin;
}

/** A definition after its checks. */
export interface Checked {
  readonly definition: Definition;
  readonly expression: Expression;
  readonly used: readonly string[];
  readonly evaluate: Evaluator;
  readonly conventions: readonly ConventionName[];
}

type Definition = FormulaDefinition<readonly SymbolName[]>;
type Fail = (problem: string) => FlopbookError;

/** Checks a definition. A FlopbookError names the formula, what is wrong, and what to do. */
export function check(definition: Definition): Checked {
  const fail: Fail = (problem) => new FlopbookError(`formula "${definition.id}": ${problem}`);
  const expression = parsed(definition, fail);
  const used = [...symbolsIn(expression)];
  checkSymbols(definition, used, fail);
  checkConventions(definition, fail);
  checkDimension(definition, expression, fail);
  checkId(definition, fail);
  const ofConstants = used.flatMap((name) => symbolEntry(name)?.constant?.convention ?? []);
  const constants = Object.fromEntries(used.map((name) => [name, constantOf(name)?.value]));
  return {
    definition,
    expression,
    used,
    evaluate: compileExpression(expression, constants),
    conventions: [...new Set([...ofConstants, ...(definition.conventions ?? [])])],
  };
}

function checkSymbols({ result, inputs }: Definition, used: readonly string[], fail: Fail): void {
  const unknown = [result, ...inputs, ...used].find((name) => symbolEntry(name) === undefined);
  if (unknown !== undefined) {
    const near = suggestion(unknown, Object.keys(symbols));
    throw fail(`unknown symbol, got "${unknown}"${near || "; add it to the dictionary of symbols"}`);
  }
  const unused = inputs.find((name, i) => !used.includes(name) || inputs.indexOf(name) !== i);
  if (unused !== undefined) {
    throw fail(`input is unused or listed twice, got "${unused}"; remove it from inputs`);
  }
  const missing = used.find((name) => !(inputs as readonly string[]).includes(name) && !constantOf(name));
  if (missing !== undefined) {
    throw fail(`a symbol of the expression is not among the inputs, got "${missing}"; add it to inputs`);
  }
  const twin = [result, ...used].find((name, i, all) =>
    all.slice(0, i).some((other) => lookAlike(name, other)),
  );
  if (twin !== undefined)
    throw fail(`two of its symbols look the same in print, got "${twin}"; change its TeX`);
}

function checkConventions({ conventions: names = [] }: Definition, fail: Fail): void {
  const unknown = names.find((name) => !Object.hasOwn(conventions, name));
  if (unknown === undefined) return;
  const near = suggestion(unknown, Object.keys(conventions));
  throw fail(`unknown convention, got "${unknown}"${near || "; add it to the conventions"}`);
}

const known = new Map<string, string>();

/** One id, one statement; the same statement again is a notebook cell that was run again. */
function checkId({ id, result, expression }: Definition, fail: Fail): void {
  const statement = `${result} = ${expression}`;
  const earlier = known.get(id) ?? statement;
  if (earlier !== statement) {
    throw fail(`the id is already that of "${earlier}", got "${statement}"; choose another id`);
  }
  known.set(id, statement);
}

function lookAlike(a: string, b: string): boolean {
  return a !== b && symbolEntry(a)?.tex === symbolEntry(b)?.tex;
}

function parsed(definition: Definition, fail: Fail): Expression {
  try {
    return parseExpression(definition.expression);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw fail(`${error.message}, got "${definition.expression}"; correct the expression`);
  }
}

function checkDimension(definition: Definition, expression: Expression, fail: Fail): void {
  const ofSymbol = (name: string) => dimensionOf(symbolEntry(name)?.unit ?? "1");
  try {
    const found = dimensionOfExpression(expression, ofSymbol);
    const wanted = ofSymbol(definition.result);
    if (sameDimension(found, wanted)) return;
    throw new TypeError(
      `the expression is in ${dimensionText(found)}, but the result "${definition.result}" is in ${dimensionText(wanted)}`,
    );
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw fail(`dimensions do not fit: ${error.message}, got "${definition.expression}"; correct it`);
  }
}
