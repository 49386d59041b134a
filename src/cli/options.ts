// Words of the command line -> checked values; a bad one is a usage error that names the option.
import { FlopbookError, suggestion } from "../errors.js";

export const formats = ["html", "pdf"] as const;
export type Format = (typeof formats)[number];

export const papers = ["a4", "letter"] as const;
export type Paper = (typeof papers)[number];

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
export function positive(option: string, unit: string, whole = false): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === "" || !Number.isFinite(value) || value <= 0 || (whole && !Number.isInteger(value)))
      throw usage(
        option,
        `must be a positive ${whole ? "whole " : ""}number${unit && ` of ${unit}`}, got "${text}"`,
      );
    return value;
  };
}

/** Collects a repeatable option into a list. */
export function listed(text: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, text];
}

function usage(option: string, problem: string): FlopbookError {
  return new FlopbookError(`${option}: ${problem}`, { exitCode: 2 });
}
