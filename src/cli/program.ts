// The commands and their options as commander declares them; each command's own code loads when it is called.
import { readFileSync } from "node:fs";
import { Command, Option } from "commander";
import { guarded } from "./door.js";
import { formatList, listed, oneOf, papers, positive } from "./options.js";
import { addModel, addModels } from "./program-models.js";
import { addCost, addPlan, addServe } from "./program-plans.js";
import { addReconcile, addRuns } from "./program-runs.js";
import { addVerify } from "./program-verify.js";
import type { Context, Finish } from "./terminal.js";
import { toldError } from "./told-error.js";

/** Runs one command line (without node and script) and returns its exit code; errors are printed, not thrown. */
export async function runCommandLine(
  words: readonly string[],
  given: Omit<Context, "words">,
): Promise<number> {
  const context: Context = {
    words,
    terminal: guarded(given.terminal),
    // asked for only by commands that have something to put away: then signals end no longer at once
    get signal() {
      return given.signal;
    },
  };
  let code = 0;
  const program = flopbookProgram(context, (exitCode) => {
    code = exitCode;
  });
  try {
    await program.parseAsync([...words], { from: "user" });
    return code;
  } catch (error) {
    return toldError(error, program, words[0], context);
  }
}

function flopbookProgram(context: Context, finish: Finish): Command {
  const program = new Command("flopbook")
    .description(
      "What a neural network costs, with the working: reports from notebooks, worked examples under check.",
    )
    .version(packageVersion(), "-V, --version", "print the version")
    .helpOption("-h, --help", "show help")
    .helpCommand("help [command]", "show help for a command")
    .showSuggestionAfterError(false)
    .exitOverride()
    .configureOutput({
      writeOut: context.terminal.out,
      writeErr: context.terminal.err,
      outputError: () => {},
    })
    .addHelpText(
      "after",
      "\nExit codes: 0 good, 1 a check or a cell failed, 2 usage.\nFLOPBOOK_DEBUG=1 shows the stack of an error.",
    );
  for (const add of commands) add(program, context, finish);
  return program;
}

const commands = [
  addBuild,
  addCheck,
  addVerify,
  addList,
  addModel,
  addModels,
  addPlan,
  addCost,
  addServe,
  addRuns,
  addReconcile,
  addFormulas,
  addDoctor,
  addClean,
  addStrip,
  addFigure,
];

function addBuild(program: Command, context: Context, finish: Finish): void {
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

function addCheck(program: Command, context: Context, finish: Finish): void {
  program
    .command("check [target...]")
    .summary("compare worked examples and notebooks with what was stated and what they gave before")
    .description(
      "Evaluates the worked examples and compares every named value of the notebooks with notebooks/<name>.baseline.json. A target is the id of an example (shown with its whole working), a notebook, or a JSON or TypeScript file of examples; none means everything: the notebooks, and the examples in flopbook.examples.{json,ts}, in examples/*.examples.{json,ts} and in the files that package.json names under flopbook.examples. What has not changed, code and inputs to the byte, is not computed again.",
    )
    .option(
      "--examples <file>",
      "a JSON or TypeScript file of examples beside the project's own; repeatable",
      listed,
    )
    .option("--all", "also the worked examples that ship with flopbook")
    .option("--update", "rewrite the baselines from what the notebooks give now, and print what moved")
    .option("--json", "print the result as JSON")
    .option("--junit <file>", "write the result as JUnit XML too")
    .option("--no-cache", "compute every example and run every notebook anew")
    .option(
      "--timeout <seconds>",
      "longest time a cell may take",
      positive("--timeout", "seconds", false, { most: 1e6 }),
    )
    .option(
      "--depth <levels>",
      "levels of an example's working (default: all)",
      positive("--depth", "", true),
    )
    .option("-q, --quiet", "print failures only")
    .action(async (names, options) =>
      finish(await (await import("./check/check.js")).run(names, options, context)),
    );
}

function addList(program: Command, context: Context, finish: Finish): void {
  program
    .command("list")
    .summary("list notebooks, worked examples and templates")
    .description("Lists the project's notebooks with the state of their baselines, and the worked examples.")
    .option("--all", "also the worked examples that ship with flopbook")
    .option("--json", "print the list as JSON")
    .action(async (options) => finish(await (await import("./list.js")).run(options, context)));
}

function addFormulas(program: Command, context: Context, finish: Finish): void {
  program
    .command("formulas [id] [name=value...]")
    .summary("list the formulas, or evaluate one and show the working")
    .description(
      "Lists every formula with its unit and meaning. With an id: the formula, its symbols, conventions and source. With values (m=32 peak=312TFLOP/s utilisation=30%): the result with its working.",
    )
    .option("--search <text>", "only formulas with all these words in name, meaning, symbols or source")
    .option("--json", "print the formulas as JSON")
    .action(async (id, values, options) => {
      const words = id === undefined ? [] : [id, ...values];
      return finish(await (await import("./formulas/formulas.js")).run(words, options, context));
    });
}

function addDoctor(program: Command, context: Context, finish: Finish): void {
  program
    .command("doctor")
    .summary("say what is installed, what is missing, and what it means")
    .description(
      "Looks at Node, the kernel, the browser, fonts, template, write access and the source of dates. Exit code 1 when something needed is missing.",
    )
    .option("--json", "print the findings as JSON")
    .action(async (options) => finish(await (await import("./doctor/doctor.js")).run(options, context)));
}

function addClean(program: Command, context: Context, finish: Finish): void {
  program
    .command("clean")
    .summary("remove built reports and the cache")
    .description(
      "Removes the built reports and the cache; notebooks, baselines and reports/manifest.json stay.",
    )
    .option("--all", "also reports/manifest.json and the browser in the user's cache")
    .action(async (options) => finish(await (await import("./clean.js")).run(options, context)));
}

function addStrip(program: Command, context: Context, finish: Finish): void {
  program
    .command("strip [notebook...]")
    .summary("remove outputs and traces of a run from notebooks")
    .description(
      "Rewrites notebooks without outputs, execution counts and volatile metadata, in one stable layout.",
    )
    .option("--check", "write nothing; exit code 1 when one is not clean")
    .option("-q, --quiet", "print nothing")
    .action(async (names, options) =>
      finish(await (await import("./strip.js")).run(names, options, context)),
    );
}

function addFigure(program: Command, context: Context, finish: Finish): void {
  program
    .command("figure [spec]")
    .summary("draw a Vega-Lite spec as SVG")
    .description(
      "Draws a Vega-Lite spec (a JSON file, or standard input) as SVG on standard output, with the fonts of the reports.",
    )
    .option("-o, --output <file>", "write to a file instead")
    .addOption(new Option("--standalone", "a file of its own, which it is").hideHelp())
    .action(async (spec, options) => finish(await (await import("./figure.js")).run(spec, options, context)));
}

function packageVersion(): string {
  const json: unknown = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  return typeof json === "object" && json !== null && "version" in json ? String(json.version) : "unknown";
}
