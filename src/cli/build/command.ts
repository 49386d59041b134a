// The command `build` and its options as commander declares them.
import type { Command } from "commander";
import { formatList, listed, oneOf, papers, positive } from "../options.js";
import type { Context, Finish } from "../terminal.js";

/** `flopbook build`. */
export function addBuild(program: Command, context: Context, finish: Finish): void {
  program
    .command("build [notebook...]")
    .summary("run notebooks and write reports: HTML, PDF, values, manifest")
    .description(
      "Runs notebooks and writes reports/<name>.html, .pdf, .values.json and manifest.json. A notebook is a file, or a name in notebooks/; none named means all. The same inputs give the same bytes.",
    )
    .option("--to <formats>", "what to write: html, pdf (default: both)", formatList)
    .option("--output-dir <dir>", "where to write (default: reports)")
    .option("--no-cache", "run every cell and render every page anew")
    .option("--twice", "run every notebook twice, and fail where a cell or value differs")
    .option("--no-execute", "run no cell: show the outputs that the notebooks hold, sanitised")
    .option("-P, --param <name=value>", "set a parameter of the cell tagged `parameters`; repeatable", listed)
    .option("--params <file>", "parameters from a YAML or JSON file; -P overrides it")
    .option(
      "--timeout <seconds>",
      "longest time a cell may take",
      positive("--timeout", "seconds", false, { most: 1e6 }),
    )
    .option(
      "--memory <MB>",
      "memory limit of a notebook's process",
      positive("--memory", "megabytes", true, { most: 1e8 }),
    )
    .option("--paper <size>", `paper of the PDF: ${papers.join(" or ")}`, oneOf("--paper", papers))
    .option("--template <name>", "page template, a folder of templates/")
    .option(
      "--jobs <n>",
      "notebooks at a time (default: the cores)",
      positive("--jobs", "", true, { most: 1024 }),
    )
    .option("-q, --quiet", "no progress; errors only")
    .action(async (names, options) =>
      finish(await (await import("./build.js")).run(names, options, context)),
    );
}
