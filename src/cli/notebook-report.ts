// A report of its own from a notebook that ships with us: built in a temporary folder, then written whole.
import { readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { extname, join, relative, resolve } from "node:path";
import { temporaryFolder } from "../disk/temporary.js";
import { writeWhole } from "../disk/write.js";
import { FlopbookError } from "../errors.js";
import type { Notebook } from "../notebook/notebook.js";
import type { ParameterValues } from "../notebook/parameters.js";
import { buildReports } from "../report/build/build.js";
import { realSteps, type Steps } from "../report/build/steps.js";
import { flopbookFolder } from "../report/build/versions.js";
import { tellFaults } from "./build.js";
import { type Format, formats } from "./options.js";
import { progressDisplay } from "./progress.js";
import { projectAround } from "./project.js";
import type { Context } from "./terminal.js";

/** What is reported: the notebook's name in our own notebooks/, its parameters, and the title of the page. */
export interface NotebookReport {
  readonly notebook: string;
  readonly title: string;
  readonly parameters: ParameterValues;
}

/** Writes the report to `file` (.pdf or .html), whole or not at all; returns 1 when it could not be made. */
export async function writeNotebookReport(
  { notebook, title, parameters }: NotebookReport,
  file: string,
  { terminal, signal }: Context,
): Promise<number> {
  const format = reportFormat(file);
  const target = resolve(terminal.cwd, file);
  const folder = temporaryFolder(tmpdir(), "flopbook-report-");
  const progress = progressDisplay(terminal, { total: 1, quiet: false });
  try {
    const { good, reports } = await buildReports({
      root: projectAround(terminal.cwd).root,
      notebooks: [join(flopbookFolder, "notebooks", `${notebook}.ipynb`)],
      complete: false,
      formats: [format],
      outputFolder: folder,
      cacheFolder: join(folder, "cache"),
      useCache: false,
      parameters,
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
    rmSync(folder, { recursive: true, force: true });
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
