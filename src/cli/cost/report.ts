// `flopbook cost --report FILE`: the budget as a report of its own.
import { type Budget, type BudgetWord, type BudgetWords, tokensText } from "../../budget/index.js";
import type { ParameterValues } from "../../notebook/parameters.js";
import { fileWord } from "../command-line.js";
import { writeNotebookReport } from "../notebook-report.js";
import type { Context } from "../terminal.js";

/** Words that are parameters of the notebook by name; the rest go into `others`. */
const parameterNames: readonly BudgetWord[] = [
  "model",
  "tokens",
  "device",
  "count",
  "batch",
  "sequence",
  "convention",
  "utilisation",
  "price",
  "tenure",
  "grid",
  "currency",
  "rate",
];

/** Writes the report of a budget to `file` (.pdf or .html), whole or not at all; returns 1 when it could not be made. */
export function writeCostReport(
  words: BudgetWords,
  { spec, leaves }: Budget,
  { file, sources }: { readonly file: string; readonly sources: Readonly<Record<string, string>> },
  context: Context,
): Promise<number> {
  const title = `What it takes to train ${spec.shape.name} on ${tokensText(leaves.tokens.quantity)}`;
  const parameters = parametersOf(words, context.terminal.cwd);
  return writeNotebookReport({ notebook: "cost-report", title, parameters, sources }, file, context);
}

/** Every word as a text, empty where nothing was said; a file by its path from the folder of the command. */
function parametersOf(words: BudgetWords, cwd: string): ParameterValues {
  const said = Object.entries(words).filter(([, value]) => value !== undefined && value !== null);
  const named = parameterNames.map((name) => [name, String(words[name] ?? "")] as const);
  const others = said
    .filter(([name]) => !parameterNames.some((one) => one === name))
    .map(([name, value]) => `${name}=${value}`);
  const model = String(words.model ?? "");
  return {
    ...Object.fromEntries(named),
    model: /[./\\]/.test(model) ? fileWord(model, cwd) : model,
    others: others.join("; "),
  };
}
