// Expressions put into expressions, tidied and written out: what a formula says once its inputs are expressions too.
import { type Expression, parseExpression } from "./math.js";

type Sum = readonly Product[];

/** A number times powers of expressions, each written once. */
interface Product {
  readonly coefficient: number;
  readonly factors: ReadonlyMap<string, Factor>;
}

interface Factor {
  readonly base: Expression;
  readonly exponent: number;
}

/** The expression with others in the place of some symbols. */
export function substituted(e: Expression, of: (name: string) => Expression | undefined): Expression {
  switch (e.kind) {
    case "number":
      return e;
    case "symbol":
      return of(e.name) ?? e;
    case "negate":
      return { ...e, operand: substituted(e.operand, of) };
    case "binary":
      return { ...e, left: substituted(e.left, of), right: substituted(e.right, of) };
    case "call":
      return { ...e, arguments: e.arguments.map((one) => substituted(one, of)) };
  }
}

/**
 * The same value, tidied: numbers multiplied out and in front, like terms added up, like factors as powers, what
 * cancels left out. Brackets stay.
 */
export function tidied(e: Expression): Expression {
  return ofSum(sumOf(e));
}

function sumOf(e: Expression): Sum {
  switch (e.kind) {
    case "number":
      return [{ coefficient: e.value, factors: new Map() }];
    case "symbol":
      return [power(e, 1)];
    case "negate":
      return scaled(sumOf(e.operand), -1);
    case "call":
      return [power({ ...e, arguments: e.arguments.map(tidied) }, 1)];
    case "binary":
      return binary(e);
  }
}

function binary(e: Extract<Expression, { kind: "binary" }>): Sum {
  if (e.operator === "+") return collected([...sumOf(e.left), ...sumOf(e.right)]);
  if (e.operator === "-") return collected([...sumOf(e.left), ...scaled(sumOf(e.right), -1)]);
  if (e.operator === "*") return [product(oneProduct(e.left), oneProduct(e.right))];
  const [left, right] = [oneProduct(e.left), oneProduct(e.right)];
  if (e.operator === "/") return [isRatio(left, right) ? power(ratio(e), 1) : product(left, inverse(right))];
  const exponent = right.factors.size === 0 ? right.coefficient : undefined;
  if (exponent === undefined || !Number.isInteger(exponent))
    return [power({ ...e, left: tidied(e.left), right: tidied(e.right) }, 1)];
  const factors = new Map(
    [...left.factors].map(([text, one]) => [text, { ...one, exponent: one.exponent * exponent }] as const),
  );
  return [{ coefficient: left.coefficient ** exponent, factors }];
}

/** One symbol over another stays together, as in "(inputChannels / groups)". */
function isRatio(left: Product, right: Product): boolean {
  const isSymbol = ({
    coefficient,
    factors: [...all],
  }: {
    coefficient: number;
    factors: Product["factors"];
  }) =>
    coefficient === 1 && all.length === 1 && all[0]?.[1].base.kind === "symbol" && all[0][1].exponent === 1;
  return isSymbol(left) && isSymbol(right) && !left.factors.has([...right.factors.keys()][0] ?? "");
}

function ratio(e: Extract<Expression, { kind: "binary" }>): Expression {
  return { ...e, left: tidied(e.left), right: tidied(e.right) };
}

/** The expression as one product: a sum of several terms is a factor in brackets. */
function oneProduct(e: Expression): Product {
  const [first, second] = sumOf(e);
  if (first !== undefined && second === undefined) return first;
  return first === undefined ? { coefficient: 0, factors: new Map() } : power(tidied(e), 1);
}

function power(base: Expression, exponent: number): Product {
  return { coefficient: 1, factors: new Map([[expressionText(base), { base, exponent }]]) };
}

function inverse({ coefficient, factors }: Product): Product {
  const turned = [...factors].map(
    ([text, one]) => [text, { base: one.base, exponent: -one.exponent }] as const,
  );
  return { coefficient: 1 / coefficient, factors: new Map(turned) };
}

function product(left: Product, right: Product): Product {
  const factors = new Map(left.factors);
  for (const [text, { base, exponent }] of right.factors) {
    const both = (factors.get(text)?.exponent ?? 0) + exponent;
    if (both === 0) factors.delete(text);
    else factors.set(text, { base, exponent: both });
  }
  return { coefficient: left.coefficient * right.coefficient, factors };
}

