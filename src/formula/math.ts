// What mathjs is used for: its parser, and nothing else, reads the expression of a formula, ours or a user's, into our
// own small tree; values, dimensions and TeX are made from that.
import { createParse } from "#mathjs-parse";

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

/** A node as mathjs' parser makes it, of one of our own kinds: its own carry code for LaTeX and evaluation. */
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

/** A kind of node: the parser makes it by `new` with these fields, and asks for it by a flag such as isSymbolNode. */
function nodeKind(type: string, ...fields: readonly string[]): unknown {
  return class {
    constructor(...values: readonly unknown[]) {
      Object.assign(this, { type, [`is${type}`]: true });
      Object.assign(this, Object.fromEntries(fields.map((field, i) => [field, values[i]])));
    }
    get isNode(): boolean {
      return true;
    }
    toString(): string {
      return written(this as unknown as ParsedNode);
    }
  };
}

/** A node as it was typed. */
function written({ type, value, name, op, implicit, content, fn, args = [] }: ParsedNode): string {
  if (type === "ParenthesisNode") return `(${content})`;
  if (type === "FunctionNode") return `${fn}(${args.join(", ")})`;
  if (type === "OperatorNode")
    return args.length === 1 ? `${op}${args[0]}` : args.join(implicit === true ? " " : ` ${op} `);
  return String(name ?? value);
}

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

/** In place of mathjs' dispatch by type: expressions are texts. */
const typed = Object.assign(
  (_name: string, readers: Readonly<Record<string, unknown>>): unknown => readers.string,
  { addConversion: () => {} },
);

let parser: ((expression: string) => ParsedNode) | undefined;

/** Loads the parser when something is parsed first: who only asks for data need not wait for it. */
function parse(expression: string): ParsedNode {
  parser ??= createParse(kinds()) as (expression: string) => ParsedNode;
  return parser(expression);
}

/** What the parser is built from: numbers only, no units, no matrices. */
const kinds = (): Readonly<Record<string, unknown>> => ({
  typed,
  numeric: Number,
  config: { number: "number" },
  ConstantNode: nodeKind("ConstantNode", "value"),
  SymbolNode: nodeKind("SymbolNode", "name"),
  OperatorNode: nodeKind("OperatorNode", "op", "fn", "args", "implicit"),
  ParenthesisNode: nodeKind("ParenthesisNode", "content"),
  FunctionNode: nodeKind("FunctionNode", "fn", "args"),
  ...Object.fromEntries(Object.entries(refused).map(([name, problem]) => [name, refusal(problem)])),
});

function refusal(problem: string): unknown {
  return class {
    constructor() {
      throw new SyntaxError(problem);
    }
  };
}

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
