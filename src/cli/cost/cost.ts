// `flopbook cost`: what a whole training run takes; as a table, JSON, or a report.
import { existsSync } from "node:fs";
import { relative, resolve } from "node:path";
import {
  type BudgetWord,
  type BudgetWords,
  budgetWordMeanings,
  knownBudget,
  pricedBudget,
} from "../../budget/index.js";
import { sha256 } from "../../disk/hash.js";
import { readRegularText } from "../../disk/regular-file.js";
import { writeWhole } from "../../disk/write.js";
import { FlopbookError } from "../../ground/errors.js";
import type { OwnNames } from "../../node/index.js";
import { mapping, parseYaml } from "../../notebook/front-matter.js";
import { fileWord } from "../command-line.js";
import { asUsage, asUsageOf, refuseTwoForms } from "../options.js";
import { projectNames } from "../own.js";
import type { Context } from "../terminal.js";
import { plainSpaces } from "../text-table.js";
import { budgetJson } from "./json.js";
import { writeCostReport } from "./report.js";
import { budgetText } from "./text.js";

/** The options as the command line gives them. */
export interface CostWords extends Readonly<Partial<Record<BudgetWord, string>>> {
  readonly config?: string;
  readonly init?: string;
  readonly report?: string;
  readonly json?: true;
}

/** Prints the budget, or writes a report or a configuration; returns 1 when the model does not fit. */
export async function run(words: CostWords, context: Context): Promise<number> {
  const { terminal } = context;
  refuseTwoForms(words);
  const { config, init, report, json, ...given } = words;
  if (init !== undefined) return writeConfiguration(init, given, context);
  const configured = configuration(config, terminal.cwd);
  const asked: BudgetWords = { ...configured.words, ...given };
  const names = await projectNames(terminal.cwd);
  const shape = named(asked.model, terminal.cwd, names);
  const budget = asOption(given, config, () => knownBudget(names.budgetSpec(asked, shape)));
  if (report !== undefined)
    return writeCostReport(
      asked,
      pricedBudget(budget),
      { file: report, sources: configured.sources },
      context,
    );
  terminal.out(plainSpaces(json === true ? budgetJson(budget) : budgetText(budget, terminal)));
  return 0;
}

/** A mistake in a word under the name of the option, or of the file that says it. */
function asOption<Value>(
  given: Readonly<Partial<Record<BudgetWord, string>>>,
  config: string | undefined,
  read: () => Value,
): Value {
  try {
    return read();
  } catch (error) {
    const usage = asUsage(error);
    const [, word = ""] = error instanceof FlopbookError ? (/^([a-z]+): /.exec(error.message) ?? []) : [];
    if (!(usage instanceof FlopbookError) || !Object.hasOwn(budgetWordMeanings, word)) throw error;
    const place = Object.hasOwn(given, word) || config === undefined ? "--" : `${config}: `;
    throw new FlopbookError(`${place}${usage.message}`, { exitCode: 2, cause: error });
  }
}

function named(model: string | number | undefined, cwd: string, { foundShape }: OwnNames) {
  if (model === undefined || model === "") return undefined;
  try {
    return foundShape(String(model), cwd);
  } catch (error) {
    throw asUsage(error);
  }
}

interface Configuration {
  readonly words: BudgetWords;
  /** SHA-256 of the file as it was read, by its path from where the command runs. */
  readonly sources: Readonly<Record<string, string>>;
}

/** What a configuration file says. Errors on names that mean nothing, with the nearest. */
function configuration(name: string | undefined, cwd: string): Configuration {
  if (name === undefined) return { words: {}, sources: {} };
  const path = resolve(cwd, name);
  if (!existsSync(path))
    throw new FlopbookError(`--config: no file ${name}; \`flopbook cost --init ${name}\` writes one`, {
      exitCode: 2,
    });
  const text = readRegularText(path, name);
  const values = asUsageOf(() => mapping(parseYaml(text, name), name));
  for (const [key, value] of Object.entries(values))
    if (!["string", "number"].includes(typeof value))
      throw new FlopbookError(`${name}: ${key} must be a number or a text, got ${JSON.stringify(value)}`, {
        exitCode: 2,
      });
  return { words: values as BudgetWords, sources: { [fileWord(name, cwd)]: sha256(text) } };
}

/** What a configuration begins with where the command line says nothing else. */
const example: BudgetWords = { model: "llama3-8b", tokens: "200B", device: "h100-sxm", count: 64 };

function writeConfiguration(
  name: string,
  given: Readonly<Partial<Record<BudgetWord, string>>>,
  { terminal }: Context,
): number {
  const path = resolve(terminal.cwd, name);
  const values: BudgetWords = { ...example, ...given };
  const names = Object.keys(budgetWordMeanings) as BudgetWord[];
  const lines = names.flatMap((word) => {
    const value = values[word];
    const line = value === undefined ? `# ${word}:` : `${word}: ${value}`;
    return [`# ${budgetWordMeanings[word]}`, line, ""];
  });
  const head = [
    `# A training run, for \`flopbook cost --config ${name}\`. Options of the command line go before this file.`,
    "# Numbers may be ranges (0.3 to 0.5, a 90 % interval) or distributions: uniform(a, b), normal(a, b),",
    "# lognormal(a, b), triangular(a, top, b), discrete(a, b, ...).",
    "",
  ];
  writeWhole(path, [...head, ...lines].join("\n"), { fresh: true });
  terminal.out(`${relative(terminal.cwd, path)}\n`);
  return 0;
}
