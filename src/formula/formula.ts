// A formula: an expression with symbols that makes numbers with their working.
import { FlopbookError } from "../ground/errors.js";
import type { Origin } from "../ground/source.js";
import { formulaTex } from "../numbers/format.js";
import { type AppliedFormula, Quantity } from "../numbers/quantity.js";
import { type Checked, check, type FormulaDefinition } from "./check.js";
import { checkNames, constantOf, type Inputs, inputQuantity, type Lookup, symbolEntry } from "./inputs.js";
import type { SharedConstants } from "./shared-constants.js";
import type { SampleValues, SymbolEntry, Symbols, Units } from "./symbol.js";
import { expressionTex } from "./tex.js";

export type { FormulaDefinition } from "./check.js";

/** A formula, whatever its inputs are: what it says, and `evaluate` for inputs by name. */
export interface Formula {
  readonly id: string;
  readonly meaning: string;
  readonly expression: string;
  /** Name of the result's symbol. */
  readonly result: string;
  /** Base unit of the result. */
  readonly unit: string;
  readonly inputs: readonly string[];
  /** The entries of its symbols: result, inputs, constants. */
  readonly symbols: Symbols;
  /** Names of its counting choices. */
  readonly conventions: readonly string[];
  /** The same as sentences. */
  readonly countingChoices: readonly string[];
  readonly source: Origin;
  /** Sample values that it has for itself. */
  readonly sample: SampleValues;
  /** "C = 3\,F_{\mathrm{fwd}}\,N_{\mathrm{s}}\,E". */
  readonly tex: string;
  /**
   * The result with its working, for inputs whose names the compiler does not know; constants may be among them. Errors
   * as those of a call.
   */
  readonly evaluate: (inputs: Readonly<Record<string, unknown>>) => Quantity;
  /** Plain numbers by name in, plain number out, in base units and unchecked but for a finite result. */
  readonly compute: (values: Readonly<Record<string, number | undefined>>) => number;
}

/** A formula of known inputs, `I` with the base unit of each: call it for a Quantity, or compile it for sweeps. */
export interface FormulaOf<I extends Units, Id extends string = string> extends Formula {
  /**
   * The result with its working. Inputs are quantities or amounts; counts may be bare numbers. Errors on missing,
   * misspelt, infinite, unlike or out-of-range inputs, and on a result that is not finite.
   */
  (inputs: Inputs<I>): Quantity;
  readonly id: Id;
  readonly inputs: readonly (keyof I & string)[];
  /**
   * Plain numbers in, plain number out, in base units and unchecked but for a finite result: for sweeps of
   * millions of points.
   */
  readonly compiled: () => (values: CompiledInputs<I>) => number;
}

/** Base-unit values of the inputs; shared symbols with a constant may be overridden. */
export type CompiledInputs<I extends Units> = { readonly [K in keyof I]: number } & {
  readonly [K in Exclude<keyof SharedConstants, keyof I>]?: number;
};

/**
 * Declares a formula in the words of `lookup`. Anything wrong with it is a FlopbookError, here and now when checked
 * "at once", else at its first use.
 */
export function formulaIn(
  lookup: Lookup,
  definition: FormulaDefinition,
  checked: "at once" | "when used",
): Formula {
  let known: Checked | undefined;
  const get = (): Checked => {
    known ??= check(definition, lookup);
    return known;
  };
  if (checked === "at once") get();
  const evaluate = (inputs: Readonly<Record<string, unknown>>): Quantity => apply(get(), inputs);
  const { id, meaning, expression, result, inputs, source, sample = {} } = definition;
  const compute = (values: Readonly<Record<string, number | undefined>>) => computed(get(), values);
  const compiled = () => {
    get();
    return compute as (values: never) => number;
  };
  const plain = { id, meaning, expression, result, inputs, source, sample, evaluate, compute, compiled };
  const formula = Object.assign((given: object) => evaluate(given as Record<string, unknown>), plain);
  checkedOf.set(formula, get);
  return Object.freeze(Object.setPrototypeOf(formula, readOff)) as Formula;
}

const checkedOf = new WeakMap<object, () => Checked>();

/** What is read off the checked formula when somebody asks for it: one object for all formulas. */
const readOff = Object.create(
  Function.prototype,
  Object.fromEntries(
    Object.entries({
      unit: ({ definition, lookup }: Checked) => entryOf(lookup, definition.result).unit,
      symbols: symbolsOf,
      conventions: ({ conventions }: Checked) => conventions,
      countingChoices: sentencesOf,
      tex: (checked: Checked) => statementTex(checked, new Map()),
    }).map(([name, read]) => [name, { get: reader(read), enumerable: true }]),
  ),
) as object;

function reader(read: (checked: Checked) => unknown): (this: object) => unknown {
  return function (this: object) {
    const checked = checkedOf.get(this);
    if (checked === undefined) throw new TypeError("formula: read from what is no formula");
    return read(checked());
  };
}

