// What a document states: a number with its digits, a range, a limit, or an expression over its inputs.

import { compileExpression } from "../formula/compile.js";
import { parseExpression, symbolsIn } from "../formula/math.js";
import { FlopbookError, suggestion } from "../ground/errors.js";
import { text } from "../numbers/format.js";
import { statementTex } from "./expression-tex.js";
import { printedNumber } from "./inputs.js";
import { aboutValue, betweenValues, type StatedInterval } from "./verdict.js";

/** Words of the document that replace our text of the statement, such as "negligible". */
interface Words {
  readonly says?: string;
}

/** A statement as written down. `digits` are the significant digits that the document prints. */
export type StatedSpec<InputName extends string = string> =
  | (Words & { readonly value: number; readonly digits: number })
  | (Words & { readonly range: readonly [low: number, high: number]; readonly digits?: number })
  | (Words & { readonly atMost: number })
  | (Words & { readonly atLeast: number })
  | (Words & {
      /** In the letters of the document, mathjs syntax: "6*N*D". */
      readonly expression: string;
      /** Which input each letter stands for. */
      readonly letters: Readonly<Record<string, InputName>>;
      /** For "≈": the significant digits that the leading terms give; exact when absent. */
      readonly digits?: number;
    });

/** A checked statement. */
export interface Stated {
  /** As data: a number, both ends of a range, or words. */
  readonly data: number | readonly [number, number] | string;
  /** One number to measure differences from; undefined for ranges and limits. */
  readonly number: () => number | undefined;
  readonly interval: () => StatedInterval;
  /** As printed, in `unit`. */
  readonly text: (unit: string) => string;
  /** Significant digits that the document prints, of a single number. */
  readonly digits?: number;
  /** An expression as it is typeset; absent for numbers and words. */
  readonly tex?: string;
}

/** A value as text. Times stay in the unit of the statement (21,100 s are not turned into hours). */
export function amountText(value: number, unit: string, digits?: number): string {
  return text(value, unit, unit === "s" ? { unit, digits } : { digits });
}

/** Checks a statement. `inputs` are asked for when an expression is evaluated. */
export function toStated(spec: StatedSpec, inputs: () => object): Stated {
  if ("expression" in spec) return statedExpression(spec, inputs);
  if ("range" in spec) return statedRange(spec);
  if ("value" in spec) return statedValue(spec);
  if (!("atMost" in spec || "atLeast" in spec))
    throw new FlopbookError(
      `must state something, got ${JSON.stringify(spec)}; give value and digits, range, atMost, atLeast, or expression and letters`,
    );
  const atMost = "atMost" in spec;
  const limit = finite(atMost ? "atMost" : "atLeast", atMost ? spec.atMost : spec.atLeast);
  const sign = atMost ? "≤" : "≥";
  return {
    data: spec.says ?? `${sign} ${limit}`,
    number: () => undefined,
    interval: () =>
      atMost
        ? betweenValues(Number.NEGATIVE_INFINITY, limit)
        : betweenValues(limit, Number.POSITIVE_INFINITY),
    text: (unit) => spec.says ?? `${sign} ${amountText(limit, unit)}`,
  };
}

function statedValue(spec: { value: number; digits: number; says?: string }): Stated {
  const value = finite("value", spec.value);
  const digits = wholeDigits(spec.digits);
  return {
    data: value,
    number: () => value,
    interval: () => aboutValue(value, digits),
    text: (unit) => spec.says ?? amountText(value, unit, digits),
    digits,
  };
}

function statedRange(spec: { range: readonly [number, number]; digits?: number; says?: string }): Stated {
  const [low, high] = spec.range;
  if (!(finite("range", low) < finite("range", high)))
    throw new FlopbookError(
      `range must go from the lower to the higher value, got ${low} to ${high}; turn it round`,
    );
  const digits = spec.digits === undefined ? undefined : wholeDigits(spec.digits);
  return {
    data: [low, high],
    number: () => undefined,
    interval: () => betweenValues(low, high, digits),
    text: (unit) => spec.says ?? `${amountText(low, unit)} to ${amountText(high, unit)}`,
  };
}

function statedExpression(
  spec: { expression: string; letters: Readonly<Record<string, string>>; digits?: number; says?: string },
  inputs: () => object,
): Stated {
  const { expression, letters } = spec;
  const digits = spec.digits === undefined ? undefined : wholeDigits(spec.digits);
  const tree = parsed(expression);
  const unknown = [...symbolsIn(tree)].find((letter) => !Object.hasOwn(letters, letter));
  if (unknown !== undefined)
    throw new FlopbookError(
      `letter "${unknown}" of "${expression}" has no input, got letters for ${Object.keys(letters).join(", ") || "none"}${suggestion(unknown, Object.keys(letters)) || "; add it to letters"}`,
    );
  const number = () => compileExpression(tree)(letterValues(letters, inputs()));
  return {
    data: expression,
    number,
    interval: () => aboutValue(number(), digits),
    text: () => spec.says ?? (digits === undefined ? expression : `≈ ${expression}`),
    ...(spec.says === undefined
      ? { tex: `${digits === undefined ? "" : "\\approx "}${statementTex(tree)}` }
      : {}),
  };
}

function letterValues(letters: Readonly<Record<string, string>>, inputs: object): Record<string, number> {
  const values = Object.entries(letters).map(([letter, name]) => {
    const value = printedNumber((inputs as Readonly<Record<string, unknown>>)[name]);
    if (value === undefined)
      throw new FlopbookError(
        `letter "${letter}" stands for an input that is missing, got "${name}"${suggestion(name, Object.keys(inputs)) || `; inputs are ${Object.keys(inputs).join(", ")}`}`,
      );
    return [letter, value] as const;
  });
  return Object.fromEntries(values);
}

function parsed(expression: string) {
  try {
    return parseExpression(expression);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new FlopbookError(`expression cannot be read: ${error.message}, got "${expression}"; correct it`);
  }
}

function finite(field: string, value: number): number {
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw new FlopbookError(`${field} must be a finite number, got ${JSON.stringify(value)}; write a number`);
}

function wholeDigits(digits: number): number {
  if (Number.isInteger(digits) && digits >= 1 && digits <= 15) return digits;
  throw new FlopbookError(
    `digits must be a whole number from 1 to 15, got ${JSON.stringify(digits)}; count the significant digits that the document prints`,
  );
}
