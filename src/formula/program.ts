// A derivation as one plain JavaScript function over flat arrays: for searches and samples of millions of points.
import { FlopbookError } from "../ground/errors.js";
import type { Provenance, Quantity } from "../numbers/quantity.js";
import { type Expression, namedNumbers, parseExpression } from "./math.js";

/** A derivation with some of its quantities set free. Values are in base units. */
export interface Program {
  /** Results for one point: values of the free quantities in order -> values of the results in order. */
  at(values: readonly number[]): readonly number[];
  /**
   * Results for `count` points: a column for each free quantity, a column to fill for each result. Errors on the
   * first result that is not finite.
   */
  fill(free: readonly Float64Array[], results: readonly Float64Array[], count: number): void;
  /** Formulas and sums that depend on the free quantities: the steps that each point takes. */
  readonly steps: number;
}

type Fill = (free: readonly Float64Array[], results: readonly Float64Array[], count: number) => number;

/**
 * Compiles the derivations of `results` with the quantities of `free` as inputs; everything else keeps its value. A
 * quantity that was made from others may be free, too: what lies behind it is then left out. The arithmetic is that of
 * the formulas, in their order, so that a point gives the bits that the formulas give. Bounds of symbols are not
 * checked. Errors on a free quantity on which no result depends, unless that is allowed.
 */
export function program(spec: {
  readonly free: readonly Quantity[];
  readonly results: readonly Quantity[];
  /** Whether a free quantity may be without use; default false. */
  readonly idleAllowed?: boolean;
}): Program {
  const { free, results, idleAllowed = false } = spec;
  const code = new Code(free.map(({ provenance }) => provenance));
  const names = results.map((quantity) => code.valueOf(quantity));
  if (!idleAllowed) code.mustUseAll(free);
  const fill = functionOf(code.lines, names, free.length);
  return {
    steps: code.lines.length,
    at(values) {
      const columns = values.map((value) => Float64Array.of(value));
      const out = results.map(() => new Float64Array(1));
      checked(fill(columns, out, 1), results, out);
      return out.map((column) => column[0] ?? Number.NaN);
    },
    fill: (columns, out, count) => checked(fill(columns, out, count), results, out),
  };
}

/** What the compiler reads of a quantity. */
type Node = Pick<Quantity, "value" | "label"> & { readonly provenance: Provenance };

/** Lines of the function's body, one for each step that depends on a free quantity. */
class Code {
  readonly lines: string[] = [];
  readonly #names = new Map<Provenance, string>();
  readonly #used = new Set<string>();

  constructor(free: readonly Provenance[]) {
    free.forEach((provenance, i) => {
      this.#names.set(provenance, `x${i}`);
    });
  }

  /** The text that stands for a quantity: a variable, or its value where nothing free lies behind it. */
  valueOf(node: Node): string {
    const known = this.#names.get(node.provenance);
    if (known !== undefined) {
      this.#used.add(known);
      return known;
    }
    const name = this.#made(node);
    this.#names.set(node.provenance, name);
    return name;
  }

  /** A free quantity on which nothing depends is a mistake of the caller. */
  mustUseAll(free: readonly Quantity[]): void {
    const idle = free.find((_, i) => !this.#used.has(`x${i}`));
    if (idle !== undefined)
      throw new FlopbookError(
        `program: no result depends on "${idle.label}", got it among the free quantities; leave it out, or pass the very quantity that the derivation used`,
      );
  }

  #made({ provenance, value }: Node): string {
    if (provenance.kind === "given" || provenance.kind === "constant") return literal(value);
    const inputs = provenance.inputs.map((input) => this.valueOf(input));
    if (!inputs.some((input) => /^[xv]/.test(input))) return literal(value);
    const right = provenance.kind === "sum" ? summed(inputs) : applied(provenance.formula, inputs);
    const name = `v${this.lines.length}`;
    this.lines.push(`const ${name} = ${right};`);
    return name;
  }
}

function summed(inputs: readonly string[]): string {
  return ["0", ...inputs].join(" + ");
}

function applied(
  formula: { readonly expression: string; readonly inputNames: readonly string[] },
  inputs: readonly string[],
): string {
  const byName = new Map(formula.inputNames.map((name, i) => [name, inputs[i] ?? "NaN"]));
  return written(parsed(formula.expression), byName);
}

const expressions = new Map<string, Expression>();

function parsed(text: string): Expression {
  const known = expressions.get(text);
  if (known !== undefined) return known;
  const expression = parseExpression(text);
  expressions.set(text, expression);
  return expression;
}

function written(expression: Expression, byName: ReadonlyMap<string, string>): string {
  const write = (part: Expression): string => written(part, byName);
  switch (expression.kind) {
    case "number":
      return literal(expression.value);
    case "symbol": {
      const value = byName.get(expression.name);
      return value ?? literal(namedNumbers[expression.name] ?? Number.NaN);
    }
    case "negate":
      return `(-${write(expression.operand)})`;
    case "binary": {
      const operator = expression.operator === "^" ? "**" : expression.operator;
      return `(${write(expression.left)} ${operator} ${write(expression.right)})`;
    }
    case "call":
      return `Math.${expression.name}(${expression.arguments.map(write).join(", ")})`;
  }
}

/** A number as code; in brackets, since `-1 ** 2` does not parse. */
function literal(value: number): string {
  return value < 0 || Object.is(value, -0) ? `(${value})` : `${value}`;
}

/** Fills result columns row by row; the index of the first row with a result that is not finite, or -1. */
function functionOf(lines: readonly string[], results: readonly string[], free: number): Fill {
  const columns = Array.from({ length: free }, (_, i) => `const c${i} = free[${i}];`);
  const outputs = results.map((_, i) => `const r${i} = results[${i}];`);
  const loads = columns.map((_, i) => `const x${i} = c${i}[i];`);
  const stores = results.map((name, i) => `r${i}[i] = ${name};`);
  const sound = results.map((name) => `Number.isFinite(${name})`).join(" && ");
  const loop = [...loads, ...lines, ...stores, `if (bad < 0 && !(${sound})) bad = i;`];
  const body = [
    '"use strict";',
    ...columns,
    ...outputs,
    "let bad = -1;",
    "for (let i = 0; i < count; i++) {",
    ...loop,
    "}",
    "return bad;",
  ];
  return new Function("free", "results", "count", body.join("\n")) as Fill;
}

function checked(bad: number, results: readonly Quantity[], out: readonly Float64Array[]): void {
  if (bad < 0) return;
  const at = results.findIndex((_, i) => !Number.isFinite(out[i]?.[bad]));
  throw new FlopbookError(
    `program: ${results[at]?.label ?? "a result"} must be finite, got ${out[at]?.[bad]} at point ${bad}; check the values of the free quantities`,
  );
}