function symbolsOf({ definition, lookup, used }: Checked): Symbols {
  const names = [...new Set([definition.result, ...definition.inputs, ...used])];
  return Object.fromEntries(names.map((name) => [name, entryOf(lookup, name)]));
}

function sentencesOf({ conventions, lookup }: Checked): readonly string[] {
  return conventions.map((name) => lookup.conventions[name] ?? name);
}

/** The entry of one of a formula's symbols. Errors on a name that the formula does not speak. */
export function symbolOf(formula: Pick<Formula, "id" | "symbols">, name: string): SymbolEntry {
  const entry = formula.symbols[name];
  if (entry === undefined)
    throw new FlopbookError(
      `formula "${formula.id}": has no symbol of this name, got "${name}"; its symbols are ${Object.keys(formula.symbols).join(", ")}`,
    );
  return entry;
}

function entryOf(lookup: Lookup, name: string): SymbolEntry {
  const entry = symbolEntry(lookup, name);
  if (entry === undefined) throw new FlopbookError(`formula: "${name}" is not in the vocabulary; add it`);
  return entry;
}

function apply(checked: Checked, inputs: Readonly<Record<string, unknown>>): Quantity {
  const { definition, used, lookup } = checked;
  checkNames(definition.id, inputs, used);
  const quantities = new Map(
    used.map((name) => {
      const constant = inputs[name] === undefined ? constantOf(lookup, name) : undefined;
      const entry = entryOf(lookup, name);
      return [name, constant ?? inputQuantity(definition.id, entry, name, inputs[name])] as const;
    }),
  );
  const values = Object.fromEntries([...quantities].map(([name, quantity]) => [name, quantity.value]));
  const value = checkedResult(checked, checked.evaluate(values), values);
  const entry = entryOf(lookup, definition.result);
  return new Quantity({
    value,
    unit: entry.unit,
    label: entry.meaning,
    symbolTex: entry.tex,
    displayUnit: entry.display,
    provenance: { kind: "formula", formula: applied(checked, quantities), inputs: [...quantities.values()] },
  });
}

function applied(checked: Checked, quantities: ReadonlyMap<string, Quantity>): AppliedFormula {
  const { id, meaning, expression, result, source } = checked.definition;
  return {
    id,
    meaning,
    expression,
    inputNames: [...quantities.keys()],
    conventions: sentencesOf(checked),
    source,
    statement: `${result} = ${expression}`,
    tex: () => statementTex(checked, new Map([...quantities].map(([name, { value }]) => [name, value]))),
    substitutedTex: () => substitutedTex(checked, quantities),
  };
}

function substitutedTex(checked: Checked, quantities: ReadonlyMap<string, Quantity>): string {
  const symbol = (name: string): string => {
    const quantity = quantities.get(name);
    if (quantity === undefined) return "";
    const written = formulaTex(quantity.value, quantity.unit, quantity.displayUnit);
    return written.includes("\\times") ? `{${written}}` : written; // a line must not break inside a number
  };
  const isNumber = (name: string) =>
    printedNumber(checked.lookup, name, quantities.get(name)?.value) !== undefined;
  return expressionTex(checked.expression, { symbol, isNumber, values: true });
}

/** "C = 3\,N\,D": constants as their number, unless the caller has put another value in their place. */
function statementTex(checked: Checked, values: ReadonlyMap<string, number>): string {
  const { lookup } = checked;
  const right = expressionTex(checked.expression, {
    symbol: (name) => printedNumber(lookup, name, values.get(name)) ?? symbolEntry(lookup, name)?.tex ?? name,
    isNumber: (name) => printedNumber(lookup, name, values.get(name)) !== undefined,
    values: false,
  });
  // An italic f leans into the equals sign.
  const left = entryOf(lookup, checked.definition.result).tex;
  return `${left} = ${right.startsWith("f") ? "\\," : ""}${right}`;
}

/** The number that a symbol with a constant is printed as; undefined when it is printed as its symbol. */
function printedNumber(lookup: Lookup, name: string, value: number | undefined): string | undefined {
  const constant = symbolEntry(lookup, name)?.constant?.value;
  return constant === undefined || (value !== undefined && value !== constant)
    ? undefined
    : formulaTex(constant, "1");
}

function computed(checked: Checked, values: Readonly<Record<string, number | undefined>>): number {
  const result = checked.evaluate(values);
  return Number.isFinite(result) ? result : checkedResult(checked, result, values);
}

function checkedResult(
  checked: Checked,
  value: number,
  values: Readonly<Record<string, number | undefined>>,
): number {
  if (Number.isFinite(value)) return value;
  const { definition, lookup, used } = checked;
  const list = used.map((name) => `${name} = ${values[name] ?? constantOf(lookup, name)?.value}`).join(", ");
  throw new FlopbookError(
    `formula "${definition.id}": the result is not finite, got ${value} from ${list}; check the inputs`,
  );
}
