// The only import of mathjs, for its parser alone: it reads the expression of a formula, ours or a user's, with the usual
// precedence; the small tree made of it is ours, and so are values, dimensions and TeX.
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** An expression: numbers, symbols, four operations, powers and calls of listed functions. Nothing else parses. */
export type Expression =
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "symbol"; readonly name: string }
  | { readonly kind: "negate"; readonly operand: Expression }
  | {
      readonly kind: "binary";
      readonly operator: Operator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: "call"; readonly name: FunctionName; readonly arguments: readonly Expression[] };

export type Operator = "+" | "-" | "*" | "/" | "^";

/** Functions that an expression may call, with the number of arguments that they take. */
export const functionArity = {
  abs: [1, 1],
  ceil: [1, 1],
  cos: [1, 1],
  erf: [1, 1],
  exp: [1, 1],
  floor: [1, 1],
  log: [1, 1],
  log10: [1, 1],
  log2: [1, 1],
  max: [2, 9],
  min: [2, 9],
  pow: [2, 2],
  round: [1, 1],
  sign: [1, 1],
  sqrt: [1, 1],
} as const satisfies Readonly<Record<string, readonly [least: number, most: number]>>;

export type FunctionName = keyof typeof functionArity;

/** Names that stand for numbers. */
export const namedNumbers: Readonly<Record<string, number>> = { pi: Math.PI };

/** What we read of a mathjs node. */
interface ParsedNode {
  readonly type: string;
  readonly value?: unknown;
  readonly name?: string;
  readonly op?: string;
  readonly implicit?: boolean;
  readonly content?: ParsedNode;
  readonly fn?: ParsedNode;
  readonly args?: readonly ParsedNode[];
  toString(): string;
}

type Factory = (dependencies: Readonly<Record<string, unknown>>) => unknown;

/** Node types that the parser may ask for and that no formula needs: each says so instead of being built. */
const refused: Readonly<Record<string, string>> = {
  AccessorNode: "properties are not allowed",
  ArrayNode: "lists are not allowed",
  AssignmentNode: 'assignment is not allowed; the result is named in "result"',
  BlockNode: "several statements are not allowed",
  ConditionalNode: "conditions are not allowed",
  FunctionAssignmentNode: "defining a function is not allowed",
  IndexNode: "properties and indices are not allowed",
  ObjectNode: "objects are not allowed",
  RangeNode: "ranges are not allowed",
  RelationalNode: "comparisons are not allowed",
};

/**
 * mathjs/number's index builds 660 functions and takes 0.3 s to load; the parser alone takes 0.03 s. The package
 * exports only the index, so the factories are taken from beside it, number-only: no units, no matrices.
 */
function createParser(): (expression: string) => ParsedNode {
  const require = createRequire(import.meta.url);
  const root = dirname(require.resolve("mathjs/number"));
  const factory = (file: string, name: string) => require(join(root, file))[name] as Factory;
  const node = (name: string) => factory(`expression/node/${name}.js`, `create${name}`);
  const Node = node("Node")({ mathWithTransform: {} });
  const SymbolNode = node("SymbolNode")({ math: {}, Node });
  return factory(
    "expression/parse.js",
    "createParse",
  )({
    typed: factory("core/function/typed.js", "createTyped")({}),
    numeric: Number,
    config: { number: "number" },
    SymbolNode,
    ConstantNode: node("ConstantNode")({ Node, isBounded: Number.isFinite }),
    OperatorNode: node("OperatorNode")({ Node }),
    ParenthesisNode: node("ParenthesisNode")({ Node }),
    FunctionNode: node("FunctionNode")({ math: {}, Node, SymbolNode }),
    ...Object.fromEntries(Object.entries(refused).map(([name, problem]) => [name, refusal(problem)])),
  }) as (expression: string) => ParsedNode;
}

function refusal(problem: string): unknown {
  return class {
    constructor() {
      throw new SyntaxError(problem);
    }
  };
}

const parse = createParser();

/** Reads an expression. A SyntaxError says what is not allowed in it; formula.ts names the formula. */
export function parseExpression(expression: string): Expression {
  const odd = /[^\w\s.+\-*/^(),=]/u.exec(expression);
  if (odd !== null) throw new SyntaxError(`the character "${odd[0]}" is not allowed`);
  if (expression.trim() === "") throw new SyntaxError("the expression is empty");
  return converted(parse(expression));
}

function converted(node: ParsedNode): Expression {
  const args = node.args ?? [];
  if (node.type === "ParenthesisNode" && node.content) return converted(node.content);
  if (node.type === "ConstantNode" && typeof node.value === "number" && Number.isFinite(node.value))
    return { kind: "number", value: node.value };
  if (node.type === "SymbolNode" && node.name !== undefined) return { kind: "symbol", name: node.name };
  if (node.type === "FunctionNode") return call(node.fn?.name ?? String(node), args);
  if (node.type === "OperatorNode") return operation(node, args);
  throw new SyntaxError(`"${node}" is not allowed`);
}

function operation(node: ParsedNode, args: readonly ParsedNode[]): Expression {
  const [first, second] = args;
  if (node.implicit === true) {
    throw new SyntaxError(`the product "${args.join(" ")}" has no sign; write "${args.join(" * ")}"`);
  }
  if (first !== undefined && second === undefined) {
    if (node.op === "-") return { kind: "negate", operand: converted(first) };
    if (node.op === "+") return converted(first);
  }
  if (first === undefined || second === undefined || !isOperator(node.op)) {
    throw new SyntaxError(`the operator "${node.op}" is not allowed; use + - * / ^`);
  }
  return { kind: "binary", operator: node.op, left: converted(first), right: converted(second) };
}

function isOperator(op: string | undefined): op is Operator {
  return op !== undefined && "+-*/^".includes(op) && op.length === 1;
}

function call(name: string, args: readonly ParsedNode[]): Expression {
  if (!Object.hasOwn(functionArity, name)) {
    throw new SyntaxError(
      `"${name}(...)" is not a function that formulas may use; these are ${Object.keys(functionArity).join(", ")} (a product needs *)`,
    );
  }
  const functionName = name as FunctionName;
  const [least, most] = functionArity[functionName];
  if (args.length < least || args.length > most) {
    const wanted = least === most ? `${least}` : `${least} to ${most}`;
    throw new SyntaxError(`${name} takes ${wanted} arguments, got ${args.length}`);
  }
  return { kind: "call", name: functionName, arguments: args.map(converted) };
}

/** The symbols of an expression, in order of appearance, without named numbers. */
export function symbolsIn(expression: Expression): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (e: Expression): void => {
    if (e.kind === "symbol" && !Object.hasOwn(namedNumbers, e.name)) found.add(e.name);
    else if (e.kind === "negate") visit(e.operand);
    else if (e.kind === "binary") [e.left, e.right].forEach(visit);
    else if (e.kind === "call") e.arguments.forEach(visit);
  };
  visit(expression);
  return found;
}
