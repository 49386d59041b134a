// Uncertain inputs as people write them: "0.3 to 0.5", "lognormal(2, 4)", "±20 %", or a number.
import { FlopbookError, suggestion } from "../ground/errors.js";
import {
  type Distribution,
  discrete,
  exactly,
  lognormal,
  normal,
  triangular,
  uniform,
} from "./distribution.js";

const makers: Readonly<Record<string, (values: readonly number[]) => Distribution>> = {
  uniform: ([low = Number.NaN, high = Number.NaN]) => uniform(low, high),
  normal: ([low = Number.NaN, high = Number.NaN]) => normal(low, high),
  lognormal: ([low = Number.NaN, high = Number.NaN]) => lognormal(low, high),
  triangular: ([low = Number.NaN, mode = Number.NaN, high = Number.NaN]) => triangular(low, mode, high),
  discrete: (values) => discrete(values),
};

const wanted: Readonly<Record<string, number>> = { uniform: 2, normal: 2, lognormal: 2, triangular: 3 };

/** True when the text is more than one number. */
export function isUncertain(text: string): boolean {
  return /\sto\s|\(/.test(text);
}

/**
 * The distribution of a text. A range "a to b" is the 90 % interval of a lognormal distribution, or of a normal one
 * where `a` is not positive. `number` reads a number with its unit or suffix. Errors quote the text.
 *
 * @example distributionOf("0.3 to 0.5").text // "lognormal(0.3, 0.5)"
 */
export function distributionOf(text: string, number: (word: string) => number = Number): Distribution {
  const range = /^(.+?)\s+to\s+(.+)$/.exec(text.trim());
  if (range !== null) {
    const [low, high] = [read(text, range[1] ?? "", number), read(text, range[2] ?? "", number)];
    return low > 0 ? lognormal(low, high) : normal(low, high);
  }
  const call = /^([a-z]+)\s*\((.*)\)$/i.exec(text.trim());
  if (call === null) return exactly(read(text, text, number));
  const name = (call[1] ?? "").toLowerCase();
  const make = Object.hasOwn(makers, name) ? makers[name] : undefined;
  if (make === undefined)
    throw new FlopbookError(
      `uncertainty: unknown distribution, got "${text}"${suggestion(name, Object.keys(makers))}; known are ${Object.keys(makers).join(", ")}`,
    );
  const values = (call[2] ?? "").split(",").map((word) => read(text, word, number));
  const count = wanted[name];
  if (count !== undefined && values.length !== count)
    throw new FlopbookError(
      `uncertainty: ${name} takes ${count} values, got "${text}"; write ${name}(${count === 3 ? "low, mode, high" : "low, high"})`,
    );
  return make(values);
}

function read(whole: string, word: string, number: (word: string) => number): number {
  const value = word.trim() === "" ? Number.NaN : number(word.trim());
  if (Number.isFinite(value)) return value;
  throw new FlopbookError(
    `uncertainty: must be a number, a range or a distribution, got "${whole}"; write 0.4, 0.3 to 0.5 or lognormal(2, 4)`,
  );
}
