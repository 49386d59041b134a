// A formula: an expression with symbols, checked when its module loads, that makes numbers with their working.
import { FlopbookError } from "../errors.js";
import { formulaTex } from "../numbers/format.js";
import { type AppliedFormula, Quantity } from "../numbers/quantity.js";
import type { Origin } from "../sources/source.js";
import { type Checked, check, type FormulaDefinition } from "./check.js";
import { type ConventionName, conventions } from "./conventions.js";
import { checkNames, constantOf, type Inputs, inputQuantity, symbolEntry } from "./inputs.js";
import { type ConstantName, type SymbolName, symbols } from "./symbols.js";
import { expressionTex } from "./tex.js";

/** A checked formula: call it with inputs for a Quantity, or compile it for sweeps. */
export interface Formula<I extends SymbolName = SymbolName> {
  /**
   * The result with its working. Inputs are quantities or amounts; counts may be bare numbers. Errors on missing,
   * misspelt, infinite, unlike or out-of-range inputs, and on a result that is not finite.
   */
  (inputs: Inputs<I>): Quantity;
  readonly id: string;
  readonly meaning: string;
  readonly expression: string;
  readonly result: SymbolName;
  /** Base unit of the result. */
  readonly unit: string;
  readonly inputs: readonly I[];
  readonly conventions: readonly ConventionName[];
  readonly source: Origin;
  /** "C = 3\,F_{\mathrm{fwd}}\,N_{\mathrm{s}}\,E". */
  readonly tex: string;
  /**
   * Plain numbers in, plain number out, in base units and unchecked but for a finite result: for sweeps of
   * millions of points.
   */
  readonly compiled: () => (values: CompiledInputs<I>) => number;
}

/** Base-unit values of the inputs; symbols with a constant may be overridden. */
export type CompiledInputs<I extends SymbolName> = { readonly [K in I]: number } & {
  readonly [K in Exclude<ConstantName, I>]?: number;
};

/** Declares a formula. Anything wrong with it is a FlopbookError here, when its module loads. */
export function formula<const I extends readonly SymbolName[]>(
  definition: FormulaDefinition<I>,
): Formula<I[number]> {
  const checked = check(definition);
  const { id, meaning, expression, result, source } = definition;
  const call = (inputs: Inputs<I[number]>): Quantity =>
    apply(checked, inputs as Readonly<Record<string, unknown>>);
  return Object.freeze(
    Object.assign(call, {
      id,
      meaning,
      expression,
      result,
      unit: symbols[result].unit,
      inputs: definition.inputs,
      conventions: checked.conventions,
      source,
      tex: statementTex(checked, new Map()),
      compiled: () => finite(checked),
    }),
  );
}

function apply(checked: Checked, inputs: Readonly<Record<string, unknown>>): Quantity {
  const { definition, used } = checked;
  checkNames(definition.id, inputs, used);
  const quantities = new Map(
    used
      .map((name) => [name, inputs[name] === undefined ? constantOf(name) : undefined] as const)
      .map(
        ([name, constant]) => [name, constant ?? inputQuantity(definition.id, name, inputs[name])] as const,
      ),
  );
  const values = Object.fromEntries([...quantities].map(([name, quantity]) => [name, quantity.value]));
  const value = checkedResult(checked, checked.evaluate(values), values);
  const entry = symbols[definition.result];
  return new Quantity({
    value,
    unit: entry.unit,
    label: entry.meaning,
    symbolTex: entry.tex,
    displayUnit: "display" in entry ? entry.display : undefined,
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
    conventions: checked.conventions.map((name) => conventions[name]),
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
  const isNumber = (name: string) => printedNumber(name, quantities.get(name)?.value) !== undefined;
  return expressionTex(checked.expression, { symbol, isNumber, values: true });
}

/** "C = 3\,N\,D": constants as their number, unless the caller has put another value in their place. */
function statementTex(checked: Checked, values: ReadonlyMap<string, number>): string {
  const right = expressionTex(checked.expression, {
    symbol: (name) => printedNumber(name, values.get(name)) ?? symbolEntry(name)?.tex ?? name,
    isNumber: (name) => printedNumber(name, values.get(name)) !== undefined,
    values: false,
  });
  // An italic f leans into the equals sign.
  return `${symbols[checked.definition.result].tex} = ${right.startsWith("f") ? "\\," : ""}${right}`;
}

/** The number that a symbol with a constant is printed as; undefined when it is printed as its symbol. */
function printedNumber(name: string, value: number | undefined): string | undefined {
  const constant = symbolEntry(name)?.constant?.value;
  return constant === undefined || (value !== undefined && value !== constant)
    ? undefined
    : formulaTex(constant, "1");
}

function finite(checked: Checked): (values: Readonly<Record<string, number | undefined>>) => number {
  const { evaluate } = checked;
  return (values) => {
    const result = evaluate(values);
    return Number.isFinite(result) ? result : checkedResult(checked, result, values);
  };
}

function checkedResult(
  checked: Checked,
  value: number,
  values: Readonly<Record<string, number | undefined>>,
): number {
  if (Number.isFinite(value)) return value;
  const list = checked.used.map((name) => `${name} = ${values[name] ?? constantOf(name)?.value}`).join(", ");
  throw new FlopbookError(
    `formula "${checked.definition.id}": the result is not finite, got ${value} from ${list}; check the inputs`,
  );
}
