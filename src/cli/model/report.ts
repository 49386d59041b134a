// `flopbook model --report FILE`: the model card as a report of its own, through the notebook that ships with us.
import type { NetworkFormat } from "../../models/index.js";
import type { ParameterValues } from "../../notebook/parameters.js";
import { fileWord } from "../command-line.js";
import { writeNotebookReport } from "../notebook-report.js";
import type { Context } from "../terminal.js";
import type { ModelWords } from "./words.js";

/** The notebook that the card is made by. */
const card = "model-card";

/** What is reported on: the word that names it, and its name for the title. */
export interface Reported {
  readonly word: string;
  readonly title: string;
  /** In which number format its activations are counted. */
  readonly dtype: NetworkFormat;
}

/** Writes the card of a model to `file` (.pdf or .html), whole or not at all; returns 1 when it could not be made. */
export function writeModelReport(
  { word, title, dtype }: Reported,
  file: string,
  words: ModelWords,
  context: Context,
): Promise<number> {
  const parameters = parametersOf(word, { ...words, dtype }, context.terminal.cwd);
  return writeNotebookReport({ notebook: card, title: `What ${title} costs`, parameters }, file, context);
}

/** The parameters of the notebook: a file by its path from the folder of the command. */
function parametersOf(word: string, words: ModelWords, cwd: string): ParameterValues {
  return {
    modelName: fileWord(word, cwd),
    batch: words.batch ?? 1,
    sequence: words.sequence ?? 0,
    resolution: words.resolution ?? 0,
    dtype: words.dtype ?? "fp32",
    attention: words.attention ?? "",
    dimensions: (words.dim ?? []).join(","),
    ...(words.device === undefined ? {} : { deviceName: words.device }),
  };
}
