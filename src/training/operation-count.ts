// Counts the operations of a procedure by walking the expressions of its formulas: one operator, one operation.

import { written } from "../formula/dimensions.js";
import { type ElementaryOperation, type Formula, functionOperations } from "../formula/index.js";
import { type Expression, parseExpression } from "../formula/math.js";
import type { Citation, Origin } from "../ground/source.js";
import { sources } from "../sources/bibliography.js";

/** What a count of operations rests on. */
export const operationCounting: Citation = {
  source: sources.golub2013,
  place:
    "section 1.1, a flop is one addition, subtraction, multiplication or division; here any elementary operation",
};

/**
 * How often something is worked out. A matrix has elements, rows and columns; a vector of parameters has elements
 * only; a batch has elements (of every sample) and rows (samples). "constant" is known before the run: 1 − β.
 */
export type Scope = "constant" | "step" | "row" | "column" | "element";

/** One line of an itemised count. `times` says how often it is done; a sum of n numbers takes n − 1 additions. */
export interface CountedOperation {
  /** "multiply", "square root". */
  readonly operation: ElementaryOperation;
  /** What it is done to, as an expression or in words. */
  readonly of: string;
  /** The formula that it is part of. */
  readonly formula: string | undefined;
  readonly times: Readonly<Partial<Record<Scope, number>>>;
}

/** The sum of a symbol over its elements, or over its rows: no formula can say that. */
export interface Reduction {
  readonly kind: "sum" | "maximum";
  readonly of: string;
  readonly result: string;
  readonly over: Scope;
  readonly into: Scope;
}

/** Operations that no formula can say, such as a comparison with a random number. */
export interface Listed {
  readonly kind: "listed";
  readonly operation: ElementaryOperation;
  readonly of: string;
  readonly scope: Scope;
  readonly count: number;
  readonly source: Origin;
}

export type ProcedureStep = Formula | Reduction | Listed;

/** Formulas in the order in which they are worked out, and how often each of the inputs changes. */
export interface Procedure {
  readonly changes: Readonly<Record<string, Scope>>;
  readonly steps: readonly ProcedureStep[];
}

/**
 * Every operation of a procedure, in its order. Each of `elementaryOperations` counts 1; an operation on constants is
 * done once before the run and does not count.
 */
export function countedOperations(procedure: Procedure): readonly CountedOperation[] {
  const scopes = new Map(Object.entries(procedure.changes));
  return procedure.steps.flatMap((step) => {
    if ("expression" in step) return ofFormula(step, scopes);
    if (step.kind === "listed") return [ofListed(step)];
    scopes.set(step.result, step.into);
    return [ofReduction(step)];
  });
}

/** How many operations of a procedure are done for each element, row, column, and step. */
export function operationTotals(procedure: Procedure): Readonly<Record<Exclude<Scope, "constant">, number>> {
  const totals = { element: 0, row: 0, column: 0, step: 0 };
  for (const { times } of countedOperations(procedure)) {
    totals.element += times.element ?? 0;
    totals.row += times.row ?? 0;
    totals.column += times.column ?? 0;
    totals.step += times.step ?? 0;
  }
  return totals;
}

function ofListed({ operation, of, scope, count }: Listed): CountedOperation {
  return { operation, of, formula: undefined, times: { [scope]: count } };
}

/** n numbers in k groups: n − k additions. */
function ofReduction({ kind, of, over, into }: Reduction): CountedOperation {
  const operation = kind === "sum" ? "add" : "compare";
  return { operation, of: `${kind} of ${of}`, formula: undefined, times: { [over]: 1, [into]: -1 } };
}

function ofFormula(formula: Formula, scopes: Map<string, Scope>): readonly CountedOperation[] {
  const found: CountedOperation[] = [];
  const visit = (e: Expression): Scope => {
    const scope = widest(parts(e).map(visit), ownScope(e, scopes));
    const operation = operationOf(e);
    if (operation !== undefined && scope !== "constant")
      found.push({ operation, of: written(e), formula: formula.id, times: { [scope]: operations(e) } });
    return scope;
  };
  scopes.set(formula.result, visit(parseExpression(formula.expression)));
  return found;
}

function ownScope(e: Expression, scopes: ReadonlyMap<string, Scope>): Scope {
  return e.kind === "symbol" ? (scopes.get(e.name) ?? "constant") : "constant";
}

/** A row and a column together make an element. */
function widest(parts: readonly Scope[], own: Scope): Scope {
  const all = new Set([own, ...parts]);
  if (all.has("element") || (all.has("row") && all.has("column"))) return "element";
  return (["row", "column", "step"] as const).find((scope) => all.has(scope)) ?? "constant";
}

function parts(e: Expression): readonly Expression[] {
  if (e.kind === "negate") return [e.operand];
  if (e.kind === "binary") return [e.left, e.right];
  return e.kind === "call" ? e.arguments : [];
}

/** max(a, b, c) takes two comparisons; every other node one operation. */
function operations(e: Expression): number {
  return e.kind === "call" ? Math.max(1, e.arguments.length - 1) : 1;
}

const operators = {
  "+": "add",
  "-": "subtract",
  "*": "multiply",
  "/": "divide",
  "^": "power",
} as const satisfies Readonly<Record<string, ElementaryOperation>>;

function operationOf(e: Expression): ElementaryOperation | undefined {
  if (e.kind === "negate") return "negate";
  if (e.kind === "call") return functionOperations[e.name];
  if (e.kind !== "binary") return undefined;
  return e.operator === "^" && e.right.kind === "number" && e.right.value === 2
    ? "square"
    : operators[e.operator];
}
