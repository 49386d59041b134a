// A formula bound to its inputs: the number at once, the derivation when somebody asks for it.

import { type Formula, type FormulaOf, symbolOf, type Units } from "../../formula/index.js";
import { FlopbookError, suggestion } from "../../ground/errors.js";
import type { Origin } from "../../ground/source.js";
import { given, type Quantity } from "../../numbers/quantity.js";

/** Where plain numbers come from: all of them alike, or each input by its name. */
export type TermOrigin = Origin | ((input: string) => Origin);

/** An input of a term: a count read off a shape, a quantity with an origin of its own, or another term. */
export type TermInput = number | Quantity | Term;

/** One count of one layer. Terms with the same `key` are the same calculation. */
export interface Term {
  readonly key: string;
  /** Finite and at least 0. */
  readonly value: number;
  /** Base unit of the count: "MAC", "FLOP", "parameter". */
  readonly unit: string;
  /** The worked quantity; `origin` says where plain numbers among the inputs come from. */
  quantity(origin: TermOrigin): Quantity;
}

/**
 * Binds a formula to inputs. The value comes from the compiled formula, without a derivation. Errors on an input that
 * is missing, misspelt or no count (finite and at least 0), and, when the value is read, on a count below 0.
 *
 * @example term(formulas["layers.elementwise.flop"], { operationsPerElement: 2, elements: 512 }).value // 1024
 */
export function term<I extends Units>(
  formula: FormulaOf<I>,
  inputs: { readonly [K in keyof I]: TermInput },
): Term {
  checkInputs(formula, inputs);
  const entries = () => Object.entries<TermInput>(inputs);
  let value: number | undefined;
  return {
    get key() {
      const parts = entries().map(
        ([name, input]) => `${name}=${isTerm(input) ? input.key : numberOf(input)}`,
      );
      return `${formula.id}(${parts.join(",")})`;
    },
    get value() {
      value ??= count(formula, formula.compute(numbers(inputs)));
      return value;
    },
    unit: formula.unit,
    quantity(origin) {
      const worked = entries().map(([name, input]) => [name, quantityOf(formula, name, input, origin)]);
      return formula.evaluate(Object.fromEntries(worked));
    },
  };
}

function checkInputs(formula: Formula, inputs: Readonly<Record<string, TermInput>>): void {
  for (const name in inputs)
    if (!accepts(formula, name))
      throw new FlopbookError(
        `layers/term ${formula.id}: no input of this name, got "${name}"${suggestion(name, formula.inputs)}; the formula takes ${formula.inputs.join(", ")}`,
      );
  for (const name of formula.inputs) checkInput(formula, name, inputs[name]);
}

/** Its inputs, and the symbols with a constant that may be overridden. */
function accepts(formula: Formula, name: string): boolean {
  return formula.inputs.includes(name) || formula.symbols[name]?.constant !== undefined;
}

function checkInput({ id }: Formula, name: string, input: TermInput | undefined): void {
  if (input !== undefined && typeof input === "object" && isTerm(input)) return; // checked when it was made
  const value = typeof input === "object" ? input.value : input;
  if (!isCount(value))
    throw new FlopbookError(
      `layers/term ${id}: ${name} must be a count, finite and at least 0, got ${String(value)}; give a number, a quantity or another term`,
    );
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}

function count({ id }: Formula, value: number): number {
  if (isCount(value)) return value;
  throw new FlopbookError(
    `layers/term ${id}: a count must be finite and at least 0, got ${value}; check the inputs of the formula`,
  );
}

function numbers(inputs: Readonly<Record<string, TermInput>>): Record<string, number> {
  const values: Record<string, number> = {};
  for (const name in inputs) values[name] = numberOf(inputs[name] ?? Number.NaN);
  return values;
}

function isTerm(input: TermInput): input is Term {
  return typeof input === "object" && "key" in input;
}

function numberOf(input: TermInput): number {
  return typeof input === "number" ? input : input.value;
}

function quantityOf(formula: Formula, name: string, input: TermInput, origin: TermOrigin): Quantity {
  if (typeof input === "number")
    return given(input, typeof origin === "function" ? origin(name) : origin, {
      unit: symbolOf(formula, name).unit,
    });
  return isTerm(input) ? input.quantity(origin) : input;
}

/**
 * A count that is read off a shape, as a term: no formula stands behind it.
 *
 * @example leaf(given(4096, "the specification")).value // 4096
 */
export function leaf(quantity: Quantity): Term {
  const { value, unit } = quantity;
  if (!isCount(value))
    throw new FlopbookError(
      `layers/term: a count must be finite and at least 0, got ${value} ${unit}; check what it was read off`,
    );
  return { key: `${value} ${unit}`, value, unit, quantity: () => quantity };
}
