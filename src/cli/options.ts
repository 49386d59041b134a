// Words of the command line -> checked values; a bad one is a usage error that names the option.
import type { Command } from "commander";
import { FlopbookError, NoAnswer, suggestion } from "../ground/errors.js";
import { type NumberRule, numberWithin } from "./numbers.js";

export const formats = ["html", "pdf"] as const;
export type Format = (typeof formats)[number];

export const papers = ["a4", "letter"] as const;
export type Paper = (typeof papers)[number];

/** Words for a model: number formats, attention kernels, what counts as an operation. */
export const dtypes = ["fp32", "bf16", "fp16"] as const;
export const kernels = ["eager", "fused"] as const;
export const countings = ["matrix", "all"] as const;

/** Adds --sequence, and --seq as it was called before, which the help leaves out. */
export function addSequence(command: Command, meaning = "tokens of a sequence"): Command {
  const earlier = command
    .createOption("--seq <n>")
    .argParser(positive("--seq", "tokens", true))
    .hideHelp();
  return command.option("--sequence <n>", meaning, positive("--sequence", "tokens", true)).addOption(earlier);
}

/** The words with the sequence under its one name. */
export function withSequence<Words extends object>(words: Words & { readonly seq?: number }): Words {
  const { seq, ...others } = words;
  return (seq === undefined ? others : { sequence: seq, ...others }) as Words;
}

/** "html,pdf" -> both, without doubles, in the order html, pdf. */
export function formatList(text: string): readonly Format[] {
  const asked = text.split(",").map((word) => oneOf("--to", formats)(word.trim()));
  return formats.filter((format) => asked.includes(format));
}

/** A parser that admits one of `words`, whatever the case. */
export function oneOf<Word extends string>(option: string, words: readonly Word[]): (text: string) => Word {
  return (text) => {
    const word = words.find((candidate) => candidate === text.toLowerCase());
    if (word === undefined)
      throw usage(option, `must be ${words.join(" or ")}, got "${text}"${suggestion(text, words)}`);
    return word;
  };
}

/** A parser for a positive number; `whole` admits integers only. */
export function positive(
  option: string,
  unit: string,
  whole = false,
  rule: NumberRule = {},
): (text: string) => number {
  return numberWithin(option, { unit, whole, ...rule });
}

/** A parser for 0, 1, 2, ... */
export function wholeNumber(option: string): (text: string) => number {
  return numberWithin(option, { whole: true, least: 0 });
}

/** Collects a repeatable option into a list. */
export function listed(text: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, text];
}

/** An error about what a person typed, wherever it was found, as a usage error: exit code 2. */
export function asUsage(error: unknown): unknown {
  if (!(error instanceof FlopbookError) || error instanceof NoAnswer || error.exitCode === 2) return error;
  return new FlopbookError(error.message, { exitCode: 2, cause: error });
}

/** What `work` gives; its errors are usage errors. */
export function asUsageOf<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw asUsage(error);
  }
}

function usage(option: string, problem: string): FlopbookError {
  return new FlopbookError(`${option}: ${problem}`, { exitCode: 2 });
}

/** A report and JSON are two forms of one answer. Errors (exit code 2) where both are asked for. */
export function refuseTwoForms({
  report,
  json,
}: {
  readonly report?: string | undefined;
  readonly json?: boolean | undefined;
}): void {
  if (report !== undefined && json === true)
    throw new FlopbookError("--report: writes a file of its own, got --json too; choose one", {
      exitCode: 2,
    });
}
