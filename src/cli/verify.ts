// `flopbook verify`: rebuild elsewhere, compare with the published hashes.
import { verifyReports } from "../report/build/verify.js";
import { tellFaults } from "./build.js";
import { progressDisplay } from "./progress.js";
import { chosenNotebooks, projectAround } from "./project.js";
import type { Context } from "./terminal.js";

/** Rebuilds the named notebooks, or all; returns 1 when a published byte did not come again. */
export async function run(
  names: readonly string[],
  options: { readonly json?: true; readonly quiet?: true },
  { terminal, signal }: Context,
): Promise<number> {
  const project = projectAround(terminal.cwd);
  const notebooks = chosenNotebooks(project, terminal.cwd, names);
  const quiet = options.quiet === true || options.json === true;
  const progress = progressDisplay(terminal, { total: notebooks.length, quiet });
  try {
    const { same, compared, differences, build } = await verifyReports({
      root: project.root,
      notebooks,
      complete: names.length === 0,
      publishedFolder: project.reports,
      signal,
      step: progress.step,
      done: ({ name, status }) => progress.done(name, "rebuilt", status !== "failed"),
    });
    progress.finish();
    if (options.json) {
      terminal.out(`${JSON.stringify({ same, compared, differences }, undefined, 2)}\n`);
      return same ? 0 : 1;
    }
    for (const report of build.reports) if (report.status === "failed") tellFaults(report, terminal);
    const { colors } = terminal;
    for (const { file, reasons } of differences)
      terminal.out(`${colors.red("DIFFERS")} ${file}: ${reasons.join("; ")}\n`);
    if (same && !options.quiet)
      terminal.out(colors.green(`${compared.length} files came out with the published bytes`) + "\n");
    if (!same) terminal.out(`${differences.length} differences from reports/manifest.json\n`);
    return same ? 0 : 1;
  } finally {
    progress.finish();
  }
}
