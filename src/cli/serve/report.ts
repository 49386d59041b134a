// `flopbook serve --report FILE`: what serving takes, as a report of its own.
import { FlopbookError } from "../../ground/errors.js";
import type { ParameterValues } from "../../notebook/parameters.js";
import type { Serving } from "../../plan/index.js";
import { fileWord } from "../command-line.js";
import { writeNotebookReport } from "../notebook-report.js";
import type { Context } from "../terminal.js";
import type { ServeWords } from "./words.js";

/** Writes the report to `file` (.pdf or .html), whole or not at all; returns 1 when it could not be made. */
export function writeServingReport(
  words: ServeWords,
  { setting, price }: Serving,
  file: string,
  context: Context,
): Promise<number> {
  if (price === undefined)
    throw new FlopbookError(
      `--report: needs a price, none of ${setting.device.name} is on record; say one with --price`,
      { exitCode: 2 },
    );
  const title = `What it takes to serve ${setting.shape.name}`;
  const parameters = parametersOf(words, context.terminal.cwd);
  return writeNotebookReport({ notebook: "serving-report", title, parameters }, file, context);
}

/** Every word of the command, empty or 0 where nothing was said; a file by its path from the folder of the command. */
function parametersOf(words: ServeWords, cwd: string): ParameterValues {
  return {
    modelName: /[./\\]/.test(words.model) ? fileWord(words.model, cwd) : words.model,
    deviceName: words.device,
    count: words.count,
    input: words.input,
    output: words.output,
    rate: words.rate ?? 0,
    firstTokenLimit: words.ttft ?? 0,
    perTokenLimit: words.tpot ?? 0,
    weights: words.weights ?? "",
    cache: words.cache ?? "",
    batches: (words.batch ?? []).join(","),
    windowCache: words.windowCache,
    convention: words.convention,
    network: words.network ?? 0,
    price: words.price ?? 0,
    speculative: String(words.speculative ?? ""),
    draftTokens: words.draftTokens ?? 4,
    draftCost: words.draftCost ?? 0.1,
    assume: (words.assume ?? []).join(","),
  };
}
