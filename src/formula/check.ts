// What must hold of a formula before it may be used: known symbols, fitting dimensions, nothing unused, a fresh id.
import { FlopbookError, suggestion } from "../ground/errors.js";
import type { Origin } from "../ground/source.js";
import { dimensionOf, dimensionText, sameDimension } from "../numbers/units.js";
import { compileExpression, type Evaluator } from "./compile.js";
import { dimensionOfExpression } from "./dimensions.js";
import { constantOf, type Lookup, symbolEntry } from "./inputs.js";
import { type Expression, parseExpression, symbolsIn } from "./math.js";
import type { SampleValues } from "./symbol.js";

/** A formula as written down, in a vocabulary of symbols `Name` and conventions `N`. */
export interface FormulaDefinition<
  Name extends string = string,
  Id extends string = string,
  I extends readonly Name[] = readonly Name[],
  N extends string = string,
> {
  /** Unique, with dots: "training.operation-count". */
  readonly id: Id;
  /** What the result is, in one line. */
  readonly meaning: string;
  /** mathjs syntax with explicit `*`, e.g. "passesPerStep * forwardFlop * samples". */
  readonly expression: string;
  readonly result: Name;
  /** Every symbol of the expression that has no constant. */
  readonly inputs: I;
  /** Counting choices beyond those of the constants in the expression. */
  readonly conventions?: readonly N[];
  /** Where the formula is printed, or a sentence when it is a definition of one's own. */
  readonly source: Origin;
  /** Sample values for worked steps, where those of the symbols would not do beside one another. */
  readonly sample?: SampleValues;
}

/** A definition after its checks. */
export interface Checked {
  readonly definition: FormulaDefinition;
  readonly lookup: Lookup;
  readonly expression: Expression;
  readonly used: readonly string[];
  readonly evaluate: Evaluator;
  readonly conventions: readonly string[];
}

type Fail = (problem: string) => FlopbookError;

/** Checks a definition. A FlopbookError names the formula, what is wrong, and what to do. */
export function check(definition: FormulaDefinition, lookup: Lookup): Checked {
  const fail: Fail = (problem) => new FlopbookError(`formula "${definition.id}": ${problem}`);
  const expression = parsed(definition, fail);
  const used = [...symbolsIn(expression)];
  checkSymbols(definition, used, lookup, fail);
  checkConventions(definition, lookup, fail);
  checkDimension(definition, expression, lookup, fail);
  checkId(definition, fail);
  const ofConstants = used.flatMap((name) => symbolEntry(lookup, name)?.constant?.convention ?? []);
  const constants = Object.fromEntries(used.map((name) => [name, constantOf(lookup, name)?.value]));
  return {
    definition,
    lookup,
    expression,
    used,
    evaluate: compileExpression(expression, constants),
    conventions: [...new Set([...ofConstants, ...(definition.conventions ?? [])])],
  };
}

function checkSymbols(
  { result, inputs }: FormulaDefinition,
  used: readonly string[],
  lookup: Lookup,
  fail: Fail,
): void {
  const unknown = [result, ...inputs, ...used].find((name) => symbolEntry(lookup, name) === undefined);
  if (unknown !== undefined) {
    const near = suggestion(unknown, Object.keys(lookup.symbols));
    throw fail(`unknown symbol, got "${unknown}"${near || "; add it to the vocabulary"}`);
  }
  const unused = inputs.find((name, i) => !used.includes(name) || inputs.indexOf(name) !== i);
  if (unused !== undefined) {
    throw fail(`input is unused or listed twice, got "${unused}"; remove it from inputs`);
  }
  const missing = used.find((name) => !inputs.includes(name) && !constantOf(lookup, name));
  if (missing !== undefined) {
    throw fail(`a symbol of the expression is not among the inputs, got "${missing}"; add it to inputs`);
  }
  const twin = [result, ...used].find((name, i, all) =>
    all.slice(0, i).some((other) => lookAlike(lookup, name, other)),
  );
  if (twin !== undefined)
    throw fail(`two of its symbols look the same in print, got "${twin}"; change its TeX`);
}

function checkConventions(
  { conventions: names = [] }: FormulaDefinition,
  { conventions }: Lookup,
  fail: Fail,
): void {
  const unknown = names.find((name) => !Object.hasOwn(conventions, name));
  if (unknown === undefined) return;
  const near = suggestion(unknown, Object.keys(conventions));
  throw fail(`unknown convention, got "${unknown}"${near || "; add it to the conventions"}`);
}

const known = new Map<string, string>();

/** One id, one statement; the same statement again is a notebook cell that was run again. */
function checkId({ id, result, expression }: FormulaDefinition, fail: Fail): void {
  const statement = `${result} = ${expression}`;
  const earlier = known.get(id) ?? statement;
  if (earlier !== statement) {
    throw fail(`the id is already that of "${earlier}", got "${statement}"; choose another id`);
  }
  known.set(id, statement);
}

function lookAlike(lookup: Lookup, a: string, b: string): boolean {
  return a !== b && symbolEntry(lookup, a)?.tex === symbolEntry(lookup, b)?.tex;
}

function parsed(definition: FormulaDefinition, fail: Fail): Expression {
  try {
    return parseExpression(definition.expression);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw fail(`${error.message}, got "${definition.expression}"; correct the expression`);
  }
}

function checkDimension(
  definition: FormulaDefinition,
  expression: Expression,
  lookup: Lookup,
  fail: Fail,
): void {
  const ofSymbol = (name: string) => dimensionOf(symbolEntry(lookup, name)?.unit ?? "1");
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
