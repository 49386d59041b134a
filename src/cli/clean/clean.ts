// `flopbook clean`: reports and caches go; notebooks, baselines and the published manifest stay.
import { relative } from "node:path";
import { cleanReports } from "../../report/edition/clean.js";
import { notebookName, projectAround, projectNotebooks } from "../project.js";
import type { Context } from "../terminal.js";

/** Removes what builds made and prints what went; `all` includes the manifest and the unpacked browser. */
export async function run(options: { readonly all?: true }, { terminal }: Context): Promise<number> {
  const project = projectAround(terminal.cwd);
  const gone = await cleanReports({
    root: project.root,
    outputFolder: project.reports,
    reports: projectNotebooks(project).map(notebookName),
    all: options.all === true,
  });
  for (const path of gone) {
    const shown = relative(project.root, path);
    terminal.out(`removed ${shown.startsWith("..") ? "the unpacked browser" : shown}\n`);
  }
  if (gone.length === 0) terminal.out("nothing to remove\n");
  return 0;
}
