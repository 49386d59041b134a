// A report of its own from a notebook that ships with us: built in a temporary folder, then written whole.
import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { extname, join, relative, resolve } from "node:path";
import { fileHash } from "../disk/hash.js";
import { writeWhole } from "../disk/write.js";
import { FlopbookError } from "../ground/errors.js";
import { ownModuleFiles } from "../node/own-module.js";
import type { Notebook } from "../notebook/notebook.js";
import type { ParameterValues } from "../notebook/parameters.js";
import { buildReports } from "../report/edition/build.js";
import { realSteps, type Steps } from "../report/edition/steps.js";
import { heldFolder } from "../report/held-folder.js";
import { flopbookFolder } from "../report/installed.js";
import { tellFaults } from "./build/build.js";
import { commandLine, fileWord } from "./command-line.js";
import { type Format, formats } from "./options.js";
import { progressDisplay } from "./progress.js";
import { projectAround } from "./project.js";
import type { Context } from "./terminal.js";

/** What is reported: the notebook's name in our own notebooks/, its parameters, and the title of the page. */
export interface NotebookReport {
  readonly notebook: string;
  readonly title: string;
  readonly parameters: ParameterValues;
  /** Files that were read to make the order, a configuration: SHA-256 by path from where the command runs. */
  readonly sources?: Readonly<Record<string, string>>;
}

/** Writes the report to `file` (.pdf or .html), whole or not at all; returns 1 when it could not be made. */
export async function writeNotebookReport(
  { notebook, title, parameters, sources = {} }: NotebookReport,
  file: string,
  { terminal, signal, words }: Context,
): Promise<number> {
  const format = reportFormat(file);
  const target = resolve(terminal.cwd, file);
  const temporary = heldFolder(tmpdir(), "report");
  const folder = temporary.path;
  const progress = progressDisplay(terminal, { total: 1, quiet: false });
  process.env.FLOPBOOK_FOLDER = terminal.cwd; // what the notebook, which runs in a folder of ours, finds files from
  try {
    const { good, reports } = await buildReports({
      root: terminal.cwd,
      notebooks: [join(flopbookFolder, "notebooks", `${notebook}.ipynb`)],
      complete: false,
      formats: [format],
      outputFolder: folder,
      cacheFolder: join(folder, "cache"),
      useCache: false,
      parameters,
      sources: { ...sources, ...ownSources(terminal.cwd) },
      rebuild: commandLine(words, terminal.cwd),
      signal,
      step: progress.step,
      steps: titled(title),
    });
    progress.finish();
    for (const report of reports) tellFaults(report, terminal);
    if (!good) return 1;
    writeWhole(target, readFileSync(join(folder, `${notebook}.${format}`)));
    terminal.out(`${relative(terminal.cwd, target)}\n`);
    return 0;
  } finally {
    progress.finish();
    await temporary.remove();
  }
}

/** The format that a file's name asks for. Errors on another ending. */
export function reportFormat(file: string): Format {
  const format = formats.find((one) => extname(file).toLowerCase() === `.${one}`);
  if (format !== undefined) return format;
  throw new FlopbookError(`--report: must end in .pdf or .html, got "${file}"; name such a file`, {
    exitCode: 2,
  });
}

/** The project's own modules, which shape what the notebook knows: SHA-256 by path from where the command runs. */
function ownSources(cwd: string): Readonly<Record<string, string>> {
  const files = ownModuleFiles(projectAround(cwd).root);
  return Object.fromEntries(files.map((path) => [fileWord(path, cwd), fileHash(path) ?? ""]));
}

/** The usual steps, with another title on the notebook. */
function titled(title: string): Steps {
  return {
    ...realSteps,
    read: async (path): Promise<Notebook> => {
      const read = await realSteps.read(path);
      return { ...read, frontMatter: { ...read.frontMatter, title } };
    },
  };
}
