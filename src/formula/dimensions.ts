// The dimension of an expression, and what is wrong when it has none.
import {
  type Dimension,
  dimension,
  dimensionText,
  isDimensionless,
  sameDimension,
} from "../numbers/units.js";
import { type Expression, namedNumbers } from "./math.js";

const pure: Dimension = dimension(() => 0);

/** Dimension of an expression given that of each symbol. A TypeError names the part that does not fit. */
export function dimensionOfExpression(e: Expression, ofSymbol: (name: string) => Dimension): Dimension {
  const visit = (inner: Expression): Dimension => dimensionOfExpression(inner, ofSymbol);
  switch (e.kind) {
    case "number":
      return pure;
    case "symbol":
      return Object.hasOwn(namedNumbers, e.name) ? pure : ofSymbol(e.name);
    case "negate":
      return visit(e.operand);
    case "binary": {
      const left = visit(e.left);
      if (e.operator === "^") return power(left, e.right, visit(e.right), written(e));
      const right = visit(e.right);
      if (e.operator === "*") return dimension((base) => left[base] + right[base]);
      if (e.operator === "/") return dimension((base) => left[base] - right[base]);
      return alike([left, right], written(e));
    }
    case "call":
      return ofCall(e, e.arguments.map(visit));
  }
}

type Call = Extract<Expression, { kind: "call" }>;

function ofCall(e: Call, args: readonly Dimension[]): Dimension {
  const [first = pure, second = pure] = args;
  const [, exponent] = e.arguments;
  if (e.name === "sqrt") return dimension((base) => first[base] / 2);
  if (e.name === "pow" && exponent !== undefined) return power(first, exponent, second, written(e));
  if (e.name === "min" || e.name === "max" || e.name === "abs") return alike(args, written(e));
  if (!isDimensionless(first)) {
    throw new TypeError(`${e.name} takes a pure number, got ${dimensionText(first)} in "${written(e)}"`);
  }
  return pure;
}

function alike(parts: readonly Dimension[], where: string): Dimension {
  const [first = pure, ...others] = parts;
  const odd = others.find((other) => !sameDimension(other, first));
  if (odd !== undefined) {
    throw new TypeError(`"${where}" puts ${dimensionText(first)} and ${dimensionText(odd)} together`);
  }
  return first;
}

function power(base: Dimension, exponent: Expression, ofExponent: Dimension, where: string): Dimension {
  if (!isDimensionless(ofExponent)) {
    throw new TypeError(`an exponent must be a pure number, got ${dimensionText(ofExponent)} in "${where}"`);
  }
  if (isDimensionless(base)) return pure;
  const n = fixedNumber(exponent);
  if (n === undefined) {
    throw new TypeError(
      `a variable exponent needs a pure number below it, got ${dimensionText(base)} in "${where}"`,
    );
  }
  return dimension((name) => base[name] * n);
}

/** The value of an expression without symbols, undefined for others. */
function fixedNumber(e: Expression): number | undefined {
  if (e.kind === "number") return e.value;
  if (e.kind === "negate") return negated(fixedNumber(e.operand));
  if (e.kind !== "binary") return undefined;
  const left = fixedNumber(e.left);
  const right = fixedNumber(e.right);
  if (left === undefined || right === undefined) return undefined;
  if (e.operator === "/") return left / right;
  if (e.operator === "*") return left * right;
  return e.operator === "+" ? left + right : e.operator === "-" ? left - right : left ** right;
}

function negated(n: number | undefined): number | undefined {
  return n === undefined ? undefined : -n;
}

/** An expression as text, for messages. */
export function written(e: Expression): string {
  const inner = (part: Expression) => (part.kind === "binary" ? `(${written(part)})` : written(part));
  switch (e.kind) {
    case "number":
      return String(e.value);
    case "symbol":
      return e.name;
    case "negate":
      return `-${inner(e.operand)}`;
    case "binary":
      return `${inner(e.left)} ${e.operator} ${inner(e.right)}`;
    case "call":
      return `${e.name}(${e.arguments.map(written).join(", ")})`;
  }
}
