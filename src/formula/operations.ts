// Elementary operations and their words: "2 multiply + add" is three operations, so that count and words cannot part.
import { FlopbookError, suggestion } from "../ground/errors.js";
import type { FunctionName } from "./math.js";

/** Operations that count 1 each: the convention "operation-one-flop". Nothing else is one. */
export const elementaryOperations = [
  "add",
  "subtract",
  "multiply",
  "divide",
  "negate",
  "absolute value",
  "sign",
  "compare",
  "square",
  "power",
  "square root",
  "exponential",
  "logarithm",
  "error function",
  "trigonometric function",
  "cosine",
  "remainder",
  "round",
  "saturate",
  "bit operation",
  "random number",
] as const;

export type ElementaryOperation = (typeof elementaryOperations)[number];

/** The operation that a call in an expression is. */
export const functionOperations: Readonly<Record<FunctionName, ElementaryOperation>> = {
  abs: "absolute value",
  ceil: "round",
  cos: "cosine",
  erf: "error function",
  exp: "exponential",
  floor: "round",
  log: "logarithm",
  log10: "logarithm",
  log2: "logarithm",
  max: "compare",
  min: "compare",
  pow: "power",
  round: "round",
  sign: "sign",
  sqrt: "square root",
};

/** Functions that take several: their words may be used like those of one operation. */
export const composedOperations = {
  /** 1 / (1 + exp(-x)). */
  sigmoid: "negate + exponential + add + divide",
  /** (exp(2x) - 1) / (exp(2x) + 1). */
  tanh: "multiply + exponential + subtract + add + divide",
  /** log(1 + exp(x)). */
  softplus: "exponential + add + logarithm",
} as const satisfies Readonly<Record<string, string>>;

export type ComposedOperation = keyof typeof composedOperations;

const known: readonly string[] = [...elementaryOperations, ...Object.keys(composedOperations)];

/**
 * How many elementary operations some words name: operations joined by "+", each with a number before it where there
 * are several, and what they are done to in brackets, which is not read: "2 multiply + add (mixture)" is 3. Errors on
 * an operation that is not in the list, with the nearest, and on a number that is not whole and above 0.
 */
export function operationCount(words: string): number {
  return withoutBrackets(words)
    .split("+")
    .reduce((count, part) => count + countOf(part.trim(), words), 0);
}

function countOf(part: string, words: string): number {
  const [, times = "1", name = ""] = /^(?:(\S*\d\S*)\s+)?(.*)$/.exec(part) ?? [];
  if (!/^[1-9]\d*$/.test(times))
    throw malformed(words, `how often is a whole number from 1 on, got "${times}"`);
  return Number(times) * single(name, words);
}

function single(name: string, words: string): number {
  if (elementaryOperations.some((one) => one === name)) return 1;
  if (Object.hasOwn(composedOperations, name))
    return operationCount(composedOperations[name as ComposedOperation]);
  const near = suggestion(name, known) || `; known are ${known.join(", ")}`;
  throw malformed(words, `no elementary operation of this name, got "${name}"${near}`);
}

/** Brackets may hold brackets: "square (g (1 - y y))". */
function withoutBrackets(words: string): string {
  let depth = 0;
  let outside = "";
  for (const character of words) {
    if (character === "(") depth += 1;
    if (depth === 0) outside += character;
    if (character === ")") depth -= 1;
    if (depth < 0) break;
  }
  if (depth !== 0) throw malformed(words, "a bracket has no partner; close each once");
  return outside;
}

function malformed(words: string, problem: string): FlopbookError {
  return new FlopbookError(`operations "${words}": ${problem}; write e.g. "2 multiply + add"`);
}
