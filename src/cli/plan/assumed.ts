// Assumptions as the command line gives them, "overlapShare=0.8" -> by name, each within its bounds.
import { FlopbookError } from "../../ground/errors.js";
import { type AssumptionName, checkedAssumption } from "../../plan/index.js";
import { decimal } from "../numbers.js";

/** ["overlapShare=0.8"] by name. */
export function assumedOf(words: readonly string[]): Readonly<Partial<Record<AssumptionName, number>>> {
  return Object.fromEntries(
    words.map((word) => {
      const [name = "", value = "", more] = word.split("=").map((part) => part.trim());
      const found = decimal(value);
      if (name === "" || more !== undefined || Number.isNaN(found))
        throw usage("--assume", `must be name=value, got "${word}"; write --assume overlapShare=0.8`);
      return [name, assumed(name, found, word)];
    }),
  );
}

function assumed(name: string, value: number, word: string): number {
  try {
    return checkedAssumption(name, value, word);
  } catch (error) {
    if (!(error instanceof FlopbookError)) throw error;
    throw usage("--assume", error.message.replace(/^assumptions: /, ""));
  }
}

function usage(option: string, problem: string): FlopbookError {
  return new FlopbookError(`${option}: ${problem}`, { exitCode: 2 });
}
