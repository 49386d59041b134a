// Sizes that are expressions over symbols, as SymPy writes them: "Add(Symbol('s0'), Integer(1))" or "2*s0 + 1".
import { FlopbookError } from "../../ground/errors.js";

/** The value of a symbol; undefined where it is not known. */
export type SymbolValue = (symbol: string) => number | undefined;

/** More tokens than any size has; deeper nesting than a program's own stack can follow. */
const longest = 2000;

interface Cursor {
  readonly text: string;
  readonly tokens: readonly string[];
  at: number;
}

/** The value of an expression; undefined where a symbol in it has none. Errors on what is no expression. */
export function expressionValue(text: string, symbolValue: SymbolValue): number | undefined {
  const tokens = text.match(/'[^']*'|"[^"]*"|\d+(?:\.\d+)?|[A-Za-z_][\w.]*|\/\/|\*\*|[^\s\w]/g) ?? [];
  const cursor: Cursor = { text, tokens, at: 0 };
  if (tokens.length > longest) throw unreadable(cursor);
  const value = sum(cursor, symbolValue);
  if (cursor.at < tokens.length) throw unreadable(cursor);
  return value === undefined || Number.isFinite(value) ? value : undefined;
}

/** The name of the symbol that an expression is, where it is one alone. */
export function symbolOf(text: string): string | undefined {
  return (
    /^Symbol\(\s*['"]([^'"]+)['"][^()]*\)$/.exec(text.trim())?.[1] ?? /^[A-Za-z_]\w*$/.exec(text.trim())?.[0]
  );
}

/** The names of all symbols in an expression. */
export function symbolsIn(text: string): readonly string[] {
  const written = [...text.matchAll(/Symbol\(\s*['"]([^'"]+)['"]/g)].map(([, name = ""]) => name);
  if (written.length > 0) return written;
  return [...text.matchAll(/(?<![\w'"])[A-Za-z_]\w*(?!\w*\s*\()/g)].map(([name]) => name);
}

function sum(cursor: Cursor, symbolValue: SymbolValue): number | undefined {
  let value = product(cursor, symbolValue);
  for (let sign = taken(cursor, "+", "-"); sign !== undefined; sign = taken(cursor, "+", "-"))
    value = joined(value, product(cursor, symbolValue), (a, b) => (sign === "+" ? a + b : a - b));
  return value;
}

function product(cursor: Cursor, symbolValue: SymbolValue): number | undefined {
  let value = signed(cursor, symbolValue);
  for (let by = taken(cursor, "*", "//", "/", "%"); by !== undefined; by = taken(cursor, "*", "//", "/", "%"))
    value = joined(value, signed(cursor, symbolValue), operations[by] ?? ((a) => a));
  return value;
}

const operations: Readonly<Record<string, (a: number, b: number) => number>> = {
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  "//": (a, b) => Math.floor(a / b),
  "%": modulo,
};

function signed(cursor: Cursor, symbolValue: SymbolValue): number | undefined {
  if (taken(cursor, "-") !== undefined) {
    const value = signed(cursor, symbolValue);
    return value === undefined ? undefined : -value;
  }
  const base = atom(cursor, symbolValue);
  if (taken(cursor, "**") === undefined) return base;
  return joined(base, signed(cursor, symbolValue), (a, b) => a ** b);
}

function atom(cursor: Cursor, symbolValue: SymbolValue): number | undefined {
  const token = cursor.tokens[cursor.at++];
  if (token === undefined) throw unreadable(cursor);
  if (/^\d/.test(token)) return Number(token);
  if (token === "(") {
    const value = sum(cursor, symbolValue);
    expect(cursor, ")");
    return value;
  }
  if (!/^[A-Za-z_]/.test(token)) throw unreadable(cursor);
  return cursor.tokens[cursor.at] === "(" ? called(cursor, token, symbolValue) : symbolValue(token);
}

/** A call: Symbol('s0', positive=True) is the symbol; everything else is a function of its values. */
function called(cursor: Cursor, name: string, symbolValue: SymbolValue): number | undefined {
  expect(cursor, "(");
  if (name === "Symbol" || name === "Dummy") {
    const symbol = (cursor.tokens[cursor.at] ?? "").replace(/^['"]|['"]$/g, "");
    while (cursor.tokens[cursor.at] !== ")" && cursor.at < cursor.tokens.length) cursor.at++;
    expect(cursor, ")");
    return symbolValue(symbol);
  }
  const values: (number | undefined)[] = [];
  while (cursor.tokens[cursor.at] !== ")") {
    if (cursor.tokens[cursor.at + 1] === "=") cursor.at += 3;
    else values.push(sum(cursor, symbolValue));
    if (taken(cursor, ",") === undefined) break;
  }
  expect(cursor, ")");
  const known = values.filter((value) => value !== undefined);
  if (known.length < values.length) return undefined;
  return result(cursor, name.split(".").at(-1) ?? name, known);
}

type SizeFunction = (...values: number[]) => number;

const functions: Readonly<Record<string, SizeFunction>> = {
  Integer: (a) => a,
  Float: (a) => a,
  Rational: (a, b = 1) => a / b,
  Add: (...all) => all.reduce((sum, one) => sum + one, 0),
  Mul: (...all) => all.reduce((product, one) => product * one, 1),
  Pow: (a, b) => a ** b,
  PowByNatural: (a, b) => a ** b,
  Max: (...all) => Math.max(...all),
  Min: (...all) => Math.min(...all),
  Abs: Math.abs,
  Mod: modulo,
  PythonMod: modulo,
  ModularIndexing: (a, b, c) => modulo(Math.floor(a / b), c),
  FloorDiv: (a, b) => Math.floor(a / b),
  CleanDiv: (a, b) => Math.floor(a / b),
  CeilDiv: (a, b) => Math.ceil(a / b),
  CeilToInt: Math.ceil,
  FloorToInt: Math.floor,
  TruncToInt: Math.trunc,
  TruncToFloat: Math.trunc,
  RoundToInt: Math.round,
  IntTrueDiv: (a, b) => a / b,
  FloatTrueDiv: (a, b) => a / b,
  ToFloat: (a) => a,
  Identity: (a) => a,
  floor: Math.floor,
  ceiling: Math.ceil,
  sqrt: Math.sqrt,
  OpaqueUnaryFn_sqrt: Math.sqrt,
  LShift: (a, b) => a * 2 ** b,
  RShift: (a, b) => Math.floor(a / 2 ** b),
};

function result(cursor: Cursor, name: string, values: readonly number[]): number {
  const of = Object.hasOwn(functions, name) ? functions[name] : undefined;
  if (of !== undefined) return of(...values);
  throw new FlopbookError(
    `size "${cursor.text.slice(0, 80)}": function must be one of SymPy's that sizes have, got "${name}"; export with that size fixed`,
  );
}

function modulo(a: number, b: number): number {
  return a - b * Math.floor(a / b);
}

function joined(
  a: number | undefined,
  b: number | undefined,
  of: (a: number, b: number) => number,
): number | undefined {
  return a === undefined || b === undefined ? undefined : of(a, b);
}

function taken(cursor: Cursor, ...wanted: readonly string[]): string | undefined {
  const token = cursor.tokens[cursor.at];
  if (token === undefined || !wanted.includes(token)) return undefined;
  cursor.at++;
  return token;
}

function expect(cursor: Cursor, token: string): void {
  if (taken(cursor, token) === undefined) throw unreadable(cursor);
}

function unreadable({ text }: Cursor): FlopbookError {
  return new FlopbookError(
    `size "${text.slice(0, 80)}": must be an expression over symbols, got other text; the file is damaged`,
  );
}
