// One part of what a layer costs: a formula, and what its inputs are in the dimensions of a type of layer.
import { compileExpression, type Evaluator } from "../../formula/compile.js";
import type { Formula, FormulaOf, Units } from "../../formula/index.js";
import type { Expression } from "../../formula/math.js";
import { expressionOf, expressionText, substituted, tidied } from "../../formula/rewrite.js";
import { isQuantity, type Quantity, sum } from "../../numbers/quantity.js";
import { type Term, type TermInput, type TermOrigin, term } from "./term.js";

/** What an input of a part is: an expression over dimensions, a count with an origin, or another part. */
export type Bound = string | Quantity | Part;

/** A formula with its inputs bound to expressions. */
export interface Part {
  readonly formula: Formula;
  readonly inputs: Readonly<Record<string, Bound>>;
}

/** Sizes of a layer by dimension. */
export type Sizes = Readonly<Record<string, number>>;

/**
 * A formula as a part of a layer's costs: `part(linearMac, { rows: "batch * sequence" })`. An input that is not
 * mentioned is the dimension of the same name.
 *
 * @example part(formulas["layers.elementwise.flop"],
 *   { elements: "batch * sequence" }).formula.id // "layers.elementwise.flop"
 */
export function part<I extends Units>(
  formula: FormulaOf<I>,
  inputs: { readonly [K in keyof I]?: Bound } = {},
): Part {
  return { formula, inputs: inputs as Readonly<Record<string, Bound>> };
}

/** The expression of a part over dimensions, constants as numbers. */
export function partExpression({ formula, inputs }: Part): Expression {
  return substituted(expressionOf(formula.expression), (name) => {
    const bound = inputs[name];
    if (bound !== undefined) return boundExpression(bound);
    const constant = formula.inputs.includes(name) ? undefined : formula.symbols[name]?.constant;
    return constant === undefined ? undefined : { kind: "number", value: constant.value };
  });
}

function boundExpression(bound: Bound): Expression {
  if (typeof bound === "string") return expressionOf(bound);
  return isQuantity(bound) ? { kind: "number", value: bound.value } : partExpression(bound);
}

/** What several parts come to, as one tidy text. */
export function partsText(parts: readonly Part[]): string {
  const expressions = parts.map(partExpression);
  return textOf(expressions.reduce((left, right) => ({ kind: "binary", operator: "+", left, right })));
}

/** A tidy text of an expression. */
export function textOf(expression: Expression): string {
  return expressionText(tidied(expression));
}

const evaluators = new Map<string, Evaluator>();

/** The value of an expression over dimensions. */
export function sizeOf(text: string, sizes: Sizes): number {
  let evaluate = evaluators.get(text);
  if (evaluate === undefined) {
    evaluate = compileExpression(expressionOf(text));
    evaluators.set(text, evaluate);
  }
  return evaluate(sizes);
}

/** The part counted for these sizes. */
export function partTerm({ formula, inputs }: Part, sizes: Sizes): Term {
  const counted: Record<string, TermInput> = {};
  for (const name of formula.inputs) counted[name] = countedInput(inputs[name] ?? name, sizes);
  return term(formula as FormulaOf<Units>, counted);
}

function countedInput(bound: Bound, sizes: Sizes): TermInput {
  if (typeof bound === "string") return sizes[bound] ?? sizeOf(bound, sizes);
  return isQuantity(bound) ? bound : partTerm(bound, sizes);
}

/** Several parts as one count: a sum that shows each of them. */
export function sumTerm(label: string, terms: readonly [Term, ...Term[]]): Term {
  const [first, ...others] = terms;
  if (others.length === 0) return first;
  const value = terms.reduce((total, one) => total + one.value, 0);
  const quantity = (origin: TermOrigin) =>
    sum(
      label,
      terms.map((one) => one.quantity(origin)),
    );
  return { ...first, key: terms.map(({ key }) => key).join("+"), value, quantity };
}

/** The part in other dimensions: every dimension that `of` knows is replaced by its expression. */
export function inDimensions({ formula, inputs }: Part, of: Readonly<Record<string, string>>): Part {
  const moved = formula.inputs.map((name) => [name, boundInDimensions(inputs[name] ?? name, of)] as const);
  return { formula, inputs: Object.fromEntries(moved) };
}

function boundInDimensions(bound: Bound, of: Readonly<Record<string, string>>): Bound {
  if (typeof bound === "string") return textInDimensions(bound, of);
  return isQuantity(bound) ? bound : inDimensions(bound, of);
}

/** An expression in other dimensions. */
export function textInDimensions(text: string, of: Readonly<Record<string, string>>): string {
  const expression = (name: string) => (of[name] === undefined ? undefined : expressionOf(of[name]));
  return textOf(substituted(expressionOf(text), expression));
}
