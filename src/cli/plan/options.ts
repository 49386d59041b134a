// Words of the commands about runs -> checked values: large numbers, lists of counts, ZeRO stages.
import { FlopbookError } from "../../ground/errors.js";
import { checkedNumber, decimal, numberWithin } from "../numbers.js";

const suffixes: Readonly<Record<string, number>> = { "": 0, k: 3, K: 3, M: 6, B: 9, G: 9, T: 12 };

/** "7.5e9", "15T", "70B" -> a positive number, at most `most`. */
export function largeNumber(option: string, most = mostLarge): (text: string) => number {
  return (text) => {
    const [, digits = "", suffix = "?"] = /^\s*([\d_,.]+(?:e[+-]?\d+)?)\s*([a-zA-Z]?)\s*$/i.exec(text) ?? [];
    const bare = decimal(digits.replaceAll(/[_,]/g, ""));
    const value = bare * 10 ** (suffixes[suffix] ?? Number.NaN);
    return checkedNumber(option, text, value, { least: 1, most, example: "7.5e9, 70B or 15T" });
  };
}

const mostLarge = 1e21;

/** Most of what is counted one by one and must stay exact: parameters, tokens. */
export const mostCounted: number = Number.MAX_SAFE_INTEGER;

/** Tokens of a step, whose number must stay exact. */
export function tokensOfStep(batch: number, sequence: number): number {
  const tokens = batch * sequence;
  if (tokens <= mostCounted) return tokens;
  throw usage(
    "--batch",
    `times --sequence must be at most ${mostCounted} tokens, got "${batch}" times "${sequence}"; write --batch 1024 --sequence 2048`,
  );
}

/** "512,1024" -> whole numbers from 1 on. */
export function counts(option: string): (text: string) => readonly number[] {
  const one = numberWithin(option, { whole: true, example: "8 or 8,64" });
  return (text) => text.split(",").map(one);
}

/** 0, 1, 2 or 3. */
export function zeroStage(text: string): 0 | 1 | 2 | 3 {
  const value = decimal(text);
  if (value === 0 || value === 1 || value === 2 || value === 3) return value;
  throw usage("--zero", `must be 0, 1, 2 or 3, got "${text}"; write --zero 1`);
}

function usage(option: string, problem: string): FlopbookError {
  return new FlopbookError(`${option}: ${problem}`, { exitCode: 2 });
}
