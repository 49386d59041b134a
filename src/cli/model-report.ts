// `flopbook model --report FILE`: the model card as a report of its own, through the notebook that ships with us.
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { extname, join, relative, resolve } from "node:path";
import { FlopbookError } from "../errors.js";
import type { Notebook } from "../notebook/notebook.js";
import type { ParameterValues } from "../notebook/parameters.js";
import { buildReports } from "../report/build.js";
import { realSteps, type Steps } from "../report/steps.js";
import { flopbookFolder } from "../report/versions.js";
import { writeWhole } from "../report/write.js";
import { tellFaults } from "./build.js";
import type { ModelWords } from "./model-words.js";
import { type Format, formats } from "./options.js";
import { progressDisplay } from "./progress.js";
import { projectAround } from "./project.js";
import type { Context } from "./terminal.js";

/** The notebook that the card is made by. */
const card = "model-card";

/** What is reported on: the word that names it, and its name for the title. */
export interface Reported {
  readonly word: string;
  readonly title: string;
}

/** Writes the card of a model to `file` (.pdf or .html), whole or not at all; returns 1 when it could not be made. */
export async function writeModelReport(
  { word, title }: Reported,
  file: string,
  words: ModelWords,
  { terminal, signal }: Context,
): Promise<number> {
  const format = formatOf(file);
  const target = resolve(terminal.cwd, file);
  const folder = mkdtempSync(join(tmpdir(), "flopbook-card-"));
  const progress = progressDisplay(terminal, { total: 1, quiet: false });
  try {
    const { good, reports } = await buildReports({
      root: projectAround(terminal.cwd).root,
      notebooks: [join(flopbookFolder, "notebooks", `${card}.ipynb`)],
      complete: false,
      formats: [format],
      outputFolder: folder,
      cacheFolder: join(folder, "cache"),
      useCache: false,
      parameters: parametersOf(word, words, terminal.cwd),
      signal,
      step: progress.step,
      steps: titled(`What ${title} costs`),
    });
    progress.finish();
    for (const report of reports) tellFaults(report, terminal);
    if (!good) return 1;
    await writeWhole(target, readFileSync(join(folder, `${card}.${format}`)));
    terminal.out(`${relative(terminal.cwd, target)}\n`);
    return 0;
  } finally {
    progress.finish();
    rmSync(folder, { recursive: true, force: true });
  }
}

function formatOf(file: string): Format {
  const format = formats.find((one) => extname(file).toLowerCase() === `.${one}`);
  if (format !== undefined) return format;
  throw new FlopbookError(`--report: must end in .pdf or .html, got "${file}"; name such a file`, {
    exitCode: 2,
  });
}

/** The parameters of the notebook: a file by its whole path, since the notebook runs in a folder of its own. */
function parametersOf(word: string, words: ModelWords, cwd: string): ParameterValues {
  const path = resolve(cwd, word);
  return {
    modelName: existsSync(path) ? path : word,
    batch: words.batch ?? 1,
    sequence: words.seq ?? 0,
    resolution: words.resolution ?? 0,
    dtype: words.dtype ?? "fp32",
    attention: words.attention ?? "",
    dimensions: (words.dim ?? []).join(","),
    ...(words.device === undefined ? {} : { deviceName: words.device }),
  };
}

/** The usual steps, with another title on the notebook. */
function titled(title: string): Steps {
  return {
    ...realSteps,
    read: async (path): Promise<Notebook> => {
      const notebook = await realSteps.read(path);
      return { ...notebook, frontMatter: { ...notebook.frontMatter, title } };
    },
  };
}
