// A formula bound to its inputs: the number at once, the derivation when somebody asks for it.
import { type Formula, type FormulaOf, symbolOf, type Units } from "../../formula/index.js";
import { given, type Quantity } from "../../numbers/quantity.js";
import type { Origin } from "../../sources/source.js";

/** An input of a term: a count read off a shape, a quantity with an origin of its own, or another term. */
export type TermInput = number | Quantity | Term;

/** One count of one layer. Terms with the same `key` are the same calculation. */
export interface Term {
  readonly key: string;
  readonly value: number;
  /** The worked quantity; `origin` says where plain numbers among the inputs come from. */
  quantity(origin: Origin): Quantity;
}

/** Binds a formula to inputs. The value comes from the compiled formula, without a derivation. */
export function term<I extends Units>(
  formula: FormulaOf<I>,
  inputs: { readonly [K in keyof I]: TermInput },
): Term {
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
      value ??= formula.compute(numbers(inputs));
      return value;
    },
    quantity(origin) {
      const worked = entries().map(([name, input]) => [name, quantityOf(formula, name, input, origin)]);
      return formula.evaluate(Object.fromEntries(worked));
    },
  };
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

function quantityOf(formula: Formula, name: string, input: TermInput, origin: Origin): Quantity {
  if (typeof input === "number") return given(input, origin, { unit: symbolOf(formula, name).unit });
  return isTerm(input) ? input.quantity(origin) : input;
}

/** A count that is read off a shape, as a term: no formula stands behind it. */
export function leaf(quantity: Quantity): Term {
  return { key: `${quantity.value} ${quantity.unit}`, value: quantity.value, quantity: () => quantity };
}
