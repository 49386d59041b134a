// Worked examples for notebooks: judged by id, and how far off the wrong ones are.
import { type Example, type ExampleResult, evaluateExample, exampleIn } from "../examples/index.js";
import { difference, percent } from "../numbers/format.js";

/**
 * Looks worked examples up in `list` by their ids and evaluates them: `const judged = judgedFrom(examples)`, then
 * `show(judged("our-model")[0])`. Errors on an unknown id, with the nearest ones.
 */
export function judgedFrom(
  list: readonly Example[],
): (...ids: readonly string[]) => readonly ExampleResult[] {
  return (...ids) => ids.map((id) => evaluateExample(exampleIn(list, id)));
}

/** What is stated and what is right, in the unit of the statement. */
export interface StatedAndRight {
  readonly stated: number;
  readonly right: number;
  /** True where the stated value is right and only the printed way to it is wrong: `right` is then what that gives. */
  readonly onlyTheWay: boolean;
}

/**
 * Stated and right value of a statement as far as both are numbers, of a range its nearer end; undefined for limits
 * and words.
 */
export function statedAndRight(result: ExampleResult): StatedAndRight | undefined {
  const { computed, correct, rightInWords } = result;
  if (computed === null || correct === null || rightInWords) return undefined;
  const stated = nearestStated(result, correct);
  if (stated === undefined) return undefined;
  const onlyTheWay = Math.abs(correct - stated) <= 0.005 * Math.abs(stated) && result.verdict !== "rounding";
  return { stated, right: onlyTheWay ? computed : correct, onlyTheWay };
}

function nearestStated({ stated, statedNumber }: ExampleResult, right: number): number | undefined {
  if (statedNumber !== null) return statedNumber;
  if (!Array.isArray(stated)) return undefined;
  const [low, high] = stated as readonly [number, number];
  return Math.abs(right - low) <= Math.abs(right - high) ? low : high;
}

/** How many times too large or too small a statement is, without limit where nothing is right; undefined for words. */
export function errorFactor(result: ExampleResult): number | undefined {
  const { stated = 0, right = -1 } = statedAndRight(result) ?? {};
  if (stated <= 0 || right < 0) return undefined;
  return Math.max(stated / right, right / stated);
}

/**
 * How far a statement is off its right value: "31 % too high" below a factor of two, "4.2 × too low" from there on,
 * "all of it" where nothing is right; empty for words.
 */
export function offBy(result: ExampleResult): string {
  const factor = errorFactor(result);
  const { stated = 0, right = 0, onlyTheWay = false } = statedAndRight(result) ?? {};
  if (factor === undefined) return "";
  if (right === 0) return "all of it";
  const times = difference(1, factor);
  const size = times.endsWith("×") ? times : percent(Math.abs(stated / right - 1), 2);
  const high = onlyTheWay ? right > stated : stated > right;
  return `${onlyTheWay ? "its way " : ""}${size} too ${high ? "high" : "low"}`;
}