function scaled(sum: Sum, by: number): Sum {
  return sum.map(({ coefficient, factors }) => ({ coefficient: by * coefficient, factors }));
}

/** Like terms added up, in the order in which they first come; a plain number last. */
function collected(sum: Sum): Sum {
  const found = new Map<string, Product>();
  for (const { coefficient, factors } of sum) {
    const like = [...factors]
      .map(([text, { exponent }]) => `${text}^${exponent}`)
      .sort()
      .join(" ");
    const before = found.get(like);
    found.set(like, {
      coefficient: coefficient + (before?.coefficient ?? 0),
      factors: before?.factors ?? factors,
    });
  }
  const terms = [...found.values()].filter(({ coefficient }) => coefficient !== 0);
  const isNumber = ({ factors }: Product) => factors.size === 0;
  return [...terms.filter((one) => !isNumber(one)), ...terms.filter(isNumber)];
}

function ofSum(sum: Sum): Expression {
  const [first, ...others] = sum;
  if (first === undefined) return { kind: "number", value: 0 };
  return others.reduce<Expression>((left, one) => {
    const less = one.coefficient < 0;
    const right = ofProduct(less ? { ...one, coefficient: -one.coefficient } : one);
    return { kind: "binary", operator: less ? "-" : "+", left, right };
  }, ofProduct(first));
}

function ofProduct({ coefficient, factors }: Product): Expression {
  if (coefficient < 0) return { kind: "negate", operand: ofProduct({ coefficient: -coefficient, factors }) };
  const all = [...factors.values()];
  const whole = !Number.isInteger(coefficient) && Number.isInteger(1 / coefficient);
  const over = all.filter(({ exponent }) => exponent > 0).map(raised);
  const under = all
    .filter(({ exponent }) => exponent < 0)
    .map((one) => raised({ ...one, exponent: -one.exponent }));
  const number = (value: number): Expression => ({ kind: "number", value });
  if (whole) under.unshift(number(1 / coefficient));
  else if (coefficient !== 1 || over.length === 0) over.unshift(number(coefficient));
  const top = chain(over.length === 0 ? [number(1)] : over);
  return under.length === 0 ? top : { kind: "binary", operator: "/", left: top, right: chain(under) };
}

function raised({ base, exponent }: Factor): Expression {
  return exponent === 1
    ? base
    : { kind: "binary", operator: "^", left: base, right: { kind: "number", value: exponent } };
}

function chain(factors: readonly Expression[]): Expression {
  return factors.reduce((left, right) => ({ kind: "binary", operator: "*", left, right }));
}

const binding = { "+": 1, "-": 1, "*": 2, "/": 2, "^": 3 } as const;

/** The expression as it would be typed. */
export function expressionText(e: Expression): string {
  switch (e.kind) {
    case "number":
      return String(e.value);
    case "symbol":
      return e.name;
    case "negate":
      return `-${bracketed(e.operand, 2)}`;
    case "call":
      return `${e.name}(${e.arguments.map(expressionText).join(", ")})`;
    case "binary": {
      const tight = binding[e.operator];
      if (e.operator === "^") return `${bracketed(e.left, 4)}^${bracketed(e.right, 4)}`;
      const least = e.operator === "-" || e.operator === "/" ? tight + 1 : tight;
      const right = e.operator === "*" && isDivision(e.right) ? `(${expressionText(e.right)})` : undefined;
      return `${bracketed(e.left, tight)} ${e.operator} ${right ?? bracketed(e.right, least)}`;
    }
  }
}

function isDivision(e: Expression): boolean {
  return e.kind === "binary" && e.operator === "/";
}

function bracketed(e: Expression, least: number): string {
  const tight = e.kind === "binary" ? binding[e.operator] : e.kind === "negate" ? 1 : 5;
  return tight >= least ? expressionText(e) : `(${expressionText(e)})`;
}

const read = new Map<string, Expression>();

/** The expression of a text, read once. */
export function expressionOf(text: string): Expression {
  const known = read.get(text);
  if (known !== undefined) return known;
  const expression = parseExpression(text);
  read.set(text, expression);
  return expression;
}
