// Expression -> plain JavaScript closures: the one evaluator, fast enough for sweeps.
import { errorFunction } from "./error-function.js";
import { type Expression, type FunctionName, namedNumbers } from "./math.js";

/** Values of symbols by name, in base units. */
export type Values = Readonly<Record<string, number | undefined>>;

/** A compiled expression. */
export type Evaluator = (values: Values) => number;

const functions: Readonly<Record<FunctionName, (...values: number[]) => number>> = {
  abs: Math.abs,
  ceil: Math.ceil,
  cos: Math.cos,
  erf: errorFunction,
  exp: Math.exp,
  floor: Math.floor,
  log: Math.log,
  log10: Math.log10,
  log2: Math.log2,
  max: Math.max,
  min: Math.min,
  pow: Math.pow,
  round: Math.round,
  sign: Math.sign,
  sqrt: Math.sqrt,
};

/** Compiles an expression; symbols that are not passed take their value from `constants`, else NaN. */
export function compileExpression(expression: Expression, constants: Values = {}): Evaluator {
  const compile = (e: Expression): Evaluator => compileExpression(e, constants);
  switch (expression.kind) {
    case "number": {
      const { value } = expression;
      return () => value;
    }
    case "symbol": {
      const { name } = expression;
      const fallback = namedNumbers[name] ?? constants[name] ?? Number.NaN;
      return (values) => values[name] ?? fallback;
    }
    case "negate": {
      const operand = compile(expression.operand);
      return (values) => -operand(values);
    }
    case "binary":
      return binary(expression.operator, compile(expression.left), compile(expression.right));
    case "call":
      return call(expression.name, expression.arguments.map(compile));
  }
}

function binary(operator: string, left: Evaluator, right: Evaluator): Evaluator {
  if (operator === "+") return (values) => left(values) + right(values);
  if (operator === "-") return (values) => left(values) - right(values);
  if (operator === "*") return (values) => left(values) * right(values);
  if (operator === "/") return (values) => left(values) / right(values);
  return (values) => left(values) ** right(values);
}

function call(name: FunctionName, args: readonly Evaluator[]): Evaluator {
  const apply = functions[name];
  const [first, second] = args;
  if (first !== undefined && args.length === 1) return (values) => apply(first(values));
  if (first !== undefined && second !== undefined && args.length === 2)
    return (values) => apply(first(values), second(values));
  return (values) => apply(...args.map((arg) => arg(values)));
}
