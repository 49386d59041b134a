// Words of the commands about runs -> checked values: large numbers, lists of counts, ZeRO stages.
import { FlopbookError } from "../../errors.js";
import type { AssumptionName } from "../../plan/index.js";

const suffixes: Readonly<Record<string, number>> = { "": 0, k: 3, K: 3, M: 6, B: 9, G: 9, T: 12 };

/** "7.5e9", "15T", "70B" -> a positive number. */
export function largeNumber(option: string): (text: string) => number {
  return (text) => {
    const [, digits = "", suffix = "?"] = /^\s*([\d_,.]+(?:e[+-]?\d+)?)\s*([a-zA-Z]?)\s*$/i.exec(text) ?? [];
    const exponent = suffixes[suffix];
    const value = Number(`${digits.replaceAll(/[_,]/g, "")}`) * Number(`1e${exponent ?? 0}`);
    if (exponent === undefined || digits === "" || !Number.isFinite(value) || value <= 0)
      throw usage(option, `must be a positive number such as 7.5e9, 70B or 15T, got "${text}"`);
    return value;
  };
}

/** "512,1024" -> whole numbers from 1 on. */
export function counts(option: string): (text: string) => readonly number[] {
  return (text) =>
    text.split(",").map((word) => {
      const value = Number(word);
      if (word.trim() === "" || !Number.isSafeInteger(value) || value < 1)
        throw usage(option, `must be whole numbers from 1 on, got "${text}"`);
      return value;
    });
}

/** 0, 1, 2 or 3. */
export function zeroStage(text: string): 0 | 1 | 2 | 3 {
  const value = Number(text);
  if (text.trim() !== "" && (value === 0 || value === 1 || value === 2 || value === 3)) return value;
  throw usage("--zero", `must be 0, 1, 2 or 3, got "${text}"`);
}

/** ["overlapShare=0.8"] by name. */
export function assumedOf(words: readonly string[]): Readonly<Partial<Record<AssumptionName, number>>> {
  return Object.fromEntries(
    words.map((word) => {
      const [name = "", value = ""] = word.split("=");
      if (value.trim() === "" || !Number.isFinite(Number(value)) || Number(value) < 0)
        throw new FlopbookError(
          `--assume: must be name=value with a number from 0 on, got "${word}"; write --assume overlapShare=0.8`,
        );
      return [name.trim(), Number(value)];
    }),
  );
}

function usage(option: string, problem: string): FlopbookError {
  return new FlopbookError(`${option}: ${problem}`, { exitCode: 2 });
}
